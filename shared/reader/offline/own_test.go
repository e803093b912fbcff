package offline_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// ownFields are what a shop adds to the built-in ones.
func ownFields() []desk.Field {
	return []desk.Field{
		field("wished", "Желаемый день", "День, в который клиент хочет получить заказ", desk.TypeDate),
		field("sum", "Сумма заказа", "Общая сумма заказа, которую назвали клиенту", desk.TypeMoney),
		field("conv", "Удобное время", "Часы, в которые клиенту удобно принять доставку", desk.TypeString),
		field("order", "Номер заказа", "Номер заказа в магазине", desk.TypeString),
	}
}

// A shop's own field beside a built-in one takes nothing from it: what the card is read for
// without it, it is read for with it, and what both are for is in both.
func TestOwnFieldsTakeNothingFromTheBuiltIn_FF01(t *testing.T) {
	for _, c := range []struct {
		rule, lines string
		want        want
	}{
		{"a day that was agreed", "C: Здравствуйте, хочу кровать Осло\nO: Когда привезти?\nC: в субботу, 18 апреля\nO: Хорошо, в субботу, с 10 до 14. Итого 48 900 рублей\nC: да, подходит", want{"wished": "2026-04-18", "sum": "48900.00 RUB", "conv": "с 10 до 14"}},
		{"tomorrow, after six", "C: Хочу шкаф, доставка завтра после шести\nO: Хорошо, завтра после 18:00", want{"wished": "2026-04-16", "conv": "после шести"}},
		{"the day after tomorrow", "C: Нужен стол Берген, 1 шт\nO: Берген 32 500 ₽, когда удобно?\nC: послезавтра\nO: Договорились, 17 апреля, итого 32 500 ₽\nC: отлично", want{"wished": "2026-04-17", "sum": "32500.00 RUB"}},
		{"a number of an order", "C: Добрый день, заказ ДМ-10482, когда привезёте?\nO: Завтра с 12 до 16\nC: хорошо, спасибо", want{"order": "ДМ-10482", "conv": "с 12 до 16", "wished": "2026-04-16"}},
		{"a total of several", "C: возьму два стула по 4 200\nO: Итого 8 400 ₽, доставка в пятницу\nC: ок, с 10 до 14 удобно", want{"sum": "8400.00 RUB", "conv": "с 10 до 14", "wished": "2026-04-17"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			alone := found(t, ru(c.lines, shopFields()...))
			t.Log(alone)
			expected := maps.Clone(alone)
			maps.Copy(expected, c.want)
			if diff := cmp.Diff(expected, found(t, ru(c.lines, append(shopFields(), ownFields()...)...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
