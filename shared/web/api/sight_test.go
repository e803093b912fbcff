package api_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// situations are how a dialog can stand to Olga of the team sales, in the columns'
// order.
var situations = []struct {
	name string
	make func(h *house, d desk.Dialog) desk.Dialog
}{
	{"her own", func(h *house, d desk.Dialog) desk.Dialog { return d.Taken("olga", h.clock.Now()) }},
	{"waits for her team", func(h *house, d desk.Dialog) desk.Dialog { d.Team = "sales"; return d }},
	{"assigned to her", func(h *house, d desk.Dialog) desk.Dialog {
		d.Team = "sales"
		return d.Assign("olga", 0, h.clock.Now())
	}},
	{"accepted by a colleague", func(h *house, d desk.Dialog) desk.Dialog {
		d.Team = "sales"
		return d.Taken("dan", h.clock.Now())
	}},
	{"accepted in another team", func(h *house, d desk.Dialog) desk.Dialog {
		d.Team = "support"
		return d.Taken("sid", h.clock.Now())
	}},
	{"waits for another team", func(h *house, d desk.Dialog) desk.Dialog { d.Team = "support"; return d }},
	{"her own, closed", func(h *house, d desk.Dialog) desk.Dialog {
		return d.Taken("olga", h.clock.Now()).Closed(desk.ClosedByHand, "Olga", h.clock.Now())
	}},
	{"a colleague's, closed", func(h *house, d desk.Dialog) desk.Dialog {
		d.Team = "sales"
		return d.Taken("dan", h.clock.Now()).Closed(desk.ClosedByHand, "Dan", h.clock.Now())
	}},
}

// bySight is what an operator who may do everything with cards is answered, by
// their scope and the situation, for every row of rights that is about a dialog.
type bySight struct{ own, team, all []string }

var (
	sees = bySight{may("y y y - - - y -"), may("y y y y - - y y"), may("y y y y y y y y")}
	// Who reads it.
	words = bySight{may("y y - - - - y -"), may("y y - - - - y y"), may("y y y y y y y y")}
	// Who may accept it; a closed one nobody.
	accepts = bySight{may("y y y 409 409 - 409 -"), may("y y y 409 409 - 409 409"), may("y y y 409 409 y 409 409")}
	// Who may act in it as its operator: who has accepted it, if it is assigned (OP-10).
	acts   = bySight{may("y y 409 409 409 - 409 -"), may("y y 409 409 409 - 409 409"), may("y y y 409 409 y 409 409")}
	nobody = bySight{may("- - - - - - - -"), may("- - - - - - - -"), may("- - - - - - - -")}
)

var sighted = map[string]bySight{
	"read a dialog":       sees,
	"read its messages":   words,
	"fill a template in":  words,
	"fetch files again":   words,
	"list runs":           words,
	"make a history link": words,
	"list history links":  words,
	"revoke one":          words,
	"say what one read":   words,
	"keep a draft":        words,
	"say one types":       {may("y y - - - - 409 -"), may("y y - - - - 409 409"), may("y y y y y y 409 409")},
	// What one wrote stays one's own; here it is nothing.
	"read one's draft":     {may("404 404 404 404 404 404 404 404"), may("404 404 404 404 404 404 404 404"), may("404 404 404 404 404 404 404 404")},
	"drop one's draft":     {may("y y y y y y y y"), may("y y y y y y y y"), may("y y y y y y y y")},
	"bind a deal":          words,
	"bind a lead":          words,
	"make a case":          words,
	"ask for a run":        words,
	"try a run":            words,
	"list dry runs":        words,
	"ask for a lead's run": words,
	"reply":                accepts,
	"accept":               accepts,
	"transfer":             acts,
	"rate an answer":       {may("422 422 - - - - 422 -"), may("422 422 - - - - 422 422"), may("422 422 422 422 422 422 422 422")},
	"send it again":        {may("422 422 422 409 409 - 409 -"), may("422 422 422 409 409 - 409 409"), may("422 422 422 409 409 422 409 409")}, // it is the customer's
	// Who may act there is told that the line has no bot.
	"restart the bot":      {may("409 409 409 409 409 - 409 -"), may("409 409 409 409 409 - 409 409"), may("409 409 409 409 409 409 409 409")},
	"say as the bot":       {may("409 409 409 409 409 - 409 -"), may("409 409 409 409 409 - 409 409"), may("409 409 409 409 409 409 409 409")},
	"hand over as the bot": {may("409 409 409 409 409 - 409 -"), may("409 409 409 409 409 - 409 409"), may("409 409 409 409 409 409 409 409")},
	"list buttons":         acts,
	"press a button":       {may("404 404 409 409 409 - 409 -"), may("404 404 409 409 409 - 409 409"), may("404 404 404 409 409 404 409 409")}, // there is none
	"set a state":          acts,
	"set a priority":       acts,
	"give to an operator":  nobody, // a supervisor does
	// Closing again is harmless.
	"close": {may("y y 409 409 409 - y -"), may("y y 409 409 409 - y y"), may("y y y 409 409 y y y")},
	// In a closed one nobody leaves any.
	"leave a note": {may("y y - - - - 409 -"), may("y y - - - - 409 409"), may("y y y y y y 409 409")},
	// Where the last one is closed another is opened.
	"write first": {may("y y y 409 409 - y y"), may("y y y 409 409 - y y"), may("y y y 409 409 y y y")},
}

// team sets a team and lets its members have any number of dialogs.
func (h *house) team(id desk.TeamID, members ...desk.OperatorID) {
	h.t.Helper()
	t, err := h.st.Team(h.t.Context(), id)
	if err != nil {
		t = desk.Team{ID: id, Title: string(id)}
	}
	t.Members = members
	_, err = h.st.SaveTeam(h.t.Context(), t)
	must(h.t, err)
	for _, o := range members {
		_, err := h.st.ChangeWorkload(h.t.Context(), o, func(w desk.Workload) (desk.Workload, error) {
			w.Status, w.Limit = desk.OperatorActive, 1000
			return w, nil
		})
		must(h.t, err)
	}
}

// person gives somebody a key.
func (h *house) person(name string, a desk.Actor) {
	h.t.Helper()
	a.Name = name
	k, token := api.NewKey(a, h.clock.Now())
	must(h.t, h.st.SaveKey(h.t.Context(), k))
	h.keys[name] = token
}

// become changes a dialog as no verb would.
func (h *house) become(id desk.DialogID, change func(desk.Dialog) desk.Dialog) {
	h.t.Helper()
	_, err := h.st.ChangeDialog(h.t.Context(), id, func(d desk.Dialog) (desk.Dialog, error) { return change(d), nil })
	must(h.t, err)
}

// scopes are the operators who ask: by scope, with and without customers' data.
func (h *house) scopes() map[desk.Scope][]string {
	h.t.Helper()
	h.team("sales", "olga", "dan")
	h.team("support", "sid")
	out := map[desk.Scope][]string{}
	for _, scope := range []desk.Scope{desk.ScopeOwn, desk.ScopeTeam, desk.ScopeAll} {
		for _, customers := range []bool{true, false} {
			name := fmt.Sprintf("%s, customers %v", scope, customers)
			h.person(name, desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{
				Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange, Dialogs: scope, Customers: customers,
			}})
			out[scope] = append(out[scope], name)
		}
	}
	return out
}

// TestRightsByScope asks for every row of rights as an operator of every scope, with
// and without customers' data: where it is about a dialog, in every situation of
// one; elsewhere scopes change nothing (RS-01, RS-03, RS-06, RS-07, CL-15, CL-23,
// D12, OP-10). Every row about a dialog has one here.
func TestRightsByScope_RS01_RS03_RS06_RS07_CL15_CL23_D12_OP10(t *testing.T) {
	left := maps.Clone(sighted)
	for name, c := range rights {
		want, sighted := sighted[name]
		if delete(left, name); !sighted && (strings.Contains(c.path, "dialog}") || strings.Contains(c.body, "{dialogid}") || strings.Contains(c.body, "{customer}")) {
			t.Errorf("%q is about a dialog and has no row in sighted", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}}
			h.line("site", desk.LeadNever)
			who, n := h.scopes(), 0
			for scope, want := range map[desk.Scope][]string{desk.ScopeOwn: want.own, desk.ScopeTeam: want.team, desk.ScopeAll: want.all} {
				if !sighted {
					want = []string{c.may[slices.Index(roles, "operator")]}
				}
				for i, want := range want {
					var fill *strings.Replacer
					for _, name := range who[scope] {
						if n++; fill == nil || c.method != "GET" && want == "y" { // nobody touched it yet
							fill = h.grantedTo(n, c.path+c.body)
							for _, id := range []string{fill.Replace("{dialog}"), fill.Replace("{leaddialog}"), fill.Replace("{dialogid}")} {
								if id = strings.TrimPrefix(id, "/v1/dialogs/"); sighted && !strings.HasPrefix(id, "{") {
									h.become(desk.DialogID(id), func(d desk.Dialog) desk.Dialog { return situations[i].make(h, d) })
								}
							}
						}
						var body any
						if c.body != "" {
							body = fill.Replace(c.body)
						}
						a := h.as(name, c.method, fill.Replace(c.path), body, "If-Match", "*")
						got := fmt.Sprint(a.status)
						if a.status < 300 {
							got = "y"
						}
						want := want
						if strings.Contains(c.path, "merge") && strings.HasSuffix(name, "customers false") {
							want = "403" // who merges people sees who they are
						}
						if got != want {
							t.Errorf("%s, %s: got %s %s, want %s", name, situations[i].name, got, a.body, want)
						}
						if a.status == 403 {
							a.no(403, "forbidden")
						}
					}
				}
			}
		})
	}
	for name := range left {
		t.Errorf("%q is no row of rights", name)
	}
}

// grantedTo is granted, but makes only what the words speak of.
func (h *house) grantedTo(n int, words string) *strings.Replacer {
	h.t.Helper()
	for _, rare := range []string{"{lead", "{run}", "{contact}", "{merged}", "{erasure}", "{spare", "{operator}", "{code}", "{template}", "{entry}", "joined{n}"} {
		if strings.Contains(words, rare) && !strings.Contains(words, "{dialog}") {
			return h.granted(n)
		}
	}
	if !strings.Contains(words, "{dialog}") && !strings.Contains(words, "{deal}") && !strings.Contains(words, "{customer}") {
		return strings.NewReplacer("{n}", fmt.Sprint(n), "{key}", keyID(h.keys["no operator"]))
	}
	dialog, deal := h.bound("")
	h.known(desk.OperatorID(fmt.Sprint("otto", n)))
	customer, _, err := dialog.Split()
	must(h.t, err)
	lead := "{lead}"
	if strings.Contains(words, lead) {
		lead = h.card(desk.KindLead, "")
	}
	d, err := h.st.Dialog(h.t.Context(), dialog)
	must(h.t, err)
	return strings.NewReplacer("{dialog}", "/v1/dialogs/"+string(dialog), "{customer}", string(customer), "{deal}", deal, "{lead}", lead,
		"{n}", fmt.Sprint(n), "{seq}", fmt.Sprint(int64(d.Last)))
}

// TestRightsTakenAwayAreGoneAtOnce: of who signed in, and of teams, nothing is
// remembered from one request to the next (RS-07).
func TestRightsTakenAwayAreGoneAtOnce_RS02_RS07(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	h.become(dialog, func(d desk.Dialog) desk.Dialog { d.Team = "support"; return d })
	olga := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Dialogs: desk.ScopeAll, Customers: true})
	grant := func(body string) {
		h.as("admin", "PATCH", "/v1/operators/"+string(olga.operator), body, "If-Match", "*").is(200)
	}
	named := func(want any) {
		t.Helper()
		if got := at(olga.does("GET", path, nil).is(200).doc(), "profile", "name"); got != want {
			t.Errorf("got the name %v, want %v", got, want)
		}
	}
	olga.does("GET", path+"/messages?limit=1", nil).is(200)
	next, _ := olga.does("GET", path+"/messages?limit=1", nil).is(200).doc()["next"].(string)
	d, err := h.st.Dialog(t.Context(), dialog)
	must(t, err)
	who, err := h.st.Customer(t.Context(), d.Customer)
	must(t, err)
	named(who.Profile.Name)
	grant(`{"customers":false}`)
	named(nil)
	grant(`{"dialogs":"own"}`)
	olga.does("GET", path+"/messages?limit=1&cursor="+next, nil).no(403, "forbidden") // in the middle of the list
	if items := olga.does("GET", "/v1/dialogs", nil).is(200).doc()["items"].([]any); len(items) != 0 {
		t.Errorf("got %v", items)
	}
	h.team("support", olga.operator)
	olga.does("GET", path+"/messages?limit=1&cursor="+next, nil).is(200)
	h.as("admin", "PUT", "/v1/teams/support", `{"title":"Support","reads":"none"}`).is(200)
	olga.does("GET", path+"/messages", nil).no(403, "forbidden")
	if d := olga.does("GET", path, nil).is(200).doc(); d["readable"] != false || d["channel"] != nil || at(d, "copilot", "code") != "forbidden" {
		t.Errorf("OP-10: that it waits is all that shows, got %v", d)
	}
	h.team("support")
	olga.does("GET", path, nil).no(403, "forbidden")
}
