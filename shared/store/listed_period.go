package store

import (
	"context"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// periodEntries is how many entries of a period are put in order at once, and
// periodCalls about how many calls that may take.
const (
	periodEntries = 12_000
	periodCalls   = 6
)

// findOpenedIn is a page, by last activity, of dialogs that were opened in a period that
// is over. In the order of activity all that is newer lies before them; but a period's
// entries lie together in the order of opening, so they are read there, put in order,
// and those behind the cursor are taken. all is false where the period has too many for
// that: then most of what is as old lies in it, or there is no other way.
func (s Store) findOpenedIn(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (out desk.Page[desk.Dialog], all bool, err error) {
	from, err := spotOf(ask.Cursor, desk.ByActivity)
	if err != nil {
		return out, false, err
	}
	byOpening := f
	byOpening.Sort = desk.ByOpening
	r, err := s.reader(ctx, byOpening, "", false)
	if err != nil {
		return out, false, err
	}
	r.places, r.most = map[desk.DialogID]spot{}, r.calls+periodCalls
	var found []desk.Dialog
	for !r.done && !r.tired() && r.looked < periodEntries {
		more, err := r.next(ctx, periodEntries)
		if err != nil {
			return out, false, err
		}
		found = append(found, more...)
	}
	if !r.done {
		return out, false, nil
	}
	if from != (spot{}) {
		found = slices.DeleteFunc(found, func(d desk.Dialog) bool { return r.places[d.ID].compare(from) >= 0 })
	}
	slices.SortFunc(found, func(a, b desk.Dialog) int { return r.places[b.ID].compare(r.places[a.ID]) })
	want := limit(ask)
	for looks := 0; len(found) > 0 && len(out.Items) < want && looks < 3; looks++ {
		part := found[:min(want-len(out.Items), len(found))]
		live, err := s.liveDialogs(ctx, part, f, false)
		if err != nil {
			return out, false, err
		}
		out.Items, from, found = append(out.Items, live...), r.places[part[len(part)-1].ID], found[len(part):]
	}
	slices.SortStableFunc(out.Items, byActivity)
	if len(found) > 0 {
		out.Next, err = from.cursor()
	}
	return out, true, err
}
