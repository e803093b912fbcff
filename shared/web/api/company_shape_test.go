package api_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// TestActiveAndNewAreTwoLists_OP07: what waits and what one has accepted are two lists; a
// dialog moves from one to the other, and out of both when it is closed.
func TestActiveAndNewAreTwoLists_OP07(t *testing.T) {
	h := newHouse(t)
	olga := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Dialogs: desk.ScopeOwn})
	h.as("admin", "PUT", "/v1/teams/shift", `{"title":"Shift","members":["`+string(olga.operator)+`","dan"]}`).is(200)
	line := h.teamLine("shift")
	olga.does("PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	first, second := h.chat(line, "u1", "Hello"), h.chat(line, "u2", "Hello")
	h.as("admin", "POST", "/v1/dialogs/"+string(h.chat(line, "u3", "Hello"))+"/transfer", `{"operator":"dan"}`).is(201)
	lists := func(what string, fresh, active []desk.DialogID) {
		t.Helper()
		for list, want := range map[string][]desk.DialogID{"state=waiting": fresh, "state=in_progress&operator=" + string(olga.operator): active} {
			got := map[string]bool{}
			for _, d := range olga.does("GET", "/v1/dialogs?"+list, nil).is(200).doc()["items"].([]any) {
				got[fmt.Sprint(at(d, "id"))] = true
			}
			wanted := map[string]bool{}
			for _, id := range want {
				wanted[string(id)] = true
			}
			if d := cmp.Diff(wanted, got); d != "" {
				t.Errorf("%s, %s (-want +got)\n%s", what, list, d)
			}
		}
	}
	lists("at first", []desk.DialogID{first, second}, nil)
	olga.does("POST", "/v1/dialogs/"+string(first)+"/accept", nil).is(200)
	lists("one is accepted", []desk.DialogID{second}, []desk.DialogID{first})
	olga.does("POST", "/v1/dialogs/"+string(second)+"/reply", `{"text":"Hi"}`).is(201)
	lists("the other is answered", nil, []desk.DialogID{first, second})
	olga.does("POST", "/v1/dialogs/"+string(first)+"/close", nil).is(200)
	lists("one is closed", nil, []desk.DialogID{second})
}

// TestOneShopOrManyBranches_CH28: who has neither teams nor pipelines of their own needs
// none: whoever signs in takes what waits, works on a lead, and closes. Where each branch
// has its line, team, rights and pipeline, its dialogs wait for its people alone, whom it
// routes to; the other's neither see nor take them; and a deal is in its branch's pipeline.
func TestOneShopOrManyBranches_CH28(t *testing.T) {
	t.Run("one shop", func(t *testing.T) {
		h := newHouse(t)
		olga := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange, Customers: true})
		path := "/v1/dialogs/" + string(h.chat(h.line("site", desk.LeadOnFirstMessage), "u1", "Hello"))
		olga.does("POST", path+"/accept", nil).is(200)
		olga.does("POST", path+"/reply", `{"text":"Hi"}`).is(201)
		d := olga.does("GET", path, nil).is(200).doc()
		if d["team"] != nil || d["operator"] != string(olga.operator) || at(d, "cards", 0, "card") == nil {
			t.Fatalf("got %v", d)
		}
		olga.does("PATCH", "/v1/cards/"+at(d, "cards", 0, "card").(string), `{"title":"A chair"}`, "If-Match", "*").is(200)
		olga.does("POST", path+"/close", nil).is(200)
	})
	t.Run("many branches", func(t *testing.T) {
		h := newHouse(t)
		people, dialogs := map[string]browser{}, map[string]string{}
		for _, branch := range []string{"madrid", "kyiv"} {
			people[branch] = h.joined(branch+"@shop.example", desk.RoleOperator, desk.Rights{Deals: desk.MayChange, Dialogs: desk.ScopeTeam})
			h.as("admin", "PUT", "/v1/teams/"+branch, `{"title":"`+branch+`","members":["`+string(people[branch].operator)+`"]}`).is(200)
			h.as("admin", "PUT", "/v1/pipelines/"+branch, `{"title":"`+branch+`","stages":[{"id":"new","title":"New"},{"id":"won","title":"Won","final":"won"}]}`).is(200)
			people[branch].does("PUT", "/v1/me/status", `{"status":"active"}`).is(200)
		}
		for branch := range people {
			h.line(desk.LineID(branch), desk.LeadNever)
			h.as("admin", "PATCH", "/v1/lines/"+branch, `{"team":"`+branch+`"}`, "If-Match", "*").is(200)
			line, err := h.st.Line(t.Context(), desk.LineID(branch))
			must(t, err)
			dialogs[branch] = string(h.chat(line, "u", "Hello"))
		}
		for branch, other := range map[string]string{"madrid": "kyiv", "kyiv": "madrid"} {
			mine, path := people[branch], "/v1/dialogs/"+dialogs[branch]
			if d := mine.does("GET", path, nil).is(200).doc(); d["operator"] != string(mine.operator) || d["team"] != branch {
				t.Errorf("%s: got %v", branch, d)
			}
			people[other].does("GET", path+"/messages", nil).no(403, "forbidden")
			people[other].does("POST", path+"/accept", nil).no(409, "already_accepted")
			mine.does("POST", path+"/accept", nil).is(200)
			if got := mine.does("GET", "/v1/dialogs", nil).is(200).doc()["items"].([]any); len(got) != 1 || at(got, 0, "id") != dialogs[branch] {
				t.Errorf("%s sees %v", branch, got)
			}
			deal := mine.does("POST", "/v1/cards", `{"kind":"deal","title":"x","pipeline":"`+branch+`"}`).is(201).doc()
			if deal["pipeline"] != branch || deal["stage"] != "new" {
				t.Errorf("%s: the deal is %v", branch, deal)
			}
		}
	})
}
