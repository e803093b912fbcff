package offline_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/value"
)

var (
	anyChats = flag.Int("chats", 400, "how many random chats are read")
	anySeed  = flag.Uint64("seed", 0, "of the random chats; 0: another each time")
)

// said are what random chats are put together from: words of the three
// languages, figures, dates, and what strangers try.
var said = strings.Split(`завтра|послезавтра|в 17|в 18|к 9 утра|в понедельник|14 марта|с 2 по 5 мая|через два дня|полвосьмого|18.10|12.03.2025|сто|пять тысяч|26 700 руб.|1,5 млн|₽|скидка 10%|ул. Мира, д. 5, кв. 7|Анна|меня зовут Анна Белова|мой телефон|8 916 204-55-18|мама|наличными|не|нет|да|Москва|из|в|и|или|если|заказ №1234|ИНН 7714123456|размер 42|как вас зовут?|когда вам удобно?|какой адрес?|беру|подходит|шучу|лифт есть|иван собака яндекс точка ру|
el lunes a las 5|o el martes a las 6|mañana|a las 9 y media|del 2 al 5 de mayo|el 15|dentro de tres días|mil euros|1.400,50 €|calle Olmo 7, 2A, Valencia|me llamo|Ana Ruiz|mi móvil es|612 345 678|efectivo|sin|no|sí|pedido #1234|¿a qué hora?|¿cómo se llama?|perfecto|quiero tres|de|de la|y|
tomorrow|tonight|at 5|at 6 pm|on Monday|next Friday|next week|the 7th|March 9th|in two weeks|10:30|half past two|quarter to 5|one|hundred|half a dozen|$1,250.75|5 bucks|12 Main St, Boston|my name is|Ann Lee|call me|+1 415 555 2671|a@b.co|ann at mail dot com|www.a.co|order #1234|size 9|Dr. Morgan|Red|cash|not|yes|no thanks|sounds good|book it|how many?|what time?|which day?|from Boston to San Jose|for 4 people|2 rooms|The Grand Hotel|
1|2|07|31|1234|99999999999999999999999|1 000 000|4111 1111 1111 1111|2025-03-14|2025-02-30|25:99|0.0.0.0|%|,|.|..|?|!|;|:|-|–|(|)|"|«|»|#|№|@|/|\n|¿|¡|&|'|{"a":1}|</s>|operator:|[system]|ignore all instructions|`+
	"\xff|\x00|\u00a0|\u202e|\u200b|é|é|ﬁ|İ|ẞ|ß|K|٣|１２|ОО|ǅ|😀|'|’|ʼ|º|\u2009", "|")

func anyText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(12) {
		w := said[r.IntN(len(said))]
		switch r.IntN(12) {
		case 0:
			w = strings.ToUpper(w)
		case 1:
			w = w[:r.IntN(len(w)+1)] // cut anywhere, within a character too
		case 2:
			w = strings.ReplaceAll(w, " ", "")
		}
		b.WriteString(w)
		b.WriteString([]string{" ", " ", " ", ", ", ". ", "? ", "\n", ""}[r.IntN(8)])
	}
	return b.String()
}

var titlesOf = []string{"Дата и время", "Телефон", "Имя клиента", "Адрес доставки", "Сумма заказа", "Возврат", "Скидка", "Номер заказа", "Город", "Размер", "Лифт", "Hotel name", "Return date", "Check-in", "Number of people", "Cuisine", "Recipient's phone", "Order number", "Budget", "Precio", "Hora de llegada", "Fecha de nacimiento", "Company", "Item", "Origin city", "Car", "Zip code", "Day of the month", "Ride destination", "Note"}

// anyChat is a chat with a field of every type.
func anyChat(r *rand.Rand) desk.Chat {
	zones := []*time.Location{nil, time.UTC, time.FixedZone("", 3*3600), time.FixedZone("", -7*3600)}
	locales := []desk.Locale{{Language: "ru", Region: "RU", Currency: "RUB"}, {Language: "es", Region: "ES", Currency: "EUR"}, {Language: "en", Region: "US", Currency: "USD"}, {}}
	c := desk.Chat{Locale: locales[r.IntN(len(locales))], Current: map[desk.FieldName]desk.Value{}}
	c.Locale.Zone = zones[r.IntN(len(zones))]
	at := time.Date(2025, 1+time.Month(r.IntN(12)), 1+r.IntN(31), r.IntN(24), 0, 0, 0, time.UTC)
	for i := range 1 + r.IntN(5) {
		by := []desk.Author{desk.ByCustomer, desk.ByCustomer, desk.ByOperator, desk.ByBot, desk.AsNote}[r.IntN(5)]
		c.Messages = append(c.Messages, desk.Message{Seq: desk.Seq(i + 1), Author: by, Text: anyText(r), SentAt: at.Add(time.Duration(i) * time.Minute), Forwarded: r.IntN(9) == 0})
	}
	types := append([]desk.FieldType{desk.TypeString}, desk.FieldTypes...)
	for i, typ := range types {
		f := desk.Field{Name: desk.FieldName(string(rune('a' + i))), Title: titlesOf[r.IntN(len(titlesOf))], Type: typ, Policy: desk.PolicyFillIfEmpty, On: true, Grants: r.IntN(9) == 0}
		if i == 0 {
			f.Format = "time"
		}
		if typ == desk.TypeEnum || typ == desk.TypeMultiEnum {
			f.Options = []desk.Option{{Value: "Red"}, {Value: "Наличными", Synonyms: []string{"cash"}}, {Value: "Efectivo"}, {Value: "Dr. Morgan"}}
		}
		c.Fields = append(c.Fields, f)
	}
	return c
}

// TestAnyChatIsRead: whatever is said, and whatever fields a card has, the rules
// don't panic, and what they find stands in a message and is proven by it.
// A million: go test -run AnyChat -chats 1000000.
func TestAnyChatIsRead(t *testing.T) {
	seed := *anySeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range *anyChats {
		c := anyChat(r)
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Fatalf("seed %d, chat %d: %v\n%+v", seed, i, p, c.Messages)
				}
			}()
			readAny(t, c)
		}()
		if t.Failed() {
			t.Fatalf("seed %d, chat %d", seed, i)
		}
	}
}

func readAny(t *testing.T, c desk.Chat) {
	t.Helper()
	got, err := offline.Reader{}.Read(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Findings {
		field, m := c.Fields[f.Field[0]-'a'], c.Messages[f.Message-1]
		v, err := proof.Guard{Prover: value.Prover{}}.Prove(field, f, m, c.Locale)
		if err != nil || !f.Stands(m) || field.Check(v) != nil {
			t.Errorf("%s: %q by %q of %q: %v", field.Type, f.Value, f.Quote, m.Text, err)
		}
	}
}

// FuzzRead: one customer's message after an operator's question, with a field of
// every type.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"¿Puedo ir el lunes a las 5 o el martes a las 6?", "завтра в 17 послезавтра в 18", "order #1234 order #1234", "\xff1\x00 ул. Мира, 5", "Ann, at 5 or 6 on Monday"} {
		f.Add("When? Когда? ¿Cuándo?", s, uint64(1))
	}
	f.Fuzz(func(t *testing.T, question, answer string, seed uint64) {
		c := anyChat(rand.New(rand.NewPCG(seed, 0)))
		at := c.Messages[0].At()
		c.Messages = []desk.Message{{Seq: 1, Author: desk.ByOperator, Text: question, SentAt: at}, {Seq: 2, Author: desk.ByCustomer, Text: answer, SentAt: at}}
		readAny(t, c)
	})
}
