package flow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// shopBot has the bot answer first on the line, for the team sales, out of a base of
// two entries.
func (w *world) shopBot() {
	w.t.Helper()
	l := w.config.lines["shop"]
	l.Bot, l.Team, l.LeadPolicy = desk.BotBuiltIn, "sales", desk.LeadNever
	w.config.lines["shop"] = l
	_, err := free(w).SaveFAQs(w.t.Context(), []desk.FAQ{
		{ID: "delivery", Question: "How much is delivery?", Answers: []desk.FAQAnswer{{Text: "It is free."}}},
		{ID: "hours", Question: "What are your opening hours?", Answers: []desk.FAQAnswer{{Text: "10 to 20."}}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// joins are the ways in which a person joins ann's first dialog.
var joins = map[string]func(w *world) error{
	"from the phone": func(w *world) error {
		_, err := w.receiver().Receive(context.Background(), w.config.lines["shop"], []desk.Inbound{
			{Kind: desk.InMessage, Author: desk.ByOperator, External: "phone", Text: "I am here", From: desk.Profile{User: "ann"}, At: w.now},
		})
		return err
	},
	"accepting": func(w *world) error {
		_, err := w.acceptor().Accept(context.Background(), as("olga"), dialogID("ann", 1), false)
		return err
	},
	"replying": func(w *world) error {
		_, err := w.replier().Reply(context.Background(), as("olga"), talk.Say{ID: "r1", Dialog: dialogID("ann", 1), Text: "I am here"})
		return err
	},
}

// botSays are the bot's messages to a customer.
func (w *world) botSays(user string) (out []desk.Message) {
	w.t.Helper()
	for _, m := range w.messages(user) {
		if m.Author == desk.ByBot {
			out = append(out, m)
		}
	}
	return out
}

// A person joins before each call of the engine that answering takes, and while the
// messenger is called: what the bot had not said by then it does not say, and what it
// had said and was not out does not go out. The dialog is theirs (HO-01, HO-02).
func TestBot_StopsAtWhateverPointAPersonJoins_HO01_HO02(t *testing.T) {
	for name, join := range joins {
		t.Run(name, func(t *testing.T) {
			silent, said := 0, 0
			for at := 0; ; at++ {
				w := newWorld(t)
				w.shopBot()
				w.hear(w.said("ann", "1", "how much is delivery"))
				calls := w.engine.n
				before, out, joined := 0, 0, false
				w.engine.cue, w.engine.do = calls+at, func() {
					w.step("join", func() error { return join(w) })
					before, out, joined = len(w.botSays("ann")), w.botSent(), true
				}
				w.pass(3 * time.Second)
				w.engine.do = nil
				if !joined {
					break
				}
				settleBot(w)
				w.hear(w.said("ann", "2", "what are your opening hours"))
				settleBot(w)
				if got := w.botSays("ann"); len(got) != before {
					t.Errorf("joined before call %d, when the bot had said %d: then it says %d", at, before, len(got))
				}
				if got := w.botSent(); got != out {
					t.Errorf("joined before call %d, when %d were out: then %d are", at, out, got)
				}
				if d := w.dialog("ann", 1); d.State != desk.StateInProgress {
					t.Errorf("joined before call %d: the dialog is %s", at, d.State)
				}
				if silent++; out > 0 {
					silent, said = silent-1, said+1
				}
			}
			if silent < 5 || said < 1 {
				t.Errorf("silent %d times, said %d: the points tell nothing", silent, said)
			}
		})
	}
}

// botSent is how many messages of the bot's went out.
func (w *world) botSent() (n int) {
	for _, m := range w.sent {
		for _, s := range []string{"It is free.", "10 to 20."} {
			if m.Text == s {
				n++
			}
		}
	}
	return n
}

// settleBot sweeps up what nobody was told of, and lets a few minutes pass: less than
// an open dialog lives.
func settleBot(w *world) {
	w.t.Helper()
	w.pass(time.Minute)
	page, err := w.store.DueJobs(context.Background(), w.now, desk.PageAsk{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range page.Items {
		w.nudges[v.ID] = w.now
	}
	w.pass(2 * time.Minute)
}

// The bot's job runs, whole, before each call that a person's message from the phone
// takes, and that message's process dies there: the bot answers before it, or never.
func TestBot_APersonsMessageCutOffAnywhere_HO01(t *testing.T) {
	for _, kill := range []bool{false, true} {
		answered, silent := 0, 0
		for at := 0; ; at++ {
			w := newWorld(t)
			w.shopBot()
			w.hear(w.said("ann", "1", "how much is delivery"))
			w.now = w.now.Add(3 * time.Second)
			reached := false
			w.engine.cue, w.engine.do = w.engine.n+at, func() {
				reached = true
				n := w.engine.n
				w.work()
				if kill {
					w.engine.at, w.engine.n = n, n
				}
			}
			_ = joins["from the phone"](w) // the messenger repeats what fails
			w.engine.do, w.engine.at = nil, -1
			w.hear(w.said("ann", "2", "what are your opening hours"))
			w.pass(5 * time.Second)
			stored := false
			for i, m := range w.messages("ann") {
				stored = stored || m.External == "phone"
				if m.Author == desk.ByBot && stored {
					t.Errorf("cut off at call %d (%v): the bot answers in place %d, after a person", at, kill, i)
				}
			}
			w.step("repeat", func() error { return joins["from the phone"](w) })
			settleBot(w)
			if n := len(w.botSays("ann")); stored && n > 1 {
				t.Errorf("cut off at call %d (%v): the bot says %d", at, kill, n)
			}
			if d := w.dialog("ann", 1); d.State != desk.StateInProgress {
				t.Errorf("cut off at call %d (%v): the dialog is %s", at, kill, d.State)
			}
			if !reached {
				break
			}
			if answered++; stored {
				answered, silent = answered-1, silent+1
			}
		}
		if answered+silent < 2 {
			t.Errorf("the message took %d calls: the cuts tell nothing", answered+silent)
		}
	}
}

// A customer goes on before each call that answering takes, and their message's process
// dies at each of its calls: each question is answered, once.
func TestBot_ACustomerGoesOnMeanwhile_FB03(t *testing.T) {
	for dies := -1; dies < 6; dies++ {
		for at := 0; ; at++ {
			w := newWorld(t)
			w.shopBot()
			w.hear(w.said("ann", "1", "how much is delivery"))
			reached := false
			w.engine.cue, w.engine.do = w.engine.n+at, func() {
				reached = true
				n := w.engine.n
				if dies >= 0 {
					w.engine.at, w.engine.after = n+dies, true
				}
				_, _ = w.receiver().Receive(context.Background(), w.config.lines["shop"], []desk.Inbound{w.said("ann", "2", "what are your opening hours")})
				w.engine.at = -1
			}
			w.pass(3 * time.Second)
			w.engine.do = nil
			w.hear(w.said("ann", "2", "what are your opening hours"))
			settleBot(w)
			said := map[string]int{}
			for _, m := range w.sent {
				said[m.Text]++
			}
			both := said["It is free.\n\n10 to 20."] == 1 || said["It is free."] == 1 && said["10 to 20."] == 1
			if len(said) > 2 || !both {
				t.Errorf("went on before call %d, died at %d: the bot said %v", at, dies, said)
			}
			if !reached {
				break
			}
		}
	}
}

// Customer, bot, operators, closing and restarts in any order, with processes that die
// anywhere: a question is answered at most once and never after a person joined, and
// when all is quiet none waits for the bot (FB-03, HO-01, HO-04).
func TestBot_AnyOrder_FB03_HO01_HO04_HO05(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.shopBot()
		ctx := context.Background()
		spoken, theirs := 0, 0
		held := false // a person has the dialog, and nobody gave it back to the bot
		owed := false // what the customer said last was said to the bot, and no person joined since
		before := 0
		for range rapid.IntRange(2, 20).Draw(rt, "steps") {
			if rapid.IntRange(0, 2).Draw(rt, "dies") == 0 {
				w.engine.at, w.engine.after, w.engine.kill = w.engine.n+rapid.IntRange(0, 12).Draw(rt, "at"), rapid.Bool().Draw(rt, "after"), true
			}
			n, _ := newest(w)
			id := dialogID("ann", n)
			var err error
			what := rapid.SampledFrom([]string{"say", "say", "say", "say", "time", "time", "phone", "accept", "reply", "close", "restart", "work"}).Draw(rt, "do")
			switch what {
			case "say":
				spoken++
				w.hear(w.said("ann", fmt.Sprint("m", spoken), rapid.SampledFrom([]string{"how much is delivery", "what are your opening hours", "who won the match", "let me talk to a human"}).Draw(rt, "says")))
			case "phone":
				theirs++
				w.hear(desk.Inbound{Kind: desk.InMessage, Author: desk.ByOperator, External: desk.ExternalID(fmt.Sprint("p", theirs)), Text: "yes?", From: desk.Profile{User: "ann"}, At: w.now})
			case "accept":
				_, err = w.acceptor().Accept(ctx, as("olga"), id, false)
			case "reply":
				theirs++
				_, err = w.replier().Reply(ctx, as("olga"), talk.Say{ID: fmt.Sprint("r", theirs), Dialog: id, Text: "yes?"})
			case "close":
				_, err = w.closer().Close(ctx, admin, id)
			case "restart":
				_, err = w.parts().BotRestarter().Restart(ctx, admin, id)
			case "time":
				w.pass(time.Duration(rapid.IntRange(1, 5000).Draw(rt, "ms")) * time.Millisecond)
			case "work":
				w.work()
			}
			w.engine.at, w.engine.kill, w.engine.dead = -1, false, false
			if err != nil && !errors.Is(err, desk.ErrRefused) && !errors.Is(err, desk.ErrNotFound) && !errors.Is(err, desk.ErrBusy) && !errors.Is(err, desk.ErrConflict) {
				rt.Fatalf("%s: %v", what, err)
			}
			_, d := newest(w)
			said := len(w.botSays("ann"))
			if held && said != before && what != "restart" && what != "close" {
				rt.Fatalf("%s: the bot says %q after a person joined", what, w.botSays("ann")[said-1].Text)
			}
			held, before = d.ID != "" && d.Joined(), said
			owed = d.State == desk.StateBot && (owed || what == "say")
		}
		settleBot(w)
		w.answeredOrHandedOver(rt, owed)
	})
}

// newest is ann's newest dialog.
func newest(w *world) (int, desk.Dialog) {
	d, err := free(w).Newest(context.Background(), desk.NewCustomerID("shop", "ann"))
	if errors.Is(err, desk.ErrNotFound) {
		return 1, desk.Dialog{}
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return d.Number, d
}

// answeredOrHandedOver: no question of an open dialog waits for the bot, and none got
// two answers.
func (w *world) answeredOrHandedOver(rt *rapid.T, owed bool) {
	ms := w.messages("ann")
	n, d := newest(w)
	for at := 1; at < n; at++ { // a dialog that was handed over has its child
		if was := w.dialog("ann", at); was.CloseReason == desk.ClosedTransfer && w.dialog("ann", at+1).Parent != was.ID {
			rt.Fatalf("dialog %d was handed over to nobody", at)
		}
	}
	if owed && ms[len(ms)-1].Author == desk.ByCustomer && d.State == desk.StateBot {
		rt.Fatalf("%q waits for the bot, dialog %+v", ms[len(ms)-1].Text, d)
	}
	sent := map[desk.ExternalID]int{}
	for _, m := range w.sent {
		if sent[m.Marker]++; sent[m.Marker] > 1 {
			rt.Fatalf("%q went out twice", m.Text)
		}
	}
	said := 0 // since the customer said anything
	for _, m := range ms {
		switch m.Author {
		case desk.ByCustomer:
			said = 0
		case desk.ByBot:
			if said++; said > 1 {
				rt.Fatalf("two answers in a row: %q", m.Text)
			}
		}
	}
}
