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
	kept   int  // so many of which pass, as far as was looked
	calls  int  // about so many of the engine, up to
	most   int
	ahead  *look
	open   map[desk.ListMark]*list // of what is looked under
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
		at, err := r.stretch(ctx, n-len(out))
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
				r.kept++
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
		if at, err = r.look(ctx, r.lists, size, false); err != nil {
			return at, err
		}
	}
	marks := r.tellers(len(at.entries))
	if at.asked != nil || len(at.entries) == 0 || len(marks) == 0 {
		return at, nil
	}
	return at, r.ask(ctx, &at, marks)
}

// wider is how many entries to look at next, where those before held fewer than were
// sought: many times as many, or as many as should hold the rest if they are as rich.
// Where other lists are asked each time, or all is wanted, as many as the engine gives.
func (r *reader) wider(n int) int {
	switch {
	case r.exact || n >= nextLook || len(r.tellers(nextLook)) > 0:
		return nextLook
	case r.looked < firstLook: // the first list was short
		return max(n, firstLook)
	}
	rich := 0
	if r.kept > 0 {
		rich = n * r.looked * 3 / 2 / r.kept
	}
	return min(max(widening*r.looked, rich), nextLook)
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

// list is one of those that are read: what was read of it and lies behind all that was
// given, and where it goes on.
type list struct {
	query   Query
	entries []Item
	begun   bool
	ended   bool // all of it was read
}

func (r *reader) list(mark desk.ListMark) *list {
	if r.open == nil {
		r.open = map[desk.ListMark]*list{}
	}
	l := r.open[mark]
	if l == nil {
		q, some := r.rest(mark)
		l = &list{query: q, ended: !some}
		r.open[mark] = l
	}
	return l
}

// look gives the next entries of some lists, of which it is known that none lies between.
// It reads about n of each list of which none is left; of one that can't have any before
// those of another nothing is read yet, unless all are asked for.
func (r *reader) look(ctx context.Context, lists []desk.ListMark, n int, all bool) (look, error) {
	var out look
	var first, whole spot // no list has an entry before the former, nor another after the latter
	upTo := func(at spot) {
		if !out.more || r.order(at, whole) < 0 {
			whole = at
		}
		out.more = true
	}
	for _, mark := range lists {
		l := r.list(mark)
		if at, ok := r.ceiling(mark); ok && !all && !l.begun && !l.ended && first != (spot{}) && r.order(first, at) <= 0 {
			upTo(at)
			continue
		}
		if err := r.fill(ctx, l, n); err != nil {
			return look{}, err
		}
		if len(l.entries) > 0 && (first == (spot{}) || r.order(r.spot(l.entries[0]), first) < 0) {
			first = r.spot(l.entries[0])
		}
		if !l.ended {
			upTo(r.spot(l.query.After))
		}
	}
	for _, mark := range lists {
		l := r.list(mark)
		given := len(l.entries)
		if behind := slices.IndexFunc(l.entries, func(it Item) bool { return out.more && r.order(r.spot(it), whole) > 0 }); behind >= 0 {
			given = behind
		}
		out.entries, l.entries = append(out.entries, l.entries[:given]...), l.entries[given:]
	}
	slices.SortFunc(out.entries, func(a, b Item) int { return r.order(r.spot(a), r.spot(b)) })
	out.entries = slices.CompactFunc(out.entries, func(a, b Item) bool { return r.spot(a) == r.spot(b) })
	return out, nil
}

// fill reads about n entries of a list, if none is left of what was read; where other
// lists are asked about each stretch, which therefore should be long, also if few are.
func (r *reader) fill(ctx context.Context, l *list, n int) error {
	enough := 1
	if len(r.tellers(n)) > 0 {
		enough = n / 2
	}
	if l.ended || len(l.entries) >= enough {
		return nil
	}
	l.begun = true
	r.calls++
	for left := n + 1; left > 0; { // where was read before comes, too
		l.query.Limit = left
		found, err := r.s.Engine.Query(ctx, l.query)
		if err != nil {
			return err
		}
		l.entries = append(l.entries, slices.DeleteFunc(found.Items, func(it Item) bool {
			return r.from != (spot{}) && r.order(r.spot(it), r.from) <= 0
		})...)
		left, l.query.After = left-len(found.Items), found.Next
		if l.ended = found.Next == nil; l.ended || n >= nextLook && len(l.entries) > nextLook/4 { // about as much as the engine gives at once
			break
		}
	}
	return nil
}

// ceiling is before which no entry of a list can be, if that is known: where the newest
// come first.
func (r *reader) ceiling(mark desk.ListMark) (spot, bool) {
	at := mark.Until()
	if at.IsZero() || r.oldestFirst() {
		return spot{}, false
	}
	at = at.Add(time.Hour) // whoever closes them may have another clock
	if r.byActivity() {
		return spot{seq: at.Add(desk.ActivityStep).UnixMicro() * 1000}, true
	}
	return spot{sk: stamp(at)}, true
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
