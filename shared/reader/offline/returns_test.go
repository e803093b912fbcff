package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A return or a complaint is no sale: what is said of fetching the thing and of giving the
// money back fills nothing that is for selling.
func TestAReturnIsNoSale_FF01(t *testing.T) {
	for _, c := range []struct {
		rule, lines string
		want        want
	}{
		{"money back on a card", "C: хочу вернуть стул, ножка шатается\nO: Хорошо, вернём\nC: деньги верните на карту", want{}},
		{"when it can be fetched", "C: Хочу вернуть шкаф, не подошёл по размеру\nO: Хорошо, когда можно забрать?\nC: забрать можно в четверг, деньги верните на карту", want{}},
		{"a day for fetching that is agreed", "C: оформите возврат, пришёл с браком\nO: Курьер заберёт его в пятницу. Вернём 14 990 ₽\nC: хорошо", want{}},
		{"how many come back", "C: нужно вернуть 2 стула, оба сломаны\nO: Принято, вернём деньги за 2 стула\nC: спасибо", want{}},
		{"an exchange is brought", "C: прислали не тот цвет, обменяйте\nO: Привезём замену в пятницу, 17 апреля\nC: хорошо", want{"date": "2026-04-17"}},
		{"a sale with a question about returns", "C: Хочу шкаф Осло. А если не подойдёт, вернуть можно?\nO: Да, 14 дней. Привезём в пятницу\nC: отлично, оплачу картой", want{"product": "шкаф Осло", "date": "2026-04-17", "payment": "card"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := found(t, ru(c.lines, shopFields()...))
			delete(got, "product") // what comes back is what the talk is about
			delete(c.want, "product")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, c := range []struct {
		rule, lines string
		want        want
	}{
		{"money back", "C: I want to return the lamp, it's broken\nO: Sure, we'll refund it\nC: to my card please", want{}},
		{"a pick-up", "C: I'd like to send back 2 chairs\nO: We can collect them on Friday\nC: Friday is fine", want{}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := found(t, en(c.lines, shopFields()...))
			delete(got, "product")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("in Spanish", func(t *testing.T) {
		got := found(t, es("C: quiero devolver el abrigo, me queda grande\nO: Sin problema, te lo ingresamos en la tarjeta. ¿Cuándo lo recogemos?\nC: el viernes por la tarde", shopFields()...))
		delete(got, "product")
		if diff := cmp.Diff(want{}, got); diff != "" {
			t.Error(diff)
		}
	})
}
