package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestOrders_FB04: who wants to buy and says how to reach them, and twins who ask, say
// nothing of how, or want something else.
func TestOrders_FB04(t *testing.T) {
	for _, c := range []struct{ order, twin string }{
		{"Хочу заказать кровать Осло, мой телефон 8 912 000 11 22", "Хочу заказать кровать Осло"},
		{"Здравствуйте! Хотела бы купить диван. +7 (916) 123-45-67, Анна", "Здравствуйте! Можно купить диван по телефону +7 (916) 123-45-67?"},
		{"беру два стула, тел. 123456", "сколько стоят два стула, тел. 123456"},
		{"Оформите, пожалуйста, заказ: шкаф белый. Почта anna@mail.ru", "Как оформить заказ на почту anna@mail.ru?"},
		{"запишите меня на субботу, 89161234567", "на субботу записать 89161234567"},
		{"I'd like to order the Oslo bed, my phone is 555 0199", "I'd like to know how to order the Oslo bed"},
		{"I want to buy 2 chairs, call me at +44 20 7946 0000", "I don't want to buy 2 chairs, don't call me at +44 20 7946 0000"},
		{"We'll take it. anna@example.com", "We'll see. anna@example.com"},
		{"Quiero comprar la cama Oslo, mi teléfono es 612 345 678", "Quiero saber el precio de la cama Oslo, mi teléfono es 612 345 678"},
		{"Me gustaría reservar una mesa, móvil 612345678", "¿Puedo reservar una mesa? móvil 612345678"},
		{"Хочу заказать кровать, когда привезёте? Телефон 89161234567", "Хочу вернуть кровать, телефон 89161234567"},
		{"Хочу купить диван за 30 000, мой номер 8-916-123-45-67", "Хочу купить диван за 30 000 или 45 000"},
	} {
		if !desk.Orders(c.order) {
			t.Errorf("%q is no order", c.order)
		}
		if desk.Orders(c.twin) {
			t.Errorf("%q is an order", c.twin)
		}
	}
}

// TestWishes_FB04: who wants to buy or to come, in so many words, and twins who ask for
// something else with the same words.
func TestWishes_FB04(t *testing.T) {
	for _, c := range []struct{ wish, twin string }{
		{"Хочу заказать кровать Осло", "Хочу узнать про кровать Осло"},
		{"хочу записаться на чистку в субботу", "как записаться на чистку в субботу?"},
		{"мне нужна запись к врачу", "мне нужна запись разговора?"},
		{"quiero cita para mañana a las 9", "quiero cancelar mi cita de mañana a las 9"},
		{"Hola, necesito una cita para mi hija", "Hola, necesito cambiar la cita de mi hija"},
		{"me urge una cita para endodoncia", "me urge saber si abren hoy"},
		{"quisiera agendar una limpieza", "¿se puede agendar una limpieza?"},
		{"I need an appointment on Friday", "I need to move my appointment on Friday"},
		{"I'd like to book a table", "I'd like to cancel the table that I booked"},
		{"хочу оформить заказ", "хочу отменить заказ"},
	} {
		if !desk.Wishes(c.wish) {
			t.Errorf("%q is no wish", c.wish)
		}
		if desk.Wishes(c.twin) {
			t.Errorf("%q is a wish", c.twin)
		}
	}
}
