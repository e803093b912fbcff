package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// TestADryRunWritesNothing_BX07: what would become of each field and what it cost, of a
// dialog that is long over, and nothing of it anywhere but on the run itself.
func TestADryRunWritesNothing_BX07(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound(`{"product":"table"}`)
	h.clock.move(time.Minute)
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/close", nil).is(200)
	h.reader.found = map[desk.FieldName][2]string{"product": {"chairs", "chairs"}, "quantity": {"2", "Two"}, "budget": {"much", "chairs"}}
	before := h.as("reader", "GET", "/v1/cards/"+deal, nil).is(200).body
	told := h.as("reader", "GET", "/v1/cards/"+deal+"/timeline", nil).is(200).body

	path := "/v1/dialogs/" + string(dialog) + "/runs"
	asked := h.as("operator", "POST", path, `{"dry":true}`).is(202).doc()
	id := fmt.Sprint(asked["id"])
	h.work()
	doc := h.as("reader", "GET", "/v1/runs/"+id, nil).is(200).doc()
	if doc["state"] != "tried" || doc["dry"] != true || at(doc, "reader", "costUsd") != 0.0015 || doc["compared"] != nil || doc["summary"] == "" {
		t.Errorf("got %v", doc)
	}
	got := map[any]any{}
	for _, o := range doc["outcomes"].([]any) {
		got[at(o, "field")] = at(o, "outcome")
	}
	for field, want := range map[string]string{"product": "proposed", "quantity": "filled", "budget": "invalid", "comment": "unsupported", "discount": "not_found"} {
		if got[field] != want {
			t.Errorf("%s would be %v, want %s", field, got[field], want)
		}
	}
	if now := h.as("reader", "GET", "/v1/cards/"+deal, nil).is(200).body; string(now) != string(before) {
		t.Errorf("the card was\n%s\nand is\n%s", before, now)
	}
	if now := h.as("reader", "GET", "/v1/cards/"+deal+"/timeline", nil).is(200).body; string(now) != string(told) {
		t.Errorf("the timeline told\n%s\nand tells\n%s", told, now)
	}
	for _, verb := range []string{"decisions", "undo"} {
		h.as("operator", "POST", "/v1/runs/"+id+"/"+verb, map[string]string{"decisions": `{"all":"replace"}`, "undo": `{}`}[verb]).no(409, "not_finished")
	}
	if list := h.as("reader", "GET", path, nil).is(200).doc(); len(list["items"].([]any)) != 0 {
		t.Errorf("it stands among the runs: %v", list)
	}
	if list := h.as("reader", "GET", path+"?dry=true", nil).is(200).doc(); at(list, "items", 0, "id") != id {
		t.Errorf("got %v", list)
	}
	// A repeated wakeup reads nothing anew.
	reads := h.reader.reads
	must(t, h.analyzer.Analyze(t.Context(), desk.Wakeup{Dialog: dialog, Run: desk.RunID(id)}))
	if h.reader.reads != reads {
		t.Errorf("it was read %d times more", h.reader.reads-reads)
	}
}

// TestADryRunStandsInNobodysWay_BX07: others wait for none, and are not answered with it.
func TestADryRunStandsInNobodysWay_BX07(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound(`{}`)
	path := "/v1/dialogs/" + string(dialog) + "/runs"
	h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}}
	tried := h.as("operator", "POST", path, `{"dry":true}`).is(202).doc()["id"]
	if again := h.as("operator", "POST", path, `{"dry":true}`).is(202).doc()["id"]; again == tried {
		t.Error("two dry runs are one")
	}
	run := h.as("operator", "POST", path, `{}`).is(202).doc()
	if run["id"] == tried || run["dry"] == true {
		t.Errorf("got %v", run)
	}
	h.clock.move(31 * time.Second)
	h.work()
	if got := h.as("reader", "GET", "/v1/cards/"+deal, nil).is(200).doc(); at(got, "values", "quantity") != 2.0 {
		t.Errorf("got %v", got["values"])
	}
	if doc := h.as("reader", "GET", "/v1/runs/"+fmt.Sprint(tried), nil).is(200).doc(); doc["state"] != "tried" || doc["since"] != nil {
		t.Errorf("got %v", doc)
	}
}

// TestADryRunCompares_BX07: with other descriptions of fields, side by side.
func TestADryRunCompares_BX07(t *testing.T) {
	h := newHouse(t)
	h.person("of no dialogs", desk.Actor{Role: desk.RoleOperator, Operator: "ona", Rights: desk.Rights{Deals: desk.MayRead, Dialogs: desk.ScopeOwn, Customers: true}})
	dialog, _ := h.bound(`{}`)
	h.become(dialog, func(d desk.Dialog) desk.Dialog { return d.Taken("dan", h.clock.Now()) })
	path := "/v1/dialogs/" + string(dialog) + "/runs"
	h.reader.found = map[desk.FieldName][2]string{"product": {"chairs", "chairs"}}
	h.reader.otherwise = func(chat desk.Chat) map[desk.FieldName][2]string {
		for _, f := range chat.Fields {
			if f.Name == "comment" && f.Description == "What they call it" {
				return map[desk.FieldName][2]string{"product": {"chairs", "chairs"}, "comment": {"chairs", "chairs"}}
			}
		}
		return nil
	}
	h.as("operator", "POST", path, `{"compare":{"reader":"offline"}}`).no(422, "invalid")
	h.as("operator", "POST", path, `{"dry":true,"compare":{"fields":{"colour":{"description":"x"}}}}`).no(422, "invalid")
	h.as("operator", "POST", path, `{"dry":true,"compare":{"reader":"another"}}`).no(422, "invalid")
	id := fmt.Sprint(h.as("operator", "POST", path, `{"dry":true,"compare":{"reader":"offline","fields":{"comment":{"description":"What they call it","on":true}}}}`).is(202).doc()["id"])
	h.clock.move(31 * time.Second)
	h.work()
	doc := h.as("reader", "GET", "/v1/runs/"+id, nil).is(200).doc()
	if d := cmp.Diff([]any{"comment"}, at(doc, "compared", "differs")); d != "" {
		t.Error(d)
	}
	if at(doc, "compared", "reader") != "offline" || at(doc, "compared", "fields", "comment", "on") != true || at(doc, "compared", "by", "costUsd") != 0.0015 {
		t.Errorf("got %v", doc["compared"])
	}
	side := func(outcomes any) map[any]any {
		out := map[any]any{}
		for _, o := range outcomes.([]any) {
			out[at(o, "field")] = []any{at(o, "outcome"), at(o, "value")}
		}
		return out
	}
	first, second := side(doc["outcomes"]), side(at(doc, "compared", "outcomes"))
	if d := cmp.Diff([]any{first["comment"], second["comment"], first["product"], second["product"]}, []any{
		[]any{"unsupported", nil}, []any{"filled", "chairs"}, []any{"filled", "chairs"}, []any{"filled", "chairs"},
	}); d != "" {
		t.Error(d)
	}
	if h.reader.reads != 2 {
		t.Errorf("it was read %d times, want twice", h.reader.reads)
	}
	// What was said is for those who may read it.
	blind := h.as("of no dialogs", "GET", "/v1/runs/"+id, nil).is(200).doc()
	if at(blind, "compared", "summary") != nil || at(blind, "compared", "outcomes", 0, "quote") != nil || blind["readable"] != false {
		t.Errorf("told to who may not read the dialog: %v", blind["compared"])
	}
}
