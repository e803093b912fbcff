package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A card that the first run filled; the customer then changes their mind, and the second
// run, which reads all of the talk, finds what they say now (FF-06).
func TestASecondRunFindsWhatChanged_FF06(t *testing.T) {
	in := map[string]func(string, ...desk.Field) desk.Chat{"ru": ru, "es": es, "en": en}
	count := map[string]desk.Field{"ru": unsaidRu("count")[0], "es": unsaidEs("count")[0], "en": unsaidEn("count")[0]}
	budget := map[string]desk.Field{"ru": unsaidRu("budget")[0], "es": unsaidEs("budget")[0], "en": unsaidEn("budget")[0]}
	visit := map[string]desk.Field{"ru": unsaidRu("visit")[0], "es": unsaidEs("visit")[0], "en": unsaidEn("visit")[0]}
	for _, c := range []struct {
		lang  string
		field map[string]desk.Field
		first string // what the first run read
		was   string
		then  string // what was said since
		now   string
	}{
		{"en", count, "C: I need 4 chairs\nO: Sure, 4 chairs", "4", "C: actually 5 rather than 4", "5"},
		{"en", count, "C: I need 4 chairs\nO: Sure, 4 chairs", "4", "C: make it 6 please\nO: 6 then", "6"},
		{"en", count, "O: How many do you need?\nC: 4\nO: Noted", "4", "C: can we do 7 instead?\nO: Of course, 7", "7"},
		{"en", count, "C: I need 4 chairs\nO: Sure, 4 chairs", "4", "C: we need 10 chairs now, not 4", "10"},
		{"en", count, "C: I need 4 chairs\nO: Sure, 4 chairs", "4", "C: hi again, it's 5 chairs after all", "5"},
		{"es", count, "C: quiero 4 sillas\nO: De acuerdo, 4 sillas", "4", "C: mejor 5 en vez de 4", "5"},
		{"es", count, "C: quiero 4 sillas\nO: De acuerdo, 4 sillas", "4", "C: al final van a ser 6\nO: Vale, 6", "6"},
		{"es", count, "O: ¿Cuántas necesita?\nC: 4\nO: Anotado", "4", "C: ¿pueden ser 7?\nO: Claro, 7", "7"},
		{"es", count, "C: quiero 4 sillas\nO: De acuerdo, 4 sillas", "4", "C: ahora necesito 10 sillas, no 4", "10"},
		{"es", count, "C: quiero 4 sillas\nO: De acuerdo, 4 sillas", "4", "C: que sean 5 sillas", "5"},
		{"ru", count, "C: нужно 4 стула\nO: Хорошо, 4 стула", "4", "C: вернее 5 вместо 4", "5"},
		{"ru", count, "C: нужно 4 стула\nO: Хорошо, 4 стула", "4", "C: давайте всё-таки 6\nO: Хорошо, 6", "6"},
		{"ru", count, "O: Сколько нужно?\nC: 4\nO: Записал", "4", "C: а можно 7?\nO: Конечно, 7", "7"},
		{"ru", count, "C: нужно 4 стула\nO: Хорошо, 4 стула", "4", "C: теперь нужно 10 стульев, не 4", "10"},
		{"ru", count, "C: нужно 4 стула\nO: Хорошо, 4 стула", "4", "C: пусть будет 5 стульев", "5"},

		{"en", budget, "C: my budget is $1500\nO: Got it", "1500.00 USD", "C: budget is 2000 now", "2000.00 USD"},
		{"en", budget, "O: What is your budget?\nC: 1500 dollars\nO: Got it", "1500.00 USD", "C: we can go up to 2000 dollars now", "2000.00 USD"},
		{"en", budget, "O: What is your budget?\nC: 1500 dollars\nO: Got it", "1500.00 USD", "C: actually 2000 instead of 1500", "2000.00 USD"},
		{"en", budget, "C: my budget is $1500\nO: Got it", "1500.00 USD", "C: the budget went up, it's $2000", "2000.00 USD"},
		{"es", budget, "C: mi presupuesto es de 1500 €\nO: Anotado", "1500.00 EUR", "C: ahora el presupuesto es 2000", "2000.00 EUR"},
		{"es", budget, "O: ¿Qué presupuesto tiene?\nC: 1500 euros\nO: Anotado", "1500.00 EUR", "C: ya podemos llegar hasta 2000 euros", "2000.00 EUR"},
		{"es", budget, "O: ¿Qué presupuesto tiene?\nC: 1500 euros\nO: Anotado", "1500.00 EUR", "C: mejor 2000 en vez de 1500", "2000.00 EUR"},
		{"es", budget, "C: mi presupuesto es de 1500 €\nO: Anotado", "1500.00 EUR", "C: nos han subido el presupuesto a 2000 €", "2000.00 EUR"},
		{"ru", budget, "C: бюджет 15 000 рублей\nO: Поняла", "15000.00 RUB", "C: бюджет теперь 20 000", "20000.00 RUB"},
		{"ru", budget, "O: Какой у вас бюджет?\nC: 15 тысяч рублей\nO: Поняла", "15000.00 RUB", "C: можем поднять до 20 тысяч рублей", "20000.00 RUB"},
		{"ru", budget, "O: Какой у вас бюджет?\nC: 15 тысяч рублей\nO: Поняла", "15000.00 RUB", "C: давайте 20 тысяч вместо 15", "20000.00 RUB"},
		{"ru", budget, "C: бюджет 15 000 рублей\nO: Поняла", "15000.00 RUB", "C: бюджет увеличили до 20 000 ₽", "20000.00 RUB"},

		{"en", visit, "C: please come on Friday\nO: Friday it is", "2026-04-17", "C: actually Saturday rather than Friday", "2026-04-18"},
		{"en", visit, "O: Which day suits you?\nC: Friday\nO: Noted", "2026-04-17", "C: can we move it to Saturday?\nO: Sure, Saturday", "2026-04-18"},
		{"en", visit, "O: Which day suits you?\nC: April 20\nO: Noted", "2026-04-20", "C: sorry, make it April 22", "2026-04-22"},
		{"es", visit, "C: vengan el viernes\nO: El viernes, entonces", "2026-04-17", "C: mejor el sábado en vez del viernes", "2026-04-18"},
		{"es", visit, "O: ¿Qué día le viene bien?\nC: el viernes\nO: Anotado", "2026-04-17", "C: ¿lo podemos pasar al sábado?\nO: Claro, el sábado", "2026-04-18"},
		{"es", visit, "O: ¿Qué día le viene bien?\nC: el 20 de abril\nO: Anotado", "2026-04-20", "C: perdón, que sea el 22 de abril", "2026-04-22"},
		{"ru", visit, "C: приезжайте в пятницу\nO: В пятницу приедем", "2026-04-17", "C: лучше в субботу, а не в пятницу", "2026-04-18"},
		{"ru", visit, "O: На какой день вас записать?\nC: на пятницу\nO: Записала", "2026-04-17", "C: можно перенести на субботу?\nO: Да, перенесла на субботу", "2026-04-18"},
		{"ru", visit, "O: На какой день вас записать?\nC: на 20 апреля\nO: Записала", "2026-04-20", "C: ой, давайте 22 апреля", "2026-04-22"},
	} {
		f := c.field[c.lang]
		name := string(f.Name)
		for of, card := range map[string][]desk.Field{"its field": {f}, "all fields": {count[c.lang], budget[c.lang], visit[c.lang]}} {
			if got := filled(t, in[c.lang](c.first, card...))[name]; got != c.was {
				t.Errorf("%s, %s, a card of %s: the first run got %q, want %q", c.lang, c.first, of, got, c.was)
				continue
			}
			again := in[c.lang](c.first+"\n"+c.then, card...)
			again.Current = map[desk.FieldName]desk.Value{f.Name: desk.Value(c.was)}
			if diff := cmp.Diff(want{name: c.now}, found(t, again)); diff != "" {
				t.Errorf("%s, %s, a card of %s: the second run: -want +got\n%s", c.lang, c.then, of, diff)
			}
		}
	}
}
