package proof_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

// What a company has to choose from, or in stock, is no count of what a customer wants;
// what it repeats of their order is, and so is a count that the field is titled by.
func TestACountOfTheOfferIsNoQuantity_BX11(t *testing.T) {
	pieces := map[string]string{"en": "Quantity", "ru": "Количество", "es": "Cantidad"}
	for _, c := range []struct {
		lang  string
		by    desk.Author
		title string // "": how many pieces
		said  string // the figure in [[ ]]
		value string
		whole bool // it is proven
	}{
		{"en", desk.ByOperator, "", "Good day, Anna! We have [[two]] models: Oslo at 149 € and Bergen at 219 €, both in black and grey.", "2", false},
		{"en", desk.ByOperator, "", "Oslo comes in [[3]] colours", "3", false},
		{"en", desk.ByOperator, "", "There are [[5]] of them left", "5", false},
		{"en", desk.ByOperator, "", "We've got [[12]] in stock right now", "12", false},
		{"en", desk.ByOperator, "", "[[7]] chairs left on display", "7", false},
		{"en", desk.ByCustomer, "", "I saw [[two]] models on your site", "2", false},
		{"en", desk.ByOperator, "", "So that's [[3]] chairs in your order", "3", true},
		{"en", desk.ByOperator, "", "We have you down for [[3]] chairs", "3", true},
		{"en", desk.ByOperator, "", "[[3]] chairs, delivered on Friday. Correct?", "3", true},
		{"en", desk.ByCustomer, "", "I'll take [[two]] models, one of each", "2", true},
		{"en", desk.ByCustomer, "", "we have [[20]] people, so 20 chairs", "20", true},
		{"en", desk.ByOperator, "Number of models", "We have [[two]] models for you", "2", true},
		{"en", desk.ByOperator, "Bedrooms", "There is a flat with [[2]] bedrooms", "2", true},
		{"en", desk.ByOperator, "Units in stock", "We have [[12]] left", "12", true},

		{"ru", desk.ByOperator, "", "Добрый день! У нас есть [[две]] модели: Осло и Берген", "2", false},
		{"ru", desk.ByOperator, "", "Осталось [[5]] штук", "5", false},
		{"ru", desk.ByOperator, "", "Могу предложить [[три]] варианта", "3", false},
		{"ru", desk.ByOperator, "", "[[7]] кресел в наличии", "7", false},
		{"ru", desk.ByOperator, "", "Есть [[4]] расцветки", "4", false},
		{"ru", desk.ByCustomer, "", "видел у вас на сайте [[две]] модели", "2", false},
		{"ru", desk.ByOperator, "", "Итого [[3]] кресла в вашем заказе", "3", true},
		{"ru", desk.ByOperator, "", "Отложили для вас [[3]] кресла", "3", true},
		{"ru", desk.ByOperator, "", "[[3]] кресла, доставка в пятницу, верно?", "3", true},
		{"ru", desk.ByCustomer, "", "беру [[две]] модели, по одной каждой", "2", true},
		{"ru", desk.ByOperator, "Число комнат", "Есть квартира, [[2]] комнаты", "2", true},
		{"ru", desk.ByOperator, "Остаток на складе", "Осталось [[5]] штук", "5", true},

		{"es", desk.ByOperator, "", "¡Buenos días! Tenemos [[dos]] modelos: Oslo y Bergen", "2", false},
		{"es", desk.ByOperator, "", "Nos quedan [[5]] unidades", "5", false},
		{"es", desk.ByOperator, "", "Hay [[tres]] colores", "3", false},
		{"es", desk.ByOperator, "", "[[7]] sillas disponibles en tienda", "7", false},
		{"es", desk.ByCustomer, "", "he visto [[dos]] modelos en la web", "2", false},
		{"es", desk.ByOperator, "", "Son [[3]] sillas en su pedido", "3", true},
		{"es", desk.ByOperator, "", "Le tenemos apuntadas [[3]] sillas", "3", true},
		{"es", desk.ByCustomer, "", "me llevo [[dos]] modelos, uno de cada", "2", true},
		{"es", desk.ByOperator, "Habitaciones", "Hay un piso con [[2]] habitaciones", "2", true},
		{"es", desk.ByOperator, "Existencias", "Quedan [[5]] unidades", "5", true},
	} {
		before, rest, _ := strings.Cut(c.said, "[[")
		figure, after, _ := strings.Cut(rest, "]]")
		f := desk.Field{Name: "q", Title: c.title, Type: desk.TypeInteger}
		if f.Title == "" {
			f.Title = pieces[c.lang]
		}
		m := desk.Message{Seq: 1, Author: c.by, Text: before + figure + after, SentAt: time.Date(2025, 12, 1, 9, 0, 0, 0, time.UTC)}
		next, _, _ := strings.Cut(strings.TrimSpace(after), " ")
		for _, quote := range []string{figure, strings.TrimRight(figure+" "+next, " ,.:"), m.Text} {
			if !strings.Contains(m.Text, quote) {
				continue
			}
			found := desk.Finding{Field: f.Name, Value: c.value, Quote: quote, Message: 1}
			if _, err := (value.Prover{}).Prove(f, found, m, wordedLocales[c.lang]); err != nil {
				t.Errorf("%q by %q: fails without Guard, too, so it tries nothing: %v", m.Text, quote, err)
			}
			_, err := proof.Guard{Prover: value.Prover{}}.Prove(f, found, m, wordedLocales[c.lang])
			if (err == nil) != c.whole {
				t.Errorf("%q by %q for %s: got %v, want it proven: %v", m.Text, quote, f.Title, err, c.whole)
			}
		}
	}
}
