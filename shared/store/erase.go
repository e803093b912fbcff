package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// How a person is taken away. First they are parted from whoever has their id
// next: in one write the newest dialog is closed and moves to the archive, the
// customer moves beside it (X#), and in HEAD's place stands a grave: the number
// of the last dialog and the place of the last message, nothing else. What comes
// from now on opens the next dialog, of a new customer, and costs no read more
// than before. Then everything up to the grave is taken, in any order and as
// often as needed.
//
// Of each message stays a digest of its id, for as long as a messenger may
// repeat it. Whoever's HEAD says that somebody was erased lately is looked for
// there first; everybody else costs nothing.

// lately is when somebody was erased, 0 once no messenger repeats what they said.
func (s Store) lately(gone int64) int64 {
	if gone < s.Now().Add(-desk.GoneFor).UnixMicro() {
		return 0
	}
	return gone
}

func isGrave(it Item) bool { return it["grave"] != nil }

func (s Store) gone(c desk.CustomerID, x desk.ExternalID) Item {
	k := goneKey(c, x)
	return Item{"pk": k.PK, "sk": k.SK, TTL: s.Now().Add(desk.GoneFor).Unix()}
}

// dropGone takes a message away that is a repeat of one that was erased, and says
// whether it is.
func (s Store) dropGone(ctx context.Context, m desk.Message) (bool, error) {
	it, err := s.Engine.Get(ctx, goneKey(m.Customer, m.External), true)
	if err != nil || it == nil || s.expired(it) {
		return false, err
	}
	_, err = s.Engine.Write(ctx, Delete(messageKey(m.Customer, m.External)))
	return true, err
}

// Known implements flow.Erasures.
func (s Store) Known(ctx context.Context, id desk.CustomerID) ([]desk.CustomerID, error) {
	to, err := s.canonical(ctx, id)
	if err != nil {
		return nil, err
	}
	others, err := s.all(ctx, customerPK(to), preOther)
	if err != nil {
		return nil, wrap(err, "other ids of %s", to)
	}
	out := append([]desk.CustomerID{to}, each(others, func(it Item) desk.CustomerID {
		return desk.CustomerID(strings.TrimPrefix(it.Str("sk"), preOther))
	})...)
	if !slices.Contains(out, id) {
		out = append(out, id)
	}
	return out, nil
}

// Erasure implements flow.Erasures.
func (s Store) Erasure(ctx context.Context, id desk.ErasureID) (desk.Erasure, error) {
	it, err := s.get(ctx, erasureKey(id))
	if err != nil {
		return desk.Erasure{}, wrap(err, "erasure %s", id)
	}
	return erasureFrom(it)
}

// SaveErasure implements flow.Erasures.
func (s Store) SaveErasure(ctx context.Context, e desk.Erasure) (desk.Erasure, error) {
	it, err := s.erasure(e)
	if err != nil {
		return desk.Erasure{}, err
	}
	if _, err = s.Engine.Write(ctx, over(it, e.Version)); err != nil {
		return desk.Erasure{}, wrap(err, "save erasure %s", e.ID)
	}
	return erasureFrom(it)
}

// BeginErasure implements flow.Erasures.
func (s Store) BeginErasure(ctx context.Context, e desk.Erasure) (desk.Erasure, error) {
	it, err := s.erasure(e)
	if err != nil {
		return desk.Erasure{}, err
	}
	v, err := newJob(desk.NewEraseJob(e, s.Now()))
	if err != nil {
		return desk.Erasure{}, err
	}
	if _, err = s.Engine.Write(ctx, over(it, e.Version), Put(v)); err != nil {
		return desk.Erasure{}, wrap(err, "begin erasure %s", e.ID)
	}
	return erasureFrom(it)
}

// erasure is an erasure's item; one that ended is kept for a while.
func (s Store) erasure(e desk.Erasure) (Item, error) {
	it, err := newErasure(e)
	if e.Ended() {
		it[TTL] = s.Now().Add(keepErasure).Unix()
	}
	return it, err
}

// Part implements flow.Erasures.
func (s Store) Part(ctx context.Context, e desk.Erasure, c desk.CustomerID) (desk.Erasure, error) {
	for range maxRaces {
		part, ops, err := s.parting(ctx, c, e.Before)
		if err != nil {
			return e, wrap(err, "part customer %s", c)
		}
		next := e
		next.Parts = append(slices.Clone(e.Parts), part)
		it, err := s.erasure(next)
		if err != nil {
			return e, err
		}
		_, err = s.Engine.Write(ctx, append([]Op{over(it, e.Version)}, ops...)...)
		if _, other := conditionFailed(err, 0); other || err != nil && !lostRace(err) {
			return e, wrap(err, "part customer %s", c)
		}
		if err == nil {
			return erasureFrom(it)
		}
	}
	return e, busy("part a customer")
}

// parting are the operations that part a customer from whoever has the id next.
// ErrNotFound: nothing of them is here, or they were parted before, or their
// newest dialog was not closed before that moment (zero: any).
func (s Store) parting(ctx context.Context, c desk.CustomerID, before time.Time) (desk.Part, []Op, error) {
	if ValidateKey(headKey(c)) != nil {
		return desk.Part{}, nil, desk.ErrNotFound
	}
	its, err := s.Engine.BatchGet(ctx, []Key{headKey(c), customerKey(c), sameKey(c)}, true)
	if err != nil {
		return desk.Part{}, nil, err
	}
	part := desk.Part{Customer: c, Upto: desk.SeqAt(s.Now())}
	var ops []Op
	if its[2] != nil {
		ops = append(ops, Delete(sameKey(c)))
	}
	others, err := s.all(ctx, customerPK(c), preOther)
	if err != nil {
		return desk.Part{}, nil, err
	}
	for _, it := range others {
		ops = append(ops, Delete(it.Key()))
	}
	if its[0] != nil && !isGrave(its[0]) {
		h, err := headFrom(its[0])
		if err != nil {
			return desk.Part{}, nil, err
		}
		if !before.IsZero() && (h.Open() || !h.ClosedAt.Before(before)) {
			return desk.Part{}, nil, desk.ErrNotFound
		}
		part.Number, part.Upto = h.Number, max(part.Upto, h.Last)
		buried, err := s.bury(ctx, h, its[0], part)
		if err != nil {
			return desk.Part{}, nil, err
		}
		ops = append(ops, buried...)
	}
	if it := its[1]; it != nil {
		former := it.Clone()
		former["sk"] = formerKey(c, part.Number).SK
		ops = append(ops, Put(former), Delete(customerKey(c), Equal("version", it.Int("version"))))
		claims, err := s.unknown(ctx, it)
		if err != nil {
			return desk.Part{}, nil, err
		}
		ops = append(ops, claims...)
	}
	if len(ops) == 0 {
		return desk.Part{}, nil, desk.ErrNotFound
	}
	return part, ops, nil
}

// maxUnknown is how many claims go as a customer is parted; more go with the rest.
const maxUnknown = 30

// unknown are the operations after which whoever writes next is met as somebody
// new.
func (s Store) unknown(ctx context.Context, customer Item) ([]Op, error) {
	c, _, err := customerFrom(customer)
	if err != nil {
		return nil, err
	}
	ops, err := s.claimsOf(ctx, c, c.ID)
	return ops[:min(len(ops), 2*maxUnknown)], err
}

// bury are the operations that put a grave in the place of a dialog, which moves
// to the archive, closed and in no list.
func (s Store) bury(ctx context.Context, h head, met Item, p desk.Part) ([]Op, error) {
	grave := head{
		Dialog: desk.Dialog{
			ID: h.ID, Customer: h.Customer, Number: h.Number, First: h.Number, Line: h.Line, Channel: h.Channel,
			State: desk.StateClosed, Turn: desk.TurnNobody, After: p.Upto, Last: p.Upto, LastSpoken: p.Upto,
		},
		gone: s.Now().UnixMicro(), grave: true, version: h.version + 1,
	}
	it, err := grave.item(headKey(h.Customer))
	if err != nil {
		return nil, err
	}
	was := h
	if h.Open() {
		h.Dialog = h.Closed(desk.ClosedErased, "", s.Now())
	}
	h.version++
	along, err := s.alongside(ctx, step{was, &h})
	if err != nil {
		return nil, err
	}
	old, err := h.item(archivedKey(h.Customer, h.Number))
	delete(old, "list_pk")
	delete(old, "list_sk")
	ops := []Op{Put(it, Equal("number", met.Int("number")), Equal("version", met.Int("version"))), Put(old)}
	return append(ops, along...), err
}
