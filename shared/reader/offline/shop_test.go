package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// shopFields are the fields of the built-in CRM's leads and deals.
func shopFields() []desk.Field {
	pay := field("payment", "Payment method", "How the customer wants to pay", desk.TypeEnum, "card", "cash", "transfer")
	for i, said := range [][]string{{"by card", "картой", "карта", "con tarjeta", "tarjeta"}, {"in cash", "наличными", "наличные", "en efectivo", "efectivo"}, {"bank transfer", "wire", "переводом", "перевод", "по счёту", "transferencia"}} {
		pay.Options[i].Synonyms = said
	}
	return []desk.Field{
		field("name", "Client's name", "The customer's name, with the family name if it was given", desk.TypeString),
		field("phone", "Phone", "The phone number at which the customer can be reached about the order", desk.TypePhone),
		field("product", "Product", "The product or service that the customer wants, as they call it", desk.TypeString),
		field("quantity", "Quantity", "How many pieces of the product the customer wants", desk.TypeInteger),
		field("budget", "Budget", "How much the customer is ready to spend, or the sum that was agreed", desk.TypeMoney),
		field("address", "Delivery address", "Where to deliver the order or where to come, the newest if it was corrected", desk.TypeAddress),
		field("date", "Delivery date", "The day that was agreed for the delivery or the visit", desk.TypeDate),
		pay,
	}
}

// What a shop's customers write, read for the built-in fields: parts of an address and
// hours are no counts and no sums, an address keeps its town, and its corrected part.
func TestTheFirstDayOfAShop_FF01(t *testing.T) {
	for _, c := range []struct {
		rule  string
		lines string
		want  want
	}{
		{"a corrected flat is no count", "C: Добрый день! Доставка: г. Химки, ул. Мира, д. 12, кв. 45\nO: Записала\nC: ой, нет, кв. 54, перепутала", want{"address": "г. Химки, ул. Мира, д. 12, кв. 54"}},
		{"a flat put right with an excuse", "C: привезите на Ленина 4, кв. 3\nO: хорошо\nC: извините, кв 31", want{"address": "Ленина 4, кв. 31"}},
		{"an hour is no count", "C: Хочу шкаф, доставка завтра после шести\nO: Хорошо, завтра после 18:00", want{"product": "шкаф", "date": "2026-04-16"}},
		{"a flat is no sum", "C: беру стол за 32 500 р\nO: Отлично, адрес?\nC: Москва, Ленинский проспект 30к2, кв 7", want{"product": "стол", "budget": "32500.00 RUB", "address": "Москва, Ленинский проспект 30к2, кв 7"}},
		{"the town before an avenue cut short", "C: доставьте пожалуйста: Санкт-Петербург, Невский пр., 88, кв. 12\nO: ок", want{"address": "Санкт-Петербург, Невский пр., 88, кв. 12"}},
		{"the town before пр-т", "O: адрес?\nC: Тверь, пр-т Ленина, 4, кв. 10", want{"address": "Тверь, пр-т Ленина, 4, кв. 10"}},
		{"the town before пр-кт", "O: адрес?\nC: Новосибирск, Красный пр-кт 17", want{"address": "Новосибирск, Красный пр-кт 17"}},
		{"the town before a street", "O: Куда везти?\nC: Казань, ул. Баумана, 15, кв. 3", want{"address": "Казань, ул. Баумана, 15, кв. 3"}},
		{"a house with its building", "O: Куда доставить?\nC: Екатеринбург, улица Малышева 51к3, кв 9", want{"address": "Екатеринбург, улица Малышева 51к3, кв 9"}},
		{"a house after a comma", "O: Куда доставить?\nC: Самара, ул. Победы, 5, кв. 12", want{"address": "Самара, ул. Победы, 5, кв. 12"}},
		{"a town that no list has", "O: Куда везти?\nC: Мытищи, Олимпийский проспект 30к2, кв 7", want{"address": "Мытищи, Олимпийский проспект 30к2, кв 7"}},
		{"a greeting is no town", "C: Здравствуйте, ул. Кирова, д. 21, кв. 8, привезите шкаф\nO: Хорошо", want{"address": "ул. Кирова, д. 21, кв. 8"}},
		{"who is called so is no town", "O: Как вас зовут и куда везти?\nC: Ольга, ул. Кирова, д. 21, кв. 8", want{"name": "Ольга", "address": "ул. Кирова, д. 21, кв. 8"}},
		{"who writes is no product", "C: Это Юлия Сергеева, пишу по поводу доставки\nO: Здравствуйте, Юлия!", want{"name": "Юлия Сергеева"}},
		{"who writes from elsewhere is no product", "C: Это Марина Козлова, пишу с другого телефона. Когда привезёте шкаф?\nO: Завтра", want{"name": "Марина Козлова", "date": "2026-04-16"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, ru(c.lines, shopFields()...))); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("an American address is no name", func(t *testing.T) {
		c := en("C: Hi, I'd like a lamp. Address: Kazan, Baumana st. 15, apt 3\nO: Noted", shopFields()...)
		if diff := cmp.Diff(want{"product": "lamp", "address": "Kazan, Baumana st. 15, apt 3"}, found(t, c)); diff != "" {
			t.Error(diff)
		}
	})
}
