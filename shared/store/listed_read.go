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
	states bool // in which state dialogs are must be known
	exact  bool // … of all, and when they closed: nobody looks at the dialogs themselves
	narrow bool // not all that is under the marks passes
	from   spot // up to where entries were read
	done   bool // no entry is left
	looked int  // at so many entries
	kept   int  // so many dialogs, as they are now
	calls  int  // about so many of the engine, up to
	most   int
	ahead  *look
	// places are where what passed stands by its last activity, if somebody asks.
	places map[desk.DialogID]spot
}

func (r *reader) tired() bool { return r.calls >= r.most }

// look is a stretch of entries. more: it may go on.
type look struct {
	entries []Item
	more    bool
	asked   []desk.ListMark        // what other lists say of them:
	beside  map[string]desk.Dialog // by sort key
}

func (r *reader) byActivity() bool { return r.filter.Sort == desk.ByActivity }

func (r *reader) oldestFirst() bool { return r.filter.Sort == desk.OldestFirst }

// order compares places in the order in which they are read.
func (r *reader) order(a, b spot) int {
	if r.oldestFirst() {
		return a.compare(b)
	}
	return b.compare(a)
}

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

// next are up to n dialogs, as entries have them, that pass as far as entries say.
func (r *reader) next(ctx context.Context, n int) ([]desk.Dialog, error) {
	var out []desk.Dialog
	for !r.done && len(out) < n && !r.tired() {
		at, err := r.stretch(ctx, n)
		if err != nil {
			return nil, err
		}
		for i, it := range at.entries {
			d, passes, err := r.passes(at, it)
			if err != nil {
				return nil, err
			}
			r.looked++
			if r.from = r.spot(it); passes {
				out = append(out, d)
				if r.places != nil {
					r.places[d.ID] = spot{it.Int(BySeq), it.Str("sk")}
				}
			}
			if len(out) == n {
				at.entries = at.entries[i+1:]
				if r.done = !at.more && len(at.entries) == 0; len(at.entries) > 0 {
					r.ahead = &at
				}
				return out, nil
			}
		}
		r.done = !at.more
	}
	return out, nil
}

// stretch is the next one: what is left of the last, or was looked at to choose. At
// first few are read, and looked at themselves where entries don't say all; who needs
// many more has other lists tell.
func (r *reader) stretch(ctx context.Context, n int) (look, error) {
	size := n
	if r.narrow {
		size = max(n, firstLook)
	}
	if r.exact || r.looked > 0 && r.narrow {
		size = r.wider(n)
	}
	at := look{}
	if r.ahead != nil {
		at, r.ahead = *r.ahead, nil
	} else {
		var err error
		if at, err = r.look(ctx, r.lists, size); err != nil {
			return at, err
		}
	}
	marks := r.tellers(len(at.entries))
	if at.asked != nil || len(at.entries) == 0 || len(marks) == 0 {
		return at, nil
	}
	return at, r.ask(ctx, &at, marks)
}

// wider is how many entries to look at next, where those before held fewer than were sought:
// as many as should hold the rest if they are as rich, or many times as many if none passed.
// Where other lists are asked each time, or all is wanted, as many as the engine gives.
func (r *reader) wider(n int) int {
	if r.exact || n >= nextLook || len(r.tellers(nextLook)) > 0 {
		return nextLook
	}
	if r.kept == 0 {
		return min(widening*r.looked, nextLook)
	}
	return min(max(n*r.looked*3/2/r.kept, firstLook), nextLook)
}

// tellers are the lists that say of the dialogs of others in which state they are, and
// when those closed that did in a period that is asked for; none, where the lists that
// are read say so themselves, or the dialogs shall. All that closed in a long time would
// be more to read than the dialogs.
func (r *reader) tellers(entries int) []desk.ListMark {
	ended := r.filter.Closed != (desk.Period{})
	silent := slices.ContainsFunc(r.lists, func(m desk.ListMark) bool { return m.State() == "" })
	all := !r.filter.OfTeams()
	few := r.looked == 0 && r.places == nil && entries <= 4*firstLook
	switch closed := r.filter.ClosedMarks(); {
	case !silent, few && !r.exact, !r.states && !ended:
		return nil
	case ended && (r.exact || closed[0] != desk.InState(desk.StateClosed)):
		return closed // and no other passes
	case ended && all:
		return nil
	}
	return []desk.ListMark{desk.InState(desk.StateWaiting), desk.InState(desk.StateInProgress), desk.InState(desk.StateBot)}
}

// ask has other lists tell of the dialogs of a stretch.
func (r *reader) ask(ctx context.Context, at *look, marks []desk.ListMark) error {
	at.asked, at.beside = marks, map[string]desk.Dialog{}
	for _, m := range marks {
		q := r.between(m, at.entries)
		r.calls++
		for n := 0; ; {
			found, err := r.s.Engine.Query(ctx, q)
			if err != nil {
				return err
			}
			for _, it := range found.Items {
				d := desk.Dialog{State: m.State()}
				if t := it.Int(closedAttr); t != 0 {
					d.ClosedAt = time.UnixMicro(t).UTC()
				}
				at.beside[it.Str("sk")] = d
			}
			n += len(found.Items)
			if q.After = found.Next; q.After == nil {
				r.calls += n / nextLook
				break
			}
		}
	}
	return nil
}

// between is a list from the last of entries to the first, or the other way round.
func (r *reader) between(m desk.ListMark, entries []Item) Query {
	first, last := r.spot(entries[0]), r.spot(entries[len(entries)-1])
	if r.oldestFirst() {
		first, last = last, first
	}
	if r.byActivity() {
		return Query{PK: listPK(m), Index: BySeq, From: last.seq, To: first.seq}
	}
	return Query{PK: listPK(m), From: last.sk, To: first.sk}
}

// passes says what entries say of a dialog, and whether that passes: what they don't say
// is seen when the dialog itself is read.
func (r *reader) passes(at look, it Item) (desk.Dialog, bool, error) {
	d, err := listedFrom(it)
	if err != nil || !meets(it.Str("w"), r.filter.Find) {
		return d, false, err
	}
	f := r.filter
	if at.asked != nil && d.State == "" {
		b, there := at.beside[it.Str("sk")]
		switch {
		case there:
			d.State, d.ClosedAt = b.State, b.ClosedAt
		case at.asked[0].State() == desk.StateClosed: // it did not in that time
			return d, false, nil
		default:
			d.State = desk.StateClosed
		}
	}
	if d.ClosedAt.IsZero() {
		f.Closed = desk.Period{} // as which it is seen
	}
	if d.State != "" {
		return d, f.Has(d), nil
	}
	could := d
	for _, could.State = range desk.States() {
		if could.Open() || !standsUnder(it).Free() {
			if f.Has(could) {
				return d, true, nil
			}
		}
	}
	return d, false, nil
}

// look reads about n entries of each list, behind where was read before, and gives
// those of which it is known that none lies between.
func (r *reader) look(ctx context.Context, lists []desk.ListMark, n int) (look, error) {
	var out look
	var whole spot // no list has another entry after this one
	for _, mark := range lists {
		q, some := r.rest(mark)
		r.calls++
		for left := n + 1; some && left > 0; { // where was read before comes, too
			q.Limit = left
			found, err := r.s.Engine.Query(ctx, q)
			if err != nil {
				return look{}, err
			}
			out.entries, left, q.After = append(out.entries, found.Items...), left-len(found.Items), found.Next
			if q.After == nil || n >= nextLook && len(out.entries) > nextLook/4 { // about as much as the engine gives at once
				break
			}
		}
		if q.After != nil {
			if at := r.spot(q.After); !out.more || r.order(at, whole) < 0 {
				whole = at
			}
			out.more = true
		}
	}
	out.entries = slices.DeleteFunc(out.entries, func(it Item) bool {
		at := r.spot(it)
		return out.more && r.order(at, whole) > 0 || r.from != (spot{}) && r.order(at, r.from) <= 0
	})
	slices.SortFunc(out.entries, func(a, b Item) int { return r.order(r.spot(a), r.spot(b)) })
	out.entries = slices.CompactFunc(out.entries, func(a, b Item) bool { return r.spot(a) == r.spot(b) })
	return out, nil
}

// rest is what is left of a list; some is false where it can't have any.
func (r *reader) rest(mark desk.ListMark) (q Query, some bool) {
	q = Query{PK: listPK(mark), Desc: !r.oldestFirst()}
	if ValidateKey(Key{q.PK, "x"}) != nil {
		return q, false
	}
	if r.byActivity() {
		if q.Index = BySeq; r.from.seq != 0 {
			q.To = r.from.seq
		} else if before := r.filter.Closed.To; !before.IsZero() { // in which nothing was said later
			q.To = before.Add(desk.ActivityStep).UnixMicro() * 1000
		}
		return q, true
	}
	from, to := "", r.from.sk
	if r.oldestFirst() {
		from, to = to, ""
	}
	for _, before := range []time.Time{r.filter.Opened.To, r.filter.Closed.To} {
		if at := stamp(before) + "$"; !before.IsZero() && (to == "" || at < to) { // behind all of that microsecond
			to = at
		}
	}
	if at := r.filter.Opened.From; !at.IsZero() {
		from = max(from, stamp(at))
	}
	if to != "" {
		q.To = to
	}
	if from != "" {
		q.From = from
	}
	return q, to == "" || from <= to
}
