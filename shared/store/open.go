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
// the race was lost.
func (s Store) open(ctx context.Context, a desk.Append, m desk.Message, h head, met Item) (out desk.Appended, ok bool, err error) {
	ops, next, err := s.opening(ctx, a, m, h, met)
	if err != nil {
		return desk.Appended{}, false, err
	}
	_, err = s.Engine.Write(ctx, ops...)
	if lostRace(err) {
		return desk.Appended{}, false, nil
	}
	return appended(m, next), err == nil, err
}

// opening are the operations of open, and the dialog that they open.
func (s Store) opening(ctx context.Context, a desk.Append, m desk.Message, h head, met Item) ([]Op, head, error) {
	next := head{Dialog: h.Next(m.Customer, a.Line, m.Seq), opener: markOf(m.External)}
	was := next.State
	if next = next.takes(m); a.Nobody {
		next.Dialog = next.AnsweredByNobody(was)
	}
	next.Dialog = next.AnsweredBy(a.Operator, m.Seq.Time())
	next.gone = s.lately(h.gone)
	next.LastSpoken, next.LastSaid = m.Seq, m.External // the quiet period has to count from something
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
