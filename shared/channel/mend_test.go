package channel_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/desk"
)

// naturals are what customers write, letter by letter. Each breaks the JSON of a
// body that it is put into as it is, or comes close to it.
var naturals = []string{
	// names of companies, books, streets
	`"A", "B"`, `"A"`, `A "B"`, `"A" B`, `"A", B`, `A, "B"`, `Хочу "Кобзар", "Лис Микита"`, `Хочу "Кобзар","Лис Микита"`,
	`ТОВ "Ромашка": потрібен рахунок`, `ООО "Рога и копыта"`, `ООО "Рога и копыта", ИНН 7701234567`, `ООО "Торговый дом "Весна""`,
	`Счёт на ООО "Ветер", пожалуйста`, `Книги: "Война и мир", "Идиот", "Бесы"`, `"Мастер и Маргарита" есть?`, `есть "Мастер и Маргарита"?`,
	`Подскажите, "Лада" или "Нива"?`, `Мне "Наполеон", но без крема`, `ул. "Правды", 5`, `Магазин "Пятёрочка" (бывший "Магнит")`,
	`Доставка на "Нову пошту", відділення "5"`, `Чи є "Тигролови"?`, `ФОП "Коваль О. І."`, `я з "Розетки", "Алло" та "Фокстрот"`,
	`Quiero "El Quijote", "Rayuela"`, `¿Tienen "Cien años de soledad"?`, `Somos "Panadería Sol", S.L.`, `La empresa "Hermanos García": factura`,
	`calle "Mayor", 12, "piso 3"`, `me dijo "vale", "mañana"`, `I want "Dune", "Emma" and "Ulysses"`, `We are "Baker & Sons", Ltd.`,
	`"Baker & Sons": the invoice is wrong`, `She said "yes", then "no", then "maybe"`, `Is it "gluten-free"?`, `"Gluten-free", they say`,
	`the "best" one`, `the so-called "fresh" bread`, `"`, `""`, `"""`, `","`, `", "`, `":"`, `": "`, `"a":`, `:"a"`, `"a": "b"`, `a "b", "c": "d" e`,
	`a "b", "c": 5 e`, `"key": "value", "other": "thing" and so on`, `x", y`, `x" ,y`, `x",y"`, `x","`, `x", "y`, `x": y`, `{"`, `"}`, `x"} y`, `x"}, y`, `["a", "b"]`, `"]`,
	// measures
	`5"`, `TV 55"`, `TV 55", black`, `55", 65" or 75"`, `6'2"`, `5'10", 180 lb`, `a 1/2" pipe, 3/4" valve`, `Диагональ 27", матовый`, `монитор 24" или 27"?`,
	`труба 1/2", кран 3/4"`, `екран 6,1"`, `pantalla de 32", negra`, `ruedas de 29"`, `12"x12"`, `12" x 12", 14" x 14"`, `диски R17", R18": цена?`, `size: 10", colour: "red"`,
	// pasted
	`{"a":"b"}`, `{"a": 1, "b": 2}`, `{"a": "b", "c": "d"}`, `{"error": "not found", "code": 404}`, `[{"sku": "A1", "qty": 2}, {"sku": "B2", "qty": 1}]`,
	"{\n  \"order\": 17,\n  \"items\": [\"cake\", \"bread\"]\n}", `{"x": {"y": "z"}}`, `error: {"message": "bad", "retry": true} help`, `<a href="https://x.example/?a=1&b=2">link</a>`,
	`<img src="a.png", alt="b">`, `select "a", "b" from "t"`, `curl -H "A: b" -d '{"c":"d"}'`, `var x = "a" + "b", y = "c";`, `"text": "hi"`, `name="Ann", age="5"`,
	// line breaks, tabs, backslashes
	"Привет!\nХочу торт", "1. \"Наполеон\"\n2. \"Медовик\"", "\"a\",\n\"b\"", "\"a\"\n,\"b\"", "first\r\nsecond", "a\tb \"c\"", "\n", "ends with\n", "\nbegins with \"x\"", "Hola,\n\n\"dos\" panes",
	`C:\Users\ann "x"`, `C:\Users`, `path "C:\temp\new"`, `\o/ "yes"`, `"\o/"`, `a \ b "c"`, `"a\"`, `\"a\", \"b\" and "c"`, `¯\_(ツ)_/¯`, `\ud83d "x"`, `\u12 is no sign`, `5 \ 3`, "a \"b\" \\\n",
	// quotation marks that are none of JSON's
	`«Ромашка», “Rose” and „Röschen“ "x"`, `“Dune”, “Emma”: "both"`, `O'Brien's "pub"`, "`code` \"x\"", `'single', "double"`, `„Кобзар“, "Лис"`, `"Кобзар“`, `“Кобзар"`,
	`Мой заказ: "Торт "Прага", 2 кг", к 18:00`, `Фільм "Мавка", сеанс "19:00"`, `Заказ №"15", статус: "оплачен"?`, `Имя: "Анна", телефон: "скажу позже"`,
	`"Да", - сказала она. "Нет", - ответил он.`, `— "Чай"?\n— "Кофе"!`, `Кава "Лавацца", 250 г; чай "Грінфілд", 100 п.`, `Nombre: "Ana", ciudad: "Lima"`,
	`"Sí", "no", "no sé"`, `He leído "1984", "Emma", "Ulises" y "Fe"`, `Is "Table 5", "near the window", free?`, `Name: "Ann", size: "M", colour: "red"`,
	`The sign says: "Closed", "Back at 5"`, `order "15", "16", and "17"`, `call me "Bob"`, `"Bob", they call me`,
	// signs of life
	`👍 "супер", 😀`, `"ок"!!!`, `:-"`, `(: "hi" :)`, `"…"`, `100% "yes", 50% "no"`, `tel. "095 123 45 67", Оля`, `ann@mail.example, "Ann"`, `{{x}} "y"`, `{{text}}, "z"`, `$"x"`, `a&"b"`,
}

// bodies are what companies write around them. WORDS is the customer's, N their name.
var bodies = []struct{ ch, body string }{
	{"mc", `{"id":"7","message_id":"m1","text":"WORDS"}`},
	{"mc", `{"id":"7","text":"WORDS","name":"N"}`},
	{"mc", "{\n  \"id\": \"7\",\n  \"text\": \"WORDS\",\n  \"name\": \"N\",\n  \"timestamp\": 1763628000\n}"},
	{"mc", `{"subscriber_id":7,"first_name":"N","last_input_text":"WORDS","timestamp":"1763628000"}`},
	{"mc", `{"contact":{"id":"7","name":"N","last_input_text":"WORDS"},"message_id":"m1"}`},
	{"mc", `{"id":"7","custom_fields":{"size":"M","note":"WORDS"},"text":"WORDS","name":"N"}`},
	{"ss", `{"userId": 7, "name": "N", "text": "WORDS", "time": "2026-11-20 08:40:00"}`},
	{"ss", `{"userId":"7","text":"WORDS","mediaUrl":"","phone":"{{phone}}","messageId":"m1",}`},
}

func bridgePlug(ch string) channel.Plug {
	if ch == "mc" {
		return bridge.ManyChat{}
	}
	return bridge.SmartSender{}
}

func parseOn(t testing.TB, p channel.Plug, fields, body string) (desk.Parsed, error) {
	t.Helper()
	return p.Parse(desk.Line{Options: map[string]string{"fields": fields}}, desk.Webhook{Method: "POST", Body: []byte(body), At: now})
}

// Whatever stands in a body as it is, is read as it was written, wherever the
// company put it.
func TestWordsAreReadAsTheyWereWritten_SYS16_SYS17(t *testing.T) {
	if len(naturals) < 150 {
		t.Fatalf("%d natural texts, want 150", len(naturals))
	}
	wrong := 0
	for _, b := range bodies {
		for _, name := range []string{"Ann", `Dwayne "The Rock" Johnson`, `ТОВ "Ромашка"`} {
			for _, w := range naturals {
				body := strings.ReplaceAll(strings.Replace(b.body, `"N"`, `"`+name+`"`, 1), "WORDS", w)
				if json.Valid([]byte(body)) {
					continue // another test's
				}
				parsed, err := parseOn(t, bridgePlug(b.ch), "", body)
				if err != nil || len(parsed.Inbound) != 1 {
					t.Errorf("%s: lost: %+v, %v", body, parsed.Ignored, err)
					wrong++
					continue
				}
				in := parsed.Inbound[0]
				if in.Text != w || in.From.User != "7" || strings.Contains(b.body, `"N"`) && in.From.Name != name || in.From.Phone != "" {
					t.Errorf("%s\nis read as %q of %+v", body, in.Text, in.From)
					wrong++
				}
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d are wrong", wrong, 3*len(bodies)*len(naturals))
	}
}
