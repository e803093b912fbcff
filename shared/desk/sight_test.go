package desk_test

import (
	"errors"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// sightings are dialogs, and what of them is seen by Olga of the team sales: n for
// nothing, i for that it is, w for words.
var sightings = map[string]struct {
	d              desk.Dialog
	own, team, all string // by her scope
}{
	"her own":                          {desk.Dialog{State: desk.StateInProgress, Operator: "olga"}, "w", "w", "w"},
	"her own, with the bot":            {desk.Dialog{State: desk.StateBot, Operator: "olga", Team: "support"}, "w", "w", "w"},
	"her own, closed":                  {desk.Dialog{State: desk.StateClosed, Operator: "olga", Team: "support"}, "w", "w", "w"},
	"waits for anybody":                {desk.Dialog{State: desk.StateWaiting}, "w", "w", "w"},
	"talks with the bot":               {desk.Dialog{State: desk.StateBot}, "w", "w", "w"},
	"waits for her team":               {desk.Dialog{State: desk.StateWaiting, Team: "sales"}, "w", "w", "w"},
	"waits for another team":           {desk.Dialog{State: desk.StateWaiting, Team: "support"}, "n", "n", "w"},
	"assigned to her":                  {desk.Dialog{State: desk.StateWaiting, Team: "sales", Operator: "olga"}, "i", "i", "w"},
	"assigned to a colleague":          {desk.Dialog{State: desk.StateWaiting, Team: "sales", Operator: "dan"}, "n", "i", "w"},
	"a colleague's, of her team":       {desk.Dialog{State: desk.StateInProgress, Team: "sales", Operator: "dan"}, "n", "i", "w"},
	"a colleague's, of no team":        {desk.Dialog{State: desk.StateInProgress, Operator: "dan"}, "n", "n", "w"},
	"another team's, accepted":         {desk.Dialog{State: desk.StateInProgress, Team: "support", Operator: "sue"}, "n", "n", "w"},
	"a colleague's, closed":            {desk.Dialog{State: desk.StateClosed, Team: "sales", Operator: "dan"}, "n", "w", "w"},
	"nobody's of her team, closed":     {desk.Dialog{State: desk.StateClosed, Team: "sales"}, "n", "w", "w"},
	"nobody's of no team, closed":      {desk.Dialog{State: desk.StateClosed}, "n", "n", "w"},
	"a colleague's of no team, closed": {desk.Dialog{State: desk.StateClosed, Operator: "dan"}, "n", "n", "w"},
}

func olga(scope desk.Scope, reads desk.TeamReads) desk.Actor {
	a := desk.Actor{Session: "s", Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Dialogs: scope}}
	return a.In([]desk.Team{
		{ID: "sales", Members: []desk.OperatorID{"dan", "olga"}, Reads: reads},
		{ID: "support", Members: []desk.OperatorID{"sue"}, Reads: desk.ReadsAll},
	})
}

func sight(a desk.Actor, d desk.Dialog) string { return []string{"n", "i", "w"}[a.Sight(d)] }

// How much of a dialog somebody sees follows from their role, their teams and their
// right (RS-01, RS-03, RS-06, CL-15, CL-23, D12, OP-10).
func TestWhoSeesWhatOfADialog_RS03_RS06_CL15_CL23_D12_OP10(t *testing.T) {
	supervisor, admin, key, idle := olga("", ""), olga("", ""), olga(desk.ScopeAll, ""), olga(desk.ScopeAll, "")
	supervisor.Role, admin.Role = desk.RoleSupervisor, desk.RoleAdmin
	key.Session, key.Key, key.Operator, key.Leads = "", "k", "", desk.MayRead
	idle.Session, idle.Key = "", "k" // works on nobody's cards
	for name, c := range sightings {
		for who, a := range map[string]struct {
			desk.Actor
			want string
		}{
			"own": {olga(desk.ScopeOwn, ""), c.own}, "team": {olga(desk.ScopeTeam, ""), c.team}, "all": {olga(desk.ScopeAll, ""), c.all},
			"a scope that nobody set": {olga("", ""), c.own},
			"a supervisor":            {supervisor, "w"}, "an admin": {admin, "w"}, "a key that may read leads": {key, "w"}, "a key without rights": {idle, "n"},
		} {
			got := sight(a.Actor, c.d)
			if got != a.want {
				t.Errorf("%s, %s: got %s, want %s", name, who, got, a.want)
			}
			see, read := a.MustSee(c.d), a.MustReadDialog(c.d)
			if (see == nil) != (got != "n") || (read == nil) != (got == "w") {
				t.Errorf("%s, %s: sees %s, and is told %v and %v", name, who, got, see, read)
			}
			for _, err := range []error{see, read} {
				if refusal, ok := errors.AsType[*desk.Refusal](err); err != nil && (!ok || refusal.Code != desk.CodeForbidden) {
					t.Errorf("%s, %s: got %v", name, who, err)
				}
			}
		}
	}
	if (desk.Actor{Role: desk.RoleOperator}).Sight(desk.Dialog{}) != desk.SeesNothing {
		t.Error("nobody sees a dialog")
	}
}

// A team says what its members read of what is not closed (D18).
func TestATeamSaysWhatItsMembersRead_D18(t *testing.T) {
	for name, want := range map[string]map[desk.TeamReads]string{
		"waits for her team":         {desk.ReadsWaiting: "w", desk.ReadsNone: "i", desk.ReadsAll: "w"},
		"assigned to her":            {desk.ReadsWaiting: "i", desk.ReadsNone: "i", desk.ReadsAll: "w"},
		"assigned to a colleague":    {desk.ReadsWaiting: "n", desk.ReadsNone: "n", desk.ReadsAll: "w"},
		"a colleague's, of her team": {desk.ReadsWaiting: "n", desk.ReadsNone: "n", desk.ReadsAll: "w"},
		"a colleague's, closed":      {desk.ReadsWaiting: "n", desk.ReadsNone: "n", desk.ReadsAll: "n"},
		"waits for another team":     {desk.ReadsWaiting: "n", desk.ReadsNone: "n", desk.ReadsAll: "n"},
		"another team's, accepted":   {desk.ReadsWaiting: "n", desk.ReadsNone: "n", desk.ReadsAll: "n"},
		"waits for anybody":          {desk.ReadsWaiting: "w", desk.ReadsNone: "w", desk.ReadsAll: "w"},
		"her own":                    {desk.ReadsWaiting: "w", desk.ReadsNone: "w", desk.ReadsAll: "w"},
	} {
		for reads, want := range want {
			if got := sight(olga(desk.ScopeOwn, reads), sightings[name].d); got != want {
				t.Errorf("%s, where the team reads %s: got %s, want %s", name, reads, got, want)
			}
		}
	}
}

// Who does not see a dialog does nothing in it, and a list leaves it out.
func TestWhoSeesNothingDoesNothing_RS07(t *testing.T) {
	for name, c := range sightings {
		a := olga(desk.ScopeOwn, "")
		if listed := (desk.DialogFilter{Actor: &a}).Has(c.d); listed != (c.own != "n") {
			t.Errorf("%s: sees %s, and in a list: %v", name, c.own, listed)
		}
		if err := c.d.MustLet(a); c.own == "n" && err == nil {
			t.Errorf("%s: does not see it, and may accept it", name)
		}
	}
}

// What tells who a customer is is apart from dialogs (RS-02).
func TestCustomersDataAreARightOfTheirOwn_RS02(t *testing.T) {
	a := olga(desk.ScopeAll, "")
	if a.SeesCustomers() {
		t.Error("the right to dialogs is none to customers' data")
	}
	a.Customers = true
	admin := desk.Actor{Role: desk.RoleAdmin}
	if !a.SeesCustomers() || !admin.SeesCustomers() {
		t.Error("who may does not see them")
	}
	for name, c := range map[string]struct {
		f    desk.Field
		want bool
	}{
		"a phone on a deal":      {desk.Field{Card: desk.KindDeal, Type: desk.TypePhone}, true},
		"an e-mail on a case":    {desk.Field{Card: desk.KindCase, Type: desk.TypeEmail}, true},
		"a contact's company":    {desk.Field{Card: desk.KindContact, Type: desk.TypeString}, true},
		"what a deal is for":     {desk.Field{Card: desk.KindDeal, Type: desk.TypeString}, false},
		"what a company hides":   {desk.Field{Card: desk.KindDeal, Type: desk.TypeString, Private: true}, true},
		"an address, not hidden": {desk.Field{Card: desk.KindLead, Type: desk.TypeAddress}, false},
	} {
		if got := c.f.Personal(); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
