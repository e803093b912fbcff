package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// What a case copied out of a dialog is the customer's: RS-02.
func TestACaseTellsOfItsCustomerOnlyWhoSeesCustomers_RS02(t *testing.T) {
	case1 := desk.CardRef{Kind: desk.KindCase, ID: "1"}
	who := desk.Actor{Role: desk.RoleOperator}
	if !case1.NamedAfterCustomer() || who.MustChangeTitle(case1) == nil {
		t.Error("a case's title is not taken for the customer's words")
	}
	for name, want := range map[desk.FieldName]bool{desk.CaseSubject: true, desk.CaseDescription: true, desk.CaseState: false, desk.CaseSource: false} {
		f := desk.Field{Name: name, Card: desk.KindCase, Type: desk.TypeText}
		if got := f.Personal(); got != want {
			t.Errorf("%s of a case: personal %t, want %t", name, got, want)
		}
		if f.Card = desk.KindDeal; f.Personal() {
			t.Errorf("%s of a deal is taken for the customer's", name)
		}
	}
}
