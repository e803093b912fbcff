package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/knowledge"
)

// shopBase is a knowledge base that nobody changes, of a company with settings as they are at
// first.
type shopBase struct {
	knowledge.Entries
	flow.Config
	entries []desk.FAQ
}

func (shopBase) FAQState(context.Context) (int64, error)         { return 1, nil }
func (b shopBase) FAQs(context.Context) ([]desk.FAQ, error)      { return b.entries, nil }
func (shopBase) Settings(context.Context) (desk.Settings, error) { return desk.Settings{}, nil }

// TestASmallShopsCustomers_FB01_FB03_FB04: a base of six or seven entries with hardly more
// than a wording each answers its customers: what it knows, with typing errors, two
// questions at once, what only goes on; and nothing of what it does not know.
func TestASmallShopsCustomers_FB01_FB03_FB04(t *testing.T) {
	type asked struct{ before, question, want string }
	for name, c := range map[string]struct {
		entries [][]string // id, answer, wordings
		asks    []asked
	}{
		"ru": {[][]string{
			{"delivery", "300 ₽ по городу, от 5000 бесплатно", "Сколько стоит доставка?"}, {"hours", "Пн–Пт 10–20, Сб 11–18", "Когда вы работаете?", "режим работы"},
			{"sunday", "В воскресенье выходной", "Вы работаете в воскресенье?"}, {"return", "14 дней с чеком", "Как вернуть товар?"}, {"pay", "Картой или наличными", "Как оплатить?"},
			{"addr", "Ленина, 5", "Где вы находитесь?"}, {"size", "По таблице размеров", "Как подобрать размер?"},
		}, []asked{
			{"", "сколко стоит дотсавка", "[delivery]"}, {"", "хочу вернуть кроссовки", "[return]"}, {"", "можно картой?", "[pay]"}, {"", "какой у вас адрес", "[addr]"}, {"", "мне не подошёл размер", "[size]"},
			{"", "сколько стоит доставка и как оплатить?", "[delivery pay]"}, {"когда вы работаете", "а в субботу?", "[hours]"}, {"сколько стоит доставка и когда вы работаете?", "а в воскресенье?", "[sunday]"},
			{"", "где мой заказ", "[]"}, {"", "почем букет роз", "[]"}, {"", "привет", "[]"}, {"", "расскажи анекдот", "[]"}, {"", "есть ли скидки", "[]"}, {"", "ты кто", "[]"},
		}},
		"en": {[][]string{
			{"delivery", "£4, free from £50", "How much is delivery?"}, {"hours", "Mon–Sat 9–18", "When are you open?", "opening hours"}, {"sunday", "Closed on Sundays", "Are you open on Sunday?"},
			{"return", "Within 30 days", "How do I return something?"}, {"pay", "All cards", "Can I pay by card?"}, {"addr", "12 Mill Lane", "Where is your shop?"}, {"gift", "From £10", "Do you sell gift cards?"},
		}, []asked{
			{"", "how much is delivery and can I pay by card?", "[delivery pay]"}, {"how much is delivery and when are you open?", "and on Sunday?", "[sunday]"}, {"when are you open", "and on Saturday?", "[hours]"},
			{"", "where is my order?", "[]"}, {"", "how much is a bouquet", "[]"}, {"", "hi", "[]"}, {"", "tell me a joke", "[]"}, {"", "any discounts?", "[]"}, {"", "are you a bot", "[]"},
		}},
		"es": {[][]string{
			{"delivery", "4 €, gratis desde 50", "¿Cuánto cuesta el envío?"}, {"hours", "L–S 10–20", "¿A qué hora abren?", "horario"}, {"sunday", "Cerrado", "¿Abren los domingos?"},
			{"return", "30 días", "¿Cómo devuelvo un producto?"}, {"pay", "Sí", "¿Puedo pagar con tarjeta?"}, {"addr", "Calle Mayor, 5", "¿Dónde está la tienda?"},
		}, []asked{
			{"", "cuanto cueta el envio", "[delivery]"}, {"", "a que hora cierran", "[hours]"}, {"", "¿cuánto cuesta el envío y puedo pagar con tarjeta?", "[delivery pay]"},
			{"¿cuánto cuesta el envío y a qué hora abren?", "¿y los domingos?", "[sunday]"}, {"a qué hora abren", "¿y el sábado?", "[hours]"},
			{"", "¿dónde está mi pedido?", "[]"}, {"", "cuánto vale un ramo", "[]"}, {"", "cuéntame un chiste", "[]"}, {"", "¿hay descuentos?", "[]"},
		}},
	} {
		var b shopBase
		for _, e := range c.entries {
			b.entries = append(b.entries, desk.FAQ{ID: desk.FAQID(e[0]), Question: e[2], Wordings: e[3:], Answers: []desk.FAQAnswer{{Text: e[1]}}})
		}
		f := &knowledge.Finder{Entries: b, Config: b, Make: answering.Index, Now: time.Now}
		for _, a := range c.asks {
			found, err := f.Find(t.Context(), knowledge.Ask{Question: a.question, Before: a.before})
			if err != nil {
				t.Fatal(err)
			}
			ids := []desk.FAQID{}
			for _, m := range found.Answers {
				ids = append(ids, m.Entry.ID)
			}
			if got := fmt.Sprint(ids); got != a.want {
				t.Errorf("%s, %q after %q: got %s, want %s", name, a.question, a.before, got, a.want)
			}
		}
	}
}
