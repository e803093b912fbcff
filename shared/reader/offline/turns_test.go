package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// What is said between messages: each rule with a talk in which the same words say
// something else.
func TestTurns(t *testing.T) {
	ruGoods := field("goods", "Товар", "О каком товаре речь", desk.TypeString)
	enGoods := field("goods", "Product", "The item in question", desk.TypeString)
	esGoods := field("goods", "Producto", "Artículo del que se habla", desk.TypeString)
	ruPatient := field("patient", "Пациент", "Имя пациента", desk.TypeString)
	ruDeposit := field("deposit", "Задаток", "Задаток или залог", desk.TypeMoney)
	enDelivery := field("delivery", "Delivery", "Whether it is to be delivered", desk.TypeBoolean)
	esOff := field("off", "Descuento, %", "Descuento que concede el operador", desk.TypeNumber)
	esOff.Grants = true
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"the second of two hours", ru("O: Могу предложить 10:15 или 15:45\nC: второй вариант", ruHour), want{"hour": "15:45"}},
		{"the earlier of two", en("O: We have 9:30 and 14:00\nC: the earlier one please", enHour), want{"hour": "09:30"}},
		{"the dearer of two", ru("C: сколько стоит робот?\nO: 19 900 рублей простой, 34 900 с мойкой\nC: беру тот что подороже", ruSum), want{"sum": "34900.00 RUB"}},
		{"a question picks nothing", ru("O: 19 900 рублей простой, 34 900 с мойкой\nC: а подешевле есть?", ruSum), want{}},
		{"second of what was never offered", ru("O: Свободно 10:15\nC: второй подъезд, домофон 5", ruPhone), want{}},
		{"an hour taken from a list", ru("O: Есть места в 8, 12 и 19\nC: в 12", ruHour), want{"hour": "12:00"}},
		{"the evening of a dinner", es("C: una mesa para esta noche\nO: ¿a las nueve le va bien?\nC: vale", esHour), want{"hour": "21:00"}},
		{"no evening, no later reading", es("C: una cita por la mañana\nO: ¿a las nueve le va bien?\nC: vale", esHour), want{"hour": "09:00"}},

		{"a name is put off", ru("O: Как вас зовут?\nC: позже напишу", ruName), want{}},
		{"a name is no courtesy", es("O: ¿Su nombre?\nC: Muy bien, ¿y usted?", esName), want{}},
		{"a name is no haste", en("O: May I have your name?\nC: Busy now, later", enName), want{}},
		{"a name is no nation", en("C: I am Mexican and need a visa", enName), want{}},
		{"a short name is one", en("O: May I have your name?\nC: Later you can call me Bo. Bo Lindqvist", enPhone), want{}},
		{"a street is no name", ru("O: Адрес и имя?\nC: Вишнёвая 12 кв 3, Тамара", ruName), want{"name": "Тамара"}},
		{"a mother's name is the patient's", ru("C: запишите маму к лору\nO: Как зовут маму?\nC: Раиса Петровна", ruName, ruPatient), want{"patient": "Раиса Петровна"}},
		{"who comes from a firm", ru("C: добрый день, это Фёдор из «Лидер-Строй»", ruName, ruCompany), want{"name": "Фёдор", "company": "Лидер-Строй"}},
		{"the storekeeper's phone is not the customer's", ru("O: Контакт на складе?\nC: Жанна, 8 903 555 12 98, это наш завскладом", ruName, ruPhone), want{}},

		{"a deposit behind a total", ru("O: Аренда 9 000 рублей, залог 4 000 рублей\nC: устраивает", ruDeposit), want{"deposit": "4000.00 RUB"}},
		{"no deposit of a mere total", ru("O: Аренда 9 000 рублей\nC: устраивает", ruDeposit), want{}},
		{"a fee that is all there is", ru("O: Выезд 1 200 рублей. Согласны?\nC: да", ruSum), want{"sum": "1200.00 RUB"}},
		{"the customer's own offer, taken", en("O: The desk is $150\nC: would you take 120\nO: ok 120 works\nC: great, deal", enPrice), want{"price": "120.00 USD"}},
		{"a refund or another one", es("O: Le devolvemos 45 € o le enviamos otro\nC: envíenme otro", esRefund()), want{}},
		{"the refund of the two", es("O: Le devolvemos 45 € o le enviamos otro\nC: prefiero que me devuelvan el dinero", esRefund()), want{"refund": "45.00 EUR"}},
		{"a discount that is given already", es("C: ¿hay algún descuento?\nO: Sí, le aplicamos un 15%\nC: gracias", esOff), want{"off": "15"}},
		{"a discount that is asked about", es("C: ¿me hacéis un 15% de descuento?\nO: No es posible\nC: vaya", esOff), want{}},

		{"questions are not counted", ru("C: есть три вопроса по заказу", ruCount), want{}},
		{"times are not counted", en("C: I tried twice and called 4 times", field("count", "Quantity", "How many units the client wants", desk.TypeInteger)), want{}},
		{"a day of the month is not counted", es("O: Martes 14 entonces\nC: sí", field("n", "Cantidad", "Cuántas unidades pide el cliente", desk.TypeInteger)), want{}},

		{"what was bought", ru("C: купила у вас блендер, не включается", ruGoods), want{"goods": "блендер"}},
		{"what broke", es("C: me llegó rota la tostadora del pedido 12", esGoods), want{"goods": "tostadora"}},
		{"what is still for sale", en("C: hi is the bookshelf still available?", enGoods), want{"goods": "bookshelf"}},
		{"a change of number is no goods", es("C: quiero cambiar el número de mi pedido", esGoods), want{}},
		{"whoever collects needs no delivery", en("O: Pickup or delivery?\nC: I'll pick it up myself", enDelivery), want{"delivery": "false"}},
		{"delivered is delivery", en("C: please have it delivered on Monday", enDelivery), want{"delivery": "true"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func esRefund() desk.Field {
	return field("refund", "Reembolso", "Importe que se devuelve al cliente", desk.TypeMoney)
}
