package store

import (
	"context"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// reader reads the entries under some marks in order, several lists as one, and keeps
// what passes the filter.
type reader struct {
	s      Store
	filter desk.DialogFilter
	lists  []desk.ListMark
	narrow bool // not all that is under the marks passes
	from   spot // up to where entries were read
	done   bool // no entry is left
	looked int  // at so many entries
	ahead  *look
}

// look is a stretch of entries. more: it may go on.
type look struct {
	entries []Item
	more    bool
}

func (r *reader) byActivity() bool { return r.filter.Sort == desk.ByActivity }

func (r *reader) timeOf(it Item) time.Time {
	if r.byActivity() {
		return time.UnixMicro(it.Int(BySeq) / 1000)
	}
	return stamped(it.Str("sk")[:16])
}

func (r *reader) spot(it Item) spot {
	if r.byActivity() {
		return spot{it.Int(BySeq), it.Str("sk")}
	}
	return spot{sk: it.Str("sk")}
}

// next are up to n dialogs, as entries have them, that pass.
func (r *reader) next(ctx context.Context, n int) ([]desk.Dialog, error) {
	var out []desk.Dialog
	size := n
	if r.narrow {
		size = max(n, firstLook)
	}
	for !r.done && len(out) < n && r.looked < looksAtEntries {
		var at look
		if at, r.ahead = orElse(r.ahead), nil; at.entries == nil && !at.more {
			var err error
			if at, err = r.look(ctx, r.lists, size); err != nil {
				return nil, err
			}
		}
		r.looked += len(at.entries)
		for i, it := range at.entries {
			d, passes, err := r.passes(it)
			if err != nil {
				return nil, err
			}
			if r.from = r.spot(it); passes {
				out = append(out, d)
			}
			if len(out) == n {
				r.done = !at.more && i == len(at.entries)-1
				return out, nil
			}
		}
		r.done = !at.more
		size = nextLook
	}
	return out, nil
}

func orElse(l *look) look {
	if l == nil {
		return look{}
	}
	return *l
}

// passes says what an entry says of its dialog, and whether that passes.
func (r *reader) passes(it Item) (desk.Dialog, bool, error) {
	d, err := listedFrom(it)
	if err != nil || !r.filter.Has(d) {
		return d, false, err
	}
	return d, meets(it.Str("w"), r.filter.Find), nil
}

// look reads about n entries of each list, behind where was read before, and gives
// those of which it is known that none lies between.
func (r *reader) look(ctx context.Context, lists []desk.ListMark, n int) (look, error) {
	var out look
	var whole spot // no list has another entry after this one
	for _, mark := range lists {
		q, some := r.query(mark)
		for left := n + 1; some && left > 0; { // where was read before comes, too
			q.Limit = left
			found, err := r.s.Engine.Query(ctx, q)
			if err != nil {
				return look{}, err
			}
			out.entries, left, q.After = append(out.entries, found.Items...), left-len(found.Items), found.Next
			if q.After == nil {
				break
			}
		}
		if q.After != nil {
			if at := r.spot(q.After); !out.more || at.compare(whole) > 0 {
				whole = at
			}
			out.more = true
		}
	}
	out.entries = slices.DeleteFunc(out.entries, func(it Item) bool {
		at := r.spot(it)
		return out.more && at.compare(whole) < 0 || r.from != (spot{}) && at.compare(r.from) >= 0
	})
	slices.SortFunc(out.entries, func(a, b Item) int { return r.spot(b).compare(r.spot(a)) })
	out.entries = slices.CompactFunc(out.entries, func(a, b Item) bool { return r.spot(a) == r.spot(b) })
	return out, nil
}

// query is what is left of a list; some is false where it can't have any.
func (r *reader) query(mark desk.ListMark) (q Query, some bool) {
	q = Query{PK: listPK(mark), Desc: true}
	if ValidateKey(Key{q.PK, "x"}) != nil {
		return q, false
	}
	if r.byActivity() {
		if q.Index = BySeq; r.from.seq != 0 {
			q.To = r.from.seq
		}
		return q, true
	}
	to := r.from.sk
	for _, before := range []time.Time{r.filter.Opened.To, r.filter.Closed.To} {
		if at := stamp(before); !before.IsZero() && (to == "" || at < to) {
			to = at
		}
	}
	from := ""
	if at := r.filter.Opened.From; !at.IsZero() {
		from = stamp(at)
	}
	if to != "" {
		q.To = to
	}
	if from != "" {
		q.From = from
	}
	return q, to == "" || from <= to
}
