package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// open opens the customer's next dialog for m, after h, which is closed, or the
// first, if met is nil: the dialog, the old one's move to the archive, the
// customer and the job that binds the dialog, in one write. ok is false if
// somebody else was faster.
func (s Store) open(ctx context.Context, a desk.Append, m desk.Message, h head, met Item) (out outcome, ok bool, err error) {
	ops, next, err := s.opening(ctx, a, m, h, met)
	if err != nil {
		return outcome{}, false, err
	}
	_, err = s.Engine.Write(ctx, ops...)
	if lostRace(err) {
		return outcome{}, false, nil
	}
	return appended(m, next), err == nil, err
}

// opening are the operations of open, and the dialog that they open.
func (s Store) opening(ctx context.Context, a desk.Append, m desk.Message, h head, met Item) ([]Op, head, error) {
	next := head{Dialog: h.Next(m.Customer, a.Line, m.Seq), opener: markOf(m.External), also: h.also}.takes(m)
	next.Dialog = next.AnsweredBy(a.Operator, m.Seq.Time())
	next.gone = s.lately(h.gone)
	next.LastSpoken = m.Seq // the quiet period has to count from something
	along, err := s.alongside(ctx, step{head{}, &next})
	if err != nil {
		return nil, head{}, err
	}
	ops, err := follow(next, h, met)
	if err != nil {
		return nil, head{}, err
	}
	route, err := s.routeJob(next.Dialog)
	if err != nil {
		return nil, head{}, err
	}
	ops = slices.Concat(ops, along, route)
	customer, err := s.meet(ctx, a, m, met == nil || h.grave, next.Number)
	if err != nil {
		return nil, head{}, err
	}
	if customer != nil {
		ops = append(ops, *customer)
	}
	bind, err := newJob(desk.NewBindJob(next.Dialog, s.Now()))
	return append(ops, Put(bind)), next, err
}

// follow are the operations that make next the customer's newest dialog in
// place of h, stored as met, which goes to the archive as it is in h, if it is a
// dialog. A nil met: there is none yet.
func follow(next, h head, met Item) ([]Op, error) {
	it, err := next.item(headKey(next.Customer))
	if err != nil {
		return nil, err
	}
	if met == nil {
		return []Op{Put(it, Missing("pk"))}, nil
	}
	put := Put(it, Equal("number", met.Int("number")), Equal("version", met.Int("version")))
	if h.grave {
		return []Op{put}, nil
	}
	old, err := h.item(archivedKey(h.Customer, h.Number))
	return []Op{put, Put(old, Missing("pk"))}, err
}

// meet is the operation that stores the customer with an opened dialog: new, or
// with a newer profile; nil if nothing newer is known.
func (s Store) meet(ctx context.Context, a desk.Append, m desk.Message, first bool, number int) (*Op, error) {
	c, version := desk.Customer{ID: m.Customer, Line: a.Line.ID, FirstAt: m.Seq.Time()}, int64(0)
	if number > 1 {
		c.Born = number // who had the id before was erased
	}
	if !first { // a customer is stored with its first dialog, never before
		it, err := s.get(ctx, customerKey(m.Customer))
		if err != nil {
			return nil, fmt.Errorf("customer %s: %w", m.Customer, err)
		}
		if c, version, err = customerFrom(it); err != nil {
			return nil, err
		}
	}
	profile := c.Profile.With(a.Profile)
	if !first && profile == c.Profile {
		return nil, nil
	}
	c.Profile = profile
	out, err := newCustomer(c)
	op := over(out, version)
	return &op, err
}

// appendIn appends to a named dialog or not at all, with a job: one write.
func (s Store) appendIn(ctx context.Context, a desk.Append) (outcome, error) {
	c, number, err := a.In.Split()
	if err != nil || c != a.Message.Customer {
		return outcome{}, fmt.Errorf("dialog %s: %w", a.In, desk.ErrNotFound)
	}
	var before Item
	for range maxRaces {
		it, err := s.Engine.Get(ctx, headKey(c), true)
		if err != nil {
			return outcome{}, err
		}
		var h head
		if it != nil {
			if h, err = headFrom(it); err != nil {
				return outcome{}, err
			}
		}
		if h.Number != number || !h.Open() {
			return s.lateIn(ctx, a, h.Number < number || h.grave)
		}
		m := a.Message
		m.Seq = max(desk.SeqAt(s.Now()), h.Last+1)
		ops, next, err := s.within(ctx, m, h, a.Operator, a.Job, before)
		if err != nil {
			return outcome{}, err
		}
		_, err = s.Engine.Write(ctx, ops...)
		old, there := conditionFailed(err, 0)
		switch {
		case there && old != nil && !isDeferred(old):
			return s.onDuplicate(ctx, a, old)
		case there:
			before = old
		case !lostRace(err):
			return stored(ops[0].Item, next, err)
		}
	}
	return outcome{}, busy("append to a dialog")
}

// appendWith appends with a job to the customer's open dialog, or to the next,
// which it opens: one write. Who has no dialog is nobody's customer.
func (s Store) appendWith(ctx context.Context, a desk.Append) (outcome, error) {
	var before Item
	for range maxRaces {
		met, err := s.Engine.Get(ctx, headKey(a.Message.Customer), true)
		if err != nil {
			return outcome{}, err
		}
		if met == nil || isGrave(met) {
			return outcome{}, fmt.Errorf("a dialog of %s: %w", a.Message.Customer, desk.ErrNotFound)
		}
		h, err := headFrom(met)
		if err != nil {
			return outcome{}, err
		}
		if h.gone != 0 {
			if gone, err := s.dropGone(ctx, a.Message); gone || err != nil {
				return erased(a.Message), err
			}
		}
		m := a.Message
		m.Seq = max(desk.SeqAt(s.Now()), h.Last+1)
		ops, next, err := s.with(ctx, a, m, h, met, before)
		if err != nil {
			return outcome{}, err
		}
		_, err = s.Engine.Write(ctx, ops...)
		old, there := conditionFailed(err, 0)
		switch {
		case there && old != nil && !isDeferred(old):
			return s.onDuplicate(ctx, a, old)
		case there:
			before = old
		case !lostRace(err):
			return stored(ops[0].Item, next, err)
		}
	}
	return outcome{}, busy("append to a customer's dialog")
}

// with are the operations of appendWith, and the dialog that takes the message.
func (s Store) with(ctx context.Context, a desk.Append, m desk.Message, h head, met, before Item) ([]Op, head, error) {
	v := *a.Job
	if h.Open() {
		v.Dialog = h.ID
		return s.within(ctx, m, h, a.Operator, &v, before)
	}
	put, err := arriving(m, before)
	if err != nil {
		return nil, head{}, err
	}
	ops, next, err := s.opening(ctx, a, m, h, met)
	if err != nil {
		return nil, head{}, err
	}
	v.Dialog = next.ID
	out, err := newJob(v)
	return append(append([]Op{put}, ops...), Put(out)), next, err
}

// stored answers for a message that was stored into a dialog, or was not.
func stored(it Item, next head, err error) (outcome, error) {
	if err != nil {
		return outcome{}, err
	}
	m, err := messageFrom(it)
	out := appended(m, next)
	out.New = true
	return out, err
}

// within are the operations that store a message with its dialog, which becomes
// the operator's who says it, and its job, over what came before it; and the dialog
// as it is then.
func (s Store) within(ctx context.Context, m desk.Message, h head, by desk.OperatorID, d *desk.Job, before Item) ([]Op, head, error) {
	put, err := arriving(m, before)
	if err != nil {
		return nil, head{}, err
	}
	next := h
	next.Dialog = next.AnsweredBy(by, m.Seq.Time())
	next = next.takes(m)
	along, err := s.alongside(ctx, step{h, &next})
	if err != nil {
		return nil, head{}, err
	}
	moved, err := next.item(headKey(m.Customer))
	if err != nil {
		return nil, head{}, err
	}
	ops := append([]Op{put, Put(moved, Equal("number", int64(h.Number)), Equal("version", h.version))}, along...)
	if d == nil {
		return ops, next, nil
	}
	out, err := newJob(*d)
	return append(ops, Put(out)), next, err
}

// lateIn answers for a dialog that takes no message any more, or does not exist
// (never): a repeat is answered as it was, everything else is refused.
func (s Store) lateIn(ctx context.Context, a desk.Append, never bool) (outcome, error) {
	old, err := s.Engine.Get(ctx, messageKey(a.Message.Customer, a.Message.External), true)
	switch {
	case err != nil:
		return outcome{}, err
	case old != nil && !isDeferred(old):
		return s.onDuplicate(ctx, a, old)
	case never:
		return outcome{}, fmt.Errorf("dialog %s: %w", a.In, desk.ErrNotFound)
	}
	return outcome{}, desk.RefuseClosed()
}
