package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Lists over the global indexes: the index gives keys in order, a moment late,
// and the items are read as they are now. What no longer fits is left out. A
// page looks at so many keys at most, and then is short.
const looksAt = 200

// Lister walks a query and keeps what passes.
type Lister[T any] struct {
	Query Query
	// Read makes the page's items out of index entries, in their order; ok is
	// false for what does not belong in the list (any more).
	Read func(ctx context.Context, entries []Item) ([]T, []bool, error)
}

// Page is one page.
func (l Lister[T]) Page(ctx context.Context, t Table, ask desk.PageAsk) (desk.Page[T], error) {
	var out desk.Page[T]
	at, err := place(ask.Cursor)
	if err != nil {
		return out, err
	}
	x, err := FindIndex(l.Query.Index)
	if err != nil {
		return out, err
	}
	want, last := limit(ask), sortKey(x, at)
	for looked := 0; ; {
		q := l.Query
		q.After, q.Limit = at, want-len(out.Items)
		found, err := t.Engine.Query(ctx, q)
		if err != nil {
			return desk.Page[T]{}, err
		}
		var entries []Item
		entries, last = distinct(x, found.Items, last)
		items, ok, err := l.Read(ctx, entries)
		if err != nil {
			return desk.Page[T]{}, err
		}
		for i := range items {
			if ok[i] {
				out.Items = append(out.Items, items[i])
			}
		}
		at = found.Next
		if looked += len(found.Items); at == nil || len(out.Items) >= want || looked >= looksAt {
			break
		}
	}
	out.Next, err = cursor(at)
	return out, err
}

// Walk gives a page of what a query finds, as it is stored, and where the next begins.
func (t Table) Walk(ctx context.Context, q Query, ask desk.PageAsk) ([]Item, string, error) {
	at, err := place(ask.Cursor)
	if err != nil {
		return nil, "", err
	}
	q.After, q.Limit = at, limit(ask)
	found, err := t.Engine.Query(ctx, q)
	if err != nil {
		return nil, "", err
	}
	next, err := cursor(found.Next)
	return found.Items, next, err
}

// distinct leaves out entries with the sort key of the one before: an index that
// is late may show a thing at its old and its new place, which are neighbours.
func distinct(x Index, its []Item, last string) ([]Item, string) {
	var out []Item
	for _, it := range its {
		if k := sortKey(x, it); k != last {
			out, last = append(out, it), k
		}
	}
	return out, last
}

func sortKey(x Index, it Item) string { return it.Str(x.SK) }

// ListDialogs implements web.Lists. A customer's dialogs are read from its own
// partition, open ones from theirs, an operator's open ones from their workload; what
// else is asked for is found by its entries.
func (s Store) ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	if len(f.Customers) != 1 && len(f.Operators) == 1 && f.Operators[0] != "" && f.OnlyOpen() && len(f.Find) == 0 {
		page, err := s.held(ctx, f.Operators[0], f, ask)
		return page, wrap(err, "list dialogs")
	}
	if !unlisted(f) {
		page, err := s.findDialogs(ctx, f, ask)
		return page, wrap(err, "list dialogs")
	}
	newest := f.Sort != desk.OldestFirst
	l := Lister[desk.Dialog]{Query: Query{Index: ByList, PK: listDialogs, Desc: newest}}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Dialog, []bool, error) {
		return s.dialogsAt(ctx, entries, sortAttr(l.Query), f, false)
	}
	if len(f.Customers) == 1 {
		// HEAD sorts after D#…, and what lies between them is none of it.
		l.Query = Query{PK: customerPK(f.Customers[0]), From: preArchived, To: skHead, Desc: newest, Strong: true}
		l.Read = func(_ context.Context, entries []Item) ([]desk.Dialog, []bool, error) {
			return filterDialogs(entries, f)
		}
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "list dialogs")
}

func sortAttr(q Query) string { return q.Index + "_sk" }

func filterDialogs(its []Item, f desk.DialogFilter) ([]desk.Dialog, []bool, error) {
	out, ok := make([]desk.Dialog, len(its)), make([]bool, len(its))
	for i, it := range its {
		if it == nil || isGrave(it) {
			continue
		}
		h, err := headFrom(it)
		if err != nil {
			return nil, nil, err
		}
		out[i], ok[i] = h.Dialog, f.Has(h.Dialog)
	}
	return out, ok, nil
}

// dialogsAt reads the dialogs that index entries name. An entry may still point
// to where the dialog lay before the next one opened.
func (s Store) dialogsAt(ctx context.Context, entries []Item, attr string, f desk.DialogFilter, strong bool) ([]desk.Dialog, []bool, error) {
	its, err := s.Table().Fetch(ctx, keysOf(entries), strong)
	if err != nil {
		return nil, nil, err
	}
	var again []Key
	var where []int
	for i, it := range its {
		c, n, err := desk.DialogID(timedID(entries[i].Str(attr))).Split()
		if err != nil {
			return nil, nil, fmt.Errorf("index of dialogs: %w", err)
		}
		if it == nil || it.Int("number") != int64(n) || isGrave(it) {
			its[i] = nil
			again, where = append(again, archivedKey(c, n)), append(where, i)
		}
	}
	if len(again) > 0 {
		moved, err := s.Table().Fetch(ctx, again, strong)
		if err != nil {
			return nil, nil, err
		}
		for j, it := range moved {
			its[where[j]] = it
		}
	}
	return filterDialogs(its, f)
}

func keysOf(its []Item) []Key { return each(its, Item.Key) }

// Fetch reads items in the order of the keys, of which some may be the same.
func (t Table) Fetch(ctx context.Context, keys []Key, strong bool) ([]Item, error) {
	place := make(map[Key]int, len(keys))
	var once []Key
	for _, k := range keys {
		if _, seen := place[k]; !seen {
			place[k] = len(once)
			once = append(once, k)
		}
	}
	if len(once) == 0 {
		return nil, nil
	}
	found, err := t.Engine.BatchGet(ctx, once, strong)
	if err != nil {
		return nil, err
	}
	return each(keys, func(k Key) Item { return found[place[k]] }), nil
}

// DialogRuns implements web.Lists.
func (s Store) DialogRuns(ctx context.Context, d desk.DialogID, ask desk.PageAsk) (desk.Page[desk.Run], error) {
	l := Lister[desk.Run]{Query: Query{PK: dialogRunsPK(d), Prefix: preRun, Desc: true, Strong: true}}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Run, []bool, error) {
		keys := each(entries, func(it Item) Key { return runKey(desk.RunID(it.Str("run"))) })
		its, err := s.Table().Fetch(ctx, keys, true)
		if err != nil {
			return nil, nil, err
		}
		return ReadAll(its, runFrom, func(desk.Run) bool { return true })
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "runs of %s", d)
}

// ReadAll reads items; what is gone, comes twice or does not pass is not ok.
func ReadAll[T any](its []Item, from func(Item) (T, error), passes func(T) bool) ([]T, []bool, error) {
	out, ok := make([]T, len(its)), make([]bool, len(its))
	seen := make(map[Key]bool, len(its))
	for i, it := range its {
		if it == nil || seen[it.Key()] {
			continue
		}
		seen[it.Key()] = true
		var err error
		if out[i], err = from(it); err != nil {
			return nil, nil, err
		}
		ok[i] = passes(out[i])
	}
	return out, ok, nil
}

// due is the query for what lies before a moment in a part of the index.
func due(part string, before time.Time) Query {
	return Query{Index: ByPart, PK: part, To: stamp(before)}
}

// DueRuns implements flow.Overdue.
func (s Store) DueRuns(ctx context.Context, before time.Time, ask desk.PageAsk) (desk.Page[desk.Run], error) {
	l := Lister[desk.Run]{Query: due(partRuns, before)}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Run, []bool, error) {
		its, err := s.Table().Fetch(ctx, keysOf(entries), true)
		if err != nil {
			return nil, nil, err
		}
		return ReadAll(its, runFrom, func(r desk.Run) bool {
			at := r.StartsAt
			if r.State == desk.RunRunning {
				at = r.StartedAt
			}
			return !r.Ended() && at.Before(before)
		})
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "due runs")
}

// DueJobs implements flow.Overdue.
func (s Store) DueJobs(ctx context.Context, before time.Time, ask desk.PageAsk) (desk.Page[desk.Job], error) {
	l := Lister[desk.Job]{Query: due(partJobs, before)}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Job, []bool, error) {
		its, err := s.Table().Fetch(ctx, keysOf(entries), true)
		if err != nil {
			return nil, nil, err
		}
		return ReadAll(its, jobFrom, func(d desk.Job) bool { return !d.Ended() && d.Due.Before(before) })
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "due jobs")
}

// OpenDialogs implements flow.Overdue.
func (s Store) OpenDialogs(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	l := Lister[desk.Dialog]{Query: Query{Index: ByPart, PK: partDialogs}}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Dialog, []bool, error) {
		out, ok, err := s.dialogsAt(ctx, entries, sortAttr(l.Query), desk.DialogFilter{}, true)
		for i := range ok {
			ok[i] = ok[i] && out[i].Open()
		}
		return out, ok, err
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "open dialogs")
}
