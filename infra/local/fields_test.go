package main

import (
	"testing"
	"time"

	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/desk"
)

// order is a dialog in which Anna says a good deal, and its lead.
func order(h *house) (dialog, lead string) {
	h.t.Helper()
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs.", "Deliver them to 9 Harbor Rd. My phone is +1 415 555 2671.")
	return d, h.lead(d)
}

func TestEmptyFieldIsFilledAndMarked_FF01_FF02_FF08(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.reader.finds("client_name", "Anna", "Anna")
	h.reader.finds("quantity", "3", "3 chairs")
	r := h.read(d)
	card := h.card(ref)
	same(t, "filled", []string{card.Value("client_name"), card.Value("quantity"), r.State}, []string{`"Anna"`, "3", "done"})
	same(t, "badges", card.Badges, []string{"fields_filled"})
	same(t, "marks", []string{card.Marks["client_name"].Run, card.Marks["quantity"].Run}, []string{r.ID, r.ID})
	if badges := list[cardDoc](h, h.admin, "/v1/cards?kind=lead"); len(badges) != 1 || len(badges[0].Badges) != 1 {
		t.Errorf("the kanban shows %+v, want the badge", badges)
	}
	filled := h.timeline(ref, "filled")
	if len(filled) != 2 || filled[0].Quote == "" || filled[0].Message == 0 || filled[0].By != "copilot" {
		t.Errorf("the timeline tells %+v, want both values with their proof", filled)
	}
	h.sets(ref, map[string]any{"client_name": "Anna Brown"}) // a person takes the mark off
	if card = h.card(ref); card.Marks["client_name"].Run != "" || card.Marks["quantity"].Run == "" {
		t.Errorf("marks %v, want only the quantity's", card.Marks)
	}
}

func TestOnlyTypesThatAreOn_FF03_D14(t *testing.T) {
	types := map[string]struct {
		field map[string]any
		value string
	}{
		"string":   {map[string]any{"type": "string"}, "Anna"},
		"integer":  {map[string]any{"type": "integer"}, "3"},
		"number":   {map[string]any{"type": "number"}, "2.5"},
		"text":     {map[string]any{"type": "text"}, "Anna wants chairs"},
		"money":    {map[string]any{"type": "money", "currency": "USD"}, "300.00 USD"},
		"date":     {map[string]any{"type": "date"}, "2026-03-14"},
		"boolean":  {map[string]any{"type": "boolean"}, "true"},
		"enum":     {map[string]any{"type": "enum", "options": []any{map[string]any{"value": "card"}, map[string]any{"value": "cash"}}}, "card"},
		"phone":    {map[string]any{"type": "phone"}, "+14155552671"},
		"email":    {map[string]any{"type": "email"}, "anna@example.com"},
		"address":  {map[string]any{"type": "address"}, "9 Harbor Rd"},
		"datetime": {map[string]any{"type": "datetime"}, "2026-03-14T10:00:00Z"},
		"url":      {map[string]any{"type": "url"}, "https://example.com"},
	}
	always := map[string]bool{"string": true, "integer": true, "number": true}
	for name, kind := range types {
		for _, on := range []bool{false, true} {
			h := newHouse(t)
			kind.field["on"] = on
			h.field("lead", "it", kind.field)
			d := h.says(anna, "Hello!", "I am Anna.")
			h.reader.finds("it", kind.value, "Anna")
			got := h.read(d).Outcome("it").Outcome
			var asked bool
			for _, f := range h.reader.Chats[0].Fields {
				asked = asked || f.Name == "it"
			}
			if want := on || always[name]; (got != "unsupported") != want || asked != want {
				t.Errorf("%s, on %v: outcome %s, the reader was asked: %v; want it read: %v", name, on, got, asked, want)
			}
		}
	}
}

func TestValueIsNeverOverwrittenSilently_FF04_FF05_FF06_FF07_FF09(t *testing.T) {
	// FF-07 to the letter: the client writes a new delivery address.
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street"})
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	card := h.card(ref)
	if card.Value("delivery_address") != `"1 Old Street"` || r.State != "awaiting_approval" {
		t.Fatalf("the card holds %s, run %s; want the old address and an open offer", card.Value("delivery_address"), r.State)
	}
	same(t, "badges", card.Badges, []string{"awaiting_approval"})
	if len(card.Offers) != 1 || screen.Value(card.Offers[0].Old) != "1 Old Street" || screen.Value(card.Offers[0].Value) != "9 Harbor Rd" || card.Offers[0].Quote != "9 Harbor Rd" {
		t.Errorf("offers %+v, want old and new value with the proof", card.Offers)
	}
	if es := h.timeline(ref, "proposed"); len(es) != 1 || !es[0].Open {
		t.Errorf("the timeline tells %+v, want one that awaits approval", es)
	}
	for range 2 { // a second click changes nothing more
		h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"fields": map[string]string{"delivery_address": "replace"}}, nil)
	}
	card = h.card(ref)
	if card.Value("delivery_address") != `"9 Harbor Rd"` || len(card.Offers) != 0 || card.Marks["delivery_address"].Run != r.ID {
		t.Errorf("after replace: %s, %d offers, mark %q; want the new address, none, marked", card.Value("delivery_address"), len(card.Offers), card.Marks["delivery_address"].Run)
	}
	if es := h.timeline(ref, "replaced"); len(es) != 1 || es[0].By != "admin" || screen.Value(es[0].Old) != "1 Old Street" || es[0].Quote == "" {
		t.Errorf("the timeline tells %+v, want who replaced what, with the proof", es)
	}
	if es := h.timeline(ref, "proposed"); es[0].Open {
		t.Error("the timeline still says that the offer awaits approval")
	}
	h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/undo", map[string]any{"fields": []string{"delivery_address"}}, nil)
	if got := h.card(ref).Value("delivery_address"); got != `"1 Old Street"` {
		t.Errorf("after undo: %s, want the old address", got)
	}
}

func TestFillsAndOffersInOneRunDecidedPerField_FF10_FF11_FF12(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street", "quantity": 5, "product": "chair"})
	h.reader.finds("client_name", "Anna", "Anna")
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	h.reader.finds("quantity", "3", "3 chairs")
	r := h.read(d)
	var got []string
	for _, f := range []string{"client_name", "delivery_address", "quantity", "product"} {
		got = append(got, r.Outcome(f).Outcome)
	}
	same(t, "outcomes", got, []string{"filled", "proposed", "proposed", "not_found"})
	same(t, "badges", h.card(ref).Badges, []string{"awaiting_approval", "fields_filled"}) // FF-10

	decide := func(field, what string) {
		t.Helper()
		h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"fields": map[string]string{field: what}}, &r)
	}
	decide("quantity", "keep") // FF-11: one, and not the other
	card := h.card(ref)
	if card.Value("quantity") != "5" || len(card.Offers) != 1 || r.State != "awaiting_approval" || len(card.Badges) != 2 {
		t.Errorf("after keep: quantity %s, %d offers, run %s, badges %v; want 5, one, awaiting, both", card.Value("quantity"), len(card.Offers), r.State, card.Badges)
	}
	h.refused(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"fields": map[string]string{"quantity": "replace"}}, 409, "already_decided")
	decide("delivery_address", "keep")
	card = h.card(ref) // FF-12: no offers, no badge
	if r.State != "done" || len(card.Offers) != 0 || card.Value("delivery_address") != `"1 Old Street"` {
		t.Errorf("after the last keep: run %s, %d offers, address %s", r.State, len(card.Offers), card.Value("delivery_address"))
	}
	same(t, "badges", card.Badges, []string{"fields_filled"})
	if es := h.timeline(ref, "kept"); len(es) != 2 {
		t.Errorf("the timeline tells of %d kept values, want 2", len(es))
	}
}

func TestAllOffersAtOnce_FF06(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street", "quantity": 5, "client_name": "Zoe"})
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	h.reader.finds("quantity", "3", "3 chairs")
	h.reader.finds("client_name", "Anna", "Anna")
	r := h.read(d)
	h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"all": "replace", "fields": map[string]string{"client_name": "keep"}}, &r)
	card := h.card(ref)
	same(t, "the card", []string{card.Value("delivery_address"), card.Value("quantity"), card.Value("client_name"), r.State},
		[]string{`"9 Harbor Rd"`, "3", `"Zoe"`, "done"})
}

func TestNothingIsWrittenWithoutAValue_FF13(t *testing.T) {
	h := newHouse(t).withOffline()
	d := h.says(anna, "Hello!", "Is anybody there?", "I have a question about something.")
	ref := h.lead(d)
	r := h.read(d)
	for _, o := range r.Outcomes {
		if o.Outcome != "not_found" && o.Outcome != "unsupported" {
			t.Errorf("%s is %s, want not found", o.Field, o.Outcome)
		}
	}
	if card := h.card(ref); len(card.Values) != 0 || len(card.Badges) != 0 || r.State != "done" {
		t.Errorf("the card holds %v, badges %v, run %s; want nothing, none, done", card.Values, card.Badges, r.State)
	}
}

func TestSameValueIsUnchanged(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"client_phone": "+14155552671"})
	h.reader.finds("client_phone", "+1 415 555 2671", "+1 415 555 2671")
	if r := h.read(d); r.Outcome("client_phone").Outcome != "unchanged" || r.State != "done" {
		t.Errorf("outcome %+v, run %s; want unchanged, done", r.Outcome("client_phone"), r.State)
	}
	if card := h.card(ref); card.Marks["client_phone"].Run != "" {
		t.Error("a person's value bears CoPilot's mark")
	}
}

func TestWhatIsNotProvenIsRefusedWithAReason(t *testing.T) {
	h := newHouse(t)
	h.field("lead", "discount", map[string]any{"type": "number", "grants": true})
	h.field("lead", "closed_to_copilot", map[string]any{"type": "string", "policy": "never"})
	d, ref := order(h)
	h.pass(time.Second)
	h.says(anna, "With my discount of 7 % please.")
	h.reader.claims = []claim{
		{field: "client_name", value: "Zoe", quote: "I am Zoe", message: 0},                                // stands nowhere
		{field: "quantity", value: "3", quote: "3 chairs", message: 1},                                     // stands in another message
		{field: "client_phone", value: "+14155552672", quote: "+1 415 555 2671", message: 1},               // does not follow
		{field: "discount", value: "7", quote: "discount of 7 %", message: 2},                              // only an operator grants
		{field: "closed_to_copilot", value: "x", quote: "Anna", message: 0},                                // not asked for
		{field: "made_up", value: "x", quote: "Anna", message: 0},                                          // no such field
		{field: "delivery_address", value: "9 Harbor Rd", quote: "9 Harbor Rd", message: 1, confidence: 1}, // the only honest one
	}
	r := h.read(d)
	want := map[string]string{
		"client_name": "invalid", "quantity": "invalid", "client_phone": "invalid", "discount": "invalid",
		"closed_to_copilot": "unsupported", "delivery_address": "filled", "made_up": "",
	}
	for field, kind := range want {
		o := r.Outcome(field)
		if o.Outcome != kind || kind == "invalid" && (o.Reason == "" || o.Claim == "") {
			t.Errorf("%s: %s (%s), want %s with the claim and the reason", field, o.Outcome, o.Reason, kind)
		}
	}
	if card := h.card(ref); len(card.Values) != 1 {
		t.Errorf("the card holds %v, want the address alone", card.Values)
	}
	h.reply(d, "You get a discount of 5 %.")
	h.reader.claims = []claim{{field: "discount", value: "5", quote: "discount of 5 %", message: -1}}
	if o := h.read(d).Outcome("discount"); o.Outcome != "filled" {
		t.Errorf("what the operator granted is %s (%s), want filled", o.Outcome, o.Reason)
	}
}

func TestPolicies(t *testing.T) {
	h := newHouse(t)
	h.field("lead", "client_name", map[string]any{"type": "string", "policy": "always_propose"})
	d, ref := order(h)
	h.reader.finds("client_name", "Anna", "Anna")
	r := h.read(d)
	if o := r.Outcome("client_name"); o.Outcome != "proposed" || h.card(ref).Value("client_name") != "" {
		t.Errorf("always_propose: %s, want proposed and the field still empty", o.Outcome)
	}
}

func TestPersonIsFaster(t *testing.T) {
	// While the chat is read a person fills the field: theirs stays.
	h := newHouse(t)
	d, ref := order(h)
	h.reader.finds("client_name", "Anna", "Anna")
	h.reader.Before = func(desk.Chat) { h.sets(ref, map[string]any{"client_name": "Anna-Maria"}) }
	r := h.read(d)
	if o := r.Outcome("client_name"); o.Outcome != "proposed" || screen.Value(o.Old) != "Anna-Maria" || h.card(ref).Value("client_name") != `"Anna-Maria"` {
		t.Errorf("outcome %s over %s, the card holds %s; want an offer, the person's value", o.Outcome, screen.Value(o.Old), h.card(ref).Value("client_name"))
	}
}

func TestUndoIsRefusedWhereSomebodyChangedTheValue(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.reader.finds("client_name", "Anna", "Anna")
	h.reader.finds("quantity", "3", "3 chairs")
	r := h.read(d)
	h.sets(ref, map[string]any{"client_name": "Anna Brown"})
	h.refused(h.admin, "POST", "/v1/runs/"+r.ID+"/undo", map[string]any{}, 409, "changed_since")
	card := h.card(ref)
	if card.Value("client_name") != `"Anna Brown"` || card.Value("quantity") != "" {
		t.Errorf("the card holds %s and %s, want the person's name, and the quantity undone", card.Value("client_name"), card.Value("quantity"))
	}
	h.refused(h.admin, "POST", "/v1/runs/"+r.ID+"/undo", map[string]any{"fields": []string{"product"}}, 409, "not_filled")
}

func TestLaterRunsOfferTakesTheEarliersPlace(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"quantity": 5})
	h.reader.finds("quantity", "3", "3 chairs")
	first := h.read(d)
	h.says(anna, "No, make it 4 chairs.")
	h.reader.forgets()
	h.reader.finds("quantity", "4", "4 chairs")
	second := h.read(d)
	if o := h.run(first.ID).Outcome("quantity"); o.Outcome != "stale" || h.run(first.ID).State != "done" {
		t.Errorf("the first offer is %s, its run %s; want stale, done", o.Outcome, h.run(first.ID).State)
	}
	offers := h.card(ref).Offers
	if len(offers) != 1 || offers[0].Run != second.ID || screen.Value(offers[0].Value) != "4" {
		t.Errorf("offers %+v, want the second run's alone", offers)
	}
	h.refused(h.admin, "POST", "/v1/runs/"+first.ID+"/decisions", map[string]any{"fields": map[string]string{"quantity": "replace"}}, 409, "already_decided")
}

func TestCardChangesNeedTheVersionThatWasRead(t *testing.T) {
	h := newHouse(t)
	_, ref := order(h)
	old := h.card(ref).ETag
	h.sets(ref, map[string]any{"quantity": 5})
	in := map[string]any{"values": map[string]any{"quantity": 6}}
	h.refused(h.admin, "PATCH", "/v1/cards/"+ref, in, 412, "precondition_failed", "If-Match", old)
	h.refused(h.admin, "PATCH", "/v1/cards/"+ref, in, 428, "precondition_required")
	h.refused(h.admin, "PATCH", "/v1/cards/"+ref, map[string]any{"values": map[string]any{"quantity": "many"}}, 422, "invalid", "If-Match", h.card(ref).ETag)
	if got := h.card(ref).Value("quantity"); got != "5" {
		t.Errorf("the card holds %s, want 5", got)
	}
	if es := h.timeline(ref, "changed"); len(es) != 1 || es[0].By != "admin" {
		t.Errorf("the timeline tells %+v, want who changed it, once", es)
	}
}
