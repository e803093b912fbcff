package flowtest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var messagesSuite = map[string]func(*T){
	"a stretch is read in either direction, by pages": stretches,
	"what is not there is not found":                  noMessage,
}

func stretches(t *T) {
	var seqs []desk.Seq
	for i := range 10 {
		seqs = append(seqs, t.append(fmt.Sprint("m", i)).Message.Seq)
	}
	for _, c := range []struct {
		name        string
		after, upto desk.Seq
		want        []desk.Seq
	}{
		{"all", 0, 0, seqs},
		{"after a place", seqs[3], 0, seqs[4:]},
		{"up to and with a place", 0, seqs[3], seqs[:4]},
		{"between", seqs[2], seqs[5], seqs[3:6]},
		{"between neighbours", seqs[2], seqs[2] + 1, nil},
		{"nothing", seqs[5], seqs[5], nil},
		{"an end before its start", seqs[5], seqs[2], nil},
		{"beyond the end", seqs[9], 0, nil},
	} {
		for _, newest := range []bool{false, true} {
			var got []desk.Seq
			for _, m := range all(t, func(ask desk.PageAsk) (desk.Page[desk.Message], error) {
				return t.Messages(t.ctx, t.cust, c.after, c.upto, newest, ask)
			}) {
				got = append(got, m.Seq)
			}
			if newest {
				slices.Reverse(got)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s, newest first %v (-want +got)\n%s", c.name, newest, d)
			}
		}
	}
	for _, bad := range []string{"!", "bm9uc2Vuc2U", "e30"} {
		_, err := t.Messages(t.ctx, t.cust, 0, 0, false, desk.PageAsk{Cursor: bad})
		t.wants(err, desk.ErrInvalid, "cursor "+bad)
	}
}

func noMessage(t *T) {
	_, err := t.Message(t.ctx, t.cust, "none")
	t.wants(err, desk.ErrNotFound, "message")
	if got := t.stream(); len(got) != 0 {
		t.Errorf("nobody's stream holds %v", got)
	}
}

var dialogsSuite = map[string]func(*T){
	"a change is stored whole":                     changes,
	"a change that fails or does nothing is none":  noChanges,
	"a change sees what came meanwhile":            changeRaced,
	"what is not the change's to change is not":    placeKept,
	"a child follows its parent in one step (D18)": follows,
	"a parent that changed is not followed":        followsNot,
}

func changes(t *T) {
	id := t.append("m1").Dialog.ID
	got, err := t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		d.State, d.Operator, d.Team = desk.StateInProgress, "olga", "sales"
		return d.Bind(desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindDeal, ID: "5"}, CreatedAt: t.Clock.Now()}), nil
	})
	t.must(err)
	stored, err := t.Dialog(t.ctx, id)
	t.must(err)
	if d := cmp.Diff(got, stored); d != "" || stored.Operator != "olga" || len(stored.Cards) != 1 {
		t.Errorf("stored %+v (-answer +stored)\n%s", stored, d)
	}
	closed := t.close(id)
	t.append("m2")
	late, err := t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		return d.Bind(desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindDeal, ID: "6"}, CreatedAt: t.Clock.Now()}), nil
	})
	if err != nil || len(late.Cards) != 2 || late.Last != closed.Last {
		t.Errorf("a closed dialog is bound: %+v, %v", late, err)
	}
	t.whole("m1", "m2")
}

func noChanges(t *T) {
	id := t.append("m1").Dialog.ID
	before := t.dialogs()
	no := errors.New("no")
	_, err := t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		d.Operator = "olga"
		return d, no
	})
	t.wants(err, no, "a failing change")
	_, err = t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return d, nil })
	t.must(err)
	if d := cmp.Diff(before, t.dialogs()); d != "" {
		t.Errorf("changed\n%s", d)
	}
	for _, id := range []desk.DialogID{desk.NewDialogID(t.cust, 2), desk.NewDialogID("nobody", 1), "", "x"} {
		_, err = t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return d, nil })
		t.wants(err, desk.ErrNotFound, "change "+string(id))
		_, err = t.Dialog(t.ctx, id)
		t.wants(err, desk.ErrNotFound, "dialog "+string(id))
	}
}

func changeRaced(t *T) {
	id := t.append("m1").Dialog.ID
	calls := 0
	got, err := t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if calls++; calls == 1 {
			t.append("m2")
		}
		return closing(t.Clock.Now())(d)
	})
	t.must(err)
	if calls != 2 || got.Open() || got.Last != t.stream()[1].Seq {
		t.Errorf("after %d calls: %+v", calls, got)
	}
	calls = 0
	got, err = t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if calls++; calls == 1 {
			t.append("m3") // the next dialog opens: this one moves to the archive
		}
		d.Team = "late"
		return d, nil
	})
	if err != nil || got.Team != "late" || t.dialogs()[1].Team != "" {
		t.Errorf("changed while the next opened: %+v, %v", got, err)
	}
	t.whole("m1", "m2", "m3")
}

func placeKept(t *T) {
	id := t.append("m1").Dialog.ID
	for name, change := range map[string]func(*desk.Dialog){
		"last":   func(d *desk.Dialog) { d.Last++ },
		"after":  func(d *desk.Dialog) { d.After-- },
		"number": func(d *desk.Dialog) { d.Number++ },
		"id":     func(d *desk.Dialog) { d.ID = "x-1" },
	} {
		_, err := t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			change(&d)
			return d, nil
		})
		t.wants(err, desk.ErrInvalid, "change of "+name)
	}
	t.close(id)
	_, err := t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		d.State = desk.StateWaiting
		return d, nil
	})
	t.wants(err, desk.ErrInvalid, "opening again")
	t.whole("m1")
}

// handed is a dialog's end and its child.
func (t *T) handed(d desk.Dialog) (parent, child desk.Dialog) {
	return closedOf(d, t.Clock.Now()), d.Child("boris", "", t.Clock.Now())
}

func follows(t *T) {
	parent, child := t.handed(t.append("m1").Dialog)
	for range 2 {
		t.must(t.Follow(t.ctx, parent, child))
	}
	if d := cmp.Diff([]desk.Dialog{parent, child}, t.dialogs()); d != "" {
		t.Errorf("the dialogs (-want +got)\n%s", d)
	}
	next := t.append("m2")
	if next.Opened || next.Dialog.ID != child.ID || next.Dialog.Parent != parent.ID || next.Dialog.ThreadAfter != parent.ThreadAfter {
		t.Errorf("the next message: %+v", next)
	}
	t.whole("m1", "m2")
}

func followsNot(t *T) {
	first := t.append("m1").Dialog
	parent, child := t.handed(first)
	t.append("m2")
	t.wants(t.Follow(t.ctx, parent, child), desk.ErrConflict, "a message came")
	parent, child = t.handed(t.dialogs()[0])
	_, err := t.ChangeDialog(t.ctx, first.ID, func(d desk.Dialog) (desk.Dialog, error) { d.Operator = "olga"; return d, nil })
	t.must(err)
	t.wants(t.Follow(t.ctx, parent, child), desk.ErrConflict, "somebody took it")
	t.close(first.ID)
	parent, child = t.handed(t.dialogs()[0])
	t.wants(t.Follow(t.ctx, parent, child), desk.ErrConflict, "it was closed")
	t.append("m3")
	t.wants(t.Follow(t.ctx, parent, child), desk.ErrConflict, "another dialog is newer")
	t.whole("m1", "m2", "m3")
}

var customersSuite = map[string]func(*T){
	"a change is stored, and survives the next dialog": changesCustomer,
}

func changesCustomer(t *T) {
	_, err := t.Customer(t.ctx, t.cust)
	t.wants(err, desk.ErrNotFound, "customer")
	block := func(c desk.Customer) (desk.Customer, error) {
		c.BlockedAt, c.Contact = t.Clock.Now(), desk.CardRef{Kind: desk.KindContact, ID: "1"}
		return c, nil
	}
	_, err = t.ChangeCustomer(t.ctx, t.cust, block)
	t.wants(err, desk.ErrNotFound, "change of nobody")
	t.close(t.append("m1").Dialog.ID)
	for range 2 {
		got, err := t.ChangeCustomer(t.ctx, t.cust, block)
		if err != nil || !got.Blocked(got.FirstAt) {
			t.Errorf("changed to %+v, %v", got, err)
		}
	}
	t.Clock.Move(time.Second)
	in := t.said(desk.ByCustomer, "m2", "x")
	in.Profile.Name = "Anna"
	_, err = t.Append(t.ctx, in)
	t.must(err)
	c, err := t.Customer(t.ctx, t.cust)
	if err != nil || c.BlockedAt.IsZero() || c.Contact.ID != "1" || c.Profile.Name != "Anna" {
		t.Errorf("after the next dialog: %+v, %v", c, err)
	}
	no := errors.New("no")
	_, err = t.ChangeCustomer(t.ctx, t.cust, func(c desk.Customer) (desk.Customer, error) { return c, no })
	t.wants(err, no, "a failing change")
}
