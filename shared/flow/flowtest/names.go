package flowtest

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// same wants id to be kept as want.
func (t *T) same(id, want desk.CustomerID) {
	t.Helper()
	got, err := t.CanonicalCustomer(t.ctx, id)
	if err != nil || got != want {
		t.Errorf("%s is kept as %s (%v), want %s", id, got, err, want)
	}
}

// both appends a message of the customer that came with another id of theirs.
func (t *T) both(other desk.CustomerID, id string) desk.Appended {
	t.Helper()
	t.Clock.Move(time.Second)
	a := t.said(desk.ByCustomer, id, "text of "+id)
	a.Also = other
	got, err := t.Append(t.ctx, a)
	t.must(err)
	return got
}

func phoneFirst(t *T) {
	t.line.Traits.AltID = true
	phone, other := t.cust, desk.NewCustomerID(t.line.ID, "US.1")
	t.append("m1")
	t.same(other, other)
	for _, id := range []string{"m2", "m2", "m3"} {
		if a := t.both(other, id); a.Message.Customer != phone || a.Dialog.Number != 1 {
			t.Errorf("%s: got %+v", id, a)
		}
		t.same(other, phone)
		t.same(phone, phone)
	}
	t.close(desk.NewDialogID(phone, 1))
	if a := t.both(other, "m4"); a.Message.Customer != phone || a.Dialog.Number != 2 {
		t.Errorf("after the end: got %+v", a)
	}
	t.whole("m1", "m2", "m3", "m4")
}

// idFirst: known by the id, then by both, then by the phone alone.
func idFirst(t *T) {
	t.line.Traits.AltID = true
	phone, other := desk.NewCustomerID(t.line.ID, "4420"), desk.NewCustomerID(t.line.ID, "US.2")
	t.cust = other
	t.append("n1")
	t.cust = phone
	t.must(t.UpdateOrDefer(t.ctx, phone, "n2", gone))
	for _, new := range []bool{true, false} {
		if a := t.both(other, "n2"); a.Message.Customer != other || a.Dialog.Number != 1 || a.New != new || !a.Message.Deleted {
			t.Errorf("both: got %+v, want new %v", a, new)
		}
	}
	if a := t.append("n3"); a.Message.Customer != other || a.Dialog.Number != 1 || !a.New {
		t.Errorf("by the phone alone: got %+v", a)
	}
	if ms := t.stream(); len(ms) != 0 {
		t.Errorf("%d messages are left behind", len(ms))
	}
	t.cust = other
	t.whole("n1", "n2", "n3")
	t.same(other, other)
	t.same(phone, other)
}
