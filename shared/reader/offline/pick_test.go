package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A card calls people by their part in a deal; such a field holds a name. A thing's
// number does not, whosever it is (FF-01).
func TestAPartyIsAName_FF01(t *testing.T) {
	for _, title := range []string{"Tenant", "Owner", "Caller", "Customer", "Hirer", "Contact person"} {
		chat := en("O: And your name?\nC: Megan Price", field("who", title, "", desk.TypeString))
		if diff := cmp.Diff(want{"who": "Megan Price"}, found(t, chat)); diff != "" {
			t.Errorf("%s: -want +got\n%s", title, diff)
		}
	}
	for _, title := range []string{"Заказчик", "Арендатор", "Владелец", "Клиент"} {
		chat := ru("O: Как вас зовут?\nC: Марина Ветрова", field("who", title, "", desk.TypeString))
		if diff := cmp.Diff(want{"who": "Марина Ветрова"}, found(t, chat)); diff != "" {
			t.Errorf("%s: -want +got\n%s", title, diff)
		}
	}
	for _, title := range []string{"Owner's chip number", "Client ID"} {
		chat := en("O: And your name?\nC: Megan Price", field("who", title, "", desk.TypeString))
		if diff := cmp.Diff(want{}, found(t, chat)); diff != "" {
			t.Errorf("%s: -want +got\n%s", title, diff)
		}
	}
}

// The sum that was agreed stands, whatever is offered beside it and not taken; a
// denied figure is none (FF-01).
func TestOneOfSeveralSumsIsChosen_FF01(t *testing.T) {
	sum := field("sum", "Price", "Agreed price", desk.TypeMoney)
	for says, c := range map[string]struct {
		lines string
		want  want
	}{
		"a sum made of two": {"O: Trousers are $14, the waist is $16. So $30 in all.\nC: that's fine", want{"sum": "30.00 USD"}},
		"an offer declined": {"O: The repair is $140 in total, ok?\nC: yes please\nO: Would you like a spare key for $18?\nC: no thanks", want{"sum": "140.00 USD"}},
		"only supposed":     {"C: what if I took two?\nO: Then it would be $90 in total\nC: I see, thanks", want{}},
	} {
		if diff := cmp.Diff(c.want, found(t, en(c.lines, sum))); diff != "" {
			t.Errorf("%s: -want +got\n%s", says, diff)
		}
	}
}
