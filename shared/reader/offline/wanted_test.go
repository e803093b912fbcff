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
		{"ru", "Хочу заказать сумку", "сумка", ""}, // as a card names it

		{"en", "I need help with my order 48221", "", ""},
		{"en", "I want a refund", "", ""},
		{"en", "I'd like to order a taxi to the airport", "", ""},
		{"en", "My order 3 is late", "", ""},
		{"en", "I'd like to order it today", "", ""},
		{"en", "I don't want to buy 3 chairs", "", ""},
		{"en", "If I order 10 chairs, is there a discount?", "", ""},
		{"ru", "Хочу заказать доставку", "", ""},
		{"ru", "Хочу заказать обратный звонок", "", ""},
		{"es", "Quiero 2 entradas para el sábado", "", "2"},

		// What one calls one's own data is nothing that is sold.
		{"en", "My phone is +1 415 555 2671, my e-mail is anna@example.com, please deliver to 9 Harbor Rd, Boston.", "", ""},
		{"en", "Hello! I am Anna Brown. My phone is +1 415 555 2671.", "", ""},
		{"ru", "Меня зовут Анна Брюн", "", ""},
		{"es", "Hola, soy Ana Moreno", "", ""},
		{"en", "Do you deliver to 5 Elm St, Boston?", "", ""},
		{"en", "deliver to 5 Elm St, Boston", "", ""},
		{"en", "I need an oak desk\nC: I do not want the oak desk, I want a glass table", "", ""},
		{"en", "I want to buy a phone, mine is +1 415 555 2671", "phone", ""},
		{"ru", "Мой телефон +7 916 123-45-67, почта anna@example.com", "", ""},
		{"es", "Mi teléfono es +34 612 34 56 78 y mi correo anna@example.com", "", ""},
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

// What an operator has to choose from is no count of what the customer wants: theirs
// stands, and is theirs to change.
func TestAnOffersCountIsNoQuantity_FF01(t *testing.T) {
	quantity := map[string]desk.Field{
		"en": field("q", "Quantity", "How many pieces of the product the customer wants", desk.TypeInteger),
		"ru": field("q", "Количество", "Сколько штук товара хочет клиент", desk.TypeInteger),
		"es": field("q", "Cantidad", "Cuántas unidades del producto quiere el cliente", desk.TypeInteger),
	}
	for _, c := range []struct{ lang, lines, want string }{
		{"en", "C: Hello! I am Anna Brown, I need 3 office chairs.\nO: Good day, Anna! We have two models: Oslo at 149 € and Bergen at 219 €, both in black and grey.\nC: Oslo in grey please", "3"},
		{"en", "C: I need 3 office chairs\nO: There are 5 left\nC: ok", "3"},
		{"en", "C: Do you have office chairs?\nO: Yes, we have two models and 12 in stock.\nC: great", ""},
		{"en", "C: I need 3 office chairs\nO: We have two models. So 3 chairs?\nC: make it 4 chairs", "4"},
		{"ru", "C: Нужны 3 офисных кресла\nO: Добрый день! Есть две модели: Осло и Берген\nC: Осло", "3"},
		{"ru", "C: Нужны 3 офисных кресла\nO: Осталось 5 штук\nC: хорошо", "3"},
		{"ru", "C: Нужны 3 офисных кресла\nO: Есть две модели\nC: нет, давайте 4 штуки", "4"},
		{"es", "C: Necesito 3 sillas de oficina\nO: Tenemos dos modelos: Oslo y Bergen\nC: Oslo, por favor", "3"},
		{"es", "C: Necesito 3 sillas de oficina\nO: Nos quedan 5 unidades\nC: vale", "3"},
	} {
		chat := map[string]func(string, ...desk.Field) desk.Chat{"en": en, "ru": ru, "es": es}[c.lang]
		if got := found(t, chat(c.lines, quantity[c.lang]))["q"]; got != c.want {
			t.Errorf("%s:\ngot %q, want %q", c.lines, got, c.want)
		}
	}
}
