package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// What was not told everybody lies in one partition, by what changed and then in the
// feed's order, so that a job tells what was kept of one item in its order, and an erasure
// finds what was kept of somebody. The change itself is packed: both sides of it may be as
// large as an item.

// untoldItem is a change that is kept but for what it says.
type untoldItem struct {
	Item     string           `json:"item"`
	About    desk.UntoldAbout `json:"about"`
	Customer desk.CustomerID  `json:"customer,omitempty"`
	Dialog   desk.DialogID    `json:"dialog,omitempty"`
	Message  desk.Seq         `json:"message,omitempty"`
	Run      desk.RunID       `json:"run,omitempty"`
	Card     string           `json:"card,omitempty"`
	State    desk.UntoldState `json:"state"`
	Tries    int              `json:"tries,omitempty"`
	Code     string           `json:"code,omitempty"`
	Reason   string           `json:"reason,omitempty"`
	KeptAt   time.Time        `json:"kept_at"`
	TriedAt  time.Time        `json:"tried_at,omitzero"`
	Next     time.Time        `json:"next,omitzero"`
}

// placeDigits are as many as a place in a feed has at most: DynamoDB's are the longer ones.
const placeDigits = 40

// untoldOf begins the ids of what is kept of a partition; of an item in it, with its sk.
func untoldOf(pk string) string { return desk.Digest("", pk) + "." }

func untoldID(c Change) desk.UntoldID {
	k := c.Key()
	return desk.UntoldID(untoldOf(k.PK) + desk.Digest("", k.SK) + "." + strings.Repeat("0", max(placeDigits-len(c.Place), 0)) + c.Place)
}

func untoldKey(id desk.UntoldID) Key { return Key{pkUntold, string(id)} }

func newUntold(u desk.Untold) (Item, error) {
	c, is := u.Told.(*Change)
	if !is {
		return nil, fmt.Errorf("%w: this is no change of this store's: %T", desk.ErrInvalid, u.Told)
	}
	it, err := record(pkUntold, string(u.ID), untoldItem{
		u.Item, u.About, u.Customer, u.Dialog, u.Message, u.Run, u.Card.String(), u.State, u.Tries, u.Code, u.Reason, utc(u.KeptAt), utc(u.TriedAt), utc(u.Next),
	})
	if err != nil {
		return nil, err
	}
	it[TTL] = u.KeptAt.Add(desk.UntoldLife).Unix()
	it["change"], err = pack(*c)
	return it, err
}

func untoldFrom(it Item) (desk.Untold, error) {
	x, err := unblob[untoldItem](it, "x")
	if err != nil {
		return desk.Untold{}, err
	}
	u := desk.Untold{
		ID: desk.UntoldID(it.Str("sk")), Item: x.Item, About: x.About, Customer: x.Customer, Dialog: x.Dialog, Message: x.Message, Run: x.Run,
		State: x.State, Tries: x.Tries, Code: x.Code, Reason: x.Reason, KeptAt: x.KeptAt, TriedAt: x.TriedAt, Next: x.Next, Version: it.Int("version"),
	}
	if x.Card != "" {
		if u.Card, err = desk.ParseCardRef(x.Card); err != nil {
			return u, err
		}
	}
	packed, _ := it["change"].([]byte)
	c, err := unpack(packed)
	u.Told = &c
	return u, err
}

// KeepUntold implements feed.Shelf.
func (s Store) KeepUntold(ctx context.Context, r desk.FeedRecord) (desk.Untold, bool, error) {
	c, is := r.Told.(*Change)
	if !is {
		return desk.Untold{}, false, fmt.Errorf("%w: this is no change of this store's: %T", desk.ErrInvalid, r.Told)
	}
	u := r.Untold(untoldID(*c), s.Now())
	it, err := newUntold(u)
	if err != nil {
		return u, false, err
	}
	it["version"] = int64(1)
	job, err := newJob(desk.NewRetellJob(u))
	if err != nil {
		return u, false, err
	}
	// The job is the one that there was or a new one: once all were told, it is kept no more.
	old, err := s.Table().Create(ctx, it, Put(job))
	return u, old == nil, wrap(err, "keep a change of %s", r.Item)
}

// Untold implements feed.Shelf.
func (s Store) Untold(ctx context.Context, id desk.UntoldID) (desk.Untold, error) {
	key := untoldKey(id)
	if ValidateKey(key) != nil {
		return desk.Untold{}, fmt.Errorf("%w: no change was kept as %q", desk.ErrNotFound, id)
	}
	it, err := s.get(ctx, key)
	if err == nil && s.expired(it) {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.Untold{}, wrap(err, "the change kept as %s", id)
	}
	return untoldFrom(it)
}

// UntoldUpto implements feed.Shelf.
func (s Store) UntoldUpto(ctx context.Context, id desk.UntoldID, most int) ([]desk.Untold, error) {
	key := untoldKey(id)
	of, _, is := cutLast(key.SK)
	if ValidateKey(key) != nil || !is {
		return nil, fmt.Errorf("%w: no change was kept as %q", desk.ErrNotFound, id)
	}
	var out []desk.Untold
	for q := (Query{PK: pkUntold, From: of, To: key.SK, Limit: most, Strong: true}); ; {
		found, err := s.Engine.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "what was not told of an item")
		}
		for _, it := range found.Items {
			if s.expired(it) {
				continue
			}
			u, err := untoldFrom(it)
			if err != nil {
				return nil, err
			}
			out = append(out, u)
		}
		if q.After = found.Next; q.After == nil || len(out) >= most {
			return out[:min(len(out), most)], nil
		}
	}
}

// cutLast parts an id before its place.
func cutLast(id string) (of, place string, is bool) {
	i := strings.LastIndexByte(id, '.')
	return id[:i+1], id[i+1:], i > 0
}

// SaveUntold implements feed.Shelf.
func (s Store) SaveUntold(ctx context.Context, u desk.Untold) error {
	it, err := newUntold(u)
	if err != nil {
		return err
	}
	_, err = s.Engine.Write(ctx, over(it, u.Version))
	return wrap(err, "save what was not told")
}

// DropUntold implements feed.Shelf.
func (s Store) DropUntold(ctx context.Context, id desk.UntoldID) error {
	_, err := s.Engine.Write(ctx, Delete(untoldKey(id)))
	return wrap(err, "drop what was told")
}

// ListUntold implements feed.Shelf.
func (s Store) ListUntold(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Untold], error) {
	l := Lister[desk.Untold]{Query: Query{PK: pkUntold, Strong: true}}
	l.Read = func(_ context.Context, entries []Item) ([]desk.Untold, []bool, error) {
		out, ok := make([]desk.Untold, len(entries)), make([]bool, len(entries))
		for i, it := range entries {
			u, err := untoldFrom(it)
			if err != nil {
				return nil, nil, err
			}
			out[i], ok[i] = u, !s.expired(it)
		}
		return out, ok, nil
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "what was not told")
}

// takeUntold takes away what was kept of a partition's items, as far as gone says so; nil:
// all.
func (s Store) takeUntold(ctx context.Context, pk string, gone func(desk.FeedRecord) bool) error {
	its, err := s.all(ctx, pkUntold, untoldOf(pk))
	if err != nil {
		return err
	}
	var ops []Op
	for _, it := range its {
		u, err := untoldFrom(it)
		if err == nil && gone != nil && !gone(u.Told.(*Change).Record()) {
			continue
		}
		ops = append(ops, Delete(it.Key()))
	}
	return s.Table().InChunks(ctx, ops)
}

// untoldBefore says whether a change is of what goes with a part of a customer's: of a
// later message or dialog it is not.
func untoldBefore(p desk.Part) func(desk.FeedRecord) bool {
	return func(r desk.FeedRecord) bool {
		switch {
		case r.Message != nil:
			m, _ := r.Message.Newest()
			return m.Seq <= p.Upto
		case r.Dialog != nil:
			d, _ := r.Dialog.Newest()
			return d.Number <= p.Number || r.Left != nil && r.Left.Number <= p.Number
		}
		return true
	}
}
