package flowtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sufler/sufler/shared/desk"
)

// anyHolders opens, assigns, accepts, releases, hands over and closes dialogs, and
// sets status, limit and off, in any order, with faults in between that whoever asks
// makes up for by asking again; and wants each to be as a simple model has it.
func anyHolders(t *testing.T, w *World) {
	x := newT(t, w)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		m := &holders{T: x, rt: rt, mark: fmt.Sprint("h", n), dialogs: map[desk.DialogID]desk.OperatorID{}, loads: map[desk.OperatorID]*desk.Workload{}}
		for i := range 3 {
			o := desk.OperatorID(fmt.Sprint(m.mark, "o", i))
			m.loads[o] = &desk.Workload{Operator: o, Status: desk.OperatorInactive}
			m.operators = append(m.operators, o)
		}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			w.Clock.Move(time.Second)
			m.step()
		}
		m.compare()
	})
}

// holders is the model: which open dialog is whose, and the operators' workloads.
type holders struct {
	*T
	rt        *rapid.T
	mark      string
	opened    int
	operators []desk.OperatorID
	order     []desk.DialogID
	dialogs   map[desk.DialogID]desk.OperatorID
	loads     map[desk.OperatorID]*desk.Workload
}

// retry does something until no fault comes between.
func (m *holders) retry(do func() error) error {
	if m.FailAt != nil && rapid.IntRange(0, 2).Draw(m.rt, "fails") == 0 {
		m.FailAt(rapid.IntRange(1, 5).Draw(m.rt, "at"), rapid.Bool().Draw(m.rt, "after"))
	}
	err := do()
	if m.FailAt != nil {
		m.FailAt(0, false)
	}
	if errors.Is(err, desk.ErrBusy) {
		err = do()
	}
	return err
}

// may is what the model says to giving an operator one more.
func (m *holders) may(o desk.OperatorID, id desk.DialogID, routed bool) bool {
	w := m.loads[o]
	return m.dialogs[id] == o || !w.Off && len(w.Dialogs) < w.Most() && (!routed || w.Status == desk.OperatorActive)
}

func (m *holders) moves(id desk.DialogID, to desk.OperatorID) {
	if had := m.dialogs[id]; had != "" && had != to {
		*m.loads[had] = m.loads[had].Without(id)
	}
	if m.dialogs[id] = to; to != "" {
		*m.loads[to] = m.loads[to].With(id)
	}
}

func (m *holders) step() {
	o := rapid.SampledFrom(m.operators).Draw(m.rt, "operator")
	do := rapid.SampledFrom([]string{"open", "open", "assign", "accept", "release", "transfer", "close", "status", "limit", "off"}).Draw(m.rt, "do")
	now := m.Clock.Now()
	switch do {
	case "open":
		user := fmt.Sprint(m.mark, "u", m.opened)
		m.opened++
		var d desk.Dialog
		if err := m.retry(func() (err error) { d, err = m.openDialog(user, desk.TeamID(m.mark)); return err }); err != nil {
			m.rt.Fatal(err)
		}
		m.dialogs[d.ID], m.order = "", append(m.order, d.ID)
		return
	case "status", "limit", "off":
		w := m.loads[o]
		switch do {
		case "status":
			w.Status = rapid.SampledFrom([]desk.OperatorStatus{desk.OperatorActive, desk.OperatorInactive}).Draw(m.rt, "status")
		case "limit":
			w.Limit = rapid.IntRange(1, 4).Draw(m.rt, "limit")
		default:
			w.Off = !w.Off
		}
		if err := m.retry(func() error {
			_, err := m.ChangeWorkload(m.ctx, o, func(have desk.Workload) (desk.Workload, error) {
				have.Status, have.Limit, have.Off = w.Status, w.Limit, w.Off
				return have, nil
			})
			return err
		}); err != nil {
			m.rt.Fatal(err)
		}
		return
	}
	if len(m.order) == 0 {
		return
	}
	m.onDialog(do, rapid.SampledFrom(m.order).Draw(m.rt, "dialog"), o, now)
}

// onDialog does something to an open dialog.
func (m *holders) onDialog(do string, id desk.DialogID, o desk.OperatorID, now time.Time) {
	to, ok := o, true
	change := func(d desk.Dialog) desk.Dialog { return d.Taken(o, now) }
	switch do {
	case "accept":
		ok = m.may(o, id, false)
	case "assign":
		if m.dialogs[id] != "" {
			return
		}
		ok = m.may(o, id, true)
		change = func(d desk.Dialog) desk.Dialog { return d.Assign(o, time.Minute, now) }
	case "release":
		to, change = "", func(d desk.Dialog) desk.Dialog { return d.Released(now) }
	case "close":
		to, change = "", func(d desk.Dialog) desk.Dialog { return d.Closed(desk.ClosedByHand, "", now) }
	case "transfer":
		m.transfer(id, o, now)
		return
	}
	err := m.retry(func() error { _, err := m.become(id, change); return err })
	if (err == nil) != ok || err != nil && !errors.Is(err, desk.ErrRefused) {
		m.rt.Fatalf("%s %s by %s: %v, want it to be possible: %v", do, id, o, err, ok)
	}
	if err != nil {
		return
	}
	m.moves(id, to)
	if do == "close" {
		delete(m.dialogs, id)
		m.order = slices.DeleteFunc(m.order, func(have desk.DialogID) bool { return have == id })
	}
}

func (m *holders) transfer(id desk.DialogID, to desk.OperatorID, now time.Time) {
	parent, err := m.Dialog(m.ctx, id)
	if err != nil {
		m.rt.Fatal(err)
	}
	child := parent.Child(to, "", now)
	had := m.dialogs[id]
	ok := had == to && !m.loads[to].Off && len(m.loads[to].Dialogs) <= m.loads[to].Most() || had != to && m.may(to, child.ID, false)
	err = m.retry(func() error { return m.Follow(m.ctx, closedOf(parent, now), child) })
	if (err == nil) != ok || err != nil && !errors.Is(err, desk.ErrRefused) {
		m.rt.Fatalf("hand %s to %s: %v, want it to be possible: %v", id, to, err, ok)
	}
	if err == nil {
		m.moves(id, "")
		delete(m.dialogs, id)
		m.order[slices.Index(m.order, id)] = child.ID
		m.moves(child.ID, to)
	}
}

// compare wants what is stored to be the model.
func (m *holders) compare() {
	for _, o := range m.operators {
		ws, err := m.Workloads(m.ctx, []desk.OperatorID{o})
		if err != nil {
			m.rt.Fatal(err)
		}
		got, want := ws[0], *m.loads[o]
		slices.Sort(got.Dialogs)
		slices.Sort(want.Dialogs)
		if !slices.Equal(got.Dialogs, want.Dialogs) || got.Status != want.Status || got.Off != want.Off || got.Most() != want.Most() {
			m.rt.Fatalf("%s: got %+v, want %+v", o, got, want)
		}
	}
	for id, o := range m.dialogs {
		d, err := m.Dialog(m.ctx, id)
		if err != nil || !d.Open() || d.Operator != o {
			m.rt.Fatalf("dialog %s is %s, of %q (%v), want %q's", id, d.State, d.Operator, err, o)
		}
	}
}
