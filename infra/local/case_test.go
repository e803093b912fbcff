package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// caseDoc is what an operator who presses "Create case" gets.
type caseDoc struct {
	cardDoc
	CreatedAt time.Time `json:"createdAt"`
}

// makesCase presses "Create case", and answers with the case and the status.
func (h *house) makesCase(c client, dialog string) (caseDoc, int) {
	h.t.Helper()
	a, err := c.Send(h.t.Context(), "POST", "/v1/dialogs/"+dialog+"/case", nil)
	h.must(err)
	var got caseDoc
	if a.Status > 299 {
		h.t.Fatalf("make a case: got %d: %s", a.Status, a.Body)
	}
	h.must(json.Unmarshal(a.Body, &got))
	return got, a.Status
}

// caseOffer is what a dialog offers.
func (h *house) caseOffer(dialog string) (got struct {
	Case struct {
		MayMake bool   `json:"mayMake"`
		Card    string `json:"card"`
		Code    string `json:"code"`
		Reason  string `json:"reason"`
	} `json:"case"`
}) {
	h.t.Helper()
	h.call(h.admin, "GET", "/v1/dialogs/"+dialog, nil, &got)
	return got
}

func TestCaseIsOfferedWhereTheEditionHasCases_OP17(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "The tap leaks")
	if o := h.caseOffer(d).Case; !o.MayMake || o.Code != "" || o.Card != "" {
		t.Errorf("a new stack offers %+v, want a case", o)
	}
	h.settings(map[string]any{"cases": false})
	if o := h.caseOffer(d).Case; o.MayMake || o.Code != "cases_off" || o.Reason == "" {
		t.Errorf("without cases it offers %+v, want none and why", o)
	}
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/case", nil, http.StatusConflict, "cases_off")
	h.settings(map[string]any{"cases": true})
	made, _ := h.makesCase(h.admin, d)
	if o := h.caseOffer(d).Case; !o.MayMake || o.Card != made.Ref {
		t.Errorf("then it offers %+v, want %s", o, made.Ref)
	}
}

func TestCaseSaysWhatTheChatSays_OP18_OP19_OP20_OP21_OP22_OP23_OP24_OP25(t *testing.T) {
	for _, test := range []struct {
		name        string
		chat        func(h *house, olga client) string // the dialog
		subject     string
		description string
	}{
		{"more than one message before the reply", func(h *house, olga client) string {
			d := h.says(anna, "The tap leaks.", "It is below the sink.", "Help!")
			h.call(olga, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "On our way."}, nil)
			h.says(anna, "Thank you")
			return d
		}, "The tap leaks.", "The tap leaks.\nIt is below the sink.\nHelp!"},
		{"one message before the reply", func(h *house, olga client) string {
			d := h.says(anna, "The tap leaks.")
			h.call(olga, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "Where?"}, nil)
			h.says(anna, "Below the sink.", "Help!")
			return d
		}, "The tap leaks.", ""},
		{"a note is no reply", func(h *house, olga client) string {
			d := h.says(anna, "The tap leaks.")
			h.call(olga, "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": "Again!"}, nil)
			return h.says(anna, "Help!")
		}, "The tap leaks.", "The tap leaks.\nHelp!"},
		{"a photo alone", func(h *house, _ client) string {
			u := h.text(anna, "")
			m := u["message"].(map[string]any)
			delete(m, "text")
			m["photo"] = []any{map[string]any{"file_id": "large", "width": 1280}}
			h.update(shop, u)
			return h.dialogsOf(shop, anna)[0].ID
		}, "Photo from Anna Brown", ""},
		{"a long text is cut after a word, and is whole in the dialog", func(h *house, _ client) string {
			return h.says(anna, strings.Repeat("water ", 200))
		}, strings.TrimSpace(strings.Repeat("water ", 83)) + "…", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			olga := h.key(map[string]any{"name": "Olga", "role": "operator", "operator": "olga", "cases": "change"})
			d := test.chat(h, olga)
			h.call(olga, "POST", "/v1/dialogs/"+d+"/accept", nil, nil)
			contact := h.dialog(d).Contact
			h.sets(contact, map[string]any{"company": "Acme Ltd"})
			h.pass(time.Minute)
			made, status := h.makesCase(olga, d)
			got := map[string]string{"status": http.StatusText(status), "contact": made.Contact, "title": made.Title}
			for _, f := range []string{"subject", "description", "source", "state", "account", "responsible", "registered"} {
				var v string
				if raw := made.Values[f]; raw != nil {
					h.must(json.Unmarshal(raw, &v))
				}
				got[f] = v
			}
			same(t, "the case", got, map[string]string{
				"status": "Created", "title": test.subject,
				"subject":     test.subject,                              // OP-18
				"description": test.description,                          // OP-19
				"source":      "Chat",                                    // OP-20
				"registered":  made.CreatedAt.UTC().Format(time.RFC3339), // OP-21
				"state":       "New",                                     // OP-22
				"contact":     contact,                                   // OP-23
				"account":     "Acme Ltd",                                // OP-24
				"responsible": "olga",                                    // OP-25
			})
			if !made.CreatedAt.Equal(h.clock.Now().Truncate(time.Millisecond)) {
				t.Errorf("made at %v, want now, %v", made.CreatedAt, h.clock.Now())
			}
		})
	}
}

// What the chat does not have stays empty: nobody took it, and the contact has
// no company.
func TestCaseOfAChatThatNobodyTook_OP24_OP25(t *testing.T) {
	h := newHouse(t)
	made, _ := h.makesCase(h.admin, h.says(boris, "Кран течёт"))
	if made.Value("account") != "" || made.Value("responsible") != "" || made.Value("subject") != `"Кран течёт"` {
		t.Errorf("got %s", made.Values)
	}
}

func TestCaseShowsItsDialogAndIsBoundOnce_OP18_D6(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "The tap leaks.")
	lead := h.lead(d)
	h.as("boris")
	var child dialogDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/transfer", map[string]any{"operator": "boris"}, &child)
	h.says(anna, "Hello?")
	made, first := h.makesCase(h.admin, child.ID)
	h.pass(time.Minute)
	again, second := h.makesCase(h.admin, d) // the parent: the same thread
	if first != http.StatusCreated || second != http.StatusOK || again.Ref != made.Ref {
		t.Errorf("got %d %s, then %d %s; want one case", first, made.Ref, second, again.Ref)
	}
	if made.Value("subject") != `"The tap leaks."` || made.Value("description") != `"The tap leaks.\nHello?"` || made.Value("responsible") != `"boris"` {
		t.Errorf("of the thread: got %s", made.Values)
	}
	for _, id := range []string{d, child.ID} {
		var got []string
		for _, c := range h.dialog(id).Cards {
			got = append(got, c.Card)
		}
		same(t, "bound to "+id, got, []string{lead, made.Ref})
		if c := h.dialog(id).Copilot; c.Card != lead { // CP-01
			t.Errorf("CoPilot reads %s for %q, want the lead", id, c.Card)
		}
	}
	c := h.card(made.Ref)
	if len(c.Dialogs) != 2 || c.Dialogs[0].MayRun || c.Dialogs[0].Code != "leads_and_deals_only" {
		t.Errorf("the case shows %+v, want both dialogs and no CoPilot", c.Dialogs)
	}
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{"card": made.Ref}, http.StatusConflict, "leads_and_deals_only")
	var told []string
	for _, e := range h.timeline(made.Ref, "") {
		told = append(told, e.Kind+" by "+e.By)
	}
	slices.Sort(told) // all at one moment of the test's clock
	same(t, "timeline", told, []string{"created by admin", "dialog_bound by admin", "dialog_bound by admin"})
}

// A closed dialog may still be made into a case; the customer's next dialog is
// another chat, with a case of its own.
func TestCaseOfAClosedDialog_DG22_OP17(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "The tap leaks.")
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
	closed := h.dialog(d)
	one, status := h.makesCase(h.admin, d)
	if now := h.dialog(d); status != http.StatusCreated || now.State != "closed" || !now.ClosedAt.Equal(closed.ClosedAt) || now.CloseReason != "by_hand" {
		t.Errorf("got %d, the dialog is %+v; want a case, and the dialog as it was closed", status, now)
	}
	next := h.says(anna, "And the door squeaks.")
	for _, c := range h.dialog(next).Cards {
		if c.Card == one.Ref {
			t.Error("the next dialog is bound to the case of the one before")
		}
	}
	if two, _ := h.makesCase(h.admin, next); two.Ref == one.Ref || two.Value("subject") != `"And the door squeaks."` {
		t.Errorf("got %s %s, want a case of its own", two.Ref, two.Values)
	}
}

// The button "Complete" of each active chat in the list, and in an open one.
func TestEachActiveChatOfTheListCanBeCompleted_OP26_DG22(t *testing.T) {
	h := newHouse(t)
	h.says(anna, "Hello!")
	taken := h.says(boris, "Здравствуйте!")
	h.reply(taken, "Good morning.")
	bot := h.visits(h.visitor(), "Hi")
	h.call(h.admin, "PATCH", "/v1/dialogs/"+bot, map[string]any{"state": "bot"}, nil)
	n := 0
	for _, state := range []string{"waiting", "in_progress", "bot"} {
		for _, d := range h.dialogs("state=" + state) {
			var got dialogDoc
			h.call(h.admin, "POST", "/v1/dialogs/"+d.ID+"/close", nil, &got)
			if got.State != "closed" || got.CloseReason != "by_hand" {
				t.Errorf("a chat that was %s: got %s, %q", state, got.State, got.CloseReason)
			}
			n++
		}
	}
	if open := len(h.dialogs("turn=operator")) + len(h.dialogs("turn=customer")); n != 3 || open != 0 {
		t.Errorf("%d completed, %d left; want 3 and none", n, open)
	}
}

// Of a chat that we started the customer's words are the subject, never ours, and
// whoever started it is its operator.
func TestCaseOfAChatThatWeStarted_OP18_OP25_OP27(t *testing.T) {
	h := newHouse(t)
	olga := h.key(map[string]any{"name": "Olga", "role": "operator", "operator": "olga", "cases": "change"})
	d := h.says(anna, "Hello!")
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
	starts := map[string]any{"customer": h.dialog(d).Customer, "text": "Your order is here."}
	var begun dialogDoc
	for range 2 {
		h.call(olga, "POST", "/v1/dialogs", starts, &begun, "Idempotency-Key", "start-1")
	}
	if begun.ID == d || begun.Operator != "olga" || begun.State != "in_progress" {
		t.Fatalf("began %s, %s, operator %q; want the next dialog, in progress, olga's", begun.ID, begun.State, begun.Operator)
	}
	made, _ := h.makesCase(olga, begun.ID)
	same(t, "only we spoke", []string{made.Value("subject"), made.Value("responsible"), made.Title}, []string{`"Message to Anna Brown"`, `"olga"`, "Message to Anna Brown"})

	h = newHouse(t)
	olga = h.key(map[string]any{"name": "Olga", "role": "operator", "operator": "olga", "cases": "change"})
	d = h.says(anna, "Hello!")
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
	starts["customer"] = h.dialog(d).Customer
	h.call(olga, "POST", "/v1/dialogs", starts, &begun)
	h.says(anna, "Thanks! But the tap leaks.", "Help!")
	made, _ = h.makesCase(h.admin, begun.ID)
	same(t, "they answered", []string{made.Value("subject"), made.Value("description"), made.Value("responsible")},
		[]string{`"Thanks! But the tap leaks."`, `"Thanks! But the tap leaks.\nHelp!"`, `"olga"`})
}

// Whoever writes first into a dialog that nobody took takes it; one that somebody
// has stays theirs.
func TestStartIntoAnOpenDialog_OP27_OP25(t *testing.T) {
	h := newHouse(t)
	olga := h.key(map[string]any{"name": "Olga", "role": "operator", "operator": "olga", "leads": "change"})
	pete := h.key(map[string]any{"name": "Pete", "role": "supervisor", "operator": "pete", "leads": "change"})
	d := h.says(anna, "Hello!")
	for _, who := range []client{olga, pete} {
		h.call(who, "POST", "/v1/dialogs", map[string]any{"customer": h.dialog(d).Customer, "text": "Hi."}, nil)
		same(t, "operator", h.dialog(d).Operator, "olga")
	}
}
