package flow_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
)

// scenarios are whole stories through the verbs. Each step is repeated by its
// caller until it succeeds, as a messenger, a queue or a person does.
var scenarios = map[string]func(w *world){
	"a chat is read, one offer is replaced, one fill undone": func(w *world) {
		ref := ordered(w)
		w.step("set", func() error {
			c, err := w.crm.Card(context.Background(), ref)
			if err != nil || c.Values["quantity"] == "5" {
				return err
			}
			c.Values = map[desk.FieldName]desk.Value{"quantity": "5"}
			_, err = w.crm.PutCard(context.Background(), c, nil)
			return err
		})
		w.finds("product", "chairs", "quantity", "3", "ask", "please")
		w.ask("r1", dialogID("ann", 1))
		w.pass(10 * time.Minute)
		w.step("decide", func() error {
			_, err := w.decider().Decide(context.Background(), admin, "r1", map[desk.FieldName]desk.Decision{"quantity": desk.DecisionReplace, "ask": desk.DecisionKeep}, "")
			return err
		})
		w.step("undo", func() error {
			_, err := w.decider().Undo(context.Background(), admin, "r1", []desk.FieldName{"product"})
			return err
		})
	},
	"a second run's offer comes in place of the first's": func(w *world) {
		ordered(w)
		w.finds("ask", "please")
		w.ask("r1", dialogID("ann", 1))
		w.pass(10 * time.Minute)
		w.hear(w.said("ann", "3", "please, four"))
		w.finds("ask", "four")
		w.ask("r2", dialogID("ann", 1))
		w.pass(20 * time.Minute)
	},
	"an operator replies and notes": func(w *world) {
		w.hear(w.said("ann", "1", "hello"))
		w.pass(time.Second)
		w.step("reply", func() error {
			_, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: "a1", Dialog: dialogID("ann", 1), Text: "good day"})
			return err
		})
		w.step("note", func() error {
			_, err := w.replier().Note(context.Background(), admin, talk.Say{ID: "n1", Dialog: dialogID("ann", 1), Text: "regular customer"})
			return err
		})
		w.pass(20 * time.Minute)
	},
	"a picture and a voice note are kept": func(w *world) {
		in := w.said("ann", "1", "this one")
		in.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1"}, {Kind: desk.AttachedVoice, URL: "https://files.example/v1"}, {Kind: desk.AttachedLocation, Lat: 1}}
		w.hear(in)
		w.pass(20 * time.Minute)
	},
	"an operator sends a file": func(w *world) {
		w.hear(w.said("ann", "1", "hello"))
		u := w.uploader()
		w.step("announce", func() error {
			_, _, err := u.Announce(context.Background(), admin, "u1", "a.txt", "text/plain", 4)
			return err
		})
		w.files["uploads/u1"] = "fine"
		w.step("reply", func() error {
			_, err := w.withFiles("r1", "here", talk.SayFile{Upload: "u1"})
			return err
		})
		w.pass(20 * time.Minute)
	},
	"an operator writes first": func(w *world) {
		w.hear(w.said("ann", "1", "hello"))
		w.pass(3 * time.Hour)
		w.step("start", func() error {
			_, err := w.starter().Start(context.Background(), admin, desk.NewCustomerID("shop", "ann"), talk.Say{ID: "s1", Text: "your order is here"})
			return err
		})
		w.pass(3 * time.Hour)
	},
	"a deal is made, changed and bound by hand, and the dialog is accepted": func(w *world) {
		ctx := context.Background()
		w.hear(w.said("ann", "1", "hello"))
		w.pass(time.Minute) // also a binding that was put off is done
		w.step("pipeline", func() error {
			_, err := w.crm.SavePipeline(ctx, desk.Pipeline{ID: "sales", Stages: []desk.Stage{{ID: "new"}, {ID: "won", Final: "won"}}})
			if errors.Is(err, desk.ErrConflict) {
				return nil // it is there
			}
			return err
		})
		var deal desk.Card
		w.step("create", func() (err error) {
			deal, err = w.editor().Create(ctx, admin, "by hand", cards.Draft{Kind: desk.KindDeal, Title: "Sofa", Contact: w.dialog("ann", 1).Contact})
			return err
		})
		w.step("change", func() error {
			saw, err := w.crm.Card(ctx, deal.Ref)
			if err == nil {
				_, err = w.editor().Change(ctx, admin, saw, cards.Change{Values: map[desk.FieldName]desk.Value{"product": "sofa"}})
			}
			return err
		})
		w.step("bind", func() error {
			_, err := w.binder().Bind(ctx, admin, dialogID("ann", 1), deal.Ref)
			return err
		})
		w.step("accept", func() error {
			_, err := w.acceptor().Accept(ctx, admin, dialogID("ann", 1), false)
			return err
		})
		w.step("set", func() error {
			_, err := w.acceptor().Set(ctx, admin, dialogID("ann", 1), desk.StateWaiting, "max")
			return err
		})
		w.pass(20 * time.Minute)
	},
	"edits, echoes and statuses": func(w *world) {
		ann := w.said("ann", "", "").From
		edit := desk.Inbound{Kind: desk.InEdit, External: "1", Text: "hello!", EditedAt: w.now.Add(time.Minute), From: ann}
		w.hear(edit)
		w.hear(w.said("ann", "1", "hello"))
		w.hear(edit)
		w.hear(desk.Inbound{Kind: desk.InMessage, Author: desk.ByOperator, External: "e1", Text: "from the phone", From: ann})
		w.hear(desk.Inbound{Kind: desk.InStatus, Status: desk.StatusRead, External: "e1", From: ann})
		w.hear(desk.Inbound{Kind: desk.InStatus, Status: desk.StatusDelivered, Watermark: w.now.Add(time.Hour), From: ann})
		w.hear(desk.Inbound{Kind: desk.InBlocked, From: ann})
		w.pass(20 * time.Minute)
	},
	"what comes before its message": func(w *world) {
		ann := w.said("ann", "", "").From
		w.hear(desk.Inbound{Kind: desk.InDeletion, External: "1", From: ann})
		w.hear(desk.Inbound{Kind: desk.InReaction, External: "1", Text: "👍", At: w.now, From: ann})
		w.hear(w.said("ann", "1", "hello"))
		w.pass(time.Second)
		w.step("reply", func() error {
			_, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: "a1", Dialog: dialogID("ann", 1), Text: "good day"})
			return err
		})
		w.hear(desk.Inbound{Kind: desk.InReaction, External: "tg/1", Text: "❤", At: w.now, From: ann})
		w.hear(desk.Inbound{Kind: desk.InStatus, External: "tg/1", Status: desk.StatusRead, From: ann})
		w.pass(20 * time.Minute)
	},
	"a dialog is handed over twice before the CRM has told its cards": func(w *world) {
		w.hear(w.said("ann", "1", "it leaks"))
		for n := range 2 {
			w.step("transfer", func() error {
				_, err := w.transferrer().Transfer(context.Background(), admin, dialogID("ann", n+1), "", "sales")
				return err
			})
		}
		w.pass(20 * time.Minute)
	},
	"a case is made of a chat that is handed over": func(w *world) {
		w.hear(w.said("ann", "1", "it leaks"))
		w.hear(w.said("ann", "2", "below the sink"))
		w.pass(time.Minute)
		w.step("transfer", func() error {
			_, err := w.transferrer().Transfer(context.Background(), admin, dialogID("ann", 1), "olga", "")
			return err
		})
		w.step("case", func() error {
			_, _, err := w.caseMaker().Make(context.Background(), admin, dialogID("ann", 1))
			return err
		})
		w.pass(20 * time.Minute)
	},
	"a dialog is assigned, missed, accepted, handed to another team and handed back": func(w *world) {
		ctx := context.Background()
		w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}, TimeToTake: time.Minute})
		w.team(desk.Team{ID: "night", Members: []desk.OperatorID{"nora"}, Rule: desk.RuleLoad})
		for _, o := range []desk.OperatorID{"olga", "max", "nora"} {
			w.step("status", func() error { _, err := w.attendance().SetStatus(ctx, o, desk.OperatorActive); return err })
		}
		w.hear(w.said("ann", "1", "hello"))
		w.pass(90 * time.Second) // olga lets it pass, max has it
		w.step("accept", func() error {
			_, err := w.acceptor().Accept(ctx, desk.Actor{Role: desk.RoleAdmin, Operator: "max"}, dialogID("ann", 1), true)
			return err
		})
		w.step("transfer", func() error {
			_, err := w.transferrer().Transfer(ctx, admin, dialogID("ann", 1), "", "night")
			return err
		})
		w.pass(time.Second)
		w.step("off", func() error { return w.attendance().SwitchOff(ctx, "nora", true) })
		w.pass(time.Minute)
		w.step("limit", func() error { _, err := w.attendance().SetLimit(ctx, "max", 2); return err })
		w.pass(time.Minute)
	},
	"closed by hand, a new dialog, handed over, closed idle and read": func(w *world) {
		w.config.settings.LeadMode = desk.ModeAll
		w.finds("product", "sofa")
		w.hear(w.said("ann", "1", "a sofa"))
		w.pass(time.Second)
		w.hear(w.said("ann", "2", "a green sofa"))
		w.pass(time.Minute)
		w.step("close", func() error {
			_, err := w.closer().Close(context.Background(), admin, dialogID("ann", 1))
			return err
		})
		w.pass(20 * time.Minute)
		w.hear(w.said("ann", "3", "and a lamp"))
		w.pass(time.Minute)
		w.step("transfer", func() error {
			_, err := w.transferrer().Transfer(context.Background(), admin, dialogID("ann", 2), "", "sales")
			return err
		})
		w.hear(w.said("ann", "4", "hello?"))
		w.pass(3 * time.Hour)
	},
}

// Every call of the engine fails once, before it did its work and after: the
// end is the same as undisturbed. (Promises 1 and 2.)
func TestFaults_EndIsTheSame(t *testing.T) {
	for name, play := range scenarios {
		t.Run(name, func(t *testing.T) {
			calm := newWorld(t)
			play(calm)
			calls := calm.engine.n
			settle(calm)
			want := calm.state("ann")
			if calls < 5 {
				t.Fatalf("only %d calls: the story tells nothing", calls)
			}
			for at := range calls {
				for _, after := range []bool{false, true} {
					w := newWorld(t)
					w.engine.at, w.engine.after = at, after
					play(w)
					w.engine.at = -1
					settle(w)
					if w.reads != calm.reads {
						t.Errorf("call %d failed (after its work: %v): read %d times, want %d", at, after, w.reads, calm.reads)
					}
					if diff := cmp.Diff(want, w.state("ann")); diff != "" {
						t.Fatalf("call %d failed (after its work: %v): the end differs (-want +got):\n%s", at, after, diff)
					}
				}
			}
		})
	}
}

// A start that is cut off after any of its calls, and that nobody repeats: if its
// message was stored the sweep finds its job, and it goes out once; else nothing is
// left of it. (Promise 1.) Either way the end is one that an undisturbed world has, which
// started, or did not.
func TestStart_CutOffAnywhereIsSentOrLeavesNothing(t *testing.T) {
	for name, idle := range map[string]time.Duration{"into the open dialog": time.Minute, "opening the next": 3 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			began := func() *world {
				w := newWorld(t)
				w.hear(w.said("ann", "1", "hello"))
				w.pass(idle)
				return w
			}
			start := func(w *world) error {
				_, err := w.starter().Start(t.Context(), admin, desk.NewCustomerID("shop", "ann"), talk.Say{ID: "s1", Text: "your order is here"})
				return err
			}
			end := func(w *world) string {
				w.now = w.now.Add(time.Second)
				for range 2 { // also what nobody closes is seen an hour later
					settle(w)
				}
				return w.state("ann")
			}
			never, undisturbed := began(), began()
			if err := start(undisturbed); err != nil {
				t.Fatal(err)
			}
			without, with := end(never), end(undisturbed)
			if len(never.sent) != 0 || len(undisturbed.sent) != 1 || undisturbed.sent[0].Text != "your order is here" {
				t.Fatalf("undisturbed: sent %+v; never started: %+v", undisturbed.sent, never.sent)
			}
			sent, left := 0, 0
			for at := 0; ; at++ {
				w := began()
				w.engine.at, w.engine.after, w.engine.kill = w.engine.n+at, true, true
				err := start(w)
				w.engine.at, w.engine.kill, w.engine.dead = -1, false, false
				clear(w.nudges)
				got := end(w)
				want := without
				if page, _ := w.store.Messages(t.Context(), desk.NewCustomerID("shop", "ann"), 0, 0, true, desk.PageAsk{Limit: 10}); len(page.Items) == 2 {
					want = with
					sent++
				} else {
					left++
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("cut off after call %d, sent %d times (-want +got):\n%s", at, len(w.sent), diff)
				}
				if err == nil {
					break
				}
			}
			if sent < 2 || left < 2 {
				t.Errorf("sent %d times, left %d: the cuts tell nothing", sent, left)
			}
		})
	}
}

// sweeper looks for what was stored and never told, overdue for so long.
func (w *world) sweeper(out flow.Outbox, after time.Duration) *work.Sweeper {
	overdue := work.Overdue{Lists: w.store, Quiet: w, Outbox: out, Closer: w.closer(), Unsent: w.parts().Unsent(), Now: w.clock, After: after}
	return &work.Sweeper{Sweeps: overdue.Sweeps(), Now: w.clock}
}

// settle sweeps up what was stored and never told, and lets time pass.
func settle(w *world) {
	w.t.Helper()
	sweeper := w.sweeper(w, 0)
	w.step("sweep", func() error {
		_, err := sweeper.Sweep(context.Background())
		return err
	})
	w.pass(time.Hour)
}

// Every event comes three times, and the batch backwards: the end is the same.
func TestRepeats_AnyOrderIsOne(t *testing.T) {
	events := func(w *world) []desk.Inbound {
		return []desk.Inbound{
			w.said("ann", "1", "one"), w.said("ann", "2", "two"),
			{Kind: desk.InEdit, External: "2", Text: "two!", EditedAt: start.Add(time.Minute), From: desk.Profile{User: "ann"}},
			{Kind: desk.InEdit, External: "2", Text: "two!!", EditedAt: start.Add(2 * time.Minute), From: desk.Profile{User: "ann"}},
			w.said("bob", "1", "mine"),
			{Kind: desk.InDeletion, External: "1", From: desk.Profile{User: "ann"}},
			{Kind: desk.InReaction, External: "2", Text: "👍", At: start.Add(time.Second), From: desk.Profile{User: "ann"}},
			{Kind: desk.InReaction, External: "2", Text: "❤", At: start.Add(2 * time.Second), From: desk.Profile{User: "ann"}},
			{Kind: desk.InReaction, External: "2", Text: "🙏", At: start, Author: desk.ByOperator, From: desk.Profile{User: "ann"}},
			{Kind: desk.InReaction, External: "2", At: start.Add(time.Second), Author: desk.ByOperator, From: desk.Profile{User: "ann"}},
			{Kind: desk.InMessage, Author: desk.ByOperator, External: "echo", Text: "from the phone", From: desk.Profile{User: "bob"}, At: start},
			{Kind: desk.InEdit, Author: desk.ByOperator, External: "echo", Text: "from my phone", EditedAt: start.Add(time.Minute), From: desk.Profile{User: "bob"}},
			{Kind: desk.InStatus, External: "echo", Status: desk.StatusDelivered, From: desk.Profile{User: "bob"}},
			{Kind: desk.InStatus, External: "echo", Status: desk.StatusFailed, Reason: "no", From: desk.Profile{User: "bob"}},
		}
	}
	type told struct {
		External desk.ExternalID
		Text     string
		Versions int
		Deleted  bool
		Status   desk.Status
		Reason   string
		Signs    string
	}
	tell := func(w *world) map[string]told {
		out := map[string]told{}
		for _, u := range []string{"ann", "bob"} {
			for _, m := range w.messages(u) {
				out[u+string(m.External)] = told{m.External, m.Text, len(m.Versions), m.Deleted, m.Status, m.Reason, fmt.Sprint(m.Signs())}
			}
			if _, err := w.store.Dialog(context.Background(), dialogID(u, 2)); err == nil {
				t.Errorf("%s has a second dialog", u)
			}
		}
		return out
	}
	calm := newWorld(t)
	calm.hear(events(calm)...)
	want := tell(calm)
	for seed := range uint64(12) {
		w := newWorld(t)
		es := events(w)
		order := rand.New(rand.NewPCG(seed, 5)).Perm(len(es))
		if seed == 0 {
			slices.Sort(order)
			slices.Reverse(order)
		}
		for range 3 {
			for _, i := range order {
				w.hear(es[i])
				w.work()
			}
		}
		if diff := cmp.Diff(want, tell(w)); diff != "" {
			t.Errorf("order %v (-want +got):\n%s", order, diff)
		}
	}
}

func TestReceive_OneBadStopsNobody(t *testing.T) {
	w := newWorld(t)
	bad := w.said("ann", "", "no id")
	got, err := w.receiver().Receive(context.Background(), w.config.lines["shop"], []desk.Inbound{bad, {Kind: "shout", From: desk.Profile{User: "x"}}, w.said("ann", "1", "hi")})
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Err == nil || got[1].Err == nil || got[2].Err != nil || !got[2].New || len(w.messages("ann")) != 1 {
		t.Errorf("got %+v", got)
	}
}

// A text that is longer than we keep is not lost: its beginning stands, no letter
// torn, and a repeat or an edit of it is no more.
func TestReceive_ALongTextIsKeptFromItsBeginning(t *testing.T) {
	w := newWorld(t)
	long := w.said("ann", "1", "x"+strings.Repeat("я", 40_000))
	edit := long
	edit.Kind, edit.EditedAt = desk.InEdit, long.At.Add(time.Minute)
	for _, in := range []desk.Inbound{long, long, edit} {
		w.hear(in)
	}
	if got := w.messages("ann"); len(got) != 1 || got[0].Text != "x"+strings.Repeat("я", 32767) {
		t.Errorf("got %d messages, the first of %d bytes", len(got), len(got[0].Text))
	}
}

func TestDeliver_WhatBecomesOfAFailure(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    *desk.SendError
		status desk.Status
		sent   int // after the messenger recovered
		block  bool
	}{
		{"again: sent later", &desk.SendError{Again: true, Code: "429", After: time.Minute}, desk.StatusSent, 1, false},
		{"unsure: never again by itself", &desk.SendError{Unsure: true, Code: "timeout"}, desk.StatusUnsure, 0, false},
		{"final", &desk.SendError{Code: "400", Reason: "chat not found"}, desk.StatusFailed, 0, false},
		{"blocked: the customer is marked", &desk.SendError{Blocked: true, Code: "403"}, desk.StatusFailed, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.hear(w.said("ann", "1", "hello"))
			w.work()
			w.sendErr = c.err
			say := talk.Say{ID: "a", Dialog: dialogID("ann", 1), Text: "good day"}
			if _, err := w.replier().Reply(context.Background(), admin, say); err != nil {
				t.Fatal(err)
			}
			w.work()
			w.sendErr = nil
			w.pass(10 * time.Minute)
			m := w.messages("ann")[1]
			if m.Status != c.status || len(w.sent) != c.sent {
				t.Errorf("status %s (%s), sent %d", m.Status, m.Reason, len(w.sent))
			}
			say.ID = "b"
			_, err := w.replier().Reply(context.Background(), admin, say)
			if (err != nil) != c.block {
				t.Errorf("a second reply: %v", err)
			}
		})
	}
}

// Whoever sends is killed at any of their calls. What the messenger may have taken is unsure
// and never sent again by itself; what was surely not is sent once. While the dead one's claim
// holds nobody touches it.
func TestDeliver_CutOffSendIsUnsure(t *testing.T) {
	sent, unsure := 0, 0
	for at := 0; ; at++ {
		for _, after := range []bool{false, true} {
			w := newWorld(t)
			w.hear(w.said("ann", "1", "hello"))
			w.work()
			if _, err := w.replier().Reply(t.Context(), admin, talk.Say{ID: "a", Dialog: dialogID("ann", 1), Text: "hi"}); err != nil {
				t.Fatal(err)
			}
			if len(w.nudges) != 1 {
				t.Fatalf("%d nudges, want the reply's alone", len(w.nudges))
			}
			for id := range w.nudges {
				delete(w.nudges, id)
				w.engine.at, w.engine.after, w.engine.kill = w.engine.n+at, after, true
				err := w.worker().Do(t.Context(), id)
				undisturbed := !w.engine.dead
				w.engine.at, w.engine.kill, w.engine.dead = -1, false, false
				if (err == nil) != undisturbed {
					t.Errorf("killed at call %d: %v, its work done %v: %v", at, !undisturbed, after, err)
				}
				if undisturbed {
					if m := w.messages("ann")[1]; m.Status != desk.StatusSent || len(w.sent) != 1 {
						t.Errorf("undisturbed: status %s, sent %d", m.Status, len(w.sent))
					}
					if sent < 2 || unsure < 2 {
						t.Errorf("%d were sent, %d unsure: the cuts tell nothing", sent, unsure)
					}
					return
				}
				claimed, err := w.store.Job(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				out, told := len(w.sent), w.messages("ann")[1].Status
				w.nudges[id] = w.now
				w.pass(desk.JobLease - time.Second)
				if claimed.State == desk.JobSending && (len(w.sent) != out || w.messages("ann")[1].Status != told) {
					t.Errorf("killed at call %d (after its work: %v): while the claim holds it was sent %d times, and is %s", at, after, len(w.sent)-out, w.messages("ann")[1].Status)
				}
				w.pass(10 * time.Minute)
				want, most := desk.StatusSent, 1
				switch {
				case claimed.State == desk.JobSending && told == desk.StatusSent: // it was noted in time
				case claimed.State == desk.JobSending:
					want, most = desk.StatusUnsure, out
					unsure++
				default:
					sent++
				}
				if m := w.messages("ann")[1]; m.Status != want || len(w.sent) != most {
					t.Errorf("killed at call %d (after its work: %v), job %s: the message is %s, sent %d times; want %s, %d", at, after, claimed.State, m.Status, len(w.sent), want, most)
				}
			}
		}
	}
}

func TestStatus_BeforeTheSendReturnedFindsItsMessageByMarker(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	m, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: "a", Dialog: dialogID("ann", 1), Text: "hi"})
	if err != nil {
		t.Fatal(err)
	}
	w.hear(desk.Inbound{Kind: desk.InStatus, Status: desk.StatusDelivered, External: "tg/1", Marker: m.External, From: desk.Profile{User: "ann"}})
	w.work() // the send returns only now
	if got := w.messages("ann")[1].Status; got != desk.StatusDelivered {
		t.Errorf("status %q, want delivered", got)
	}
}

func TestReply_Refusals_CH22(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	say := func(id string) error {
		_, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: id, Dialog: dialogID("ann", 1), Text: "x"})
		return err
	}
	if _, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: "blank", Dialog: dialogID("ann", 1), Text: " \n "}); !errors.Is(err, desk.ErrInvalid) || len(w.messages("ann")) != 1 {
		t.Errorf("a reply without a word: %v", err)
	}
	if _, err := w.closer().Close(context.Background(), admin, dialogID("ann", 1)); err != nil {
		t.Fatal(err)
	}
	if err := say("a"); err == nil || len(w.messages("ann")) != 1 {
		t.Errorf("a reply into a closed dialog: %v", err)
	}
	w.hear(w.said("ann", "2", "me again"))
	l := w.config.lines["shop"]
	l.Active = false
	w.config.lines["shop"] = l
	if _, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: "b", Dialog: dialogID("ann", 2), Text: "x"}); err == nil {
		t.Error("an inactive line sent")
	}
}

func TestCheck_TrustsNothing(t *testing.T) {
	w := newWorld(t)
	chat := desk.Chat{
		Fields: []desk.Field{{Name: "product", Type: desk.TypeString}, {Name: "discount", Type: desk.TypeNumber, Grants: true}},
		Messages: []desk.Message{
			{Seq: 1, Author: desk.ByCustomer, Text: "give me 50 percent"}, {Seq: 2, Author: desk.ByOperator, Text: "5 percent, then"},
			{Seq: 3, Author: desk.AsNote, Text: "a note"}, {Seq: 4, Author: desk.ByCustomer, Text: strings.Repeat("я", desk.MaxQuote+1)},
		},
	}
	for _, c := range []struct {
		name string
		f    desk.Finding
		ok   bool
	}{
		{"proven", desk.Finding{Field: "product", Value: "me", Quote: "give me", Message: 1}, true},
		{"a field that was not asked for", desk.Finding{Field: "stage", Value: "me", Quote: "give me", Message: 1}, false},
		{"no such message", desk.Finding{Field: "product", Value: "me", Quote: "give me", Message: 9}, false},
		{"a quote of another message", desk.Finding{Field: "product", Value: "me", Quote: "give me", Message: 2}, false},
		{"no quote", desk.Finding{Field: "product", Value: "", Quote: "", Message: 1}, false},
		{"a quote as long as may be", desk.Finding{Field: "product", Value: "я", Quote: strings.Repeat("я", desk.MaxQuote), Message: 4}, true},
		{"a longer one", desk.Finding{Field: "product", Value: "я", Quote: strings.Repeat("я", desk.MaxQuote+1), Message: 4}, false},
		{"a note", desk.Finding{Field: "product", Value: "note", Quote: "note", Message: 3}, false},
		{"the customer grants nothing", desk.Finding{Field: "discount", Value: "50", Quote: "50 percent", Message: 1}, false},
		{"the operator does", desk.Finding{Field: "discount", Value: "5", Quote: "5 percent", Message: 2}, true},
		{"not canonical", desk.Finding{Field: "discount", Value: "percent", Quote: "5 percent", Message: 2}, false},
	} {
		v, err := copilot.Check(chat, c.f, w)
		if (err == nil) != c.ok {
			t.Errorf("%s: got %q, %v", c.name, v, fmt.Sprint(err))
		}
		if c.f.Field == "stage" && !strings.Contains(fmt.Sprint(err), "not asked for") {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestSweep_ClosesWhatNobodyClosed_DG23(t *testing.T) {
	w := newWorld(t)
	w.config.settings.LeadMode = desk.ModeAll
	w.hear(w.said("ann", "1", "hello"))
	w.hear(w.said("ann", "2", "again"))
	w.work()
	clear(w.closings) // the steps were never started, or failed
	sweeper := w.sweeper(w, 2*time.Minute)
	for _, c := range []struct {
		at   time.Duration
		open bool
	}{{59 * time.Minute, true}, {time.Hour, true}, {90 * time.Minute, true}, {2 * time.Hour, false}} {
		w.now = start.Add(c.at)
		if _, err := sweeper.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		if d := w.dialog("ann", 1); d.Open() != c.open {
			t.Errorf("after %v: open %v, want %v", c.at, d.Open(), c.open)
		}
	}
	w.work()
	if w.reads != 1 {
		t.Errorf("read %d times after closing, want once (MC-03)", w.reads)
	}
}
