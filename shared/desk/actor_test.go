package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// Whose dialogs somebody sees follows from their role, their teams and their right
// (RS-01, RS-03, CL-15, CL-23).
func TestWhoSeesADialog_RS03(t *testing.T) {
	who := func(scope desk.Scope) desk.Actor {
		return desk.Actor{Session: "s", Role: desk.RoleOperator, Operator: "olga", Teams: []desk.TeamID{"sales"}, Rights: desk.Rights{Dialogs: scope}}
	}
	own, team, all := who(desk.ScopeOwn), who(desk.ScopeTeam), who(desk.ScopeAll)
	supervisor, key, idle := who(""), who(desk.ScopeAll), who(desk.ScopeAll)
	supervisor.Role = desk.RoleSupervisor
	key.Session, key.Key, key.Leads = "", "k", desk.MayRead
	idle.Session, idle.Key = "", "k"
	for name, c := range map[string]struct {
		d    desk.Dialog
		want string // who sees it: own, team, all, supervisor, key, a key without rights
	}{
		"her own":                     {desk.Dialog{State: desk.StateInProgress, Operator: "olga"}, "yyyyy-"},
		"her own, closed":             {desk.Dialog{State: desk.StateClosed, Operator: "olga"}, "yyyyy-"},
		"waits for anybody":           {desk.Dialog{State: desk.StateWaiting}, "yyyyy-"},
		"waits for her team":          {desk.Dialog{State: desk.StateWaiting, Team: "sales"}, "yyyyy-"},
		"waits for another team":      {desk.Dialog{State: desk.StateWaiting, Team: "support"}, "--yyy-"},
		"a colleague's, of her team":  {desk.Dialog{State: desk.StateInProgress, Team: "sales", Operator: "dan"}, "-yyyy-"},
		"a colleague's, of no team":   {desk.Dialog{State: desk.StateInProgress, Operator: "dan"}, "--yyy-"},
		"nobody's, closed, her team":  {desk.Dialog{State: desk.StateClosed, Team: "sales"}, "-yyyy-"},
		"nobody's, closed, no team":   {desk.Dialog{State: desk.StateClosed}, "--yyy-"},
		"another team's, in progress": {desk.Dialog{State: desk.StateInProgress, Team: "support", Operator: "dan"}, "--yyy-"},
	} {
		got := ""
		for _, a := range []desk.Actor{own, team, all, supervisor, key, idle} {
			if a.Sees(c.d) {
				got += "y"
			} else {
				got += "-"
			}
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	if (desk.Actor{Role: desk.RoleOperator}).Sees(desk.Dialog{}) {
		t.Error("nobody sees a dialog")
	}
}
