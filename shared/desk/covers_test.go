package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestWhatAFieldHasCoversAPartOfIt_FF04(t *testing.T) {
	text, address, choice := desk.Field{Type: desk.TypeString}, desk.Field{Type: desk.TypeAddress}, desk.Field{Type: desk.TypeEnum}
	for _, c := range []struct {
		field  desk.Field
		has, v desk.Value
		want   bool
	}{
		{text, "office chairs", "chairs", true},
		{text, "Office chairs", "office chair", true},
		{text, "chairs", "office chairs", false},
		{text, "Anna Brown", "Anna", true},
		{text, "Anna Brown", "Ann", false},
		{text, "Anna Brown", "Brown Anna", false},
		{text, "офисные кресла", "Кресло", true},
		{text, "офисные кресла", "кресло-мешок", false},
		{text, "sillas de oficina", "sillas", true},
		{text, "no sugar", "sugar", false},
		{text, "без сахара", "сахар", false},
		{text, "sin azúcar", "azúcar", false},
		{text, "model 12", "model 1", false},
		{text, "chairs", "…", false},
		{text, "", "chairs", false},
		{text, "chairs", "", false},
		{address, "9 Harbor Rd, Boston", "9 Harbor Rd", true},
		{address, "9 Harbor Rd, Boston", "19 Harbor Rd", false},
		{address, "ул. Ленина, 5, кв. 12", "ул. Ленина, 5", true},
		{choice, "Bank card", "card", false},
		{choice, "card", "card", true},
	} {
		if got := c.field.Covers(c.has, c.v); got != c.want {
			t.Errorf("%q covers %q: %v, want %v", c.has, c.v, got, c.want)
		}
	}
}
