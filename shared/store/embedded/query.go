package embedded

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Query reads a stretch of a partition. It is always strong on the table and
// its local index.
func (e *Engine) Query(ctx context.Context, q store.Query) (store.Found, error) {
	x, err := store.ValidateQuery(q)
	if err != nil {
		return store.Found{}, err
	}
	if err := ctx.Err(); err != nil {
		return store.Found{}, fmt.Errorf("%w: %w", desk.ErrBusy, err)
	}
	if err := e.settle(1); err != nil {
		return store.Found{}, err
	}
	if n := e.knobs.Page; n > 0 && (q.Limit == 0 || q.Limit > n) {
		q.Limit = n
	}
	var out store.Found
	err = e.view(func(tx *bbolt.Tx) error {
		out, err = query(tx, x, q)
		return err
	})
	return out, err
}

func query(tx *bbolt.Tx, x store.Index, q store.Query) (store.Found, error) {
	name := tableBucket
	if x.Name != "" {
		name = []byte(x.Name)
	}
	s := newStretch(x, q)
	c := tx.Bucket(name).Cursor()
	var out store.Found
	size := 0
	// Like DynamoDB, a page that is full has a Next even if nothing follows.
	full := func(it store.Item) bool {
		out.Items = append(out.Items, it)
		if size += store.Size(it); size >= store.MaxPage || q.Limit > 0 && len(out.Items) == q.Limit {
			out.Next = x.Place(it)
		}
		return out.Next != nil
	}
	for k, v := s.first(c); s.has(k); {
		var its []store.Item
		for ; s.has(k) && len(its) < together && (q.Limit == 0 || len(its) < q.Limit-len(out.Items)); k, v = s.next(c) {
			it, err := decode(v)
			if err != nil {
				return store.Found{}, err
			}
			its = append(its, it)
		}
		if x.Name != "" && x.Local { // it holds keys, whose items are mostly neighbours
			var err error
			if its, err = loadAll(tx, keysOf(its)); err != nil {
				return store.Found{}, err
			}
		}
		if slices.ContainsFunc(its, full) {
			break
		}
	}
	return out, nil
}

// together is how many entries of an index are looked up at once.
const together = 100

func keysOf(its []store.Item) []store.Key {
	out := make([]store.Key, len(its))
	for i, it := range its {
		out[i] = it.Key()
	}
	return out
}

// stretch is a range of a bucket's keys, low with it, high without.
type stretch struct {
	low, high []byte
	desc      bool
}

func newStretch(x store.Index, q store.Query) stretch {
	part := appendText(nil, q.PK)
	s := stretch{low: part, high: after(part), desc: q.Desc}
	at := func(v any) []byte { return appendSort(bytes.Clone(part), x, v) }
	switch {
	case q.Prefix != "":
		p := at(q.Prefix)
		s.low = p[:len(p)-2] // without the text's end
		s.high = after(s.low)
	default:
		if q.From != nil {
			s.low = at(q.From)
		}
		if q.To != nil {
			s.high = after(at(q.To))
		}
	}
	if q.After != nil {
		k := indexKey(x, q.After)
		switch {
		case q.Desc && bytes.Compare(k, s.high) < 0:
			s.high = k
		case !q.Desc && bytes.Compare(k, s.low) >= 0:
			s.low = append(k, 0)
		}
	}
	return s
}

// after is the first key that does not begin with prefix.
func after(prefix []byte) []byte {
	b := bytes.Clone(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] != 0 {
			return b[:i+1]
		}
	}
	return nil
}

func (s stretch) first(c *bbolt.Cursor) (k, v []byte) {
	if !s.desc {
		return c.Seek(s.low)
	}
	if k, _ := c.Seek(s.high); k == nil {
		return c.Last()
	}
	return c.Prev()
}

func (s stretch) next(c *bbolt.Cursor) (k, v []byte) {
	if s.desc {
		return c.Prev()
	}
	return c.Next()
}

func (s stretch) has(k []byte) bool {
	return k != nil && bytes.Compare(k, s.low) >= 0 && bytes.Compare(k, s.high) < 0
}
