package flowtest

import (
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// lostSuite fails each step of a verb in turn, before and after its work, then
// repeats the verb, and wants the end state to be as if nothing had happened.
var lostSuite = map[string]func(*T){
	"a message": func(t *T) {
		t.everyFault(func(i int) error { return t.say(i, "m") }, nil)
	},
	"a message that opens the next dialog": func(t *T) {
		t.everyFault(func(i int) error { return t.say(i, "m") }, func() {
			if ds := t.dialogs(); len(ds) > 0 {
				t.close(ds[len(ds)-1].ID)
			}
		})
	},
	"a message that opens the first dialog": func(t *T) {
		t.everyFault(func(i int) error {
			return t.say(i, "m")
		}, func() {
			t.cust = desk.NewCustomerID(t.line.ID, fmt.Sprint(t.Steps()))
			t.known = nil
		})
	},
	"a reply": func(t *T) {
		d := t.append("m").Dialog
		t.known = append(t.known, "m")
		t.everyFault(func(i int) error {
			a := t.said(desk.ByOperator, t.id(i, "own"), "x")
			v := desk.NewReplyJob(t.line.ID, a.Message, d.ID, t.Clock.Now())
			_, err := t.AppendIn(t.ctx, a, d.ID, &v)
			if err == nil {
				_, err = t.Job(t.ctx, v.ID)
			}
			return err
		}, nil)
	},
	"a person's message from elsewhere, where a bot may answer: it and that the dialog is a person's are one": func(t *T) {
		t.everyFault(func(i int) error {
			t.Clock.Move(time.Second)
			a := t.said(desk.ByOperator, t.id(i, "echo"), "x")
			a.Line.Active, a.Line.Bot = true, desk.BotBuiltIn
			got, err := t.Append(t.ctx, a)
			if err != nil {
				t.FailAt(0, false)
				_, err := t.Message(t.ctx, t.cust, a.Message.External)
				ds := t.dialogs()
				if there := err == nil; there && ds[len(ds)-1].LastSaid != a.Message.External {
					t.Errorf("message %s is stored, and the dialog is %+v", a.Message.External, ds[len(ds)-1])
				}
				return errors.New("cut off")
			}
			if got.Dialog.State != desk.StateInProgress {
				return fmt.Errorf("the dialog is %s after a person's message", got.Dialog.State)
			}
			return nil
		}, func() {
			if ds := t.dialogs(); len(ds) > 0 {
				t.close(ds[len(ds)-1].ID)
			}
		})
	},
	"a note by which the bot has the dialog again: both are one, once": func(t *T) {
		t.everyFault(func(i int) error {
			t.Clock.Move(time.Second)
			a := t.said(desk.ByOperator, t.id(i, "echo"), "x")
			a.Line.Active, a.Line.Bot = true, desk.BotBuiltIn
			got, err := t.Append(t.ctx, a)
			if err != nil {
				return err
			}
			a = t.said(desk.AsNote, t.id(i, "again"), "x")
			a.BotAgain = true
			_, err = t.AppendIn(t.ctx, a, got.Dialog.ID, nil)
			if err == nil {
				return nil
			}
			t.FailAt(0, false)
			_, there := t.Message(t.ctx, t.cust, a.Message.External)
			ds := t.dialogs()
			if d := ds[len(ds)-1]; (there == nil) != (d.State == desk.StateBot) {
				t.Errorf("the note is there: %v, and the dialog is %s", there == nil, d.State)
			}
			return err
		}, func() {
			if ds := t.dialogs(); len(ds) > 0 {
				t.close(ds[len(ds)-1].ID)
			}
		})
	},
	"a change of a dialog": func(t *T) {
		d := t.append("m").Dialog
		t.known = append(t.known, "m")
		t.everyFault(func(i int) error {
			got, err := t.ChangeDialog(t.ctx, d.ID, func(d desk.Dialog) (desk.Dialog, error) {
				return d.Bind(desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindDeal, ID: fmt.Sprint("d", i)}}), nil
			})
			if err == nil && len(got.Cards) != i+1 {
				return fmt.Errorf("%d cards are bound after %d changes", len(got.Cards), i+1)
			}
			return err
		}, nil)
	},
	"a run": func(t *T) {
		t.everyFault(func(i int) error {
			r := t.run(fmt.Sprint("r", i))
			r.Card.ID = fmt.Sprint(i)
			got, _, err := t.CreateRun(t.ctx, r)
			if err == nil && got.ID != r.ID {
				return fmt.Errorf("got run %s", got.ID)
			}
			return err
		}, nil)
	},
	"a hand-over": func(t *T) {
		var parent, child desk.Dialog
		t.everyFault(func(int) error { return t.Follow(t.ctx, parent, child) }, func() {
			t.Clock.Move(time.Second)
			id := desk.ExternalID(fmt.Sprint("m", t.Steps()))
			t.known = append(t.known, id)
			parent, child = t.handed(t.append(string(id)).Dialog)
		})
	},
}

// id is an external id that the stream shall hold from now on.
func (t *T) id(i int, kind string) string {
	id := fmt.Sprint(kind, i)
	for _, have := range t.known {
		if string(have) == id {
			return id
		}
	}
	t.known = append(t.known, desk.ExternalID(id))
	return id
}

// say appends the i-th message.
func (t *T) say(i int, kind string) error {
	t.Clock.Move(time.Second)
	_, err := t.Append(t.ctx, t.said(desk.ByCustomer, t.id(i, kind), "x"))
	return err
}

// everyFault does a verb once for each way in which one of its steps can fail,
// and repeats it. i numbers the attempts; before prepares one.
func (t *T) everyFault(verb func(i int) error, before func()) {
	if t.FailAt == nil {
		return
	}
	i := 0
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			if n > 60 {
				t.Fatal("a verb of more than 60 steps")
			}
			if before != nil {
				before()
			}
			start := t.Steps()
			t.FailAt(n, after)
			err := verb(i)
			t.FailAt(0, false)
			reached := t.Steps()-start >= n
			if reached && err == nil && !after {
				t.Logf("step %d failed and nobody minded", n)
			}
			for range 2 {
				if err := verb(i); err != nil {
					t.Fatalf("repeat after step %d failed (after its work: %v): %v", n, after, err)
				}
			}
			if err := whole(t.ctx, t.World, t.cust, t.known, false); err != nil {
				t.Fatalf("after step %d failed (after its work: %v): %v", n, after, err)
			}
			i++
			if !reached {
				break
			}
		}
	}
}
