package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// silence is ann's first dialog on a line whose bot goes on after half an hour: olga
// replied last, and that was told.
func (w *world) silence() {
	w.t.Helper()
	w.shopBot()
	l := w.config.lines["shop"]
	l.BotResume, l.BotCommand = 30*time.Minute, true
	w.config.lines["shop"] = l
	w.hear(w.said("ann", "1", "how much is delivery"))
	w.pass(5 * time.Second)
	was := w.dialog("ann", 1)
	w.step("reply", func() error { return joins["replying"](w) })
	now := w.dialog("ann", 1)
	w.step("tell", func() error {
		return w.parts().BotWaiter().Changed(context.Background(), desk.FeedRecord{Item: "d", Dialog: &desk.Change[desk.Dialog]{Old: &was, New: &now, Version: 9}})
	})
}

// A customer, an operator or both come in before each call of the engine that the bot's
// going on takes, whose process dies there, or not: what a customer asks is answered by the
// bot, or waits for a person; where a person speaks, the dialog is theirs; and the bot goes
// on, with one note, where nobody did (HO-01, HO-04, D13).
func TestBot_GoesOnAfterASilenceAtWhateverPoint_HO01_HO04_D13(t *testing.T) {
	customer := func(w *world) {
		_, _ = w.receiver().Receive(context.Background(), w.config.lines["shop"], []desk.Inbound{w.said("ann", "2", "what are your opening hours")})
	}
	operator := func(w *world) {
		_, _ = w.receiver().Receive(context.Background(), w.config.lines["shop"], []desk.Inbound{
			{Kind: desk.InMessage, Author: desk.ByOperator, External: "phone", Text: "Still there?", From: desk.Profile{User: "ann"}, At: w.now},
		})
	}
	command := func(w *world) {
		_, _ = w.receiver().Receive(context.Background(), w.config.lines["shop"], []desk.Inbound{
			{Kind: desk.InMessage, Author: desk.ByOperator, External: "cmd", Text: desk.BotCommand, From: desk.Profile{User: "ann"}, At: w.now},
		})
	}
	for name, come := range map[string][]func(*world){
		"nobody": nil, "a customer": {customer}, "an operator": {operator}, "a customer, and an operator": {customer, operator},
		"an operator, and a customer": {operator, customer}, "a command": {command}, "an operator, and a command": {operator, command}, "a command, and an operator": {command, operator},
	} {
		for _, kill := range []bool{false, true} {
			states := map[desk.DialogState]int{}
			for at := 0; ; at++ {
				w := newWorld(t)
				w.silence()
				w.pass(30*time.Minute - time.Second)
				if d := w.dialog("ann", 1); d.State != desk.StateInProgress {
					t.Fatalf("a second before: %s", d.State)
				}
				reached := false
				w.engine.cue, w.engine.do = w.engine.n+at, func() {
					reached = true
					n := w.engine.n
					for _, c := range come {
						c(w)
					}
					if kill {
						w.engine.at, w.engine.n = n, n
					}
				}
				w.pass(time.Second + 5*time.Millisecond)
				w.engine.do, w.engine.at = nil, -1
				for _, c := range come { // a messenger repeats
					c(w)
				}
				settleBot(w)
				d, ms := w.dialog("ann", 1), w.messages("ann")
				states[d.State]++
				last := ms[len(ms)-1]
				for i := len(ms) - 1; last.Author == desk.AsNote; i-- {
					last = ms[i]
				}
				switch name {
				case "nobody", "a command", "an operator, and a command":
					if d.State != desk.StateBot || d.Operator != "" {
						t.Errorf("%s before call %d (%v): %s of %q", name, at, kill, d.State, d.Operator)
					}
				case "an operator", "an operator, and a customer", "a customer, and an operator", "a command, and an operator":
					if d.State != desk.StateInProgress {
						t.Errorf("%s before call %d (%v): %s", name, at, kill, d.State)
					}
				}
				if d.State == desk.StateBot && last.Author == desk.ByCustomer {
					t.Errorf("%s before call %d (%v): %q waits for a bot", name, at, kill, last.Text)
				}
				notes := 0
				for _, m := range ms {
					if m.Text == desk.NoteBotResumed.Text("en") {
						notes++
					}
				}
				if notes > 1 || name == "nobody" && notes != 1 {
					t.Errorf("%s before call %d (%v): %d notes", name, at, kill, notes)
				}
				if !reached {
					break
				}
			}
			if name == "a customer" && (states[desk.StateBot] == 0 || states[desk.StateInProgress] == 0) {
				t.Errorf("%s (%v): ended %v: the points tell nothing", name, kill, states)
			}
		}
	}
}

// What was put off for a dialog goes with the customer (BX-12).
func TestBot_AnErasureTakesTheSilence_BX12_D13(t *testing.T) {
	w := newWorld(t)
	w.silence()
	w.work() // what was replied is sent
	id := desk.NewBotResumeJob(w.dialog("ann", 1), w.now).ID
	if _, err := w.store.Job(t.Context(), id); err != nil {
		t.Fatalf("nothing was put off: %v", err)
	}
	w.erasing(desk.NewCustomerID("shop", "ann"), desk.CardRef{}, desk.DropCards)
	if v, err := w.store.Job(t.Context(), id); err == nil {
		t.Errorf("left: %+v", v)
	}
}
