package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// What is no name, no count and no rival of a field: each beside its twin.
func TestWhatIsTakenForNothingElse(t *testing.T) {
	ruName, esName := field("client_name", "Имя клиента", "", desk.TypeString), field("client_name", "Nombre del cliente", "", desk.TypeString)
	enName, own := field("UF_CRM_CLIENT_NAME", "Client name", "", desk.TypeString), field("name", "Name", "", desk.TypeString)
	own.Card = desk.KindContact
	count := field("quantity", "Cantidad", "", desk.TypeInteger)
	budget := field("budget", "Budget", "How much the customer is ready to spend", desk.TypeMoney)
	agreed := field("budget", "Budget", "How much the customer is ready to spend, or the sum that was agreed", desk.TypeMoney)
	const order = "C: I'd like to order 3 office chairs.\nO: That is $300 in total. How will you pay?\nC: By card, please."
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"a name stands before what is said of it, not behind", ru("O: Хорошего дня!\nC: Спасибо, Марина меня зовут если что", ruName), want{"client_name": "Марина"}},
		{"whose one is, is no name", es("C: Me duele la muela\nO: ¿Tiene seguro?\nC: Soy de Sanitas y creo que lo cubre", esName), want{}},
		{"who one is, is", es("C: Me duele la muela\nO: ¿Con quién hablo?\nC: Soy Carmen Navarro, de Sanitas", esName), want{"client_name": "Carmen Navarro"}},
		{"an appointment counts nothing", es("C: Hola, quería pedir una cita con el dentista\nO: ¿Para cuándo?\nC: mañana", count), want{}},
		{"chairs do", es("C: Hola, quería pedir cuatro sillas\nO: ¿Para cuándo?\nC: mañana", count), want{"quantity": "4"}},
		{"a contact's name is no rival of the card's", en("O: Where to, and what is your name?\nC: To 9 Harbor Road, please. My name is Neil.", enName, own), want{"UF_CRM_CLIENT_NAME": "Neil", "name": "Neil"}},
		{"a sum that was agreed is a budget where the field says so", en(order, agreed), want{"budget": "300.00 USD"}},
		{"elsewhere it is what the customer would spend", en(order, budget), want{}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
