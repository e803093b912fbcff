package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// What an operator offers, adds up and prices anew, and what the customer does with it.
func TestOffersTakenUp(t *testing.T) {
	enTeacher := field("teacher", "Teacher", "", desk.TypeEnum, "Marco", "Jen", "Any")
	esCover := field("cover", "Producto", "", desk.TypeEnum, "SOAT", "Todo riesgo", "Robo")
	enWindow := field("window", "Window", "Arrival window", desk.TypeEnum, "9-11", "2-4")
	enSeats := field("seats", "Seats", "Number of licences", desk.TypeInteger)
	esTotal := field("sum", "Total", "Total a pagar", desk.TypeMoney)
	ruAge := field("age", "Возраст", "Возраст слушателя", desk.TypeInteger)
	ruStay := field("stay", "Стоимость проживания", "Общая сумма без залога", desk.TypeMoney)
	ruSecurity := field("security", "Залог", "", desk.TypeMoney)
	ruLang := field("lang", "Язык", "Какой язык будет изучать", desk.TypeEnum, "Английский", "Немецкий")
	ruCancelled := field("cancelled", "Подписка отключена", "", desk.TypeBoolean)
	ruChairs := field("chairs", "Кресла", "Сколько нужно", desk.TypeInteger)
	enFirm := field("firm", "Company", "", desk.TypeString)
	enAgent := field("agent", "Agent", "Name of the employee in this chat", desk.TypeString)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"one of two, by the word beside it", en("O: Tuesdays 6pm with Marco or Thursdays 7pm with Jen\nC: thursdays work", enTeacher), want{"teacher": "Jen"}},
		{"one of two, which is denied", en("O: Tuesdays 6pm with Marco or Thursdays 7pm with Jen\nC: thursdays I can't", enTeacher), want{}},
		{"a window by its day", en("O: We can come today between 2 and 4 or tomorrow 9 to 11\nC: so tomorrow", enWindow), want{"window": "9-11"}},
		{"«todo» is no cover", es("O: ¿Correo?\nC: a@b.es todo minúscula", esCover), want{}},
		{"a cover", es("O: El SOAT cuesta 180 y el todo riesgo 620\nC: el todo riesgo entonces", esCover), want{"cover": "Todo riesgo"}},
		{"what is added up", en("C: 25 reps plus 4 managers\nO: So 29 seats. When do you start?\nC: monday", enSeats), want{"seats": "29"}},
		{"what is added up and denied", en("C: 25 seats\nO: So 29 seats?\nC: no, 25 seats", enSeats), want{"seats": "25"}},
		{"a price with what came on top", es("C: dos hamburguesas\nO: Son 78.000 pesos. ¿Algo más?\nC: papas\nO: 89.000 pesos con el domicilio. ¿Dirección?\nC: calle 45 # 22-10", esTotal), want{"sum": "89000.00 MXN"}},
		{"a relative's age is not the customer's", ru("C: а дочке моей 10 лет, для нее есть?\nO: С сентября.", ruAge), want{}},
		{"one's own age", ru("C: мне 41 год, не поздно?\nO: Нет!", ruAge), want{"age": "41"}},
		{"what is given back is not paid ahead", ru("O: Итого 12 600 + залог 5 000 при заселении. Предоплата за первые сутки, 4 200 рублей.\nC: хорошо", ruStay, ruSecurity), want{"stay": "12600.00 RUB", "security": "5000.00 RUB"}},
		{"what was learned at school is not chosen", ru("C: интересует английский\nO: Уровень?\nC: не знаю, в школе немецкий учила", ruLang), want{"lang": "Английский"}},
		{"what is chosen at school age", ru("C: нужен немецкий для школы\nO: Хорошо", ruLang), want{"lang": "Немецкий"}},
		{"an order is not yet done", ru("C: мне не нужна подписка отключите\nO: Подождите", ruCancelled), want{}},
		{"what an operator adds up with a nod", ru("C: два кресла на кухню и одно в зал\nO: Поняла, три кресла. Когда удобно?\nC: завтра", ruChairs), want{"chairs": "3"}},
		{"a firm", en("C: corporate rate? we're Saguaro Roofing\nO: Sure", enFirm), want{"firm": "Saguaro Roofing"}},
		{"what one is, is no firm", en("C: we're Happy\nO: Great", enFirm), want{}},
		{"what an employee did is no name", en("C: use my cell\nO: Updated. See you Friday", enAgent), want{}},
		{"a name behind another", ru("O: Как зовут малыша и вас?\nC: Персик, а я Настя", ruName), want{"name": "Настя"}},
		{"who says what they are called", es("O: ¿Nombre?\nC: Doña Gloria, soy la vecina de ella yo me llamo Yamile", esName), want{"name": "Yamile"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
