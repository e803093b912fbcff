package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// Races that a random order seldom meets, each played out step by step.

func bindTo(s store.Store, id desk.DialogID, card string) error {
	_, err := s.ChangeDialog(context.Background(), id, func(d desk.Dialog) (desk.Dialog, error) {
		return d.Bind(desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindDeal, ID: card}}), nil
	})
	return err
}

func shut(s store.Store, id desk.DialogID) error {
	_, err := s.ChangeDialog(context.Background(), id, func(d desk.Dialog) (desk.Dialog, error) {
		d.State = desk.StateClosed
		return d, nil
	})
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpen_AChangeOfTheClosedDialogIsNotLost(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	hook := &between{Engine: open(t, embedded.Knobs{})}
	s := store.Store{Engine: hook.Engine, Now: clock.Now}
	a, err := s.Append(ctx, says("m1", "x"))
	must(t, err)
	must(t, shut(s, a.Dialog.ID))
	clock.Move(time.Second)
	// Before the third write: message, dialog (closed), the next dialog.
	hook.n, hook.do = 3, func() { must(t, bindTo(s, a.Dialog.ID, "7")) }
	_, err = store.Store{Engine: hook, Now: clock.Now}.Append(ctx, says("m2", "x"))
	must(t, err)
	if d, err := s.Dialog(ctx, a.Dialog.ID); err != nil || len(d.Cards) != 1 {
		t.Errorf("the closed dialog's cards are %v, %v", d.Cards, err)
	}
}

func TestReply_AMessageThatComesMeanwhileStaysBeforeIt(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	hook := &between{Engine: open(t, embedded.Knobs{})}
	s := store.Store{Engine: hook.Engine, Now: clock.Now}
	a, err := s.Append(ctx, says("m1", "x"))
	must(t, err)
	var came desk.Appended
	hook.n, hook.do = 1, func() {
		clock.Move(time.Hour)
		came, err = s.Append(ctx, says("m2", "x"))
		must(t, err)
		clock.Move(-2 * time.Hour)
	}
	reply := says("own:1", "x")
	reply.Message.Author = desk.ByOperator
	got, err := store.Store{Engine: hook, Now: clock.Now}.AppendIn(ctx, reply, a.Dialog.ID, nil)
	must(t, err)
	if got.Message.Seq <= came.Message.Seq || got.Dialog.Last != got.Message.Seq || got.Dialog.Turn != desk.TurnCustomer {
		t.Errorf("the reply is at %d, the message at %d; dialog %+v", got.Message.Seq, came.Message.Seq, got.Dialog)
	}
}

func TestChangeDialog_TheNextDialogAtTheSameVersionIsLeftAlone(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	s := store.Store{Engine: open(t, embedded.Knobs{}), Now: clock.Now}
	n := 0
	say := func() desk.Dialog {
		n++
		clock.Move(time.Second)
		a, err := s.Append(ctx, says(fmt.Sprint("m", n), "x"))
		must(t, err)
		return a.Dialog
	}
	say()
	first := say()
	calls := 0
	_, err := s.ChangeDialog(ctx, first.ID, func(d desk.Dialog) (desk.Dialog, error) {
		if calls++; calls == 1 { // the next dialog gets to where this one was
			must(t, shut(s, first.ID))
			say()
			say()
		}
		d.Team = "late"
		return d, nil
	})
	must(t, err)
	one, err := s.Dialog(ctx, first.ID)
	must(t, err)
	two, err := s.Dialog(ctx, desk.NewDialogID(first.Customer, 2))
	if err != nil || one.Team != "late" || two.Team != "" || calls != 2 {
		t.Errorf("after %d calls: %+v, %+v, %v", calls, one, two, err)
	}
}

func TestRepeat_FindsItsDialogAmongMany(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	s := store.Store{Engine: open(t, embedded.Knobs{}), Now: clock.Now}
	var all []desk.Appended
	for i := range 33 {
		clock.Move(time.Second)
		a, err := s.Append(ctx, says(fmt.Sprint("m", i), "x"))
		must(t, err)
		all = append(all, a)
		if i%3 == 2 {
			must(t, shut(s, a.Dialog.ID))
		}
	}
	for i, was := range all {
		a, err := s.Append(ctx, says(fmt.Sprint("m", i), "x"))
		if err != nil || a.Dialog.ID != was.Dialog.ID || a.Opened != was.Opened {
			t.Errorf("message %d lies in %s (%v), want %s", i, a.Dialog.ID, err, was.Dialog.ID)
		}
	}
}

// repeating does single writes of some verbs twice, as the SDK does when it loses
// an answer. Transactions carry a token and are done once.
type repeating struct {
	store.Engine
	verbs []store.Verb
}

func (r repeating) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	if len(ops) == 1 && slices.Contains(r.verbs, ops[0].Do) {
		if _, err := r.Engine.Write(ctx, ops...); errors.Is(err, desk.ErrInvalid) {
			return nil, err
		}
	}
	return r.Engine.Write(ctx, ops...)
}

func TestAppend_TheSDKsOwnRepeatsAreHarmless(t *testing.T) {
	ctx := context.Background()
	for _, verbs := range [][]store.Verb{{store.DoPut}, {store.DoUpdate}, {store.DoPut, store.DoUpdate}} {
		clock := flowtest.NewClock()
		s := store.Store{Engine: repeating{open(t, embedded.Knobs{}), verbs}, Now: clock.Now}
		for i := range 4 {
			clock.Move(time.Second)
			at := clock.Now()
			a, err := s.Append(ctx, says(fmt.Sprint("m", i), "x"))
			if err != nil || !a.Message.Seq.Time().Equal(at) || a.Dialog.Last != a.Message.Seq || a.Dialog.Number != 1 {
				t.Errorf("%v: message %d at %v, dialog %+v, %v", verbs, i, a.Message.Seq.Time(), a.Dialog, err)
			}
		}
		d := desk.NewDialogID(says("", "").Message.Customer, 1)
		must(t, bindTo(s, d, "7"))
		must(t, shut(s, d))
		if got, err := s.Dialog(ctx, d); err != nil || got.Open() || len(got.Cards) != 1 {
			t.Errorf("%v: the dialog is %+v, %v", verbs, got, err)
		}
	}
}

func TestClaims_TheSDKsOwnRepeatIsTheSameClaim(t *testing.T) {
	ctx := context.Background()
	plain := store.Store{Engine: open(t, embedded.Knobs{}), Now: flowtest.NewClock().Now}
	s := plain
	s.Engine = repeating{plain.Engine, []store.Verb{store.DoPut}}
	r, _, err := plain.CreateRun(ctx, desk.Run{ID: "r", Dialog: "c-1", Card: desk.CardRef{Kind: desk.KindDeal, ID: "5"}, State: desk.RunWaiting})
	must(t, err)
	must(t, plain.AddJob(ctx, desk.Job{ID: "v", State: desk.JobQueued}))
	v, err := plain.Job(ctx, "v")
	must(t, err)
	r.State, v.State = desk.RunRunning, desk.JobSending
	if _, err := s.SaveRun(ctx, r, nil, nil); err != nil {
		t.Errorf("claim a run: %v", err)
	}
	if _, err := s.SaveJob(ctx, v); err != nil {
		t.Errorf("claim a job: %v", err)
	}
	if _, err := s.Begin(ctx, "k", "h", s.Now(), s.Now().Add(time.Minute)); err != nil {
		t.Errorf("claim a request: %v", err)
	}
	of := desk.CardRef{Kind: desk.KindDeal, ID: "o", Connection: "sold"}
	if _, err := s.BeginMaking(ctx, of, desk.CardRef{}, s.Now(), s.Now().Add(time.Minute)); err != nil {
		t.Errorf("begin to make a card: %v", err)
	}
	// The same claim by somebody else is another.
	if _, err := s.SaveRun(ctx, r, nil, nil); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("claim a run again: %v, want ErrConflict", err)
	}
	if _, err := s.SaveJob(ctx, v); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("claim a job again: %v, want ErrConflict", err)
	}
	if _, err := s.BeginMaking(ctx, of, desk.CardRef{}, s.Now(), s.Now().Add(time.Minute)); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("begin to make a card again: %v, want ErrBusy", err)
	}
}

func TestRepeat_OfAMessageThatDiedCountsItAsSaid(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	s := store.Store{Engine: open(t, embedded.Knobs{}), Now: clock.Now}
	a, err := s.Append(ctx, says("m1", "x"))
	must(t, err)
	clock.Move(time.Second)
	lost := says("m2", "x")
	lost.Message.Author = desk.ByOperator
	dying, cancel := context.WithCancel(ctx)
	hook := &between{Engine: s.Engine, n: 2, do: cancel}
	if _, err := (store.Store{Engine: hook, Now: clock.Now}).Append(dying, lost); err == nil {
		t.Fatal("it did not die")
	}
	clock.Move(time.Second)
	note := says("own:1", "x")
	note.Message.Author = desk.AsNote
	_, err = s.AppendIn(ctx, note, a.Dialog.ID, nil)
	must(t, err)
	for range 2 {
		got, err := s.Append(ctx, lost)
		d := got.Dialog
		if err != nil || d.LastSpoken != got.Message.Seq || d.Last <= got.Message.Seq || d.Turn != desk.TurnCustomer || d.State != desk.StateInProgress {
			t.Errorf("after the repeat: %+v, %v", got, err)
		}
	}
}

// atOnce counts how many of n racers answer true.
func atOnce(t *testing.T, n int, do func(i int) (bool, error)) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	yes := 0
	for i := range n {
		wg.Go(func() {
			ok, err := do(i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if ok {
				yes++
			}
		})
	}
	wg.Wait()
	return yes
}

func TestRuns_OneOfManyFollowsARunThatEnded(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	s := store.Store{Engine: open(t, embedded.Knobs{}), Now: clock.Now}
	for round := range 10 {
		made := atOnce(t, 8, func(i int) (bool, error) {
			_, created, err := s.CreateRun(ctx, desk.Run{
				ID: desk.RunID(fmt.Sprint(round, "-", i)), Dialog: "c-1", Card: desk.CardRef{Kind: desk.KindDeal, ID: "5"}, State: desk.RunWaiting,
			})
			return created, err
		})
		p, err := s.DialogRuns(ctx, "c-1", desk.PageAsk{})
		must(t, err)
		if made != 1 || len(p.Items) != round+1 {
			t.Fatalf("round %d: %d were made, %d are there", round, made, len(p.Items))
		}
		for _, r := range p.Items {
			if !r.Ended() {
				r.State = desk.RunDone
				_, err := s.SaveRun(ctx, r, nil, nil)
				must(t, err)
			}
		}
	}
}

func TestOnce_OneOfManyTakesALapsedClaim(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	s := store.Store{Engine: open(t, embedded.Knobs{}), Now: clock.Now}
	for range 10 {
		claimed := atOnce(t, 8, func(int) (bool, error) {
			_, err := s.Begin(ctx, "k", "h", clock.Now(), clock.Now().Add(time.Minute))
			if errors.Is(err, desk.ErrConflict) {
				return false, nil
			}
			return true, err
		})
		if claimed != 1 {
			t.Fatalf("%d claimed the same request", claimed)
		}
		clock.Move(time.Minute)
	}
}

// reading is an engine in which something happens after a line was read.
type reading struct {
	store.Engine
	do func()
}

func (r *reading) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	its, err := r.Engine.BatchGet(ctx, ks, strong)
	if do := r.do; do != nil {
		r.do = nil
		do()
	}
	return its, err
}

func TestCached_ASaveDuringAReadIsNotForgotten(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	for name, warm := range map[string]bool{"never read": false, "read long ago": true} {
		r := &reading{Engine: open(t, embedded.Knobs{})}
		c := &store.Cached{Store: store.Store{Engine: r, Now: clock.Now}}
		l, err := c.SaveLine(ctx, desk.Line{ID: "l", Title: "one"})
		must(t, err)
		if warm {
			_, err := c.Line(ctx, "l")
			must(t, err)
			clock.Move(store.Fresh)
		}
		l.Title = "two"
		r.do = func() {
			_, err := c.SaveLine(ctx, l)
			must(t, err)
		}
		if old, err := c.Line(ctx, "l"); err != nil || old.Title != "one" {
			t.Errorf("%s: read %q, %v", name, old.Title, err)
		}
		if now, err := c.Line(ctx, "l"); err != nil || now.Title != "two" {
			t.Errorf("%s: after the save: %q (%v), want two", name, now.Title, err)
		}
	}
}
