package main

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// keepsAll says no to everything that a run offers.
func (h *house) keepsAll(run string) {
	h.t.Helper()
	h.call(h.admin, "POST", "/v1/runs/"+run+"/decisions", map[string]any{"all": "keep"}, nil)
}

// outcome is what became of a field in a run, and the run's state.
func outcome(r runDoc, field string) []string { return []string{r.Outcome(field).Outcome, r.State} }

// What a person kept away is not proposed again, in this dialog or the next, until
// the customer says it anew, or a person asks for it; another value is.
func TestKeptIsNotProposedAgainUntilItIsSaidAnew_FF12_D19(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street", "quantity": 5})
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	h.reader.finds("quantity", "3", "3 chairs")
	h.keepsAll(h.read(d).ID)

	r := h.read(d) // nothing new was said
	same(t, "a run with nothing new", append(outcome(r, "delivery_address"), outcome(r, "quantity")...), []string{"declined", "done", "declined", "done"})
	same(t, "badges", len(h.card(ref).Badges)+len(h.card(ref).Offers), 0)
	if r.Outcome("quantity").Reason == "" {
		t.Error("a declined value has no reason")
	}

	h.pass(time.Minute)
	h.says(anna, "No, make it 4 chairs.")
	h.reader.forgets()
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	h.reader.finds("quantity", "4", "4 chairs")
	r = h.read(d)
	same(t, "another value", append(outcome(r, "delivery_address"), outcome(r, "quantity")...), []string{"declined", "awaiting_approval", "proposed", "awaiting_approval"})
	h.keepsAll(r.ID)

	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
	h.pass(time.Minute)
	next := h.says(anna, "Hello again!", "Is it on its way?")
	if next == d || h.lead(next) != ref {
		t.Fatalf("dialog %s, lead %s; want the next dialog, on the same card", next, h.lead(next))
	}
	h.says(anna, "Deliver them to 9 Harbor Rd, please.")
	h.reader.forgets()
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	r = h.read(next)
	same(t, "said anew, in the next dialog", outcome(r, "delivery_address"), []string{"proposed", "awaiting_approval"})
	h.keepsAll(r.ID)
	same(t, "kept again", outcome(h.read(next), "delivery_address"), []string{"declined", "done"})
}

// The reader may still quote where it was said first.
func TestKeptAndSaidAgainInALaterMessageOrEdit_FF12_D19(t *testing.T) {
	for name, again := range map[string]func(h *house){
		"a later message": func(h *house) { h.says(anna, "9 Harbor Rd, please!") },
		"an edit": func(h *house) {
			u := h.text(anna, "Thanks. 9 Harbor Rd, please!")
			m := u["message"].(map[string]any)
			m["message_id"], m["edit_date"] = h.updates-1, h.clock.Now().Unix()
			delete(u, "message")
			u["edited_message"] = m
			h.update(shop, u)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			d, ref := order(h)
			h.says(anna, "Thanks.")
			h.sets(ref, map[string]any{"delivery_address": "1 Old Street"})
			h.reader.claims = []claim{{field: "delivery_address", value: "9 Harbor Rd", quote: "9 Harbor Rd", message: 1}}
			h.keepsAll(h.read(d).ID)
			same(t, "nothing new", outcome(h.read(d), "delivery_address"), []string{"declined", "done"})
			h.pass(time.Minute)
			again(h)
			same(t, "said anew", outcome(h.read(d), "delivery_address"), []string{"proposed", "awaiting_approval"})
		})
	}
}

func TestKeptIsProposedWhereAPersonAsksForItAgain_FF12_D19(t *testing.T) {
	h := newHouse(t)
	h.field("lead", "delivery_address", map[string]any{"type": "address", "on": true, "policy": "always_propose"})
	d, ref := order(h)
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	h.keepsAll(h.read(d).ID)
	same(t, "nothing new, and the field is empty", outcome(h.read(d), "delivery_address"), []string{"declined", "done"})
	var r runDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"again": true}, &r)
	h.pass(31 * time.Second)
	r = h.run(r.ID)
	same(t, "asked with again", outcome(r, "delivery_address"), []string{"proposed", "awaiting_approval"})
	h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"all": "replace"}, nil)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street"})
	same(t, "replaced, then changed by hand", outcome(h.read(d), "delivery_address"), []string{"declined", "done"})
}

// What CoPilot wrote and a person corrected is not proposed from what was said before
// they did, whether they corrected it here or in the card's own CRM.
func TestCorrectedByHandIsNotProposedFromWhatWasSaidBefore_FF12_D19_BX03(t *testing.T) {
	for name, c := range map[string]struct {
		agreed string // after the run filled the field, before the correction
		after  string
		want   []string
	}{
		"nothing new":                 {want: []string{"declined", "done"}},
		"said again before it":        {agreed: "Yes, 3 chairs.", want: []string{"declined", "done"}},
		"said anew after it":          {after: "No, 3 chairs it is!", want: []string{"proposed", "awaiting_approval"}},
		"said before it and after it": {agreed: "Yes, 3 chairs.", after: "No, 3 chairs it is!", want: []string{"proposed", "awaiting_approval"}},
		"other words, after it":       {after: "When will it be here?", want: []string{"declined", "done"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			d, ref := order(h)
			h.reader.finds("quantity", "3", "3 chairs")
			same(t, "first", outcome(h.read(d), "quantity"), []string{"filled", "done"})
			says := func(text string) {
				h.pass(time.Minute)
				if text != "" {
					h.says(anna, text)
				}
				h.pass(time.Minute)
			}
			says(c.agreed)
			h.sets(ref, map[string]any{"quantity": 5})
			says(c.after)
			h.reader.forgets()
			h.reader.finds("quantity", "3", "3 chairs")
			same(t, "the next run", outcome(h.read(d), "quantity"), c.want)
			same(t, "the card", h.card(ref).Value("quantity"), "5")
			h.sets(ref, map[string]any{"quantity": 3}) // and so a person says after all
			h.sets(ref, map[string]any{"quantity": 7})
			h.reader.forgets()
			h.reader.finds("quantity", "4", "make it 4")
			h.pass(time.Minute)
			h.says(anna, "Well, make it 4.")
			same(t, "another value", outcome(h.read(d), "quantity"), []string{"proposed", "awaiting_approval"})
		})
	}
}

// While a run reads, a person says no to the same value of an earlier run.
func TestKeptWhileTheNextRunReads_FF12_D19(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"quantity": 5})
	h.reader.finds("quantity", "3", "3 chairs")
	first := h.read(d)
	h.reader.Before = func(desk.Chat) { h.keepsAll(first.ID) }
	same(t, "the next run", outcome(h.read(d), "quantity"), []string{"declined", "done"})
	same(t, "offers", len(h.card(ref).Offers), 0)
}

// The badge stays through runs that find nothing new; it goes when a person
// acknowledged the card, or none of CoPilot's values is left.
func TestFieldsFilledStaysUntilItIsAcknowledged_FF08(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.reader.finds("client_name", "Anna", "Anna")
	h.read(d)
	same(t, "filled", h.card(ref).Badges, []string{"fields_filled"})
	h.read(d)
	h.reader.forgets()
	h.read(d)
	same(t, "after two runs more", h.card(ref).Badges, []string{"fields_filled"})
	reader := h.key(map[string]any{"name": "Ria", "role": "operator", "operator": "ria", "leads": "read"})
	h.refused(reader, "POST", "/v1/cards/"+ref+"/acknowledge", nil, 403, "forbidden")
	for range 2 {
		h.call(h.admin, "POST", "/v1/cards/"+ref+"/acknowledge", nil, nil)
	}
	card := h.card(ref)
	same(t, "acknowledged", len(card.Badges), 0)
	if card.Marks["client_name"].Run == "" {
		t.Error("the value lost its mark")
	}
	if es := h.timeline(ref, "acknowledged"); len(es) != 1 || es[0].By != "admin" {
		t.Errorf("the timeline tells %+v, want who acknowledged it, once", es)
	}
	h.read(d)
	same(t, "an unchanged run later", len(h.card(ref).Badges), 0)
	h.reader.finds("quantity", "3", "3 chairs")
	r := h.read(d)
	same(t, "filled again", h.card(ref).Badges, []string{"fields_filled"})
	h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/undo", nil, nil)
	same(t, "undone, and the name is still there", h.card(ref).Badges, []string{"fields_filled"})
	h.sets(ref, map[string]any{"client_name": "Anna Brown"})
	same(t, "none of CoPilot's values is left", len(h.card(ref).Badges), 0)
}

// Run 1 filled the field, a later run offers another value, and run 1 is undone:
// over the empty field there is nothing to lose, and the offer is taken at once.
func TestAnOfferOutlivesTheUndoOfWhatItWasAgainst_FF11(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	first := h.read(d)
	h.pass(time.Minute)
	h.says(anna, "No, 1 Old Street.")
	h.reader.forgets()
	h.reader.finds("delivery_address", "1 Old Street", "1 Old Street")
	later := h.read(d)
	same(t, "the later run", outcome(later, "delivery_address"), []string{"proposed", "awaiting_approval"})
	h.call(h.admin, "POST", "/v1/runs/"+first.ID+"/undo", nil, nil)
	same(t, "after the undo", h.card(ref).Value("delivery_address"), "")
	h.call(h.admin, "POST", "/v1/runs/"+later.ID+"/decisions", map[string]any{"all": "replace"}, nil)
	same(t, "replaced", h.card(ref).Value("delivery_address"), `"1 Old Street"`)
	same(t, "badges", h.card(ref).Badges, []string{"fields_filled"})
	h.call(h.admin, "POST", "/v1/runs/"+later.ID+"/undo", nil, nil)
	same(t, "undone, too", h.card(ref).Value("delivery_address"), "")
}

// To decide on all offers where none is open is refused, unless that repeats what
// was decided.
func TestAllIsRefusedWhereNothingIsOpen_FF11(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street"})
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	for range 2 {
		h.keepsAll(r.ID)
	}
	all := map[string]any{"all": "replace"}
	h.refused(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", all, 409, "already_decided")
	h.refused(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"fields": map[string]any{"delivery_address": "replace"}}, 409, "already_decided")
	h.refused(h.admin, "POST", "/v1/runs/"+h.read(d).ID+"/decisions", all, 409, "no_proposal")
	same(t, "the card", h.card(ref).Value("delivery_address"), `"1 Old Street"`)
}
