package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// A page of a list looks at few entries first, then at as many as should hold the rest,
// at most at about as many as a page of the engine holds. A page that has something takes
// so many calls and then is short; one that has nothing yet goes on, up to a bound, so
// that whoever reads on does not read empty pages.
const (
	firstLook  = 60
	widening   = 8
	nextLook   = 4_000
	shortCalls = 7
	mostCalls  = 40
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
	return f.Sort != desk.ByActivity && seesAll && len(f.ListMarks()) == 0 && f.Opened == (desk.Period{}) && f.Closed == (desk.Period{}) && len(f.Priorities) == 0
}

// findDialogs is a page of the dialogs that pass, looked for under the rarest of what
// must hold of them.
func (s Store) findDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	var out desk.Page[desk.Dialog]
	if f.Sort == desk.ByActivity && !f.Opened.To.IsZero() {
		if page, all, err := s.findOpenedIn(ctx, f, ask); err != nil || all {
			return page, err
		}
	}
	r, err := s.reader(ctx, f, ask.Cursor, false)
	if err != nil {
		return out, err
	}
	want := limit(ask)
	short := max(shortCalls, r.calls+2)
	r.most = r.calls + mostCalls
	for !r.done && len(out.Items) < want && !r.tired() {
		found, err := r.next(ctx, want-len(out.Items))
		if err != nil {
			return desk.Page[desk.Dialog]{}, err
		}
		live, err := s.liveDialogs(ctx, found, f, false)
		if err != nil {
			return desk.Page[desk.Dialog]{}, err
		}
		if len(found) > 0 {
			r.calls += 2 // as they are now, at the one place or at the other
		}
		r.kept -= len(found) - len(live)
		if out.Items = append(out.Items, live...); len(out.Items) > 0 {
			r.most = short
		}
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

// ListedWith implements listing.Entries.
func (s Store) ListedWith(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.DialogID], error) {
	f := desk.DialogFilter{Contacts: []desk.CardRef{contact}}
	var out desk.Page[desk.DialogID]
	r, err := s.reader(ctx, f, ask.Cursor, false)
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
