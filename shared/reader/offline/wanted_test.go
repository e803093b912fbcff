package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// What a customer says to order is the product, and the number before it how
// many; what is ordered and is no goods is neither (FF-01).
func TestWhatIsOrderedIsTheProduct_FF01(t *testing.T) {
	product := field("product", "Product", "The product or service that the customer wants, as they call it", desk.TypeString)
	quantity := field("quantity", "Quantity", "How many pieces of the product the customer wants", desk.TypeInteger)
	for _, c := range []struct {
		lang, says        string
		product, quantity string
	}{
		{"en", "Hello! My name is Anna Brown, I would like to order 3 office chairs.", "office chairs", "3"},
		{"en", "Hello! I am Anna Brown, I need 3 office chairs.", "office chairs", "3"},
		{"en", "Hi, can I order two espresso machines for Friday?", "espresso machines", "2"},
		{"en", "I want to buy a standing desk, do you ship to Boston?", "standing desk", ""},
		{"en", "We'd like 12 boxes of chocolate please", "boxes of chocolate", "12"},
		{"en", "I'll take 5 blue mugs and a kettle", "blue mugs", "5"},
		{"es", "Hola, quiero comprar 2 sillas de oficina para mañana", "sillas de oficina", "2"},
		{"es", "Necesito 4 lámparas, por favor", "lámparas", "4"},
		{"ru", "Здравствуйте, хочу заказать торт на субботу", "торт", ""},
		{"ru", "Хочу купить у вас диван", "диван", ""},
		{"ru", "Нужны 3 офисных кресла", "", "3"},
		{"ru", "Хочу заказать сумку", "", ""}, // another case: no name of a thing

		{"en", "I need help with my order 48221", "", ""},
		{"en", "I want a refund", "", ""},
		{"en", "I'd like to order a taxi to the airport", "", ""},
		{"en", "My order 3 is late", "", ""},
		{"en", "I'd like to order it today", "", ""},
		{"en", "I don't want to buy 3 chairs", "", ""},
		{"en", "If I order 10 chairs, is there a discount?", "", ""},
		{"ru", "Хочу заказать доставку", "", ""},
		{"ru", "Хочу заказать обратный звонок", "", ""},
		{"es", "Quiero 2 entradas para el sábado", "", ""},
	} {
		chat := map[string]func(string, ...desk.Field) desk.Chat{"en": en, "ru": ru, "es": es}[c.lang]
		want := map[string]string{}
		for name, v := range map[string]string{"product": c.product, "quantity": c.quantity} {
			if v != "" {
				want[name] = v
			}
		}
		if diff := cmp.Diff(want, found(t, chat("C: "+c.says, product, quantity))); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.says, diff)
		}
	}
}
