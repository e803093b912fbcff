package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// What a figure, a day or a name is not, each with its twin: nearly the same words, and
// it is one (FF-01).
func TestWhatIsNobodysValue_FF01(t *testing.T) {
	number := func(title, about string) desk.Field { return field("n", title, about, desk.TypeInteger) }
	quantity, pieces := number("Quantity", "How many units the client wants"), number("Количество", "Сколько единиц нужно клиенту")
	guests, edad, age := number("Гостей", "Сколько человек будет"), number("Edad", "Edad del alumno"), number("Возраст", "Возраст того, кого записывают")
	ruDay := field("day", "Дата", "Дата визита", desk.TypeDate)
	ruDeposit := field("deposit", "Предоплата", "Размер предоплаты", desk.TypeMoney)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"the operator's own people", ru("C: нужна уборка\nO: Приедут 3 человека\nC: хорошо", guests), want{}},
		{"the customer's, read back", ru("C: нужен стол\nO: Вас будет 3 человека?\nC: да", guests), want{"n": "3"}},
		{"what was taken before", ru("C: раньше брали 12 штук", pieces), want{}},
		{"what is taken now", ru("C: возьмем 12 штук", pieces), want{"n": "12"}},
		{"one of two", en("C: I need 8 or 10 chairs", quantity), want{}},
		{"the one of them", en("C: I need 10 chairs", quantity), want{"n": "10"}},
		{"what so many would save", ru("C: а за 4 штуки скидка будет?", pieces), want{}},
		{"what is there already", ru("C: фильтры 2 шт уже есть", pieces), want{}},
		{"a price behind its word", ru("C: вот этот за 900 который", pieces), want{}},
		{"not all who come", ru("C: нас двое и дочка", guests), want{}},
		{"all who come", ru("C: нас двое", guests), want{"n": "2"}},
		{"a thing's years", es("C: mi lavadora tiene 6 años", edad), want{}},
		{"a child's years", es("C: mi hijo tiene 6 años", edad), want{"n": "6"}},
		{"a year", ru("C: ей 2014 года машина", age), want{}},
		{"years ago", ru("C: мне 5 лет назад ставили", age), want{}},

		{"what is there of a noun", ru("C: стоим на трассе, два колеса пробиты", pieces), want{}},
		{"what is wanted of it", ru("C: нужны два колеса", pieces), want{"n": "2"}},

		{"a list that nobody picks from", ru("C: добрый день\nO: Выезд 5 000 рублей, доверенность 2 400 рублей. Где вы?\nC: на Речной", ruSum), want{}},
		{"a sum of parts", ru("C: добрый день\nO: Замок 5 000 рублей, работа 2 400 рублей, итого 7 400 рублей. Где вы?\nC: на Речной", ruSum), want{"sum": "7400.00 RUB"}},
		{"the price of one guest", ru("C: стол на пятницу\nO: Меню 2 400 рублей с человека\nC: хорошо", ruSum), want{}},
		{"the price", ru("C: стол на пятницу\nO: Меню 2 400 рублей\nC: хорошо", ruSum), want{"sum": "2400.00 RUB"}},
		{"what is paid beside it", ru("C: а доставка сколько?\nO: 1 800 рублей\nC: ок", ruSum), want{}},
		{"what is given to make up for it", ru("C: опять не приехали\nO: Компенсируем 500 рублей\nC: ок", ruSum), want{}},
		{"a deposit asked away", ru("O: Нужен залог 4 000 рублей, предоплата\nC: а если без предоплаты?", ruDeposit), want{}},

		{"a day when money moves", ru("C: где деньги?\nO: Возврат ушёл 5 августа\nC: ок", ruDay), want{}},
		{"a day that was asked for and left", ru("C: 5 августа можно?\nO: Можно\nC: обсудим с мужем и отпишемся", ruDay), want{}},
		{"a day that was asked for and taken", ru("C: 5 августа можно?\nO: Можно\nC: отлично", ruDay), want{"day": "2026-08-05"}},
		{"a day that may be", ru("C: может 5 августа зайду", ruDay), want{}},
		{"a day that will be", ru("C: 5 августа зайду", ruDay), want{"day": "2026-08-05"}},

		{"what the operator does", ru("C: где посылка?\nO: Добрый день! Вижу, она в пути\nC: хорошо", ruName), want{}},
		{"who is thanked", ru("O: Ваше имя?\nC: спасибо, Юлия, потом", ruName), want{}},
		{"who says thanks and who they are", ru("O: Ваше имя?\nC: Юлия, спасибо", ruName), want{"name": "Юлия"}},
	} {
		if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.rule, diff)
		}
	}
}
