package desk_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// However many goods a CRM tells of, and whatever they are called, a page shows few.
func TestFewGoods_CB11(t *testing.T) {
	one, two := desk.CardRef{Kind: desk.KindDeal, ID: "1"}, desk.CardRef{Kind: desk.KindDeal, ID: "2"}
	stranger := desk.CardRef{Kind: desk.KindDeal, ID: "3"}
	got := desk.FewGoods([]desk.CardRef{one, two, one}, map[desk.CardRef][]desk.Good{
		one: {{Name: strings.Repeat("oak ", 100), Quantity: "1"}}, two: make([]desk.Good, 1000), stranger: {{Name: "x"}},
	})
	if len(got[one]) != 1 || len(got[two]) != desk.MaxGoods-1 || got[stranger] != nil {
		t.Errorf("%d, %d and %d rows", len(got[one]), len(got[two]), len(got[stranger]))
	}
	if name := got[one][0].Name; len([]rune(name)) > 200 || !strings.HasSuffix(name, "oak…") {
		t.Errorf("the name is %q", name)
	}
}
