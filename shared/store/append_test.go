package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// between is an engine in which something happens before its n-th write.
type between struct {
	store.Engine
	n  int
	do func()
}

func (b *between) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	if b.n--; b.n == 0 {
		b.do()
	}
	return b.Engine.Write(ctx, ops...)
}

// TestAppend_Between lets others come between the two writes of a message.
func TestAppend_Between(t *testing.T) {
	ctx := context.Background()
	type scene struct {
		t     *testing.T
		s     store.Store // of the others
		clock *flowtest.Clock
		seen  desk.Seq // how far somebody has read
	}
	say := func(x *scene, id string) desk.Appended {
		x.clock.Move(time.Second)
		a, err := x.s.Append(ctx, says(id, "x"))
		if err != nil {
			x.t.Fatal(err)
		}
		return a
	}
	end := func(x *scene) {
		id := desk.NewDialogID(says("", "").Message.Customer, 1)
		if _, err := x.s.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			d.State = desk.StateClosed
			return d, nil
		}); err != nil {
			x.t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		others func(x *scene)
		dialog int  // where the message ends up
		behind bool // it must come after what others had read
		opened bool
	}{
		{"nobody", func(*scene) {}, 1, false, false},
		{"another message is counted: ours goes behind it, nobody misses it", func(x *scene) { x.seen = say(x, "n").Message.Seq }, 1, true, false},
		{"the dialog is closed: ours opens the next", end, 2, true, true},
		{"another message and the end: ours opens the next", func(x *scene) { x.seen = say(x, "n").Message.Seq; end(x) }, 2, true, true},
		{"the next dialog opened already: ours joins it", func(x *scene) { end(x); x.seen = say(x, "n").Message.Seq }, 2, true, false},
		{"a repeat counted ours: it stays", func(x *scene) { say(x, "m") }, 1, false, false},
		{"a repeat counted ours, then another came: it stays", func(x *scene) { say(x, "m"); say(x, "n") }, 1, false, false},
		{"a repeat counted ours, then another and the end: it stays", func(x *scene) { say(x, "m"); say(x, "n"); end(x) }, 1, false, false},
		{"a repeat counted ours, and the next dialog opened: it stays", func(x *scene) { say(x, "m"); end(x); say(x, "n") }, 1, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := flowtest.NewClock()
			hook := &between{Engine: open(t, embedded.Knobs{})}
			x := &scene{t: t, s: store.Store{Engine: hook.Engine, Now: clock.Now}, clock: clock}
			first := say(x, "first")
			clock.Move(time.Second)
			hook.n, hook.do = 2, func() { c.others(x) }
			a, err := store.Store{Engine: hook, Now: clock.Now}.Append(ctx, says("m", "x"))
			if err != nil {
				t.Fatal(err)
			}
			m, err := x.s.Message(ctx, first.Message.Customer, "m")
			if err != nil || m.Seq != a.Message.Seq {
				t.Fatalf("stored at %d, answered %d, %v", m.Seq, a.Message.Seq, err)
			}
			d, err := x.s.Dialog(ctx, a.Dialog.ID)
			if err != nil || d.Number != c.dialog || a.Opened != c.opened || m.Seq <= d.After || m.Seq > d.Last {
				t.Errorf("in dialog %d (%d to %d) at %d, opened %v, %v; want dialog %d", d.Number, d.After, d.Last, m.Seq, a.Opened, err, c.dialog)
			}
			if c.behind && m.Seq <= x.seen {
				t.Errorf("it is at %d: who read up to %d never sees it", m.Seq, x.seen)
			}
			if !a.New {
				t.Error("it is not new")
			}
		})
	}
}

// TestAppend_TheNextMessageTakesALostOneIn: a message whose first attempt died
// between the writes, and which nobody repeats, is still in a dialog.
func TestAppend_TheNextMessageTakesALostOneIn(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	s := store.Store{Engine: open(t, embedded.Knobs{}), Now: clock.Now}
	first, err := s.Append(ctx, says("m1", "x"))
	if err != nil {
		t.Fatal(err)
	}
	clock.Move(time.Second)
	dying, cancel := context.WithCancel(ctx)
	hook := &between{Engine: s.Engine, n: 2, do: cancel}
	if _, err := (store.Store{Engine: hook, Now: clock.Now}).Append(dying, says("m2", "x")); err == nil {
		t.Fatal("it did not die")
	}
	clock.Move(time.Second)
	if _, err := s.Append(ctx, says("m3", "x")); err != nil {
		t.Fatal(err)
	}
	d, err := s.Dialog(ctx, first.Dialog.ID)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Messages(ctx, d.Customer, d.After, d.Last, false, desk.PageAsk{})
	if err != nil || len(p.Items) != 3 {
		t.Errorf("%d messages lie in the dialog (%v), want 3", len(p.Items), err)
	}
}
