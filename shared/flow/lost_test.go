package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
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
