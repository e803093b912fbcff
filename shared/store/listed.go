package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A page of a list looks at so many entries at most; what is not found among them is
// found on the next one. It looks at few first, then at about as many as a page of
// the engine holds.
const (
	looksAtEntries = 20_000
	firstLook      = 60
	nextLook       = 4_000
	// probesAt is how many lists of one part of a filter are asked how full they are.
	probesAt = 6
)

// unlisted says whether a list needs no entries: all dialogs, the open ones and a
// customer's are in order without.
func unlisted(f desk.DialogFilter) bool {
	if len(f.Find) > 0 {
		return false
	}
	if len(f.Customers) == 1 { // whose dialogs lie end to end, so both orders are one
		return true
	}
	seesAll := f.Actor == nil || f.Actor.SeesEveryDialog()
	return f.Sort == desk.ByOpening && seesAll && len(f.ListMarks()) == 0 && f.Opened == (desk.Period{}) && f.Closed == (desk.Period{}) && len(f.Priorities) == 0
}

// findDialogs is a page of the dialogs that pass, looked for under the rarest of what
// must hold of them.
func (s Store) findDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	var out desk.Page[desk.Dialog]
	r, err := s.reader(ctx, f, ask.Cursor)
	if err != nil {
		return out, err
	}
	want := limit(ask)
	for !r.done && len(out.Items) < want && r.looked < looksAtEntries {
		found, err := r.next(ctx, want-len(out.Items))
		if err != nil {
			return desk.Page[desk.Dialog]{}, err
		}
		live, err := s.liveDialogs(ctx, found, f, false)
		if err != nil {
			return desk.Page[desk.Dialog]{}, err
		}
		out.Items = append(out.Items, live...)
	}
	if f.Sort == desk.ByActivity { // entries know it to a step; here it is known
		slices.SortStableFunc(out.Items, byActivity)
	}
	if !r.done {
		out.Next, err = r.from.cursor()
	}
	return out, err
}

func byActivity(a, b desk.Dialog) int {
	return cmp.Or(cmp.Compare(b.LastSpoken, a.LastSpoken), b.OpenedAt.Compare(a.OpenedAt), cmp.Compare(b.ID, a.ID))
}

// spot is a place among entries, in either order; the zero spot is before all.
type spot struct {
	seq int64 // of the order by activity
	sk  string
}

func (s spot) compare(o spot) int { return cmp.Or(cmp.Compare(s.seq, o.seq), cmp.Compare(s.sk, o.sk)) }

func (s spot) cursor() (string, error) { return cursor(Item{"listed": s.sk, "activity": s.seq}) }

// spotOf reads what cursor wrote.
func spotOf(text string, sort desk.DialogSort) (spot, error) {
	at, err := place(text)
	if err != nil || at == nil {
		return spot{}, err
	}
	s := spot{at.Int("activity"), at.Str("listed")}
	if s.sk == "" || len(s.sk) > MaxSK || (s.seq != 0) != (sort == desk.ByActivity) || len(at) != 2 {
		return spot{}, fmt.Errorf("%w: that is no cursor of this list", desk.ErrInvalid)
	}
	return s, nil
}

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

// reader chooses what to look under: of words that are looked for one that must be
// met; else of the parts of the filter the rarest, by how far back in time as many
// entries of each reach.
func (s Store) reader(ctx context.Context, f desk.DialogFilter, cursor string) (*reader, error) {
	r := &reader{s: s, filter: f.Listed()}
	var err error
	if r.from, err = spotOf(cursor, f.Sort); err != nil {
		return nil, err
	}
	parts := f.ListMarks()
	r.narrow = len(parts) > 1 || len(f.Customers) > 0 || len(f.Find) > 0 || f.Opened != (desk.Period{}) || f.Closed != (desk.Period{}) ||
		len(f.Priorities) > 0 || len(f.Turns) > 0 || len(f.Detailed) > 0 || f.Actor != nil && !f.Actor.SeesEveryDialog()
	if len(f.Find) > 0 {
		parts = nil
		for _, word := range f.Find {
			parts = append(parts, []desk.ListMark{beginningOf(word)})
		}
	}
	if len(parts) == 0 {
		parts = [][]desk.ListMark{{desk.InAll}}
	}
	slices.SortStableFunc(parts, func(a, b []desk.ListMark) int { return cmp.Compare(len(a), len(b)) })
	r.lists = parts[0]
	if len(parts) == 1 {
		return r, nil
	}
	return r, r.choose(ctx, parts)
}

// choose looks at the beginnings of the parts' lists, and goes on with the rarest.
func (r *reader) choose(ctx context.Context, parts [][]desk.ListMark) error {
	rarest := -1.0
	now := r.s.Now()
	for _, lists := range parts {
		if len(lists) > probesAt {
			continue
		}
		at, err := r.look(ctx, lists, firstLook)
		if err != nil {
			return err
		}
		often := 0.0 // entries in an hour
		if n := len(at.entries); at.more && n > 0 {
			often = float64(n) / max(now.Sub(r.timeOf(at.entries[n-1])).Hours(), 1e-6)
		}
		if rarest < 0 || often < rarest {
			rarest, r.lists, r.ahead = often, lists, &at
		}
		if !at.more {
			return nil // it is no more than this
		}
	}
	return nil
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

// liveDialogs are the dialogs as they are now, of which those that pass. A closed one
// may lie in two places: both are read at once.
func (s Store) liveDialogs(ctx context.Context, listed []desk.Dialog, f desk.DialogFilter, strong bool) ([]desk.Dialog, error) {
	if len(listed) == 0 {
		return nil, nil
	}
	var keys []Key
	for _, d := range listed {
		keys = append(keys, headKey(d.Customer))
		if !d.Open() {
			keys = append(keys, archivedKey(d.Customer, d.Number))
		}
	}
	have, err := s.fetchSome(ctx, keys, strong)
	if err != nil {
		return nil, err
	}
	at := func(d desk.Dialog) Item {
		if it := have[headKey(d.Customer)]; it != nil && it.Int("number") == int64(d.Number) && !isGrave(it) {
			return it
		}
		return have[archivedKey(d.Customer, d.Number)]
	}
	keys = nil
	for _, d := range listed { // one that was closed since, and followed by another
		if d.Open() && at(d) == nil {
			keys = append(keys, archivedKey(d.Customer, d.Number))
		}
	}
	moved, err := s.fetchSome(ctx, keys, strong)
	if err != nil {
		return nil, err
	}
	for k, it := range moved {
		have[k] = it
	}
	its := make([]Item, len(listed))
	for i, d := range listed {
		its[i] = at(d)
	}
	all, ok, err := filterDialogs(its, f)
	var out []desk.Dialog
	for i, d := range all {
		if ok[i] {
			out = append(out, d)
		}
	}
	return out, err
}

// fetchSome reads items by their keys; what is not there is left out.
func (s Store) fetchSome(ctx context.Context, keys []Key, strong bool) (map[Key]Item, error) {
	out := map[Key]Item{}
	for part := range slices.Chunk(keys, MaxBatchGet) {
		its, err := s.Table().Fetch(ctx, part, strong)
		if err != nil {
			return nil, err
		}
		for _, it := range its {
			if it != nil {
				out[it.Key()] = it
			}
		}
	}
	return out, nil
}

// held is a page of an operator's open dialogs: those of their workload, which are
// few, and which no index is behind of.
func (s Store) held(ctx context.Context, by desk.OperatorID, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	var out desk.Page[desk.Dialog]
	from, err := spotOf(ask.Cursor, desk.ByOpening)
	if err != nil {
		return out, err
	}
	ws, err := s.Workloads(ctx, []desk.OperatorID{by})
	if err != nil {
		return out, err
	}
	var listed []desk.Dialog
	for _, id := range ws[0].Dialogs {
		c, n, err := id.Split()
		if err != nil {
			return out, fmt.Errorf("workload of %s: %w", by, err)
		}
		listed = append(listed, desk.Dialog{ID: id, Customer: c, Number: n, State: desk.StateInProgress})
	}
	all, err := s.liveDialogs(ctx, listed, f, true)
	if err != nil {
		return out, err
	}
	key := func(d desk.Dialog) string {
		if f.Sort == desk.ByActivity {
			return Timed(d.LastAt(), string(d.ID))
		}
		return Timed(d.OpenedAt, string(d.ID))
	}
	slices.SortFunc(all, func(a, b desk.Dialog) int { return cmp.Compare(key(b), key(a)) })
	for _, d := range all {
		if from.sk != "" && key(d) >= from.sk {
			continue
		}
		if len(out.Items) == limit(ask) {
			out.Next, err = spot{sk: key(out.Items[len(out.Items)-1])}.cursor()
			return out, err
		}
		out.Items = append(out.Items, d)
	}
	return out, nil
}

// ListedWith implements listing.Entries.
func (s Store) ListedWith(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.DialogID], error) {
	f := desk.DialogFilter{Contacts: []desk.CardRef{contact}}
	var out desk.Page[desk.DialogID]
	r, err := s.reader(ctx, f, ask.Cursor)
	if err != nil {
		return out, err
	}
	found, err := r.next(ctx, limit(ask))
	if err != nil {
		return out, wrap(err, "dialogs of %s", contact)
	}
	out.Items = each(found, func(d desk.Dialog) desk.DialogID { return d.ID })
	if !r.done {
		out.Next, err = r.from.cursor()
	}
	return out, err
}

// EveryDialog implements listing.Entries.
func (s Store) EveryDialog(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	return s.ListDialogs(ctx, desk.DialogFilter{}, ask)
}
