package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// TestWhatPeopleCorrectTo_BX09: what people keep, undo and write in the place of what
// was read is counted by field, reader and version; of options which for which, of all
// else only the kind. Told twice, late and in another order it comes to the same, made
// anew and after an erasure, too.
func TestWhatPeopleCorrectTo_BX09(t *testing.T) {
	h := newHouseWith(t, embedded.Knobs{NoSync: true, Feed: store.InFeed})
	h.as("admin", "PATCH", "/v1/settings", `{"copilot":true}`, "If-Match", "*").is(200)
	h.as("admin", "PUT", "/v1/fields/deal/payment", `{"title":"Payment","type":"enum","on":true,"options":[{"value":"Cash"},{"value":"Card"},{"value":"By 3.5/7 %"}]}`).is(200)
	read := func(values string, found map[desk.FieldName][2]string) (run, deal string) {
		h.reader.found = found
		dialog, deal := h.bound(values, "Hello", "Two chairs to Green st. 5, cash please")
		return h.read(dialog), deal
	}
	copilot := func(path ...any) any {
		h.counts()
		return at(h.as("admin", "GET", "/v1/statistics", nil).is(200).doc(), append([]any{"total", "copilot"}, path...)...)
	}
	field := func(name string) string {
		f := copilot("fields", name)
		return fmt.Sprint(at(f, "emptied"), at(f, "other"), at(f, "swaps"))
	}
	cash := map[desk.FieldName][2]string{"payment": {"Cash", "cash"}}
	two := map[desk.FieldName][2]string{"quantity": {"2", "Two"}}

	// Nobody corrected anything yet.
	run, deal := read("", cash)
	if got := field("payment"); got != "<nil> <nil> <nil>" {
		t.Errorf("filled: got %s", got)
	}
	// By hand, to another option; and back.
	edit := func(deal, values string) {
		h.as("admin", "PATCH", "/v1/cards/"+deal, `{"values":`+values+`}`, "If-Match", "*").is(200)
	}
	edit(deal, `{"payment":"Card"}`)
	if got := field("payment"); got != "<nil> 1 [map[count:1 from:Cash to:Card]]" {
		t.Errorf("by hand: got %s", got)
	}
	edit(deal, `{"payment":"Cash"}`)
	if got := field("payment"); got != "<nil> <nil> <nil>" {
		t.Errorf("and back: got %s", got)
	}
	edit(deal, `{"payment":"By 3.5/7 %"}`)
	if got := field("payment"); got != "<nil> 1 [map[count:1 from:Cash to:By 3.5/7 %]]" {
		t.Errorf("with signs: got %s", got)
	}
	edit(deal, `{"payment":"Cash"}`)
	// Undone: the field is to be empty, and the edit that it is of the card counts no more.
	h.as("admin", "POST", "/v1/runs/"+run+"/undo", `{}`).is(200)
	if got := field("payment"); got != "1 <nil> [map[count:1 from:Cash to:]]" {
		t.Errorf("undone: got %s", got)
	}
	// Kept: what was there is right.
	run, _ = read(`{"payment":"Card"}`, cash)
	h.as("admin", "POST", "/v1/runs/"+run+"/decisions", `{"all":"keep"}`).is(200)
	if got := field("payment"); got != "1 1 [map[count:1 from:Cash to:] map[count:1 from:Cash to:Card]]" {
		t.Errorf("kept: got %s", got)
	}
	// Replaced: it was read rightly.
	run, _ = read(`{"payment":"Card"}`, cash)
	h.as("admin", "POST", "/v1/runs/"+run+"/decisions", `{"all":"replace"}`).is(200)
	if got := field("payment"); got != "1 1 [map[count:1 from:Cash to:] map[count:1 from:Cash to:Card]]" {
		t.Errorf("replaced: got %s", got)
	}
	// A free value: how often, and never what.
	_, deal = read("", two)
	edit(deal, `{"quantity":77123}`)
	if got := field("quantity"); got != "<nil> 1 <nil>" {
		t.Errorf("a free value: got %s", got)
	}
	_, deal = read("", two)
	edit(deal, `{"quantity":null}`)
	if got := field("quantity"); got != "1 1 <nil>" {
		t.Errorf("emptied by hand: got %s", got)
	}
	for of, got := range map[string]any{
		"reader": copilot("readers", "script"), "version": copilot("versions", "script none 1"), "field's version": copilot("fields", "quantity", "versions", "script none 1"),
	} {
		want := map[string]string{"reader": "2 2", "version": "2 2", "field's version": "1 1"}[of]
		if got := fmt.Sprint(at(got, "emptied"), at(got, "other")); got != want {
			t.Errorf("by %s: got %s, want %s", of, got, want)
		}
	}
	all := func() string { return string(h.as("admin", "GET", "/v1/statistics?by=day", nil).is(200).body) }
	before := all()
	if strings.Contains(before, "77123") {
		t.Error("a value that is no option stands in the statistics")
	}
	// Counted anew it is the same, also where the feed was lost.
	if r, err := (assembly.Parts{Store: h.st, BuiltIn: builtin.CRM{Table: h.st.Table()}}).Rebuilder().Rebuild(t.Context()); err != nil || r.Mended != 0 {
		t.Errorf("counted anew: %+v, %v", r, err)
	}
	edit(deal, `{"quantity":5}`)
	changes, err := h.engine.Changes(t.Context(), "", 10_000)
	must(t, err)
	for _, c := range changes {
		_ = builtin.Record(c)
		h.engine.Take(c.Place)
	}
	if r, err := (assembly.Parts{Store: h.st, BuiltIn: builtin.CRM{Table: h.st.Table()}}).Rebuilder().Rebuild(t.Context()); err != nil || r.Mended != 1 || field("quantity") != "<nil> 2 <nil>" {
		t.Errorf("after the feed was lost: %+v, %v, %s", r, err, field("quantity"))
	}
	// Erased, it stays counted.
	before = all()
	for _, c := range at(h.as("admin", "GET", "/v1/dialogs", nil).is(200).doc(), "items").([]any) {
		h.as("admin", "DELETE", "/v1/customers/"+fmt.Sprint(at(c, "customer")), nil).is(202)
	}
	h.work()
	h.counts()
	// Closing by the erasure is counted with the dialogs; of CoPilot nothing changes.
	if got := field("quantity") + field("payment"); got != "<nil> 2 <nil>1 1 [map[count:1 from:Cash to:] map[count:1 from:Cash to:Card]]" {
		t.Errorf("after an erasure: got %s, had %s", got, before)
	}
}
