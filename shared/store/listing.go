package store

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// Lists of dialogs: a dialog has an entry under each of its marks, and under the
// beginnings of the words by which it is found. An entry holds all that a filter
// looks at but its state and whose turn it is, so that a list under one mark is
// narrowed by others without reading dialogs, and a dialog's end rewrites none: it
// leaves the list of its state for those of the closed ones, where its entries say
// when it closed. In which state the dialogs of another list are, the lists of the
// open ones tell, which are short. Beside them lies where a dialog's entries are,
// LISTED, so that they are made anew from whatever is left of an attempt.

// listedItem is what an entry holds of its dialog.
type listedItem struct {
	Line     desk.LineID     `json:"l,omitempty"`
	Channel  desk.Channel    `json:"c,omitempty"`
	Team     desk.TeamID     `json:"t,omitempty"`
	Operator desk.OperatorID `json:"o,omitempty"`
	Priority desk.Priority   `json:"p,omitempty"`
	Labels   []desk.LabelID  `json:"g,omitempty"`
	Contact  string          `json:"k,omitempty"`
	Cards    []string        `json:"d,omitempty"`
}

// closedAttr is when a dialog closed, in microseconds, in its entries among those that
// are.
const closedAttr = "closed"

func newListed(d desk.Dialog) (string, error) {
	return blob(listedItem{
		Line: d.Line, Channel: d.Channel, Team: d.Team, Operator: d.Operator, Priority: d.Priority, Labels: d.Labels,
		Contact: d.Contact.String(), Cards: each(d.Cards, func(b desk.BoundCard) string { return b.Ref.String() }),
	})
}

// listedFrom is what an entry says of its dialog; its state, and when it closed, only
// under some marks.
func listedFrom(it Item) (desk.Dialog, error) {
	at, id, _ := strings.Cut(it.Str("sk"), "#")
	c, n, err := desk.DialogID(id).Split()
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("entry of dialog %s: %w", id, err)
	}
	l, err := unblob[listedItem](it, "f")
	d := desk.Dialog{
		ID: desk.DialogID(id), Customer: c, Number: n, State: standsUnder(it).State(), Line: l.Line, Channel: l.Channel, Team: l.Team, Operator: l.Operator,
		Priority: l.Priority, Labels: l.Labels, Contact: refFrom(l.Contact), OpenedAt: stamped(at),
		Cards: each(l.Cards, func(s string) desk.BoundCard { return desk.BoundCard{Ref: refFrom(s)} }),
	}
	if at := it.Int(closedAttr); at != 0 {
		d.ClosedAt = time.UnixMicro(at).UTC()
	}
	return d, err
}

// prefixes are the beginnings of a word under which there are entries: whoever looks
// for more of it reads those under the longest.
func prefixes(word string) []int {
	switch {
	case isDigits(word) && len(word) >= 7:
		return []int{4, 7}
	}
	return []int{1, 2, 4}
}

func isWord(m desk.ListMark) bool { return strings.HasPrefix(string(m), "word:") }

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// wordMark is the list under a beginning of words.
func wordMark(beginning string) desk.ListMark { return desk.ListMark("word:" + beginning) }

// beginnings are the lists of a dialog found by the words.
func beginnings(words []string) []desk.ListMark {
	var out []desk.ListMark
	for _, w := range words {
		for _, n := range prefixes(w) {
			if utf8.RuneCountInString(w) >= n {
				out = append(out, wordMark(string([]rune(w)[:n])))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// beginningOf is the list in which those are whose words begin with what is sought.
func beginningOf(sought string) desk.ListMark {
	n, most := 1, []int{1, 2, 4}
	if isDigits(sought) {
		most = []int{1, 2, 4, 7}
	}
	for _, m := range most {
		if utf8.RuneCountInString(sought) >= m {
			n = m
		}
	}
	return wordMark(string([]rune(sought)[:n]))
}

// activity is where a dialog stands by its last activity, in billionths of a second.
// As a list is read on from such a place, no two dialogs should have one: they are known
// to a step only, and spread over its last minute.
func activity(d desk.Dialog) int64 {
	h := fnv.New64a()
	h.Write([]byte(d.ID))
	return max(d.ListedAt().UnixMicro(), 0)*1000 - int64(time.Minute) + int64(h.Sum64()%uint64(time.Minute))
}

// listing is LISTED: which entries a dialog has, and what they say.
type listing struct {
	Marks  []desk.ListMark `json:"m,omitempty"`
	SK     string          `json:"k,omitempty"`
	Says   string          `json:"says,omitempty"`  // a digest of what they all say
	Found  string          `json:"found,omitempty"` // a digest of the words that those under words say, too
	Closed int64           `json:"closed,omitempty"`
	// Writers are who is writing entries, or died of it: as long as there are any, nothing
	// that was written is relied on.
	Writers []listWriter `json:"w,omitempty"`
	// Spare are marks under which entries are to go, and under which one of them may still
	// write.
	Spare []desk.ListMark `json:"s,omitempty"`
}

// listWriter is somebody who writes a dialog's entries: the version of LISTED as they
// noted themselves, and the second. It is short, as LISTED should stay within a write unit.
type listWriter [2]int64

// listLease is for how long it is believed that somebody may still write: longer than any
// function runs. Who noticed themselves half of it ago begins again.
const listLease = time.Hour

// List implements listing.Entries. Idempotent: what is there already is not written.
func (s Store) List(ctx context.Context, id desk.DialogID, words func(context.Context, desk.Dialog) ([]string, error)) error {
	var mine []int64
	for range maxRaces {
		// First what was listed, then what is: whoever is faster between the two is met
		// by the condition below, and it begins again.
		old, err := s.Engine.Get(ctx, listedKey(id), true)
		if err != nil {
			return wrap(err, "list dialog %s", id)
		}
		now, err := s.listed(ctx, id, words)
		if err != nil {
			return wrap(err, "list dialog %s", id)
		}
		noted, err := s.relist(ctx, id, old, now, mine)
		if !lostRace(err) {
			return wrap(err, "list dialog %s", id)
		}
		mine = append(mine, noted)
	}
	return busy("list a dialog")
}

// entries are those of a dialog, alike under each of its marks.
type entries struct {
	listing
	entry Item
	of    desk.Dialog
}

// listed are the entries of a dialog as it is now; none of one that is gone.
func (s Store) listed(ctx context.Context, id desk.DialogID, words func(context.Context, desk.Dialog) ([]string, error)) (entries, error) {
	h, _, err := s.dialog(ctx, id)
	if absent(err) {
		return entries{}, nil
	}
	if err != nil {
		return entries{}, err
	}
	d := h.Dialog
	found, err := words(ctx, d)
	if err != nil {
		return entries{}, err
	}
	f, err := newListed(d)
	out := entries{listing{SK: Timed(d.OpenedAt, string(d.ID))}, Item{"f": f, BySeq: activity(d)}, d}
	if !d.ClosedAt.IsZero() {
		out.Closed = d.ClosedAt.UnixMicro()
	}
	out.Marks = append(d.ListMarks(), beginnings(found)...)
	if len(found) > 0 {
		out.entry["w"] = strings.Join(found, " ")
	}
	out.Says, out.Found = desk.Digest("", f, fmt.Sprint(activity(d))), desk.Digest("", out.entry.Str("w"))
	return out, err
}

// at is the entry under a mark.
func (e entries) at(m desk.ListMark) Item {
	out := e.entry.Clone()
	k := entryUnder(m, e.SK)
	out["pk"], out["sk"] = k.PK, k.SK
	if !isWord(m) {
		delete(out, "w")
	}
	if m.State() == desk.StateClosed && e.Closed != 0 {
		out[closedAttr] = e.Closed
	}
	return out
}

// standsUnder is under which mark an entry stands.
func standsUnder(it Item) desk.ListMark {
	return desk.ListMark(strings.TrimPrefix(it.Str("pk"), preList))
}

// stands says whether the entry under a mark was written as it is now.
func (e entries) stands(was listing, m desk.ListMark) bool {
	return slices.Contains(was.Marks, m) && was.Says == e.Says && was.SK == e.SK && (was.Found == e.Found || !isWord(m)) &&
		(was.Closed == e.Closed || m.State() != desk.StateClosed)
}

// relist makes a dialog's entries those of now, where old is its LISTED, and mine are the
// versions of it in which the caller noted before that they write; the one of this time is
// answered, 0: none. First LISTED names who writes, and all that may be there from then on;
// then entries are written, each for itself, which costs half of what they cost together;
// and last LISTED says that it is done.
//
// Whoever is overtaken meanwhile finds LISTED another's at the end, and begins again.
// Whoever overtakes, or comes after one who died, writes all anew, and leaves the other's
// name, since that one may still write, however late, and die of it. While a name is there
// every listing writes all anew, so that what was told to one who died, and is told again,
// mends what they left. Only who wrote takes their name away, or whoever lists the dialog
// after listLease. Rows are read live meanwhile.
//
// A contact that is called otherwise and as before again, between the reading of its words
// and the noting, may leave the words of between: they are not read again, as the dialog is.
func (s Store) relist(ctx context.Context, id desk.DialogID, old Item, now entries, mine []int64) (noted int64, err error) {
	var was listing
	if old != nil {
		if was, err = unblob[listing](old, "v"); err != nil {
			return 0, err
		}
	}
	if old != nil && was.same(now.listing) {
		return 0, nil
	}
	since := s.Now()
	others := was.others(mine, since.Add(-listLease))
	sk := cmp.Or(now.SK, was.SK)
	var puts, drops []Op
	var spare []desk.ListMark
	for _, m := range marksOf(now.Marks, was.Marks, was.Spare) {
		switch {
		case !slices.Contains(now.Marks, m):
			spare, drops = append(spare, m), append(drops, Delete(entryUnder(m, sk)))
		case len(was.Writers) > 0 || !now.stands(was, m):
			puts = append(puts, Put(now.at(m)))
		}
	}
	version := old.Int("version")
	if len(puts)+len(drops) > 0 {
		me := listWriter{version + 1, since.Unix()}
		if err := s.note(ctx, id, listing{Marks: now.Marks, SK: sk, Writers: append(others, me), Spare: spare}, version); err != nil {
			return 0, err
		}
		version++
		noted = version
		if err := s.asListed(ctx, now); err != nil {
			return noted, err
		}
	}
	for part := range slices.Chunk(append(puts, drops...), MaxOps) {
		if s.Now().Sub(since) > listLease/2 {
			return noted, fmt.Errorf("%w: entries come too late", desk.ErrBusy)
		}
		if _, err := s.Engine.Write(ctx, Loose(part...)...); err != nil {
			return noted, err
		}
	}
	done := now.listing
	if len(others) > 0 {
		done.SK, done.Writers, done.Spare = sk, others, spare
	}
	return noted, s.note(ctx, id, done, version)
}

// asListed says by a lost race whether a dialog is another than its entries are of: what
// became so before they were noted, and was told while they were not, nobody tells again.
func (s Store) asListed(ctx context.Context, now entries) error {
	if now.of.ID == "" {
		return nil
	}
	h, _, err := s.dialog(ctx, now.of.ID)
	if absent(err) || err == nil && !h.Dialog.ListedAlike(now.of) {
		return &ConditionError{}
	}
	return err
}

// others are who may still write, but for whoever noted themselves in versions of mine.
func (l listing) others(mine []int64, since time.Time) []listWriter {
	return slices.DeleteFunc(slices.Clip(slices.Clone(l.Writers)), func(w listWriter) bool {
		return slices.Contains(mine, w[0]) || w[1] < since.Unix()
	})
}

// note writes LISTED over the version that was read.
func (s Store) note(ctx context.Context, id desk.DialogID, l listing, version int64) error {
	b, err := blob(l)
	if err != nil {
		return err
	}
	k := listedKey(id)
	it := Item{"pk": k.PK, "sk": k.SK, "v": b}
	if len(l.Marks) == 0 { // gone: kept a while, so that nobody who is late lists it again
		it[TTL] = s.Now().Add(listedGrave).Unix()
	}
	_, err = s.Engine.Write(ctx, over(it, version))
	return err
}

// same says that nothing is to be written.
func (l listing) same(now listing) bool {
	return len(l.Writers) == 0 && len(l.Spare) == 0 && slices.Equal(l.Marks, now.Marks) && l.Says == now.Says && l.Found == now.Found && l.SK == now.SK && l.Closed == now.Closed
}

// marksOf are all marks of lists, each once.
func marksOf(lists ...[]desk.ListMark) []desk.ListMark {
	out := slices.Concat(lists...)
	slices.Sort(out)
	return slices.Compact(out)
}

// listedGrave is how long it is kept that a dialog is gone: longer than a change is
// told.
const listedGrave = 7 * 24 * time.Hour

// unlist takes a dialog's entries away for good, when the dialog is.
func (s Store) unlist(ctx context.Context, id desk.DialogID) error {
	var mine []int64
	for range maxRaces {
		old, err := s.Engine.Get(ctx, listedKey(id), true)
		if err != nil {
			return err
		}
		noted, err := s.relist(ctx, id, old, entries{}, mine)
		if !lostRace(err) {
			return wrap(err, "unlist dialog %s", id)
		}
		mine = append(mine, noted)
	}
	return busy("unlist a dialog")
}

// meets says whether of the words each that is sought is the beginning of one.
func meets(words string, sought []string) bool {
	for _, s := range sought {
		if !strings.HasPrefix(words, s) && !strings.Contains(words, " "+s) {
			return false
		}
	}
	return true
}
