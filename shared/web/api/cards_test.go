package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func TestACardIsMadeReadAndChanged(t *testing.T) {
	h := newHouse(t)
	contact := h.card(desk.KindContact, `{"name":"Anna","phone":"+7 916 204-55-18"}`)
	made := h.as("operator", "POST", "/v1/cards", `{"kind":"deal","title":"Chairs","contact":"`+contact+`","values":{"product":"chairs","quantity":2,"budget":{"amount":300,"currency":"EUR"}}}`).is(201)
	deal := made.header.Get("Location")
	if made.doc()["pipeline"] != "sales" || made.doc()["stage"] != "new" {
		t.Errorf("got %s, want it at the first stage", made.body)
	}
	read := h.as("reader", "GET", deal, nil).is(200)
	want := map[string]any{"product": "chairs", "quantity": 2.0, "budget": map[string]any{"amount": 300.0, "currency": "EUR"}}
	if d := cmp.Diff(want, read.doc()["values"]); d != "" {
		t.Error(d)
	}
	etag := read.header.Get("ETag")
	if etag == "" || etag != made.header.Get("ETag") {
		t.Errorf("got ETag %q after %q", etag, made.header.Get("ETag"))
	}
	h.clock.move(time.Second)
	changed := h.as("operator", "PATCH", deal, `{"title":"Red chairs","stage":"won","values":{"quantity":3,"product":null,"comment":"soon"}}`, "If-Match", etag).is(200)
	want = map[string]any{"quantity": 3.0, "comment": "soon", "budget": map[string]any{"amount": 300.0, "currency": "EUR"}}
	if d := cmp.Diff(want, changed.doc()["values"]); d != "" {
		t.Error(d)
	}
	if changed.doc()["closed"] != true || changed.header.Get("ETag") == etag {
		t.Errorf("got %s with %s", changed.body, changed.header.Get("ETag"))
	}
	h.as("operator", "PATCH", deal, `{"title":"Blue chairs"}`, "If-Match", etag).no(412, "precondition_failed")
	h.as("operator", "PATCH", deal, `{"title":"Red chairs"}`, "If-Match", "*").is(200)
	h.clock.move(time.Second)
	h.as("operator", "PATCH", deal, `{"values":{"quantity":2}}`, "If-Match", changed.header.Get("ETag")).is(200)
	var told []string
	for _, e := range h.entries(deal) {
		told = append(told, fmt.Sprintf("%v %v %v%v %v→%v", at(e, "by"), at(e, "kind"), at(e, "what"), at(e, "field"), at(e, "old"), at(e, "new")))
	}
	slices.Sort(told)
	wantTold := []string{
		"Olga changed <nil>comment <nil>→soon", "Olga changed <nil>product chairs→<nil>", "Olga changed <nil>quantity 2→3", "Olga changed <nil>quantity 3→2",
		"Olga changed stage<nil> new→won", "Olga changed title<nil> Chairs→Red chairs", "Olga created <nil><nil> <nil>→<nil>",
	}
	if d := cmp.Diff(wantTold, told); d != "" {
		t.Error(d)
	}
}

func (h *house) entries(card string) []any {
	h.t.Helper()
	items, _ := h.as("admin", "GET", card+"/timeline?limit=200", nil).is(200).doc()["items"].([]any)
	return items
}

func TestCardsAreChecked(t *testing.T) {
	h := newHouse(t)
	deal := "/v1/cards/" + h.card(desk.KindDeal, "")
	etag := h.as("admin", "GET", deal, nil).header.Get("ETag")
	for name, c := range map[string]struct{ body, where string }{
		"a field that is none":       {`{"values":{"colour":"red"}}`, "body.values.colour"},
		"a value of another type":    {`{"values":{"quantity":"two","product":"chairs"}}`, "body.values.quantity"},
		"an option that is none":     {`{"values":{"payment_method":"shells"}}`, "body.values.payment_method"},
		"a stage that is none":       {`{"stage":"asleep"}`, ""},
		"a pipeline that is none":    {`{"pipeline":"service"}`, ""},
		"a contact that is none":     {`{"contact":"contact:nobody"}`, ""},
		"a contact that is a deal":   {`{"contact":"deal:1"}`, ""},
		"a title of nothing":         {`{"title":""}`, "body.title"},
		"a value that is an object":  {`{"values":{"product":{"a":1}}}`, "body.values.product"},
		"what can't be changed":      {`{"createdAt":"2020-01-01T00:00:00Z"}`, "body.createdAt"},
		"two that are wrong":         {`{"values":{"quantity":"two","budget":7}}`, "body.values.budget"},
		"a value that is a long one": {`{"values":{"product":"` + strings.Repeat("x", desk.MaxValue+1) + `"}}`, "body.values.product"},
	} {
		a := h.as("admin", "PATCH", deal, c.body, "If-Match", etag).no(422, "invalid")
		if where := at(a.doc(), "errors", 0, "where"); c.where != "" && (where == nil || !strings.HasPrefix(fmt.Sprint(where), c.where)) {
			t.Errorf("%s: got %s, want it to name %s", name, a.body, c.where)
		}
	}
	h.as("admin", "POST", "/v1/cards", `{"kind":"lead","title":"x","stage":"new"}`).no(422, "invalid")
	if got := h.as("admin", "GET", deal, nil).header.Get("ETag"); got != etag {
		t.Errorf("what was refused changed the card: %s", got)
	}
}

// A phone is read as it is dialled in the country of the settings, and what is none is
// refused by the field's title, with a code for whoever shows it in words.
func TestAPhoneIsTypedAsItIsDialled(t *testing.T) {
	h := newHouse(t)
	deal := "/v1/cards/" + h.card(desk.KindDeal, "")
	for typed, want := range map[string]string{"(415) 555-2671": "+14155552671", "+44 20 7946 0018": "+442079460018"} {
		got := h.as("admin", "PATCH", deal, `{"values":{"client_phone":"`+typed+`"}}`, "If-Match", "*").is(200)
		if have := at(got.doc(), "values", "client_phone"); have != want {
			t.Errorf("%s: the card holds %v, want %s", typed, have, want)
		}
	}
	no := h.as("admin", "PATCH", deal, `{"values":{"client_phone":"ask me"}}`, "If-Match", "*").no(422, "invalid").doc()
	if where, code, detail := at(no, "errors", 0, "where"), at(no, "errors", 0, "code"), fmt.Sprint(at(no, "errors", 0, "detail")); where != "body.values.client_phone" || code != "phone" || !strings.Contains(strings.ToLower(detail), "field phone wants") {
		t.Errorf("got %v, %v, %s", where, code, detail)
	}
}

// TestCopilotOnACard goes through a card's life with CoPilot as the card shows it.
func TestCopilotOnACard_FF02_FF05_FF08_FF09_FF11_FF12_SU03_SU06(t *testing.T) {
	h := newHouse(t)
	dialog, ref := h.bound(`{"delivery_address":"Old st. 1","product":"table"}`)
	deal := "/v1/cards/" + ref
	h.reader.found = map[desk.FieldName][2]string{
		"quantity":         {"2", "Two chairs"},
		"delivery_address": {"Green st. 5", "Green st. 5"},
		"product":          {"chairs", "chairs"},
	}
	run := h.read(dialog)
	card := h.as("reader", "GET", deal, nil).is(200).doc()
	if d := cmp.Diff([]any{"awaiting_approval", "fields_filled"}, card["badges"]); d != "" {
		t.Error(d)
	}
	if at(card, "marks", "quantity", "run") != run || at(card, "marks", "product") != nil {
		t.Errorf("FF-02: got marks %v", card["marks"])
	}
	offers, _ := card["offers"].([]any)
	if len(offers) != 2 {
		t.Fatalf("FF-05: got offers %v, want two", offers)
	}
	for _, o := range offers {
		if at(o, "field") == "delivery_address" && (at(o, "old") != "Old st. 1" || at(o, "value") != "Green st. 5" || at(o, "quote") != "Green st. 5" || at(o, "run") != run) {
			t.Errorf("FF-06: got %v", o)
		}
	}
	if got := h.as("reader", "GET", "/v1/cards?kind=deal&pipeline=sales&stage=new", nil).is(200).doc(); len(at(got, "items", 0, "badges").([]any)) != 2 {
		t.Errorf("the kanban shows no badges: %v", got)
	}
	summaries := func() (out []string) {
		for _, e := range h.entries(deal) {
			if at(e, "kind") == "summary" {
				out = append(out, fmt.Sprint(at(e, "text"), " ", at(e, "run") == run, " ", at(e, "current")))
			}
		}
		return out
	}
	if d := cmp.Diff([]string{"Anna wants two chairs. true true"}, summaries()); d != "" {
		t.Error("SU-03: " + d)
	}

	// FF-11: one is replaced, the other kept; FF-12: then no offer is left.
	h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"fields":{"delivery_address":"replace"}}`).is(200)
	card = h.as("reader", "GET", deal, nil).doc()
	if at(card, "values", "delivery_address") != "Green st. 5" || at(card, "marks", "delivery_address", "run") != run || len(card["offers"].([]any)) != 1 {
		t.Errorf("after one replace: got %v", card)
	}
	h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"all":"keep"}`).is(200)
	card = h.as("reader", "GET", deal, nil).doc()
	if d := cmp.Diff([]any{"fields_filled"}, card["badges"]); d != "" || len(card["offers"].([]any)) != 0 {
		t.Errorf("FF-12: got %v %v", card["badges"], card["offers"])
	}

	// A person who changes the value takes the mark off.
	h.as("operator", "PATCH", deal, `{"values":{"quantity":4}}`, "If-Match", "*").is(200)
	if card = h.as("reader", "GET", deal, nil).doc(); at(card, "marks", "quantity") != nil {
		t.Errorf("FF-02: a person's value is marked: %v", card["marks"])
	}
	h.as("operator", "POST", "/v1/runs/"+run+"/undo", `{"fields":["quantity"]}`).no(409, "changed_since")
	undone := h.as("operator", "POST", "/v1/runs/"+run+"/undo", `{"fields":["delivery_address"]}`).is(200)
	if h.as("reader", "GET", deal, nil).doc()["values"].(map[string]any)["delivery_address"] != "Old st. 1" {
		t.Errorf("undo: got %s", undone.body)
	}

	// SU-06: a second reading's summary is the current one.
	h.reader.summary = "Anna wants four chairs."
	h.clock.move(time.Second)
	second := h.read(dialog)
	if d := cmp.Diff([]string{"Anna wants four chairs. false true", "Anna wants two chairs. true <nil>"}, summaries()); d != "" {
		t.Error("SU-06: " + d)
	}
	if at(h.as("reader", "GET", deal+"/dialogs", nil).doc(), "items", 0, "run") != second {
		t.Error("the card's dialog names the current summary's run")
	}
	if got := h.as("reader", "GET", "/v1/runs/"+run, nil).is(200).doc()["summary"]; got != "Anna wants two chairs." {
		t.Errorf("SU-04: got %v", got)
	}
}

func TestFromWhichCardCopilotStarts_CP02_CP03_CP04(t *testing.T) {
	h := newHouse(t)
	dialog, older := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	h.clock.move(time.Second)
	newer := h.card(desk.KindDeal, "")
	lead := h.card(desk.KindLead, "")
	for _, ref := range []string{newer, lead, newer} {
		h.as("operator", "POST", path+"/cards", `{"card":"`+ref+`"}`).is(200)
	}
	for ref, want := range map[string]string{newer: "", older: "not_the_latest_deal", lead: "deal_goes_first"} {
		d := at(h.as("operator", "GET", "/v1/cards/"+ref, nil).is(200).doc(), "dialogs", 0)
		code, _ := at(d, "code").(string)
		if code != want || at(d, "mayRun") != (want == "") || at(d, "dialog") != string(dialog) {
			t.Errorf("%s: got %v, want the code %q", ref, d, want)
		}
		if want != "" && !strings.Contains(fmt.Sprint(at(d, "reason")), newer) {
			t.Errorf("%s: the reason must name %s: %v", ref, newer, d)
		}
		a := h.as("operator", "POST", path+"/runs", `{"card":"`+ref+`"}`)
		if want == "" {
			a.is(202)
		} else {
			a.no(409, want)
		}
	}
	if got := at(h.as("operator", "GET", path, nil).is(200).doc(), "copilot", "card"); got != newer {
		t.Errorf("got %v, want %s", got, newer)
	}
	if d := at(h.as("reader", "GET", "/v1/cards/"+newer, nil).doc(), "dialogs", 0); at(d, "code") != "forbidden" {
		t.Errorf("MC-15: got %v, want forbidden for who may only read", d)
	}
	bound := 0
	for _, e := range h.entries("/v1/cards/" + newer) {
		if at(e, "kind") == "dialog_bound" {
			bound++
		}
	}
	if bound != 1 {
		t.Errorf("bound twice, told %d times", bound)
	}
}

func TestABoundContactStays(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	contact := h.card(desk.KindContact, `{"name":"Anna"}`)
	path := "/v1/dialogs/" + string(dialog)
	h.as("operator", "POST", path+"/cards", `{"card":"`+contact+`"}`).is(200)
	must(t, h.worker.Do(t.Context(), desk.NewBindJob(desk.Dialog{ID: dialog}, h.clock.Now()).ID))
	if got := h.as("operator", "GET", path, nil).doc()["contact"]; got != contact {
		t.Errorf("got %v, want %s", got, contact)
	}
}

// TestWhoIsSlowerIsTold: promise 3. CoPilot fills a field between a person's
// reading and storing; neither value is lost.
func TestWhoIsSlowerIsTold(t *testing.T) {
	h := newHouse(t)
	ref := h.card(desk.KindDeal, "")
	etag := h.as("operator", "GET", "/v1/cards/"+ref, nil).header.Get("ETag")
	parsed, err := desk.ParseCardRef(ref)
	must(t, err)
	h.desk.before = func() {
		_, err := h.desk.ChangeCard(t.Context(), desk.CardChange{ID: "x", Card: parsed, Fields: []desk.FieldChange{{Field: "product", New: "chairs"}}})
		must(t, err)
	}
	h.as("operator", "PATCH", "/v1/cards/"+ref, `{"values":{"product":"tables"}}`, "If-Match", etag).no(412, "precondition_failed")
	h.desk.before = nil
	now := h.as("operator", "GET", "/v1/cards/"+ref, nil)
	if at(now.doc(), "values", "product") != "chairs" {
		t.Errorf("got %s, want what was faster", now.body)
	}
	h.as("operator", "PATCH", "/v1/cards/"+ref, `{"values":{"product":"tables"}}`, "If-Match", now.header.Get("ETag")).is(200)
}

func TestCardsAreFiltered(t *testing.T) {
	h := newHouse(t)
	contact := h.card(desk.KindContact, "")
	h.clock.move(time.Second)
	var refs []string
	for i, body := range []string{`"contact":"` + contact + `"`, `"stage":"in_work"`, `"stage":"won"`} {
		h.clock.move(time.Second)
		refs = append(refs, fmt.Sprint(h.as("admin", "POST", "/v1/cards", fmt.Sprintf(`{"kind":"deal","title":"%d",%s}`, i, body)).is(201).doc()["ref"]))
	}
	for query, want := range map[string][]string{
		"kind=deal":                    {refs[2], refs[1], refs[0]},
		"kind=deal&pipeline=sales":     {refs[2], refs[1], refs[0]},
		"kind=deal&stage=won":          {refs[2]},
		"kind=deal&contact=" + contact: {refs[0]},
		"kind=contact":                 {contact},
		"kind=lead":                    nil,
	} {
		if got := h.ids("/v1/cards?limit=2&"+query, "ref"); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
	h.as("admin", "GET", "/v1/cards", nil).no(422, "invalid")
	h.as("admin", "GET", "/v1/cards?kind=deal&contact=anna", nil).no(422, "invalid")
}
