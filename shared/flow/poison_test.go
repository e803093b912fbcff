package flow_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// killed does something in a process that is killed in its midst, which die is
// called for: nothing after it is done, no note is made.
func killed(do func()) {
	over := make(chan bool)
	go func() {
		defer close(over)
		do()
	}()
	<-over
}

func die() { runtime.Goexit() }

func TestAnalyze_AReadingThatKillsItsProcessEndsToo(t *testing.T) {
	w := newWorld(t)
	ordered(w)
	w.ask("r1", dialogID("ann", 1))
	w.read = func(desk.Chat) (desk.Reading, error) { die(); return desk.Reading{}, nil }
	for range 2 * desk.MaxAttempts {
		killed(func() {
			_ = w.analyzer().Analyze(context.Background(), desk.Wakeup{Dialog: dialogID("ann", 1), Run: "r1"})
		})
		w.now = w.now.Add(desk.ReadingLease)
	}
	if run := w.run("r1"); run.State != desk.RunFailed || run.Code != "cut_off" || run.Reason == "" || w.reads != desk.MaxAttempts {
		t.Fatalf("%s %s %q after %d readings, want it failed after %d", run.State, run.Code, run.Reason, w.reads, desk.MaxAttempts)
	}
	w.finds("product", "chairs")
	w.ask("r2", dialogID("ann", 1))
	w.work()
	if run := w.run("r2"); run.State != desk.RunDone {
		t.Errorf("the next run: %s %s, want the dialog readable again", run.State, run.Reason)
	}
}

func TestAnalyze_APanicEndsLikeAnyError(t *testing.T) {
	w := newWorld(t)
	ordered(w)
	w.ask("r1", dialogID("ann", 1))
	w.read = func(desk.Chat) (desk.Reading, error) { panic("three of them, 3") }
	w.pass(time.Hour)
	run := w.run("r1")
	if run.State != desk.RunFailed || run.Code != "internal" || w.reads != desk.MaxAttempts {
		t.Fatalf("%s %s after %d readings, want it failed after %d", run.State, run.Code, w.reads, desk.MaxAttempts)
	}
	if strings.Contains(run.Reason, "three") || !strings.Contains(run.Reason, "flow_test.") {
		t.Errorf("the reason is %q, want where it happened, and no words", run.Reason)
	}
}

// breaking is a prover that breaks over one value.
type breaking struct{ *world }

func (b breaking) Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error) {
	if found.Value == "chairs" {
		panic("chairs")
	}
	return b.world.Prove(f, found, m, l)
}

func TestFill_AValueOverWhichTheProofBreaksCostsItselfAlone(t *testing.T) {
	w := newWorld(t)
	ref := ordered(w)
	w.finds("product", "chairs", "quantity", "3")
	w.ask("r1", dialogID("ann", 1))
	a := w.analyzer()
	a.Filler.Prover = breaking{w}
	if err := a.Analyze(context.Background(), desk.Wakeup{Dialog: dialogID("ann", 1), Run: "r1"}); err != nil {
		t.Fatal(err)
	}
	if got := kinds(w.run("r1")); got["product"] != desk.OutcomeInvalid || got["quantity"] != desk.OutcomeFilled || w.card(ref).Values["quantity"] != "3" {
		t.Errorf("outcomes %v", got)
	}
}

// The jobs that may be repeated: each ends dead when it panics or kills its
// process over and over, and another of its kind is done meanwhile.
func TestDeliver_APoisonousJobEnds(t *testing.T) {
	file := desk.Attachment{Kind: desk.AttachedDocument, Ref: "f1"}
	for name, poison := range map[string]func(){"a panic": func() { panic("words") }, "a kill": die} {
		for kind, make := range map[string]func(w *world) desk.JobID{
			"files": func(w *world) desk.JobID {
				in := w.said("ann", "1", "see")
				in.Attachments = []desk.Attachment{file}
				w.hear(in)
				w.during = poison
				m := w.messages("ann")[0]
				return desk.NewFilesJob("shop", m, dialogID("ann", 1), w.now).ID
			},
			"bind": func(w *world) desk.JobID {
				w.shows = func(p desk.Profile) (desk.Profile, error) { poison(); return p, nil }
				w.hear(w.said("ann", "1", "hello"))
				return desk.NewBindJob(w.dialog("ann", 1), w.now).ID
			},
		} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				w := newWorld(t)
				id := make(w)
				tries := 0
				for range 4 * desk.MaxAttempts {
					if kind == "files" {
						w.during = poison
					}
					tries++
					killed(func() {
						if err := w.worker().Do(context.Background(), id); err != nil {
							t.Errorf("try %d: %v", tries, err)
						}
					})
					v, err := w.store.Job(context.Background(), id)
					if err != nil {
						t.Fatal(err)
					}
					if v.Ended() {
						break
					}
					w.now = w.now.Add(11 * time.Minute) // the longest pause, and more than a lease
				}
				v, err := w.store.Job(context.Background(), id)
				if err != nil || v.State != desk.JobDead || v.Reason == "" || tries > desk.MaxAttempts+2 {
					t.Fatalf("after %d tries: %+v, %v; want it dead", tries, v, err)
				}
				if kind == "files" && w.messages("ann")[0].Attachments[0].Missing == "" {
					t.Error("the message does not say that its file is missing")
				}
				w.during, w.shows = nil, nil
				w.hear(w.said("bob", "2", "hello"))
				w.work()
				if d := w.dialog("bob", 1); d.Contact.ID == "" {
					t.Error("somebody else's dialog is not bound")
				}
			})
		}
	}
}

func TestDeliver_APanicWhileSendingIsUnsure(t *testing.T) {
	w := newWorld(t)
	ordered(w)
	m, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: "a1", Dialog: dialogID("ann", 1), Text: "hello"})
	if err != nil {
		t.Fatal(err)
	}
	w.during = func() { panic("hello") }
	w.work()
	v, err := w.store.Job(context.Background(), desk.NewReplyJob("shop", m, dialogID("ann", 1), w.now).ID)
	if err != nil || v.State != desk.JobUnsure || strings.Contains(v.Reason, "hello") {
		t.Errorf("%+v, %v; want it unsure: it may have gone out", v, err)
	}
	if got := w.messages("ann"); got[len(got)-1].Status != desk.StatusUnsure {
		t.Errorf("the message is %s, want unsure", got[len(got)-1].Status)
	}
}

func TestSweep_OneThatFailsStopsNobodyElse(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"), w.said("bob", "2", "hello"))
	w.now = w.now.Add(61 * time.Minute) // not the hour's first
	for _, fails := range []func(){func() { panic("words") }, nil} {
		out := &stumbling{world: w, first: fails}
		if n, err := w.sweeper(out, 0).Sweep(context.Background()); err == nil || n != 1 || len(out.told) != 1 {
			t.Errorf("told %d (%v), %v; want the other one, and the failure", n, out.told, err)
		}
	}
}

// stumbling is an outbox that fails the first.
type stumbling struct {
	*world
	first func()
	n     int
	told  []desk.JobID
}

func (s *stumbling) Enqueue(_ context.Context, v desk.Job, _ time.Duration) error {
	if s.n++; s.n == 1 {
		if s.first != nil {
			s.first()
		}
		return errors.New("no")
	}
	s.told = append(s.told, v.ID)
	return nil
}
