package desk

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Merge is one contact going into another, since both are one person (OP-36). What
// belongs to From moves to Into: customers with what they are known by, dialogs,
// leads, deals and cases. From's card stays as it was, and points to Into; where it holds
// something else, that is proposed for Into. What was moved is noted before it is, so that
// it can be moved back.
type Merge struct {
	From, Into CardRef
	By         string
	State      MergeState
	// Take are the fields of which From's value goes over Into's, as a person chose.
	Take     []FieldName
	Planned  bool          // Filled is known
	Filled   []FieldChange // of Into's fields
	Company  CardRef       // Into got From's, having none; zero: it did not
	Moved    Belongings
	AskedAt  time.Time
	MergedAt time.Time
	Version  int64 // of the stored record; 0: new
}

// MergeState is how far a merge is.
type MergeState string

// The states. Once it is undone there is no merge any more.
const (
	Merging   MergeState = "merging"
	Merged    MergeState = "merged"
	Unmerging MergeState = "unmerging"
)

// MergeUndo is how long a merge can be undone; then it is for good.
const MergeUndo = 7 * 24 * time.Hour

// MaxMerged is how many things a merge moves: it notes them all, in one record.
const MaxMerged = 8000

// Belongings are what belongs to a contact.
type Belongings struct {
	Customers  []CustomerID
	Identities []Identity
	Cards      []CardRef
	Dialogs    []DialogID
}

// None says that there is nothing.
func (b Belongings) None() bool {
	return len(b.Customers)+len(b.Identities)+len(b.Cards)+len(b.Dialogs) == 0
}

// With is both, each once.
func (b Belongings) With(more Belongings) Belongings {
	return Belongings{
		union(b.Customers, more.Customers), union(b.Identities, more.Identities), union(b.Cards, more.Cards), union(b.Dialogs, more.Dialogs),
	}
}

func union[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// MayMerge refuses what can't be merged. ErrInvalid.
func MayMerge(from, into CardRef) error {
	switch {
	case from.Kind != KindContact || into.Kind != KindContact:
		return fmt.Errorf("%w: only contacts are merged", ErrInvalid)
	case from == into:
		return fmt.Errorf("%w: a contact is not merged into itself", ErrInvalid)
	case from.Connection != into.Connection:
		return fmt.Errorf("%w: %s is in another CRM than %s", ErrInvalid, into, from)
	}
	return nil
}

// MustMerge refuses who may not merge contacts: whoever looks whether two are one
// person changes contacts, and sees who they are.
func (a Actor) MustMerge() error {
	if err := a.MustChange(KindContact); err != nil {
		return err
	}
	if !a.SeesCustomers() {
		return Refuse(CodeForbidden, "You may not see customers' data, so you may not merge contacts. An administrator can give the right.")
	}
	return nil
}

// Plan are the changes of into's fields: what it lacks it gets, and of the fields
// that a person chose it gets From's value. Nothing else is overwritten.
func (m Merge) Plan(from, into Card) []FieldChange {
	var out []FieldChange
	for _, f := range slices.Sorted(maps.Keys(from.Values)) {
		now, old := from.Values[f], into.Values[f]
		if now != "" && now != old && (old == "" || slices.Contains(m.Take, f)) {
			out = append(out, FieldChange{Field: f, Old: old, New: now})
		}
	}
	return out
}

// Retitled is the title of Into once it has, or has no more, the name that it was given: a
// contact that was called by its name still is.
func (m Merge) Retitled(title string, undo bool) string {
	for _, f := range m.Filled {
		was, now := string(f.Old), string(f.New)
		if undo {
			was, now = now, was
		}
		if f.Field == ContactName && title == was && now != "" {
			return now
		}
	}
	return title
}

// Change is the change of Into's card.
func (m Merge) Change(now time.Time) CardChange {
	return CardChange{ID: Digest("merge", m.From.String(), m.Into.String(), stampOf(m.AskedAt)), Card: m.Into, Fields: m.Filled, By: m.By, At: now}
}

// Unchange takes it back, where nobody changed the value since.
func (m Merge) Unchange(now time.Time) CardChange {
	ch := CardChange{ID: Digest("unmerge", m.From.String(), m.Into.String(), stampOf(m.AskedAt)), Card: m.Into, By: m.By, At: now}
	for _, f := range m.Filled {
		ch.Fields = append(ch.Fields, FieldChange{Field: f.Field, Old: f.New, New: f.Old})
	}
	return ch
}

// Entries are what the timelines of both say, of being merged or parted again.
func (m Merge) Entries(kind EntryKind, now time.Time) []Entry {
	entry := func(card, other CardRef) Entry {
		return Entry{ID: Digest("t", card.String(), string(kind), other.String(), stampOf(m.AskedAt)), Card: card, At: now, By: m.By, Kind: kind, Text: other.String()}
	}
	return []Entry{entry(m.From, m.Into), entry(m.Into, m.From)}
}

// Refused refuses to change a contact that was merged, and says where it went.
func (m Merge) Refused() *Refusal {
	return Refuse(CodeContactMerged, "The contact "+m.From.String()+" was merged into "+m.Into.String()+". Change that one.")
}

// CompanyTaken is the company that into gets of from, having none; zero: none.
func (m Merge) CompanyTaken(from, into Card) CardRef {
	if into.Company.ID != "" {
		return CardRef{}
	}
	return from.Company
}

// Undoable says until when the merge can be undone.
func (m Merge) Undoable() time.Time { return m.AskedAt.Add(MergeUndo) }

// NewMergeJob is the job that does what is to be done of a contact's merge.
func NewMergeJob(from CardRef, now time.Time) Job {
	return Job{ID: JobID(Digest("m", from.String())), Kind: JobMerge, Contact: from.String(), State: JobQueued, Due: now}
}

func stampOf(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// Offer is the run by which the survivor is offered what the other one holds where it
// holds something else, in fields that can be written: nobody read for it. No outcomes:
// there is nothing to offer.
func (m Merge) Offer(from, into Card, fields []Field, now time.Time) Run {
	r := Run{ID: m.Offered(), From: m.From, Card: m.Into, By: m.By, State: RunRunning, AskedAt: m.AskedAt, StartsAt: now, StartedAt: now, Reading: &Reading{}}
	for _, f := range fields {
		v, has := from.Values[f.Name], into.Values[f.Name]
		if IsUserID(f.Name) { // the survivor is known by both: there is nothing to choose
			continue
		}
		if v == "" || v == has || f.Gone || f.Unsupported != "" || f.Check(v) != nil {
			continue
		}
		r.Outcomes = append(r.Outcomes, Outcome{Field: f.Name, Kind: OutcomeProposed, Value: v, Old: has})
	}
	return r
}

// Offered names the run that offers what the other one held.
func (m Merge) Offered() RunID {
	return RunID(Digest("merge-", m.From.String(), m.Into.String(), stampOf(m.AskedAt)))
}
