package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// dialogsOf is a page of what is in two partitions of the index, merged, the newest
// opened first: the open dialogs, which are few, and those that the operator has
// closed. So who sees their own pages over theirs, however many the others' are.
// A cursor is the sort key of the last that was looked at.
func (s Store) dialogsOf(ctx context.Context, owner desk.OperatorID, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	var out desk.Page[desk.Dialog]
	from, err := place(ask.Cursor)
	if err != nil {
		return out, err
	}
	upto := from.Str("part_sk")
	if (from != nil) != (upto != "") || len(upto) > MaxSK {
		return out, fmt.Errorf("%w: that is no cursor of this list", desk.ErrInvalid)
	}
	want, more := limit(ask), true
	for looked := 0; more && len(out.Items) < want && looked < looksAt; {
		var entries []Item
		if entries, more, err = s.newest(ctx, []string{partDialogs, closedDialogs(owner)}, upto, want-len(out.Items)); err != nil {
			return out, err
		}
		items, ok, err := s.dialogsAt(ctx, entries, "part_sk", f, false)
		if err != nil {
			return out, err
		}
		for i, it := range entries {
			upto = it.Str("part_sk")
			if ok[i] {
				out.Items = append(out.Items, items[i])
			}
		}
		looked += len(entries)
	}
	if more {
		out.Next, err = cursor(Item{"part_sk": upto})
	}
	return out, err
}

// newest are up to n entries of several partitions before a sort key ("": all), the
// last first, each once: an index that is late may show one in two of them. more
// says whether there may be others.
func (s Store) newest(ctx context.Context, parts []string, upto string, n int) (entries []Item, more bool, err error) {
	whole := "" // no partition has another entry after this one
	for _, pk := range parts {
		q := Query{Index: ByPart, PK: pk, Desc: true}
		if upto != "" {
			q.To = upto
		}
		// The bound itself may come, too, and once more at another place.
		for left := n + 2; left > 0; {
			q.Limit = left
			found, err := s.Engine.Query(ctx, q)
			if err != nil {
				return nil, false, err
			}
			entries, left, q.After = append(entries, found.Items...), left-len(found.Items), found.Next
			if q.After == nil {
				break
			}
		}
		if q.After != nil {
			more, whole = true, max(whole, q.After.Str("part_sk"))
		}
	}
	entries = slices.DeleteFunc(entries, func(it Item) bool {
		at := it.Str("part_sk")
		return at < whole || at == upto
	})
	slices.SortFunc(entries, func(a, b Item) int { return cmp.Compare(b.Str("part_sk"), a.Str("part_sk")) })
	entries = slices.CompactFunc(entries, func(a, b Item) bool { return a.Str("part_sk") == b.Str("part_sk") })
	if len(entries) > n {
		entries, more = entries[:n], true
	}
	return entries, more, nil
}
