package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// probesAt is how many lists of one part of a filter are asked how full they are.
const probesAt = 6

// reader chooses what to look under: of words that are looked for one that must be
// met; else of the parts of the filter the rarest, by how far back in time as many
// entries of each reach.
func (s Store) reader(ctx context.Context, f desk.DialogFilter, cursor string, counts bool) (*reader, error) {
	if f.Closed != (desk.Period{}) && f.Closed.To.IsZero() {
		f.Closed.To = s.Now().Add(time.Hour) // whoever closes them may have another clock
	}
	r := &reader{s: s, filter: f.Listed(), states: f.ByState(), exact: counts, most: mostCalls}
	var err error
	if r.from, err = spotOf(cursor, f.Sort); err != nil {
		return nil, err
	}
	parts := f.ListMarks()
	if counts && f.Closed != (desk.Period{}) { // of which others would have to be asked
		parts = [][]desk.ListMark{f.ClosedMarks()}
	}
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
	var open map[desk.ListMark]*list
	defer func() { r.open = open }()
	now := r.s.Now()
	for _, lists := range parts {
		if len(lists) > probesAt {
			continue
		}
		r.open = nil // what another part was given of a list is not given to this one
		at, err := r.look(ctx, lists, firstLook, true)
		if err != nil {
			return err
		}
		often := 0.0 // entries in an hour
		if n := len(at.entries); at.more && n > 0 {
			since := now
			if r.oldestFirst() {
				since = r.timeOf(at.entries[0])
			}
			often = float64(n) / max(since.Sub(r.timeOf(at.entries[n-1])).Abs().Hours(), 1e-6)
		}
		if rarest < 0 || often < rarest {
			rarest, r.lists, r.ahead, open = often, lists, &at, r.open
		}
		if !at.more {
			return nil // it is no more than this
		}
	}
	return nil
}
