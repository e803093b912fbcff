package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// writesElsewhere is a person who writes to anna in the messenger's own inbox.
func (h *house) writesElsewhere(l desk.Line, external, text string) {
	h.t.Helper()
	_, err := h.receiver.Receive(h.t.Context(), l, []desk.Inbound{{
		Kind: desk.InMessage, From: desk.Profile{User: "anna"}, Author: desk.ByOperator, External: desk.ExternalID(external), Text: text, At: h.clock.Now(),
	}})
	must(h.t, err)
}

// lets sets what of the line has the bot go on.
func (h *house) lets(l desk.Line, body string) desk.Line {
	h.t.Helper()
	h.as("admin", "PATCH", "/v1/lines/"+string(l.ID), body, "If-Match", "*").is(200)
	l, err := h.st.Line(h.t.Context(), l.ID)
	must(h.t, err)
	return l
}

// TestBotGoesOnByACommandInTheInbox_HO04_D13: "/bot", all of a person's message on a line
// that lets them, is a note and no message of ours; anything else joins, and a repeat takes
// the dialog from nobody.
func TestBotGoesOnByACommandInTheInbox_HO04_D13(t *testing.T) {
	for _, mode := range []desk.BotMode{desk.BotBuiltIn, desk.BotExternal} {
		h := newHouse(t)
		h.shop()
		h.known("olga")
		l := h.botLine(desk.ChannelTelegram)
		l = h.lets(l, `{"bot":"`+string(mode)+`"}`)
		id := h.chat(l, "anna", "how much is delivery")
		state := func(rule string, want desk.DialogState, operator desk.OperatorID) {
			t.Helper()
			if d := h.dialogNow(id); d.State != want || d.Operator != operator {
				t.Errorf("%s, %s: got %s of %q, want %s of %q", mode, rule, d.State, d.Operator, want, operator)
			}
		}
		h.writesElsewhere(l, "e1", "/bot")
		state("off by default, it joins", desk.StateInProgress, "")
		l = h.lets(l, `{"botCommand":true}`)
		for i, text := range []string{"/bot please", "/bots", "bot", "//bot"} {
			h.writesElsewhere(l, fmt.Sprint("t", i), text)
			state(text, desk.StateInProgress, "")
		}
		h.chat(l, "anna", "/bot")
		state("a customer's is no command", desk.StateInProgress, "")
		h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
		h.clock.move(time.Second)
		for range 2 {
			h.writesElsewhere(l, "e2", " /Bot\n")
			state("switched on", desk.StateBot, "")
		}
		last := h.all(id)[len(h.all(id))-1]
		if last.Author != desk.AsNote || !strings.Contains(last.Text, "/bot") {
			t.Errorf("what is kept of the command: got %+v", last)
		}
		if w, err := h.st.Workloads(t.Context(), []desk.OperatorID{"olga"}); err != nil || len(w[0].Dialogs) != 0 {
			t.Errorf("the operator still has it: %+v, %v", w, err)
		}
		h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
		h.writesElsewhere(l, "e2", "/bot") // the messenger repeats
		state("a repeat, once a person joined again", desk.StateInProgress, "olga")
		h.writesElsewhere(l, "e3", "/bot")
		n := len(h.botSaid(id))
		h.asks(l, "anna", "what are your opening hours?")
		if got := h.botSaid(id); mode == desk.BotBuiltIn && (len(got) != n+1 || !strings.HasSuffix(got[n], "10 to 20.")) {
			t.Errorf("what the customer says next: got %q", got)
		}
		h.as("admin", "POST", "/v1/dialogs/"+string(id)+"/close", nil).is(200)
		h.writesElsewhere(l, "e4", "/bot")
		state("where nothing is open, it is nothing", desk.StateClosed, "")
		if got := h.all(id); got[len(got)-1].External == "e4" {
			t.Errorf("%s: it opened a dialog", mode)
		}
	}
}

// silence is a line whose bot goes on after two hours, and a dialog in which a person wrote
// last.
func (h *house) silence() (desk.Line, desk.DialogID) {
	h.t.Helper()
	h.shop()
	h.known("olga")
	l := h.lets(h.botLine(desk.ChannelTelegram), `{"botResumeSeconds":7200,"idleSeconds":86400}`)
	id := h.asks(l, "anna", "how much is delivery")
	h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/reply", `{"text":"I am here"}`).is(201)
	return l, id
}

// due has all jobs done that are due by then.
func (h *house) due(after time.Duration) {
	h.t.Helper()
	h.tell()
	h.clock.move(after)
	page, err := h.st.DueJobs(h.t.Context(), h.clock.Now(), desk.PageAsk{Limit: 100})
	must(h.t, err)
	for _, v := range page.Items {
		must(h.t, h.worker.Do(h.t.Context(), v.ID))
	}
	h.work()
}

// TestBotGoesOnAfterASilence_HO02_HO04_D13: where its line says after how long, and only
// where a person wrote last and nobody did anything since.
func TestBotGoesOnAfterASilence_HO02_HO04_D13(t *testing.T) {
	do := func(method, path, body string) func(*house, desk.Line, desk.DialogID) {
		return func(h *house, _ desk.Line, id desk.DialogID) {
			if w := h.as("supervisor", method, "/v1/dialogs/"+string(id)+path, body); w.status >= 300 {
				h.t.Fatalf("%s: %d %s", path, w.status, w.body)
			}
		}
	}
	nothing := func(*house, desk.Line, desk.DialogID) {}
	for _, c := range []struct {
		rule string
		what func(*house, desk.Line, desk.DialogID)
		when time.Duration // after the person's words
		then time.Duration // after that
		want desk.DialogState
	}{
		{"a second before", nothing, 0, 2*time.Hour - time.Second, desk.StateInProgress},
		{"at its time", nothing, 0, 2 * time.Hour, desk.StateBot},
		{"a customer waits", func(h *house, l desk.Line, _ desk.DialogID) { h.chat(l, "anna", "and the hours?") }, time.Hour, 20 * time.Hour, desk.StateInProgress},
		{"a customer waits, from the last moment", func(h *house, l desk.Line, _ desk.DialogID) { h.chat(l, "anna", "and the hours?") }, 2*time.Hour - 2*time.Second, 20 * time.Hour, desk.StateInProgress},
		{"they write again", do("POST", "/reply", `{"text":"Still there?"}`), time.Hour, time.Hour + time.Minute, desk.StateInProgress},
		{"so long after that", do("POST", "/reply", `{"text":"Still there?"}`), time.Hour, 2 * time.Hour, desk.StateBot},
		{"from the phone", func(h *house, l desk.Line, _ desk.DialogID) { h.writesElsewhere(l, "p", "Still there?") }, time.Hour, time.Hour + time.Minute, desk.StateInProgress},
		{"a note", do("POST", "/note", `{"text":"calls back"}`), time.Hour, time.Hour + time.Minute, desk.StateInProgress},
		{"another accepts", func(h *house, _ desk.Line, id desk.DialogID) {
			h.known("sam")
			h.as("supervisor", "POST", "/v1/dialogs/"+string(id)+"/accept?takeOver=true", nil).is(200)
		}, time.Hour, time.Hour + time.Minute, desk.StateInProgress},
		{"the line lets it no more", func(h *house, l desk.Line, _ desk.DialogID) { h.lets(l, `{"botResumeSeconds":0}`) }, time.Hour, 20 * time.Hour, desk.StateInProgress},
		{"the line has no bot any more", func(h *house, l desk.Line, _ desk.DialogID) { h.lets(l, `{"bot":""}`) }, time.Hour, 20 * time.Hour, desk.StateInProgress},
		{"the line waits longer", func(h *house, l desk.Line, _ desk.DialogID) { h.lets(l, `{"botResumeSeconds":10800}`) }, time.Hour, time.Hour + time.Minute, desk.StateInProgress},
		{"it is closed", do("POST", "/close", ""), time.Hour, 20 * time.Hour, desk.StateClosed},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h := newHouse(t)
			l, id := h.silence()
			h.due(c.when)
			c.what(h, l, id)
			h.due(c.then)
			for range 2 { // what was put off, as often as it likes
				h.due(time.Millisecond)
			}
			d := h.dialogNow(id)
			if d.State != c.want {
				t.Fatalf("got %s, want %s", d.State, c.want)
			}
			notes := 0
			for _, m := range h.all(id) {
				if strings.HasPrefix(m.Text, "Nobody wrote for as long") {
					notes++
				}
			}
			if want := map[bool]int{true: 1}[c.want == desk.StateBot]; notes != want {
				t.Errorf("got %d notes, want %d", notes, want)
			}
			if c.want != desk.StateBot {
				return
			}
			if w, err := h.st.Workloads(t.Context(), []desk.OperatorID{"olga"}); err != nil || d.Operator != "" || len(w[0].Dialogs) != 0 {
				t.Errorf("it is still an operator's: %+v, %v", w, err)
			}
			h.asks(l, "anna", "what are your opening hours?")
			if got := h.botSaid(id); !strings.HasSuffix(got[len(got)-1], "10 to 20.") {
				t.Errorf("then the bot says %q", got)
			}
			// A person joins once more, and falls silent once more.
			h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/reply", `{"text":"Me again"}`).is(201)
			if h.due(time.Hour); h.dialogNow(id).State != desk.StateInProgress {
				t.Error("after one hour of the second silence it is the bot's")
			}
			if h.due(time.Hour + time.Second); h.dialogNow(id).State != desk.StateBot {
				t.Error("after the second silence it is not the bot's")
			}
		})
	}
	h := newHouse(t)
	h.shop()
	h.known("olga")
	l := h.lets(h.botLine(desk.ChannelTelegram), `{"idleSeconds":86400}`)
	id := h.asks(l, "anna", "how much is delivery")
	h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/reply", `{"text":"I am here"}`).is(201)
	if h.due(20 * time.Hour); h.dialogNow(id).State != desk.StateInProgress {
		t.Error("by default the bot goes on by itself")
	}
	h.as("admin", "PATCH", "/v1/lines/"+string(l.ID), `{"botResumeSeconds":2592001}`, "If-Match", "*").is(422)
}
