package store

import (
	"context"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Table is an engine with the steps that all who keep something in it repeat: the
// Store, and the built-in CRM (crm/builtin), which keeps its cards in the same table.
type Table struct {
	Engine Engine
	Now    func() time.Time
}

// Table is where the store keeps everything.
func (s Store) Table() Table { return Table{s.Engine, s.Now} }

// Get reads an item strongly. desk.ErrNotFound: there is none, or can't be: ids
// come from anybody.
func (t Table) Get(ctx context.Context, k Key) (Item, error) {
	if ValidateKey(k) != nil {
		return nil, desk.ErrNotFound
	}
	it, err := t.Engine.Get(ctx, k, true)
	if err != nil {
		return nil, err
	}
	if it == nil || t.expired(it) {
		return nil, desk.ErrNotFound
	}
	return it, nil
}

// expired says whether the item's time has passed, though it is still there.
func (t Table) expired(it Item) bool {
	at, there := it[TTL].(int64)
	return there && at <= t.Now().Unix()
}

// All reads a whole partition, or what begins with prefix in it. It is for what
// a company sets up by hand, and so is small.
func (t Table) All(ctx context.Context, pk, prefix string) ([]Item, error) {
	var out []Item
	q := Query{PK: pk, Prefix: prefix, Strong: true}
	for {
		page, err := t.Engine.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if q.After = page.Next; q.After == nil {
			return out, nil
		}
	}
}

// Create stores an item, with what goes with it, unless there is one; it answers
// with the one that was there, nil if none was.
func (t Table) Create(ctx context.Context, it Item, with ...Op) (Item, error) {
	_, err := t.Engine.Write(ctx, append([]Op{Put(it, Missing("pk"))}, with...)...)
	if old, there := conditionFailed(err, 0); there {
		return old, nil
	}
	return nil, err
}

// Save stores a record over the given version of itself; 0: there is none yet.
// desk.ErrConflict: it is no longer of that version.
func (t Table) Save(ctx context.Context, it Item, version int64) error {
	_, err := t.Engine.Write(ctx, over(it, version))
	return err
}

// SaveInOrder saves a record that has a place among its like: a new one comes
// last, an older one keeps its place.
func (t Table) SaveInOrder(ctx context.Context, it Item, version int64) error {
	like, err := t.All(ctx, it.Str("pk"), "")
	if err != nil {
		return err
	}
	var last int64
	for _, other := range like {
		last = max(last, other.Int("place"))
	}
	it["place"] = last + 1
	for _, other := range like {
		if other.Str("sk") == it.Str("sk") {
			it["place"] = other["place"]
		}
	}
	return t.Save(ctx, it, version)
}

// TakeAll takes a whole partition away, or what begins with prefix in it.
func (t Table) TakeAll(ctx context.Context, pk, prefix string) error {
	its, err := t.All(ctx, pk, prefix)
	if err != nil {
		return err
	}
	return t.InChunks(ctx, each(its, func(it Item) Op { return Delete(it.Key()) }))
}

// InChunks does as many operations at once as a write takes; of an even number
// that belong together two by two, no two are torn.
func (t Table) InChunks(ctx context.Context, ops []Op) error {
	for part := range slices.Chunk(ops, MaxOps) {
		if _, err := t.Engine.Write(ctx, part...); err != nil {
			return err
		}
	}
	return nil
}

// Repeat does try again for as long as somebody else is faster.
func (t Table) Repeat(what string, try func() error) error {
	for range maxRaces {
		if err := try(); !lostRace(err) {
			return err
		}
	}
	return busy(what)
}

// Blob writes v as JSON for an attribute.
func Blob(v any) (string, error) { return blob(v) }

// Unblob reads an attribute that Blob wrote.
func Unblob[T any](it Item, attr string) (T, error) { return unblob[T](it, attr) }

// UTC is a moment as it will be read again.
func UTC(t time.Time) time.Time { return utc(t) }
