package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// What strangers found at fault, each with a talk in which the same words say something
// else.
func TestWhatStrangersFound(t *testing.T) {
	ruTo := field("address", "Адрес", "Адрес, куда доставить заказ", desk.TypeString)
	ruTown := field("town", "Город", "Город доставки", desk.TypeString)
	enVisit := field("visit", "Date", "Date of the visit, delivery or arrival", desk.TypeDate)
	enCount := field("n", "Quantity", "How many units the client wants", desk.TypeInteger)
	enRecipient := field("to", "Recipient", "Name of the person who receives the order, when it is not the client", desk.TypeString)
	esTooth := field("tooth", "Diente", "Número de la muela o del diente que duele", desk.TypeString)
	esInsurer := field("insurer", "Seguro", "Compañía del seguro del paciente", desk.TypeString)
	esDelivery := field("delivery", "Fecha de entrega", "Día de entrega, visita o llegada", desk.TypeDate)
	esGoods := field("product", "Producto", "El producto o servicio que quiere el cliente, como lo llama", desk.TypeString)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"another number", ru("O: Телефон?\nC: 8 905 123 44 10\nO: Записал\nC: ой, телефон другой: 8 905 123 44 01", ruPhone), want{"phone": "+79051234401"}},
		{"a friend's number", ru("O: Телефон?\nC: 8 905 123 44 10\nO: Записал\nC: телефон друга: 8 905 123 44 01", ruPhone), want{"phone": "+79051234410"}},
		{"my other number", en("O: Phone?\nC: 917 555 0143\nO: Thanks\nC: actually my other number is better: 917 555 0188", enPhone), want{"phone": "+19175550188"}},
		{"rather call me at", es("O: ¿Teléfono?\nC: 612 34 56 78\nO: Anotado\nC: mejor llámame al 655 44 33 22", esPhone), want{"phone": "+34655443322"}},
		{"the town of an address", ru("O: Куда везти?\nC: доставка в Тверь, ул. Советская 5", ruTo, ruTown), want{"address": "ул. Советская 5", "town": "Тверь"}},
		{"the town of an address, where the card has no other place for it", ru("O: Куда везти?\nC: доставка в Тверь, ул. Советская 5", ruTo), want{"address": "Тверь, ул. Советская 5"}},
		{"a day in a question for a price", en("C: how much is it on Sunday?\nO: Sundays are $220\nC: ok thanks", enVisit), want{}},
		{"a day that is taken", en("C: can you come on Sunday?\nO: Sunday works\nC: great", enVisit), want{"visit": "2026-04-19"}},
		{"what there is to choose from", en("O: We have two models in stock\nC: nice", enCount), want{}},
		{"a friend's name", en("C: I'd like to send flowers to my friend Dana Lewis\nO: Lovely!", enName, enRecipient), want{"to": "Dana Lewis"}},
		{"what is taken back in a line", ru("O: Сколько штук?\nC: двенадцать. нет, пятнадцать", ruCount), want{"count": "15"}},
		{"who walks away agreed to nothing", ru("C: сколько стоит?\nO: 24 000 ₽\nC: дорого, подумаю", ruSum), want{}},
		{"a number behind a word of the description", es("C: Hola, me duele la muela 36\nO: ¿Tiene seguro?\nC: no", esTooth), want{"tooth": "36"}},
		{"a number behind another word", es("C: Hola, estoy en la calle, en el portal 36, y me duele mucho\nO: ¿Tiene seguro?\nC: no", esTooth), want{}},
		{"who insures, and not the verb before it", es("C: Hola, me duele una muela\nO: ¿Tiene seguro?\nC: Tengo Sanitas", esInsurer), want{"insurer": "Sanitas"}},
		{"a correction goes to the field that was spoken of", es("C: Quería una cita\nO: ¿Qué día le viene bien la cita?\nC: El jueves\nO: Anotado, el jueves a las 10\nC: mejor el viernes", esDelivery, esDay), want{"day": "2026-04-17"}},
		{"what a budget is called is no goods", es("C: Hola, mi presupuesto es de 12 500 euros para brackets\nO: Muy bien\nC: gracias", esGoods), want{}},
		{"whichever stands first on the card", es("C: Quería una cita\nO: ¿Qué día le viene bien la cita?\nC: El jueves\nO: Anotado, el jueves a las 10\nC: mejor cambiamos al viernes", esDay, esDelivery), want{"day": "2026-04-17"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
