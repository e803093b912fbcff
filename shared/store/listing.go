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
	Marks  []desk.ListMark `json:"marks,omitempty"`
	SK     string          `json:"sk,omitempty"`
	Says   string          `json:"says,omitempty"` // a digest of what they all say
	Closed int64           `json:"closed,omitempty"`
}

// List implements listing.Entries. Idempotent: what is there already is not written.
func (s Store) List(ctx context.Context, id desk.DialogID, words func(context.Context, desk.Dialog) ([]string, error)) error {
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
		err = s.relist(ctx, id, old, now)
		if !lostRace(err) {
			return wrap(err, "list dialog %s", id)
		}
	}
	return busy("list a dialog")
}

// entries are those of a dialog, alike under each of its marks.
type entries struct {
	listing
	entry Item
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
	out := entries{listing{SK: Timed(d.OpenedAt, string(d.ID))}, Item{"f": f, BySeq: activity(d)}}
	if !d.ClosedAt.IsZero() {
		out.Closed = d.ClosedAt.UnixMicro()
	}
	out.Marks = append(d.ListMarks(), beginnings(found)...)
	if len(found) > 0 {
		out.entry["w"] = strings.Join(found, " ")
	}
	out.Says = desk.Digest("", f, out.entry.Str("w"), fmt.Sprint(activity(d)))
	return out, err
}

// at is the entry under a mark.
func (e entries) at(m desk.ListMark) Item {
	out := e.entry.Clone()
	k := entryUnder(m, e.SK)
	out["pk"], out["sk"] = k.PK, k.SK
	if !strings.HasPrefix(string(m), "word:") {
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
	return slices.Contains(was.Marks, m) && was.Says == e.Says && was.SK == e.SK && (was.Closed == e.Closed || m.State() != desk.StateClosed)
}

// relist makes a dialog's entries those of now, where old is its LISTED, in one
// write of what is not so already, if it fits: else LISTED names all that may be there before any is written,
// and what is no more goes last.
func (s Store) relist(ctx context.Context, id desk.DialogID, old Item, now entries) error {
	var was listing
	if old != nil {
		var err error
		if was, err = unblob[listing](old, "v"); err != nil {
			return err
		}
	}
	if old != nil && slices.Equal(was.Marks, now.Marks) && was.Says == now.Says && was.SK == now.SK && was.Closed == now.Closed {
		return nil
	}
	var puts, drops []Op
	for _, m := range now.Marks {
		if !now.stands(was, m) {
			puts = append(puts, Put(now.at(m)))
		}
	}
	for _, m := range was.Marks {
		if was.SK != now.SK || !slices.Contains(now.Marks, m) {
			drops = append(drops, Delete(entryUnder(m, was.SK)))
		}
	}
	version := old.Int("version")
	note := func(l listing, gone bool) (Op, error) {
		b, err := blob(l)
		k := listedKey(id)
		it := Item{"pk": k.PK, "sk": k.SK, "v": b}
		if gone { // kept a while, so that nobody who is late lists it again
			it[TTL] = s.Now().Add(listedGrave).Unix()
		}
		op := over(it, version)
		version++
		return op, err
	}
	if len(puts)+len(drops) < MaxOps {
		op, err := note(now.listing, now.SK == "")
		if err == nil {
			_, err = s.Engine.Write(ctx, slices.Concat([]Op{op}, puts, drops)...)
		}
		return err
	}
	all := listing{Marks: slices.Concat(now.Marks, was.Marks), SK: cmp.Or(now.SK, was.SK)}
	op, err := note(all, false)
	if err != nil {
		return err
	}
	if _, err := s.Engine.Write(ctx, op); err != nil {
		return err
	}
	for part := range slices.Chunk(append(puts, drops...), MaxOps-1) {
		if _, err := s.Engine.Write(ctx, append(slices.Clip(part), Check(listedKey(id), Equal("version", version)))...); err != nil {
			return err
		}
	}
	if op, err = note(now.listing, now.SK == ""); err == nil {
		_, err = s.Engine.Write(ctx, op)
	}
	return err
}

// listedGrave is how long it is kept that a dialog is gone: longer than a change is
// told.
const listedGrave = 7 * 24 * time.Hour

// unlist takes a dialog's entries away for good, when the dialog is.
func (s Store) unlist(ctx context.Context, id desk.DialogID) error {
	for range maxRaces {
		old, err := s.Engine.Get(ctx, listedKey(id), true)
		if err != nil {
			return err
		}
		if err = s.relist(ctx, id, old, entries{}); !lostRace(err) {
			return wrap(err, "unlist dialog %s", id)
		}
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
