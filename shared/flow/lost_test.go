package flow_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/talk"
)

// A run whose storing failed, or whose storing's answer was lost, is not left to
// nobody until its claim lapses: the same wakeup, or the one that follows, does
// the rest within seconds, and the dialog is read once.
func TestAnalyze_LostAnswersDoNotWaitForTheLease(t *testing.T) {
	first := func(w *world) (int, int) { // the engine's calls before and after the run
		ordered(w)
		w.finds("product", "chairs")
		w.ask("r1", dialogID("ann", 1))
		before := w.engine.n
		w.pass(2 * time.Minute)
		return before, w.engine.n
	}
	calm := newWorld(t)
	from, to := first(calm)
	for at := from; at < to; at++ {
		for _, after := range []bool{false, true} {
			w := newWorld(t)
			w.engine.at, w.engine.after = at, after
			first(w)
			if run := w.run("r1"); !run.Ended() || w.reads != 1 {
				t.Errorf("call %d failed (after its work: %v): two minutes later the run is %s, and was read %d times", at-from, after, run.State, w.reads)
			}
		}
	}
}

// A call that runs out of time, or is told to end, puts its run off with its
// last breath.
func TestAnalyze_OutOfTimeIsPutOff(t *testing.T) {
	w := newWorld(t)
	ordered(w)
	w.ask("r1", dialogID("ann", 1))
	w.now = w.now.Add(time.Minute)
	clear(w.wakeups)
	ctx, cancel := context.WithCancel(t.Context())
	read := w.read
	w.read = func(chat desk.Chat) (desk.Reading, error) {
		cancel()
		return desk.Reading{}, desk.ErrBusy
	}
	if err := w.analyzer().Analyze(ctx, desk.Wakeup{Dialog: dialogID("ann", 1), Run: "r1"}); err != nil {
		t.Fatal(err)
	}
	if run := w.run("r1"); run.State != desk.RunWaiting || len(w.wakeups) != 1 {
		t.Errorf("the run is %s, and %d wakeups are under way, want one of a waiting run", run.State, len(w.wakeups))
	}
	w.read = read
	w.pass(time.Minute)
	if run := w.run("r1"); run.State != desk.RunDone {
		t.Errorf("a minute later the run is %s", run.State)
	}
}

// A job whose call runs out of time in the middle of the sending, or of the
// fetching, is put off with its last breath: what is out stays counted, and
// nobody has to say that it may have arrived.
func TestDeliver_OutOfTimeIsPutOff(t *testing.T) {
	for name, prepare := range map[string]func(w *world) (again func()){
		"a reply": func(w *world) func() {
			w.hear(w.said("ann", "1", "hello"))
			w.work()
			if _, err := w.replier().Reply(t.Context(), admin, talk.Say{ID: "a", Dialog: dialogID("ann", 1), Text: "hi"}); err != nil {
				t.Fatal(err)
			}
			w.sendErr = &desk.SendError{Again: true, Code: "timeout", Done: 1}
			return func() { w.sendErr = nil }
		},
		"a file": func(w *world) func() {
			in := w.said("ann", "1", "")
			in.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1"}}
			w.hear(in)
			delete(w.nudges, desk.NewBindJob(desk.Dialog{ID: dialogID("ann", 1)}, w.now).ID)
			w.openErr = &desk.SendError{Again: true, Code: "timeout"}
			return func() { w.openErr = nil }
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			again := prepare(w)
			ctx, cancel := context.WithCancel(t.Context())
			w.during = cancel
			for id := range w.nudges {
				delete(w.nudges, id)
				if err := w.worker().Do(ctx, id); err != nil {
					t.Fatal(err)
				}
				v, err := w.store.Job(t.Context(), id)
				if err != nil || v.State != desk.JobQueued || v.Attempts != 1 || len(w.nudges) != 1 {
					t.Errorf("got %+v %v, and %d nudges are under way, want one of a queued job", v, err, len(w.nudges))
				}
			}
			again()
			w.pass(time.Minute)
			ms := w.messages("ann")
			if m := ms[len(ms)-1]; m.Author == desk.ByOperator && (m.Status != desk.StatusSent || w.sent[0].Done != 1) || m.WantsFiles() {
				t.Errorf("a minute later: %+v, sent %+v", m, w.sent)
			}
		})
	}
}

// cutOff ends a context with one of the proofs that it is handed.
type cutOff struct {
	flow.Prover
	at, n int
	cut   context.CancelFunc
}

func (c *cutOff) Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error) {
	if c.n++; c.n == c.at {
		c.cut()
	}
	return c.Prover.Prove(f, found, m, l)
}

// What was read is checked by proofs, each of which takes some milliseconds where
// a customer writes at length. Told to end, the checking ends before the next one,
// and the reading, which may have cost money, is not made again.
func TestAnalyze_AReadingIsKeptWhenItsCheckIsCutOff(t *testing.T) {
	play := func(at int) (*world, *cutOff) {
		w := newWorld(t)
		ordered(w)
		w.hear(w.said("ann", "3", "chairs, I said"), w.said("ann", "4", "yes, chairs"))
		w.read = func(chat desk.Chat) (desk.Reading, error) {
			r := desk.Reading{Reader: "test"}
			for _, m := range chat.Messages {
				r.Findings = append(r.Findings, desk.Finding{Field: "product", Value: "chairs", Quote: "chairs", Message: m.Seq, Confidence: 1})
			}
			r.Findings[0].Confidence = 2 // it wins, and the later messages are looked at for it once more
			return r, nil
		}
		w.ask("r1", dialogID("ann", 1))
		w.now = w.now.Add(time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		p := w.parts()
		c := &cutOff{Prover: w, at: at, cut: cancel}
		p.Prover = c
		if err := p.Analyzer().Analyze(ctx, desk.Wakeup{Dialog: dialogID("ann", 1), Run: "r1"}); err != nil {
			t.Fatal(err)
		}
		return w, c
	}
	calm, whole := play(0)
	if whole.n < 4 || calm.run("r1").State != desk.RunDone {
		t.Fatalf("undisturbed: %d proofs, the run is %s", whole.n, calm.run("r1").State)
	}
	for at := 1; at <= whole.n; at++ {
		w, c := play(at)
		if c.n != at {
			t.Errorf("cut off in proof %d of %d: %d were made", at, whole.n, c.n)
		}
		if run := w.run("r1"); run.State != desk.RunWaiting || run.Reading == nil {
			t.Errorf("cut off in proof %d: the run is %s, its reading kept: %v", at, run.State, run.Reading != nil)
		}
		w.pass(time.Minute)
		if run := w.run("r1"); run.State != desk.RunDone || w.reads != 1 || !slices.EqualFunc(run.Outcomes, calm.run("r1").Outcomes, func(a, b desk.Outcome) bool { return a.Field == b.Field && a.Kind == b.Kind && a.Value == b.Value }) {
			t.Errorf("cut off in proof %d: a minute later the run is %s, read %d times, %+v", at, run.State, w.reads, run.Outcomes)
		}
	}
}
