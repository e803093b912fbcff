package flow_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// unsayable are the ways in which a message is not sent for good.
var unsayable = map[string]desk.SendError{
	"refused":                   {Code: "403", Reason: "Forbidden."},
	"refused, for its token":    {Broken: true, Code: "401", Reason: "Unauthorized."},
	"not reached, again and on": {Again: true, Code: "network", Reason: "It could not be reached."},
	"nobody knows":              {Unsure: true, Code: "timeout", Reason: "It may have arrived."},
}

// TestBot_WhoseAnswerCannotBeSentComesToPeople_FB04_HO05: once, also where any call
// of the engine fails over it, before or after its work.
func TestBot_WhoseAnswerCannotBeSentComesToPeople_FB04_HO05(t *testing.T) {
	for name, no := range unsayable {
		t.Run(name, func(t *testing.T) {
			first := 0
			play := func(at int, after bool) *world {
				w := newWorld(t)
				w.shopBot()
				w.sendErr = &no
				w.hear(w.said("ann", "1", "how much is delivery"))
				first = w.engine.n
				if at > 0 {
					w.engine.at, w.engine.after = first+at, after
				}
				for range 4 { // the engine's fault may meet the test's own look
					w.pass(3 * time.Minute)
					w.step("sweep", func() error {
						page, err := w.store.DueJobs(t.Context(), w.now, desk.PageAsk{Limit: 100})
						for _, v := range page.Items {
							w.nudges[v.ID] = w.now
						}
						return err
					})
					w.pass(time.Minute)
				}
				return w
			}
			calls := play(0, false).engine.n - first
			for at := 0; at < min(calls, 60); at++ {
				w := play(at, at%2 == 1)
				if got := w.botSays("ann"); len(got) != 1 || !got[0].Unsent() {
					t.Fatalf("call %d failed: the bot said %+v, want one message that was not sent", at, got)
				}
				was, now := w.dialog("ann", 1), w.dialog("ann", 2)
				if was.State != desk.StateClosed || was.ClosedBy != desk.BotName || now.State != desk.StateWaiting || now.Turn != desk.TurnOperator || now.Team != "sales" {
					t.Errorf("call %d failed: the bot's dialog is %s by %q, the next one %s, %s's turn, team %q; want it to wait for sales", at, was.State, was.ClosedBy, now.State, now.Turn, now.Team)
				}
				if now.WaitingSince.IsZero() {
					t.Errorf("call %d failed: the team was not told", at)
				}
				if _, err := w.store.Dialog(t.Context(), dialogID("ann", 3)); err == nil {
					t.Errorf("call %d failed: it was handed over twice", at)
				}
			}
		})
	}
}

// TestBot_SweepHandsOverWhatHangs_FB04: a bot's dialog with an answer that was not sent,
// to which nobody saw.
func TestBot_SweepHandsOverWhatHangs_FB04(t *testing.T) {
	w := newWorld(t)
	w.shopBot()
	w.hear(w.said("ann", "1", "how much is delivery"))
	w.hear(w.said("bob", "2", "how much is delivery"))
	settleBot(w)
	for _, user := range []string{"ann", "bob"} {
		if d := w.dialog(user, 1); d.State != desk.StateBot {
			t.Fatalf("%s's dialog is %s", user, d.State)
		}
	}
	said := w.botSays("ann")[0]
	_, err := w.store.UpdateMessage(t.Context(), said.Customer, said.External, func(m desk.Message) desk.Message { return m.WithStatus(desk.StatusFailed, "", "no") })
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range w.parts().Sweeper(time.Minute, 0).Sweeps {
		if l.For != "dialogs" {
			continue
		}
		for i := range 2 {
			if n, err := l.Do(t.Context()); n != 1-i || err != nil {
				t.Errorf("sweep %d handed over %d, %v", i, n, err)
			}
		}
	}
	w.work()
	if was, now := w.dialog("ann", 1), w.dialog("ann", 2); was.State != desk.StateClosed || now.State != desk.StateWaiting {
		t.Errorf("what hung is %s, and goes on %s", was.State, now.State)
	}
	if d := w.dialog("bob", 1); d.State != desk.StateBot {
		t.Errorf("what was answered is %s", d.State)
	}
}

// TestReply_ThatFailedIsNoAnswer_CL10_ST02: the customer waits for one as before, until
// another goes out.
func TestReply_ThatFailedIsNoAnswer_CL10_ST02(t *testing.T) {
	for name, no := range unsayable {
		if no.Unsure {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.hear(w.said("ann", "1", "hello"))
			w.work()
			say := func(id string) desk.Message {
				t.Helper()
				m, err := w.replier().Reply(t.Context(), as("olga"), talk.Say{ID: id, Dialog: dialogID("ann", 1), Text: id})
				if err != nil {
					t.Fatal(err)
				}
				return m
			}
			w.sendErr = &no
			say("lost")
			for range 4 {
				settleBot(w)
			}
			if d := w.dialog("ann", 1); d.Turn != desk.TurnOperator || !d.RepliedAt.IsZero() || d.State != desk.StateInProgress || d.Operator != "olga" {
				t.Errorf("after one that failed: %s's turn, replied at %v, %s with %q", d.Turn, d.RepliedAt, d.State, d.Operator)
			}
			w.sendErr = nil
			m := say("found")
			w.work()
			if d := w.dialog("ann", 1); d.Turn != desk.TurnCustomer || !d.RepliedAt.Equal(m.Seq.Time()) {
				t.Errorf("after one that went out: %s's turn, replied at %v, want %v", d.Turn, d.RepliedAt, m.Seq.Time())
			}
		})
	}
}
