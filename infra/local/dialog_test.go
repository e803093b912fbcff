package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

func TestStatesAndTurns_DG01_CL10_CL11_CL12(t *testing.T) {
	h := newHouse(t)
	h.line("bot", nil)
	d := h.says(anna, "Hello!")
	at := func(what, state, turn string) {
		t.Helper()
		if got := h.dialog(d); got.State != state || got.Turn != turn {
			t.Errorf("%s: got %s, turn %s; want %s, turn %s", what, got.State, got.Turn, state, turn)
		}
	}
	at("the customer wrote", "waiting", "operator") // CL-10: waits for the agent's reply
	h.call(h.admin, "PATCH", "/v1/dialogs/"+d, map[string]any{"state": "bot"}, nil)
	at("a bot took it", "bot", "operator")
	olga := h.key(map[string]any{"name": "Olga", "role": "operator", "operator": "olga", "leads": "change"})
	h.call(olga, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "Good morning."}, nil)
	at("an operator replied", "in_progress", "customer") // CL-11: agent replied
	h.says(anna, "Thank you")
	at("the customer wrote again", "in_progress", "operator")
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
	at("closed", "closed", "nobody") // CL-12
	for filter, want := range map[string]int{"state=closed": 1, "turn=nobody": 1, "turn=operator": 0, "state=waiting": 0} {
		if got := len(h.dialogs(filter)); got != want {
			t.Errorf("dialogs?%s: %d, want %d", filter, got, want)
		}
	}
}

func TestClosedByHandAtAnyMoment_DG22(t *testing.T) {
	h := newHouse(t)
	for _, prepare := range []func(string){
		func(string) {},
		func(d string) { h.reply(d, "Good morning.") },
		func(string) { h.pass(59 * time.Minute) },
	} {
		d := h.says(anna, "Hello!")
		prepare(d)
		for range 2 { // closing twice is closing once
			var got dialogDoc
			h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, &got)
			if got.State != "closed" || got.CloseReason != "by_hand" || got.ClosedBy != "admin" {
				t.Errorf("got %s by %q for %q, want closed by hand by admin", got.State, got.ClosedBy, got.CloseReason)
			}
		}
		h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "too late"}, 409, "dialog_closed")
		h.pass(time.Second)
	}
}

func TestClosedWhenIdle_DG23_AT07(t *testing.T) {
	h := newHouse(t)
	h.line("quick", map[string]any{"idleSeconds": 600})
	usual, quick := h.says(anna, "Hello!"), h.saysTo("quick", boris, "Hello!")
	states := func(what, wantUsual, wantQuick string) {
		t.Helper()
		if u, q := h.dialog(usual), h.dialog(quick); u.State != wantUsual || q.State != wantQuick {
			t.Errorf("%s: usual line %s, quick line %s; want %s, %s", what, u.State, q.State, wantUsual, wantQuick)
		}
	}
	h.pass(10*time.Minute - time.Millisecond)
	states("just before ten minutes", "waiting", "waiting")
	h.pass(time.Millisecond)
	states("at ten minutes", "waiting", "closed")
	h.pass(49 * time.Minute)
	h.reply(usual, "Still there?") // either side's message moves the deadline
	h.pass(59*time.Minute + 59*time.Second)
	states("an hour less a second after the reply", "waiting", "closed") // it was the administrator's key, which stands for nobody
	h.pass(time.Second)
	states("an hour after the reply", "closed", "closed")
	if d := h.dialog(usual); d.CloseReason != "idle" {
		t.Errorf("closed for %q, want idle", d.CloseReason)
	}
}

func TestIdleClosingSurvivesARestart_DG23(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!")
	h.pass(30 * time.Minute)
	h.restart()
	h.pass(30*time.Minute - time.Millisecond)
	if got := h.dialog(d); got.State != "waiting" {
		t.Errorf("before the hour: %s, want waiting", got.State)
	}
	h.pass(time.Millisecond)
	if got := h.dialog(d); got.State != "closed" {
		t.Errorf("after the hour: %s, want closed", got.State)
	}
}

func TestNotesAreNotForTheCustomer_OP37(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "I am Anna.", "Hello?")
	var note messageDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": "Her name is Zoe, says the boss"}, &note)
	if note.Author != "note" {
		t.Errorf("author %q, want note", note.Author)
	}
	if sent := h.telegram.Sent(anna.ID); len(sent) != 0 {
		t.Errorf("the customer got %q", sent)
	}
	if got := h.dialog(d); got.Turn != "operator" || got.State != "waiting" {
		t.Errorf("after a note: %s, turn %s; want waiting, the operator's", got.State, got.Turn)
	}
	h.reader.finds("client_name", "Zoe", "Zoe") // and no reader sees it
	r := h.read(d)
	if o := r.Outcome("client_name"); o.Outcome != "invalid" {
		t.Errorf("a value from a note is %s, want invalid", o.Outcome)
	}
	for _, m := range h.reader.Chats[0].Messages {
		if m.Author == "note" {
			t.Error("the reader was shown a note")
		}
	}
	ms := h.messages(d)
	if ms[len(ms)-1].Author != "note" {
		t.Error("operators don't see the note")
	}
}

func TestRepliesGoOutOnceAndSayHowFarTheyGot(t *testing.T) {
	tests := []struct {
		rule   string
		answer func(w http.ResponseWriter) // of the first attempt
		status string                      // an hour later
		sent   int
	}{
		{"sent", nil, "sent", 1},
		{"too many requests: sent after the wait that Telegram asks for", func(w http.ResponseWriter) {
			w.WriteHeader(429)
			_, _ = w.Write([]byte(`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 30","parameters":{"retry_after":30}}`))
		}, "sent", 1},
		{"their fault: again later", func(w http.ResponseWriter) { parties.BotNo(w, 502, "Bad Gateway") }, "sent", 1},
		{"blocked by the customer: never again", func(w http.ResponseWriter) { parties.BotNo(w, 403, "Forbidden: bot was blocked by the user") }, "failed", 0},
		{"not understood: never again", func(w http.ResponseWriter) { parties.BotNo(w, 400, "Bad Request: message is too long") }, "failed", 0},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h := newHouse(t)
			h.line("patient", map[string]any{"idleSeconds": 24 * 3600})
			d := h.saysTo("patient", anna, "Hello!")
			tries := 0
			h.telegram.Fail = func(w http.ResponseWriter, _ string) bool {
				if tries++; tries > 1 || test.answer == nil {
					return false
				}
				test.answer(w)
				return true
			}
			m := h.reply(d, "Good morning.")
			if m.Status != "queued" {
				t.Errorf("at first %q, want queued", m.Status)
			}
			h.pass(time.Hour)
			ms := h.messages(d)
			if got := ms[len(ms)-1].Status; got != test.status || len(h.telegram.Sent(anna.ID)) != test.sent {
				t.Errorf("status %s, sent %d times; want %s, %d", got, len(h.telegram.Sent(anna.ID)), test.status, test.sent)
			}
		})
	}
}

// Not every messenger says that somebody no longer blocks us: who writes can be
// answered again, and a block that is told late is older than what they wrote.
func TestWhoWritesIsNotBlocked(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!")
	shown := func(when string, want bool) {
		t.Helper()
		var one struct{ Blocked bool }
		h.call(h.admin, "GET", "/v1/dialogs/"+d, nil, &one)
		rows := list[struct{ Blocked bool }](h, h.admin, "/v1/dialogs?line="+shop)
		if one.Blocked != want || len(rows) != 1 || rows[0].Blocked != want {
			t.Errorf("%s: shown as blocked %v, in the list %+v; want %v", when, one.Blocked, rows, want)
		}
		if want {
			h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "Are you there?"}, http.StatusConflict, "customer_blocked")
		}
	}
	membership := func(status string, at time.Time) {
		t.Helper()
		h.updates++
		if a := h.update(shop, map[string]any{"update_id": h.updates, "my_chat_member": map[string]any{
			"chat": map[string]any{"id": anna.ID, "type": "private"}, "from": map[string]any{"id": anna.ID, "first_name": "Anna"},
			"date": at.Unix(), "new_chat_member": map[string]any{"status": status},
		}}); a.Status != http.StatusOK {
			t.Fatalf("webhook: got %d, want 200: %s", a.Status, a.Body)
		}
	}
	h.telegram.Fail = func(w http.ResponseWriter, _ string) bool {
		parties.BotNo(w, 403, "Forbidden: bot was blocked by the user")
		return true
	}
	h.pass(time.Minute)
	h.reply(d, "Good morning.")
	h.pass(time.Minute)
	shown("a reply failed", true)
	h.telegram.Fail = nil
	h.says(anna, "I am back")
	shown("they wrote again", false)
	h.reply(d, "Good to see you.")
	h.pass(time.Minute)
	shown("they were answered", false)
	if ms := h.messages(d); ms[len(ms)-1].Status != "sent" {
		t.Errorf("the answer is %s, want sent", ms[len(ms)-1].Status)
	}
	membership("kicked", h.clock.Now().Add(-time.Hour))
	shown("a block of an hour ago was told late", false)
	for range 2 {
		membership("kicked", h.clock.Now().Add(time.Hour)) // a clock that is ahead
		shown("they blocked us", true)
	}
	h.pass(time.Minute)
	h.says(anna, "Sorry")
	shown("they wrote after that", false)
	membership("kicked", h.clock.Now().Add(time.Second))
	membership("member", h.clock.Now().Add(time.Second))
	shown("they took it back", false)
}

func TestLeadPolicies_D10_CB04_CB05(t *testing.T) {
	leads := func(h *house, d string) int {
		n := 0
		for _, c := range h.dialog(d).Cards {
			if len(c.Card) > 5 && c.Card[:5] == "lead:" {
				n++
			}
		}
		return n
	}
	t.Run("on the first message", func(t *testing.T) {
		h := newHouse(t)
		d := h.says(anna, "Hello!", "Me again")
		if got := leads(h, d); got != 1 {
			t.Errorf("%d leads, want 1", got)
		}
	})
	t.Run("never", func(t *testing.T) {
		h := newHouse(t)
		h.line("quiet", map[string]any{"leadPolicy": "never"})
		if got := leads(h, h.saysTo("quiet", anna, "Hello!", "Me again")); got != 0 {
			t.Errorf("%d leads, want none", got)
		}
	})
	t.Run("once all required data are there, and then exactly one", func(t *testing.T) {
		h := newHouse(t)
		h.line("collect", map[string]any{"leadPolicy": "when_required_data_complete", "required": []string{"name", "phone", "email"}})
		d := h.saysTo("collect", anna, "Hello, my phone is +1 415 555 2671")
		if got := leads(h, d); got != 0 {
			t.Errorf("with name and phone: %d leads, want none before the last item", got)
		}
		for range 2 {
			h.pass(time.Second)
			h.saysTo("collect", anna, "and my e-mail is anna@example.com")
			if got := leads(h, d); got != 1 {
				t.Errorf("with the e-mail: %d leads, want 1", got)
			}
		}
		contact := h.card(h.dialog(d).Contact)
		if contact.Value("phone") != `"+14155552671"` || contact.Value("email") != `"anna@example.com"` {
			t.Errorf("the contact holds %s and %s, want what was said", contact.Value("phone"), contact.Value("email"))
		}
	})
	t.Run("an open deal is bound instead", func(t *testing.T) {
		h := newHouse(t)
		d := h.says(anna, "Hello!")
		deal := h.makes("deal", "Chairs", map[string]any{"contact": h.dialog(d).Contact})
		h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
		next := h.dialog(h.says(anna, "One more thing"))
		found := false
		for _, c := range next.Cards {
			found = found || c.Card == deal.Ref
		}
		if !found || leads(h, next.ID) != 1 {
			t.Errorf("the next dialog is bound to %v, want the open deal and the one open lead", next.Cards)
		}
	})
}

func TestOneDialogManyCards_CB06(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!")
	lead := h.lead(d)
	first, second := h.makes("deal", "Chairs", nil), h.makes("deal", "Tables", nil)
	for range 2 { // binding twice binds once
		h.binds(d, first.Ref)
		h.binds(d, second.Ref)
	}
	var got []string
	for _, c := range h.dialog(d).Cards {
		got = append(got, c.Card)
	}
	same(t, "bound", got, []string{lead, first.Ref, second.Ref})
	for _, ref := range got {
		if c := h.card(ref); len(c.Dialogs) != 1 || c.Dialogs[0].Dialog != d {
			t.Errorf("%s shows %+v, want the dialog", ref, c.Dialogs)
		}
	}
}

// A shortened idle time-out, a line's or the settings', holds for the dialogs that
// are open already; what goes by another time-out stays.
func TestAShortenedIdleTimeoutHoldsForOpenDialogs_DG23(t *testing.T) {
	for name, shorten := range map[string]func(h *house){
		"a line's":      func(h *house) { h.changes("/v1/lines/"+shop, map[string]any{"idleSeconds": 120}) },
		"the settings'": func(h *house) { h.settings(map[string]any{"idleSeconds": 120}) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.line("own", map[string]any{"idleSeconds": 3600})
			long, own := h.says(anna, "Hello!"), h.saysTo("own", anna, "Hello!")
			h.pass(10 * time.Minute)
			recent := h.says(boris, "Hello!")
			shorten(h)
			h.pass(time.Minute)
			for d, want := range map[string]string{long: "closed", own: "waiting", recent: "waiting"} {
				if got := h.dialog(d); got.State != want {
					t.Errorf("a minute after: %s is %s, want %s", d, got.State, want)
				}
			}
			h.says(boris, "One more thing.")
			h.pass(119 * time.Second)
			if got := h.dialog(recent); got.State != "waiting" {
				t.Errorf("before its new deadline it is %s", got.State)
			}
			h.pass(2 * time.Second)
			if got := h.dialog(recent); got.State != "closed" || got.CloseReason != "idle" {
				t.Errorf("at its new deadline it is %s %s, want closed", got.State, got.CloseReason)
			}
		})
	}
}
