package desk

import (
	"maps"
	"strconv"
	"time"
)

// ErasureID names the taking away of a person. It is also the id of the job
// that does it.
type ErasureID string

// Fate is what becomes of a person's cards when the person is erased.
type Fate string

// The fates. Whatever it is, quotes, marks and offers out of their dialogs go,
// since what they prove is gone.
const (
	DropCards  Fate = "delete" // contact, leads, deals and cases go, whoever filled them
	BlankCards Fate = "blank"  // what came out of dialogs and profile is emptied; what people typed stays
	KeepCards  Fate = "keep"   // values stay as they are
)

// ErasureState is how far an erasure is.
type ErasureState string

// The states. Done and Failed end it.
const (
	ErasureRunning  ErasureState = "running"
	ErasureChecking ErasureState = "checking" // all is taken; a last look for what was on its way
	ErasureDone     ErasureState = "done"
	ErasureFailed   ErasureState = "failed" // given up; asked for again, it goes on
)

// ErasureSettles is after how long the last look comes: nobody is still at work
// then who began before, be it a reading or a job.
const ErasureSettles = ReadingLease + JobLease

// GoneFor is how long it is known, by a digest alone, that a message was erased,
// so that no repeat brings it back: longer than any messenger repeats one (Meta:
// 7 days).
const GoneFor = 30 * 24 * time.Hour

// MinRetention is the shortest retention: what a messenger may still repeat must
// still be known.
const MinRetention = 8 * 24 * time.Hour

// Erasure is the taking away of a person: one customer, or all who are a
// contact. It holds nothing of them but ids that we made.
type Erasure struct {
	ID       ErasureID
	Customer CustomerID // whom it was asked for; "": a contact
	Contact  CardRef
	Cards    Fate
	By       string // who asked
	State    ErasureState
	Code     Code   // why it failed …
	Reason   string // … and in words
	Parts    []Part // whom it is about
	// Before, if set, makes it the retention's: it takes whatever dialogs were
	// closed before, and who has no later one.
	Before  time.Time
	Refs    []CardRef // the cards that it met
	AskedAt time.Time
	DoneAt  time.Time
	Taken   Taken
	Version int64 // of the stored record; 0: new
}

// Part is how much of a customer's stream an erasure takes: the dialogs up to
// Number and the messages up to the place Upto. What comes later is another
// customer's, though their id is the same.
type Part struct {
	Customer CustomerID
	Number   int
	Upto     Seq
}

// Taken are figures of what was taken away. A kill may leave them too low.
type Taken struct{ Dialogs, Messages, Files, Runs, Cards, Entries int }

// Ended says whether nothing more happens to the erasure by itself.
func (e Erasure) Ended() bool { return e.State == ErasureDone || e.State == ErasureFailed }

// Covers says whether the dialog is one of those that are taken.
func (p Part) Covers(d DialogID) bool {
	c, n, err := d.Split()
	return err == nil && c == p.Customer && n <= p.Number
}

// NewEraseJob is the job that does an erasure.
func NewEraseJob(e Erasure, now time.Time) Job {
	return Job{ID: JobID(e.ID), Kind: JobErase, Customer: e.Customer, State: JobQueued, Due: now}
}

// NewErasureID names the erasure of a customer, or of a contact: asked for
// again, it is the same.
func NewErasureID(c CustomerID, contact CardRef) ErasureID {
	return ErasureID(Digest("e", string(c), contact.String()))
}

// RetentionErasure is the id of the erasure that takes what was kept long enough.
const RetentionErasure ErasureID = "retention"

// FileKey is where our copy of the message's i-th attachment lies once it does.
// The same file of the same message is always the same copy.
func (m Message) FileKey(i int) string {
	a := m.Attachments[i]
	return Digest("f", string(m.Customer), string(m.External), strconv.Itoa(i), a.Ref, a.URL)
}

// FileKeys are where copies of the message's files lie or may come to lie: one
// may just be on its way.
func (m Message) FileKeys() []string {
	keys := append([]string(nil), m.Dropped...)
	for i, a := range m.Attachments {
		if a.Stored != "" && !a.Shared() {
			keys = append(keys, a.Stored)
		}
		if a.Ref != "" || a.URL != "" {
			keys = append(keys, m.FileKey(i))
		}
	}
	return keys
}

// PhotoKey is where our copy of the customer's photo lies.
func (c Customer) PhotoKey() string {
	if c.Born > 1 {
		return Digest("p", string(c.ID), strconv.Itoa(c.Born))
	}
	return Digest("p", string(c.ID))
}

// Blanked is the card without what runs filled and what is known of customers by
// their profiles; of a case, without the customer's words. The fields are those
// that were, or already are, emptied.
func (c Card) Blanked(m CardAnnotations, run func(RunID) bool, formers []Customer) (now Card, fields map[FieldName]bool, changed bool) {
	now, fields = c, map[FieldName]bool{}
	now.Values = maps.Clone(c.Values)
	shown := map[string]bool{}
	for _, f := range formers {
		for _, s := range []string{f.Profile.User, f.Profile.Also, f.Profile.Name, f.Profile.Username, f.Profile.Phone, f.Profile.Email, f.Profile.Photo} {
			shown[s] = s != ""
		}
	}
	for name, v := range c.Values {
		words := c.Ref.Kind == KindCase && (name == CaseSubject || name == CaseDescription || name == CaseAccount)
		if k, marked := m.Marks[name]; marked && run(k.Run) && v == k.Value || shown[string(v)] || words {
			fields[name] = true
			delete(now.Values, name)
		}
	}
	for name, k := range m.Marks {
		fields[name] = fields[name] || run(k.Run) && c.Values[name] == ""
	}
	if shown[c.Title] || c.Ref.Kind == KindCase {
		now.Title = ""
	}
	return now, fields, len(now.Values) != len(c.Values) || now.Title != c.Title
}

// Origin is what the customer's contact is made from, once. Who was erased and
// writes again is somebody new.
func (c Customer) Origin() string {
	if c.Born > 1 {
		return "customer:" + string(c.ID) + "#" + strconv.Itoa(c.Born)
	}
	return "customer:" + string(c.ID)
}
