package store

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// One count looks at so many entries at most, the newest opened, and at so many open
// dialogs where they must be read themselves.
const (
	countsEntries = 20_000
	countsLive    = 2_000
	countsAtOnce  = 1_000
)

// CountDialogs implements api.Lists: by entries, which say together all that is counted
// by but whose turn it is. A customer's are read themselves.
func (s Store) CountDialogs(ctx context.Context, f desk.DialogFilter, by desk.GroupBy) (desk.DialogCounts, error) {
	f = f.Counted(by)
	if len(f.Customers) == 1 {
		out, err := s.countOf(ctx, f, by)
		return out, wrap(err, "count dialogs")
	}
	var out desk.DialogCounts
	r, err := s.reader(ctx, f, "", true)
	if err != nil {
		return out, wrap(err, "count dialogs")
	}
	r.states = r.states || by.ByState() || slices.Contains(f.Operators, "") || f.Actor != nil && !f.Actor.SeesEveryDialog()
	r.most = math.MaxInt
	live := by.Live() || len(f.Turns) > 0 || len(f.Detailed) > 0
	for read := 0; !r.done && r.looked < countsEntries && read < countsLive; {
		found, err := r.next(ctx, countsAtOnce)
		if err != nil {
			return desk.DialogCounts{}, wrap(err, "count dialogs")
		}
		if live {
			open := slices.DeleteFunc(slices.Clone(found), func(d desk.Dialog) bool { return !d.Open() })
			found = slices.DeleteFunc(found, desk.Dialog.Open)
			read += len(open)
			now, err := s.liveDialogs(ctx, open, f, false)
			if err != nil {
				return desk.DialogCounts{}, wrap(err, "count dialogs")
			}
			found = append(found, now...)
		}
		for _, d := range found {
			if !d.Open() {
				d.Turn = desk.TurnNobody // which entries don't hold
			}
			out.Add(by, d)
		}
	}
	if !r.done {
		out.Since = stamped(r.from.sk[:min(len(r.from.sk), 16)])
	}
	return out, nil
}

// countOf counts one customer's.
func (s Store) countOf(ctx context.Context, f desk.DialogFilter, by desk.GroupBy) (desk.DialogCounts, error) {
	var out desk.DialogCounts
	var oldest time.Time
	for ask := (desk.PageAsk{Limit: 200}); out.Total < countsLive; {
		page, err := s.ListDialogs(ctx, f, ask)
		if err != nil {
			return desk.DialogCounts{}, err
		}
		for _, d := range page.Items {
			out.Add(by, d)
			oldest = d.OpenedAt
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return out, nil
		}
	}
	out.Since = oldest
	return out, nil
}
