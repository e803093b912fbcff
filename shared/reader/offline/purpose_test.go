package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A field for a purpose takes what is said of that, and leaves the rest to the others.
func TestWhatAFieldIsFor(t *testing.T) {
	ruPayBy := field("payBy", "Оплатить до", "", desk.TypeDate)
	enPayBy := field("payBy", "Pay by", "Latest day for paying", desk.TypeDate)
	esCall := field("call", "Volver a llamar", "", desk.TypeDate)
	ruBring := field("bring", "Стоимость доставки", "", desk.TypeMoney)
	esVisit := field("visit", "Fecha de visita", "", desk.TypeDate)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"a visit's day is none for paying", ru("O: Когда приехать?\nC: в пятницу", ruPayBy, ruDay), want{"day": "2026-04-17"}},
		{"a day for paying", ru("O: До какого числа сможете оплатить?\nC: в пятницу", ruPayBy), want{"payBy": "2026-04-17"}},
		{"an appointment is no deadline", en("O: Shall we come on Friday?\nC: yes please", enPayBy), want{}},
		{"a deadline", en("O: The balance is due on Friday\nC: ok", enPayBy), want{"payBy": "2026-04-17"}},
		{"a visit is no call", es("O: ¿Mañana a las diez?\nC: vale", esCall, esVisit), want{"visit": "2026-04-16"}},
		{"a call is no visit", es("C: llámeme mañana\nO: De acuerdo", esCall), want{"call": "2026-04-16"}},
		{"a price is no cost of delivery", ru("C: сколько стоит курс?\nO: 7 800 рублей\nC: беру", ruBring), want{}},
		{"the cost of delivery", ru("C: сколько стоит доставка?\nO: Доставка 300 рублей\nC: хорошо", ruBring), want{"bring": "300.00 RUB"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
