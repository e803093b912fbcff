package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func TestLeadsAndDealsOnly_CP01(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	contact := h.dialog(d).Contact
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"card": contact}, 409, "leads_and_deals_only")
	lead := h.lead(d)
	deal := h.makes("deal", "Chairs", nil).Ref
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"card": deal}, 409, "card_not_bound")
	for _, ref := range []string{lead, deal} {
		if ref == deal {
			h.binds(d, deal)
		}
		var r runDoc
		h.call(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"card": ref}, &r)
		if r.Card != ref {
			t.Errorf("run for %s, want %s", r.Card, ref)
		}
	}
}

func TestStartedFromTheCardsDialog_CP02(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	card := h.card(h.lead(d))
	if len(card.Dialogs) != 1 || card.Dialogs[0].Dialog != d || !card.Dialogs[0].MayRun {
		t.Fatalf("the card shows %+v, want the dialog, ready for CoPilot", card.Dialogs)
	}
	if bound := h.timeline(card.Ref, "dialog_bound"); len(bound) != 1 || bound[0].Dialog != d {
		t.Errorf("the timeline shows %+v, want the dialog", bound)
	}
	var r runDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"card": card.Ref}, &r)
	if r.State != "waiting" || r.By != "admin" {
		t.Errorf("run %s by %s, want waiting, by admin", r.State, r.By)
	}
}

func TestLastCreatedDealIsRead_CP03_D5(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	lead := h.lead(d)
	older := h.makes("deal", "Chairs", nil).Ref
	h.pass(time.Second)
	newest := h.makes("deal", "Tables", nil).Ref
	h.binds(d, newest) // the order of binding does not matter, that of creation does
	h.binds(d, older)
	if r := h.ask(h.admin, d); r.Card != newest {
		t.Errorf("started from %s, want the last created deal, %s", r.Card, newest)
	}
	p := h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"card": older}, 409, "not_the_latest_deal")
	if !strings.Contains(p.Detail, newest) {
		t.Errorf("%q does not say which card to start from", p.Detail)
	}
	for ref, code := range map[string]string{newest: "", older: "not_the_latest_deal", lead: "deal_goes_first"} {
		if got := h.card(ref).Dialogs[0]; got.MayRun != (code == "") || got.Code != code || code != "" && got.Reason == "" {
			t.Errorf("card %s offers CoPilot: %v %s; want %q", ref, got.MayRun, got.Code, code)
		}
	}
	if got := h.dialog(d).Copilot.Card; got != newest {
		t.Errorf("the dialog starts from %s, want %s", got, newest)
	}
}

func TestDealGoesBeforeLead_CP04(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	lead := h.lead(d)
	deal := h.makes("deal", "Chairs", nil).Ref
	h.binds(d, deal)
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"card": lead}, 409, "deal_goes_first")
	h.reader.finds("client_name", "Anna", "Anna")
	if r := h.read(d); r.Card != deal {
		t.Errorf("started from %s, want %s", r.Card, deal)
	}
	if got := h.card(deal).Value("client_name"); got != `"Anna"` {
		t.Errorf("the deal holds %s", got)
	}
	if got := h.card(lead).Value("client_name"); got != "" {
		t.Errorf("the lead holds %s, want it untouched", got)
	}
}

func TestSummaryIsKeptAndOpensFromTimelineAndOffer_SU03_SU04_SU05(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna, I want 3 chairs to 9 Harbor Rd.")
	ref := h.lead(d)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street"})
	h.reader.Summary = "Anna orders 3 chairs. Delivery: 9 Harbor Rd."
	h.reader.finds("client_name", "Anna", "Anna")
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	if r.Summary != h.reader.Summary || r.State != "awaiting_approval" || len(r.Outcomes) == 0 {
		t.Fatalf("run %s with summary %q and %d outcomes", r.State, r.Summary, len(r.Outcomes))
	}
	// SU-03: the timeline opens it. SU-04: at any time, with no new reading.
	h.pass(100 * 24 * time.Hour)
	summaries := h.timeline(ref, "summary")
	if len(summaries) != 1 || h.run(summaries[0].Run).Summary != h.reader.Summary {
		t.Errorf("the timeline's summaries: %+v, want one that opens the summary", summaries)
	}
	// SU-05: from the offer too.
	offers := h.card(ref).Offers
	if len(offers) != 1 || h.run(offers[0].Run).Summary != h.reader.Summary {
		t.Errorf("the offers: %+v, want one that opens the summary", offers)
	}
	if n := len(h.reader.Chats); n != 1 {
		t.Errorf("the dialog was read %d times, want once", n)
	}
}

func TestLanguageOfTheAnswer_CP06_CP07(t *testing.T) {
	tests := []struct {
		rule string
		line map[string]any
		ask  map[string]any
		want string
	}{
		{"as asked", map[string]any{"language": "ru"}, map[string]any{"language": "es"}, "es"},
		{"else the line's", map[string]any{"language": "ru"}, map[string]any{}, "ru"},
		{"else the settings'", map[string]any{}, map[string]any{}, "en"},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h := newHouse(t)
			h.line("lang", test.line)
			d := h.saysTo("lang", boris, "Здравствуйте!", "Меня зовут Борис")
			h.reply(d, "Добрый день")
			var r runDoc
			h.call(h.admin, "POST", "/v1/dialogs/"+d+"/runs", test.ask, &r)
			h.pass(31 * time.Second)
			chat := h.reader.Chats[0]
			if chat.Locale.Language != test.want {
				t.Errorf("the reader is to answer in %q, want %q", chat.Locale.Language, test.want)
			}
			var said []string
			for _, m := range chat.Messages {
				said = append(said, m.Text)
			}
			want := []string{"Здравствуйте!", "Меня зовут Борис", "Добрый день"} // CP-07
			same(t, "what the reader reads", said, want)
			same(t, "what the API shows", texts(h.messages(d)), want)
		})
	}
}

// What an order comes to is what the next contact needs: what and how many, how
// it is paid, where it goes. The rules' summary says it, and marks what they found
// with double asterisks, as a model is told to.
func TestSummarySaysWhatWasAgreed_SU01_SU02(t *testing.T) {
	h := newHouse(t).withOffline()
	h.field("lead", "payment", map[string]any{"type": "enum", "options": []map[string]any{{"value": "Card"}, {"value": "Cash"}}, "on": true, "policy": "fill_if_empty"})
	d := h.says(anna, "Hello! I'd like to order 3 office chairs.")
	h.pass(10 * time.Second)
	h.reply(d, "Good morning! That is $300 in total. Where shall we deliver them, and how will you pay, by card or cash?")
	h.pass(10 * time.Second)
	h.says(anna, "To 9 Harbor Rd, Boston. I'll pay by card. My name is Anna Brown.")
	r := h.read(d)
	if got := r.Outcome("budget"); got.Quote != "$300" { // the sum that was agreed, not the house's number
		t.Errorf("the budget is %s, by %q", got.Outcome, got.Quote)
	}
	for _, point := range []string{"3 office chairs", "Payment method: **card**", "**9 Harbor Rd, Boston**", "Client's name: **Anna Brown**"} {
		if !strings.Contains(r.Summary, point) {
			t.Errorf("the summary %q does not say %q", r.Summary, point)
		}
	}
}

// While the chat is read no field is touched; then the timeline has the summary
// first and the fields after it, in the card's order, though all are written at once.
func TestSummaryComesBeforeFields_CP05(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna, I want 3 chairs to 9 Harbor Rd.")
	ref := h.lead(d)
	h.sets(ref, map[string]any{"delivery_address": "1 Old Street"})
	h.reader.Summary = "Anna orders 3 chairs."
	h.reader.finds("client_name", "Anna", "Anna")
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	h.reader.Before = func(desk.Chat) {
		if c := h.card(ref); c.Value("client_name") != "" || len(c.Offers) > 0 || len(h.timeline(ref, "summary")) > 0 {
			t.Errorf("while the chat is read the card has %v and %d offers", c.Values, len(c.Offers))
		}
	}
	h.read(d)
	var order []string
	for _, e := range slices.Backward(h.timeline(ref, "")) { // the newest come first
		if e.Run != "" {
			order = append(order, e.Kind)
		}
	}
	same(t, "the timeline of the run, in its order", order, []string{"summary", "filled", "proposed"})
}

func TestReadAgainTheNewSummaryIsTheCurrentOne_SU06_MC02(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	ref := h.lead(d)
	h.reader.Summary = "Anna said hello."
	first := h.read(d)
	h.says(anna, "My phone is +1 415 555 2671")
	h.reader.Summary = "Anna gave her phone."
	h.reader.finds("client_phone", "+14155552671", "+1 415 555 2671")
	second := h.read(d)
	if first.ID == second.ID {
		t.Fatal("one run, want a second")
	}
	current := map[string]bool{}
	for _, e := range h.timeline(ref, "summary") {
		current[e.Run] = e.Current
	}
	same(t, "which summary is the current one", current, map[string]bool{first.ID: false, second.ID: true})
	if got := h.card(ref).Dialogs[0].Run; got != second.ID {
		t.Errorf("the card opens run %s, want %s", got, second.ID)
	}
	if h.run(first.ID).Summary != "Anna said hello." {
		t.Error("the first summary is gone")
	}
	if len(h.runs(d)) != 2 {
		t.Errorf("%d runs, want 2", len(h.runs(d)))
	}
}

func TestWholePathByRules(t *testing.T) {
	// A Telegram message ends as a filled, proven, undoable value on a card, with
	// nothing scripted.
	h := newHouse(t).withOffline()
	d := h.says(anna, "Hello! My name is Anna Brown.", "Please call me at +1 415 555 2671, my e-mail is anna@example.com")
	ref := h.lead(d)
	r := h.read(d)
	card := h.card(ref)
	for field, want := range map[string]string{"client_phone": `"+14155552671"`, "client_email": `"anna@example.com"`, "client_name": `"Anna Brown"`} {
		o := r.Outcome(field)
		if card.Value(field) != want || o.Outcome != "filled" || card.Marks[field].Run != r.ID {
			t.Errorf("%s: the card holds %s, outcome %s, mark %q; want %s, filled, marked", field, card.Value(field), o.Outcome, card.Marks[field].Run, want)
		}
		proven := false
		for _, m := range h.messages(d) {
			proven = proven || m.Seq == o.Message && strings.Contains(m.Text, o.Quote) && o.Quote != ""
		}
		if !proven {
			t.Errorf("%s: the quote %q does not stand in message %d", field, o.Quote, o.Message)
		}
	}
	for range 2 { // undoing twice undoes once
		h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/undo", map[string]any{}, nil)
	}
	if got := h.card(ref); len(got.Values) != 0 || len(got.Marks) != 0 || len(got.Badges) != 0 {
		t.Errorf("after undo the card holds %v, marks %v, badges %v; want it as it was", got.Values, got.Marks, got.Badges)
	}
}
