package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// automatic are a dialog's runs that nobody asked for.
func (h *house) automatic(dialog string) []runDoc {
	h.t.Helper()
	var out []runDoc
	for _, r := range h.runs(dialog) {
		if r.Automatic {
			out = append(out, r)
		}
	}
	return out
}

func (h *house) closes(dialog string) {
	h.t.Helper()
	h.call(h.admin, "POST", "/v1/dialogs/"+dialog+"/close", nil, nil)
}

func TestByHandAtAnyMoment_MC01(t *testing.T) {
	tests := map[string]func(h *house, d string){
		"waiting":     func(*house, string) {},
		"in progress": func(h *house, d string) { h.reply(d, "Good morning.") },
		"with a bot": func(h *house, d string) {
			h.call(h.admin, "PATCH", "/v1/dialogs/"+d, map[string]any{"state": "bot"}, nil)
		},
		"closed":      func(h *house, d string) { h.closes(d) },
		"long closed": func(h *house, d string) { h.pass(48 * time.Hour) },
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t) // no subscription, mode manual
			d := h.says(anna, "Hello!", "I am Anna.")
			prepare(h, d)
			h.reader.finds("client_name", "Anna", "Anna")
			if r := h.read(d); r.Outcome("client_name").Outcome != "filled" {
				t.Errorf("run %s (%s), want it done", r.State, r.Reason)
			}
		})
	}
}

func TestAutomaticRunsAfterTheDialogOnly_MC03_MC04(t *testing.T) {
	h := newHouse(t)
	h.settings(map[string]any{"subscription": true, "leadMode": "all"})
	d := h.says(anna, "Hello!", "I am Anna.")
	byHand := h.read(d)
	h.pass(10 * time.Minute) // quiet for long, and still open
	if got := h.automatic(d); len(got) != 0 {
		t.Fatalf("%d automatic runs while the dialog is open", len(got))
	}
	h.says(anna, "My phone is +1 415 555 2671")
	h.reader.finds("client_phone", "+14155552671", "+1 415 555 2671")
	h.pass(2 * time.Hour) // closed for idleness
	got := h.automatic(d)
	if len(got) != 1 || got[0].State != "done" || got[0].Outcome("client_phone").Outcome != "filled" || got[0].By != "copilot" {
		t.Fatalf("after closing: %+v, want one automatic run that filled the phone", got)
	}
	// MC-04: read before by hand, and now again, whole.
	last := h.reader.Chats[len(h.reader.Chats)-1]
	if len(last.Messages) != 3 || byHand.ID == got[0].ID {
		t.Errorf("the automatic run read %d messages, want all 3", len(last.Messages))
	}
	h.restart()
	h.pass(24 * time.Hour)
	if n := len(h.automatic(d)); n != 1 {
		t.Errorf("a day and a restart later: %d automatic runs, want 1", n)
	}
}

func TestAutomaticRunsNeedTheSubscription_MC05(t *testing.T) {
	for _, subscribed := range []bool{false, true} {
		h := newHouse(t)
		h.settings(map[string]any{"subscription": subscribed, "leadMode": "all"})
		d := h.says(anna, "Hello!", "I am Anna.")
		h.closes(d)
		h.pass(time.Hour)
		if n := len(h.automatic(d)); (n == 1) != subscribed {
			t.Errorf("subscription %v: %d automatic runs", subscribed, n)
		}
		if r := h.read(d); r.State != "done" { // by hand it needs none
			t.Errorf("subscription %v: by hand %s", subscribed, r.State)
		}
	}
}

func TestModes_MC06_MC07_MC08_D4(t *testing.T) {
	tests := []struct {
		mode string
		want []int // automatic runs of the contact's first and second dialog
	}{
		{"manual", []int{0, 0}}, // MC-08
		{"first", []int{1, 0}},  // MC-06, D4: the first dialog ever of the contact
		{"all", []int{1, 1}},    // MC-07
	}
	for _, test := range tests {
		t.Run(test.mode, func(t *testing.T) {
			h := newHouse(t)
			h.settings(map[string]any{"subscription": true, "leadMode": test.mode})
			var got []int
			for range 2 {
				d := h.says(anna, "Hello!", "I am Anna.")
				h.pass(2 * time.Hour)
				got = append(got, len(h.automatic(d)))
				if test.mode == "first" { // by hand stays allowed
					if r := h.read(d); r.State != "done" {
						t.Errorf("by hand: %s", r.State)
					}
				}
			}
			same(t, "automatic runs", got, test.want)
		})
	}
}

func TestModePerLeadsAndPerPipeline_MC09(t *testing.T) {
	tests := []struct {
		rule     string
		settings map[string]any
		deal     string // pipeline; "": a lead
		want     int
	}{
		{"leads all, sales manual: a lead", map[string]any{"leadMode": "all", "pipelineModes": map[string]any{"sales": "manual"}}, "", 1},
		{"leads all, sales manual: a deal in sales", map[string]any{"leadMode": "all", "pipelineModes": map[string]any{"sales": "manual"}}, "sales", 0},
		{"leads manual, sales all: a lead", map[string]any{"leadMode": "manual", "pipelineModes": map[string]any{"sales": "all"}}, "", 0},
		{"leads manual, sales all: a deal in sales", map[string]any{"leadMode": "manual", "pipelineModes": map[string]any{"sales": "all"}}, "sales", 1},
		{"sales all: a deal in repairs, never set", map[string]any{"pipelineModes": map[string]any{"sales": "all"}}, "repairs", 0},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h := newHouse(t)
			h.call(h.admin, "PUT", "/v1/pipelines/repairs", map[string]any{"title": "Repairs", "stages": []any{map[string]any{"id": "new", "title": "New"}}}, nil)
			test.settings["subscription"] = true
			h.settings(test.settings)
			d := h.says(anna, "Hello!", "I am Anna.")
			if test.deal != "" {
				h.binds(d, h.makes("deal", "Chairs", map[string]any{"pipeline": test.deal}).Ref)
			}
			h.closes(d)
			h.pass(time.Hour)
			if n := len(h.automatic(d)); n != test.want {
				t.Errorf("%d automatic runs, want %d", n, test.want)
			}
		})
	}
}

func TestWhoMayChangeTheMode_MC10(t *testing.T) {
	h := newHouse(t)
	leads := h.key(map[string]any{"name": "Lena", "role": "operator", "leads": "change", "deals": "read"})
	deals := h.key(map[string]any{"name": "Dora", "role": "operator", "leads": "none", "deals": "change"})
	none := h.key(map[string]any{"name": "Nick", "role": "operator", "leads": "read", "deals": "read"})
	etag := func() string {
		a, err := h.admin.Send(t.Context(), "GET", "/v1/settings", nil)
		h.must(err)
		return a.Header.Get("ETag")
	}
	lead := map[string]any{"leadMode": "all"}
	sales := map[string]any{"pipelineModes": map[string]any{"sales": "first"}}
	tests := []struct {
		who  string
		c    client
		in   map[string]any
		want int
	}{
		{"who may change leads sets the leads' mode", leads, lead, 200},
		{"who may change leads, the deals'", leads, sales, 403},
		{"who may change deals, the deals'", deals, sales, 200},
		{"who may change deals, the leads'", deals, lead, 403},
		{"who may change neither", none, lead, 403},
		{"who may change leads, anything else", leads, map[string]any{"subscription": true}, 403},
		{"an admin, both", h.admin, map[string]any{"leadMode": "first", "pipelineModes": map[string]any{"sales": "all"}}, 200},
	}
	for _, test := range tests {
		a, err := test.c.Send(t.Context(), "PATCH", "/v1/settings", test.in, "If-Match", etag())
		h.must(err)
		if a.Status != test.want {
			t.Errorf("%s: got %d, want %d: %s", test.who, a.Status, test.want, a.Body)
		}
	}
	var got struct {
		LeadMode      string            `json:"leadMode"`
		PipelineModes map[string]string `json:"pipelineModes"`
	}
	h.call(h.admin, "GET", "/v1/settings", nil, &got)
	same(t, "the modes", []string{got.LeadMode, got.PipelineModes["sales"]}, []string{"first", "all"})
}

func TestMoreThanOneCustomerMessage_MC12_MC16_D2(t *testing.T) {
	photo := func(h *house) map[string]any {
		u := h.text(anna, "")
		m := u["message"].(map[string]any)
		delete(m, "text")
		m["photo"] = []any{map[string]any{"file_id": "p"}}
		return u
	}
	tests := []struct {
		rule string
		say  func(h *house, d string)
		ok   bool
	}{
		{"one message", func(*house, string) {}, false},
		{"one message and the operator's three", func(h *house, d string) { h.reply(d, "one"); h.reply(d, "two"); h.reply(d, "three") }, false},
		{"one message, delivered twice", func(h *house, d string) { h.updates--; h.says(anna, "Hello!") }, false},
		{"two messages", func(h *house, d string) { h.says(anna, "I am Anna.") }, true},
		{"two messages before more of the operator's than one page holds", func(h *house, d string) {
			h.says(anna, "I am Anna.")
			for n := range 60 {
				h.reply(d, fmt.Sprint("one more thing, ", n))
			}
		}, true},
		{"a text and a photo without words", func(h *house, d string) { h.update(shop, photo(h)) }, true}, // D2
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h := newHouse(t)
			d := h.says(anna, "Hello!")
			test.say(h, d)
			h.pass(5 * time.Minute)
			if test.ok {
				if r := h.read(d); r.State != "done" {
					t.Errorf("run %s (%s), want it done", r.State, r.Reason)
				}
				return
			}
			p := h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{}, http.StatusConflict, "too_few_messages")
			if p.Detail == "" || p.Until != "" {
				t.Errorf("the refusal says %q until %q, want words and no time", p.Detail, p.Until)
			}
		})
	}
}

func TestMoreThanThirtySecondsOfQuiet_MC13_MC16_D1(t *testing.T) {
	// 30.0 s: not yet; 30.1 s: allowed. The last message of either side counts.
	tests := []struct {
		rule string
		last func(h *house, d string)
	}{
		{"the customer's is the last", func(h *house, d string) { h.says(anna, "I am Anna.") }},
		{"the operator's is the last", func(h *house, d string) {
			h.says(anna, "I am Anna.")
			h.pass(20 * time.Second)
			h.reply(d, "Good morning.")
		}},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h := newHouse(t)
			d := h.says(anna, "Hello!")
			test.last(h, d)
			ms := h.messages(d)
			said := desk.Seq(ms[len(ms)-1].Seq).Time()
			path, now := "/v1/dialogs/"+d+"/runs", map[string]any{"wait": false}

			h.clock.Set(said.Add(30 * time.Second))
			p := h.refused(h.admin, "POST", path, now, http.StatusConflict, "not_quiet_yet")
			until, err := time.Parse(time.RFC3339, p.Until)
			h.must(err)
			if after := until.Sub(said.Truncate(time.Millisecond)); after <= 30*time.Second || after > 30*time.Second+10*time.Millisecond {
				t.Errorf("it becomes possible %v after the last message, want just over 30 s", after)
			}
			h.clock.Set(said.Add(30*time.Second + 100*time.Millisecond))
			var r runDoc
			h.call(h.admin, "POST", path, now, &r)
			if r = h.run(r.ID); r.State != "done" {
				t.Errorf("at 30.1 s: run %s, want it done", r.State)
			}
		})
	}
}

func TestTooEarlyARunWaitsAndStartsByItself_MC13(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	a, err := h.admin.Send(t.Context(), "POST", "/v1/dialogs/"+d+"/runs", map[string]any{})
	h.must(err)
	if a.Status != http.StatusAccepted {
		t.Fatalf("got %d, want 202: %s", a.Status, a.Body)
	}
	r := h.runs(d)[0]
	start := h.clock.Now()
	if r.State != "waiting" || r.StartsAt.Sub(start) < 30*time.Second || r.StartsAt.Sub(start) > 30*time.Second+10*time.Millisecond {
		t.Fatalf("run %s, starts %v from now; want waiting, just over 30 s", r.State, r.StartsAt.Sub(start))
	}
	if again := h.ask(h.admin, d); again.ID != r.ID { // asking again is asking once
		t.Errorf("asked again: run %s, want the one that waits", again.ID)
	}
	// More messages push it on.
	for range 3 {
		h.pass(25 * time.Second)
		h.says(anna, "And one more thing")
	}
	h.pass(30 * time.Second)
	if got := h.run(r.ID); got.State != "waiting" || len(h.reader.Chats) != 0 {
		t.Errorf("30.0 s after the last message: %s, read %d times; want still waiting", got.State, len(h.reader.Chats))
	}
	h.restart() // and it survives
	h.pass(100 * time.Millisecond)
	if got := h.run(r.ID); got.State != "done" || len(h.reader.Chats) != 1 || len(h.reader.Chats[0].Messages) != 5 {
		t.Errorf("30.1 s after it: %s, read %d times; want done, the whole dialog read once", got.State, len(h.reader.Chats))
	}
}

func TestSwitchedOff_MC14_MC16(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	waiting := h.ask(h.admin, d)
	h.settings(map[string]any{"copilot": false})
	p := h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/runs", map[string]any{}, http.StatusConflict, "copilot_off")
	if !strings.Contains(p.Detail, "settings") {
		t.Errorf("%q does not say where to switch it on", p.Detail)
	}
	h.pass(time.Minute)
	if r := h.run(waiting.ID); r.State != "refused" || r.Code != "copilot_off" || len(h.reader.Chats) != 0 {
		t.Errorf("the run that waited is %s (%s), want refused: it was switched off meanwhile", r.State, r.Code)
	}
	h.settings(map[string]any{"copilot": true})
	if r := h.read(d); r.State != "done" {
		t.Errorf("switched on again: %s", r.State)
	}
}

func TestRightToChangeTheCard_MC15(t *testing.T) {
	h := newHouse(t)
	leads := h.key(map[string]any{"name": "Lena", "role": "operator", "leads": "change", "deals": "read"})
	deals := h.key(map[string]any{"name": "Dora", "role": "operator", "leads": "read", "deals": "change"})
	d := h.says(anna, "Hello!", "I am Anna.")
	path := "/v1/dialogs/" + d + "/runs"
	h.refused(deals, "POST", path, map[string]any{}, http.StatusForbidden, "forbidden")
	if r := h.ask(leads, d); r.By != "Lena" {
		t.Errorf("asked by %q, want Lena", r.By)
	}
	h.binds(d, h.makes("deal", "Chairs", nil).Ref)
	h.refused(leads, "POST", path, map[string]any{}, http.StatusForbidden, "forbidden")
	r := h.ask(deals, d)
	h.pass(time.Minute)
	h.refused(leads, "POST", "/v1/runs/"+r.ID+"/undo", map[string]any{}, http.StatusForbidden, "forbidden")
	h.refused(h.outside(), "POST", path, map[string]any{}, http.StatusUnauthorized, "unauthorized")
}

func TestAutomaticRunRightAfterClosingWaitsForQuiet_D3(t *testing.T) {
	h := newHouse(t)
	h.settings(map[string]any{"subscription": true, "leadMode": "all"})
	d := h.says(anna, "Hello!", "I am Anna.")
	h.pass(5 * time.Second)
	h.closes(d) // 5 s after the last message
	runs := h.automatic(d)
	if len(runs) != 1 || runs[0].State != "waiting" {
		t.Fatalf("runs %+v, want one, waiting", runs)
	}
	h.pass(25 * time.Second) // 30.0 s
	if r := h.run(runs[0].ID); r.State != "waiting" {
		t.Errorf("at 30.0 s: %s, want waiting", r.State)
	}
	h.pass(100 * time.Millisecond) // 30.1 s
	if r := h.run(runs[0].ID); r.State != "done" {
		t.Errorf("at 30.1 s: %s, want done", r.State)
	}
}

func TestParentAndChildAreOneChat_D6(t *testing.T) {
	h := newHouse(t)
	h.settings(map[string]any{"subscription": true, "leadMode": "all"})
	parent := h.says(anna, "Hello, I am Anna.")
	h.pass(time.Second)
	h.as("boss")
	var child dialogDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+parent+"/transfer", map[string]any{"operator": "boss"}, &child)
	if child.Parent != parent || child.Thread != parent || child.State != "in_progress" {
		t.Fatalf("child %+v, want it to go on from %s with the boss", child, parent)
	}
	h.pass(time.Second)
	if d := h.says(anna, "I want 3 chairs."); d != child.ID {
		t.Fatalf("the next message came into %s, want the child", d)
	}
	// One message in each: the thread has two, so it may be read, and is read whole.
	h.reader.finds("client_name", "Anna", "Anna")
	r := h.read(child.ID)
	if len(h.reader.Chats) != 1 || len(h.reader.Chats[0].Messages) != 2 || r.Outcome("client_name").Outcome != "filled" {
		t.Errorf("read %d messages, name %s; want both, filled from the parent", len(h.reader.Chats[0].Messages), r.Outcome("client_name").Outcome)
	}
	h.pass(2 * time.Hour)
	if a, b := len(h.automatic(parent)), len(h.automatic(child.ID)); a != 0 || b != 1 {
		t.Errorf("automatic runs: parent %d, child %d; want none, one for the whole thread", a, b)
	}
}

func TestReaderThatIsDownOrRefuses(t *testing.T) {
	tests := []struct {
		rule  string
		err   error
		state string
		code  string
	}{
		{"down for a while: the run waits and is done later", desk.ErrBusy, "done", ""},
		{"a refusal ends it", desk.Refuse(desk.CodeReaderRefused, "The model would not."), "refused", "reader_refused"},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h := newHouse(t)
			d := h.says(anna, "Hello!", "I am Anna.")
			h.reader.Err = test.err
			r := h.ask(h.admin, d)
			h.pass(31 * time.Second)
			h.reader.Err = nil
			h.pass(5 * time.Minute)
			if got := h.run(r.ID); got.State != test.state || got.Code != test.code {
				t.Errorf("run %s %s, want %s %s", got.State, got.Code, test.state, test.code)
			}
		})
	}
}
