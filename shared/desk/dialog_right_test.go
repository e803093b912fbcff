package desk_test

import (
	"errors"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// Whoever may not accept a dialog may not do what accepting is for (DG-08).
func TestWhoMayAnswerADialog_DG08(t *testing.T) {
	const no, taken = desk.CodeForbidden, desk.CodeAlreadyAccepted
	free := desk.Dialog{State: desk.StateWaiting}
	olgas := desk.Dialog{State: desk.StateInProgress, Operator: "olga"}
	done := desk.Dialog{State: desk.StateClosed, Operator: "olga"}
	for name, c := range map[string]struct {
		who               desk.Actor
		free, olgas, done desk.Code
	}{
		"an admin":                         {desk.Actor{Role: desk.RoleAdmin}, "", "", ""},
		"a supervisor with no cards":       {desk.Actor{Role: desk.RoleSupervisor, Operator: "sue"}, "", "", ""},
		"the operator":                     {desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayChange}}, "", "", ""},
		"another operator":                 {desk.Actor{Role: desk.RoleOperator, Operator: "dan", Rights: desk.Rights{Deals: desk.MayChange}}, "", taken, ""},
		"a script":                         {desk.Actor{Role: desk.RoleOperator, Rights: desk.Rights{Cases: desk.MayChange}}, "", taken, ""},
		"who may read":                     {desk.Actor{Role: desk.RoleOperator, Operator: "rita", Rights: desk.Rights{Leads: desk.MayRead, Deals: desk.MayRead}}, no, no, no},
		"the operator, who may read only":  {desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayRead}}, no, no, no},
		"the operator, who may do nothing": {desk.Actor{Role: desk.RoleOperator, Operator: "olga"}, no, no, no},
	} {
		c.who.Dialogs = desk.ScopeAll // whose they see is another matter
		for _, at := range []struct {
			what string
			d    desk.Dialog
			want desk.Code
		}{{"a free dialog", free, c.free}, {"Olga's", olgas, c.olgas}, {"a closed one", done, c.done}} {
			var got desk.Code
			var refusal *desk.Refusal
			if err := at.d.MustLet(c.who); errors.As(err, &refusal) {
				got = refusal.Code
			}
			if got != at.want {
				t.Errorf("%s, %s: got %q, want %q", name, at.what, got, at.want)
			}
		}
	}
}
