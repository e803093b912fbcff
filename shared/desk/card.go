package desk

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// CardKind is a kind of CRM record.
type CardKind string

// The kinds.
const (
	KindContact CardKind = "contact"
	KindCompany CardKind = "company" // whom contacts work for; Creatio says account (SYS-06)
	KindLead    CardKind = "lead"
	KindDeal    CardKind = "deal"
	KindCase    CardKind = "case" // a service case: CoPilot does not read for it (CP-01)
)

// CardKinds are all of them.
func CardKinds() []CardKind {
	return []CardKind{KindContact, KindCompany, KindLead, KindDeal, KindCase}
}

// Known says whether there are cards of the kind.
func (k CardKind) Known() bool { return slices.Contains(CardKinds(), k) }

// Card is a CRM record, as the CRM has it now.
type Card struct {
	Ref       CardRef
	Title     string
	Pipeline  PipelineID // of a deal
	Stage     StageID
	Closed    bool    // won or lost: a new dialog does not bind it
	Contact   CardRef // whose lead, deal or case it is
	Company   CardRef // a contact's, or a case's: its account
	Values    map[FieldName]Value
	CreatedAt time.Time
	UpdatedAt time.Time
	ETag      string // changes with every change of the card
}

// untitled begins the title of a card that was made for somebody whose name nobody
// knew.
const untitled = "Customer on "

// Untitled is the title of a card that is made for a customer of the channel whose name
// nobody knows yet.
func Untitled(ch Channel) string { return untitled + string(ch) }

// IsUntitled says whether a title is such a one: in a CRM where title and name are one,
// the name is still empty.
func IsUntitled(title string) bool { return strings.HasPrefix(title, untitled) }

// Shown is the card's title for people. A title that nobody gave it gives way to the
// customer's name once a field holds that, and comes back when it is taken out again.
func (c Card) Shown() string {
	if !IsUntitled(c.Title) {
		return c.Title
	}
	return cmp.Or(string(c.Values["name"]), string(c.Values["client_name"]), c.Title)
}

// Pipeline is a way that deals go, stage by stage.
type Pipeline struct {
	ID      PipelineID
	Title   string
	Stages  []Stage
	Version int64
}

// Stage is a place in a pipeline.
type Stage struct {
	ID    StageID
	Title string
	// Final stages close the card: "won", "lost" or "".
	Final string
}

// Stage finds a stage of the pipeline.
func (p Pipeline) Stage(id StageID) (Stage, bool) {
	for _, s := range p.Stages {
		if s.ID == id {
			return s, true
		}
	}
	return Stage{}, false
}

// FieldChange sets one field, if it still holds Old.
type FieldChange struct {
	Field FieldName
	Old   Value
	New   Value
}

// CardChange sets fields of a card, each by compare and set.
type CardChange struct {
	// ID makes a change idempotent: one with the same id is done once and
	// answered alike.
	ID     string
	Card   CardRef
	Fields []FieldChange
	// Badges are what the card shows at a glance once a field was set, beside what it shows
	// already, where the CRM has the capability Badges and does not work them out itself.
	Badges []Badge
	Run    RunID  // whose values these are; "" : a person's
	By     string // who
	At     time.Time
}

// Changed is what became of a CardChange, field by field.
type Changed struct {
	// Set are the fields that now hold New because of this change.
	Set map[FieldName]bool
	// Stale are the fields that held something else than Old, with what.
	Stale map[FieldName]Value
	// Beside is what the plug saw on the card and wants to be told again with what is shown
	// beside the change, so that it need not look once more: its own word, which nobody
	// else reads and which is not kept with the change. "": it must look.
	Beside string
}

// Against is what is still to be written of a change of a card, the fields that hold
// Old, and what is known of the others: those that hold New already are set, those
// that hold something else are stale.
func (ch CardChange) Against(card Card) (due CardChange, done Changed) {
	due = ch
	due.Fields = nil
	for _, f := range ch.Fields {
		if have := card.Values[f.Field]; have == f.Old && have != f.New {
			due.Fields = append(due.Fields, f)
		} else {
			done = done.with(f, have)
		}
	}
	return due, done
}

// Found is what became of a change of a card that was just written, as the card tells.
func (ch CardChange) Found(card Card) (done Changed) {
	for _, f := range ch.Fields {
		done = done.with(f, card.Values[f.Field])
	}
	return done
}

// With is both.
func (c Changed) With(other Changed) Changed {
	set, stale := maps.Clone(c.Set), maps.Clone(c.Stale)
	if set == nil {
		set = map[FieldName]bool{}
	}
	if stale == nil {
		stale = map[FieldName]Value{}
	}
	maps.Copy(set, other.Set)
	maps.Copy(stale, other.Stale)
	return Changed{Set: orNil(set), Stale: orNil(stale), Beside: other.Beside}
}

func orNil[M ~map[K]V, K comparable, V any](m M) M {
	if len(m) == 0 {
		return nil
	}
	return m
}

// with is c with what became of one field, as it holds have now.
func (c Changed) with(f FieldChange, have Value) Changed {
	if have == f.New {
		return c.With(Changed{Set: map[FieldName]bool{f.Field: true}})
	}
	return c.With(Changed{Stale: map[FieldName]Value{f.Field: have}})
}

// EntryKind is what a timeline entry tells.
type EntryKind string

// The kinds of timeline entry.
const (
	EntryCreated  EntryKind = "created"
	EntryBound    EntryKind = "dialog_bound"
	EntryChanged  EntryKind = "changed"  // by a person
	EntrySummary  EntryKind = "summary"  // SU-03: its Run opens the summary
	EntryFilled   EntryKind = "filled"   // FF-01
	EntryProposed EntryKind = "proposed" // FF-05 while it waits
	EntryReplaced EntryKind = "replaced"
	EntryKept     EntryKind = "kept"
	EntryMerged   EntryKind = "merged" // Text: with which contact (OP-36)
	EntryUnmerged EntryKind = "unmerged"
	EntryUndone   EntryKind = "undone"
	EntryFailed   EntryKind = "failed"
	EntrySeen     EntryKind = "acknowledged" // what CoPilot filled (FF-08)
)

// Entry is one line of a card's timeline: who did what, with proof. Entries
// are never changed; two with the same ID are one.
type Entry struct {
	ID      string
	Card    CardRef
	At      time.Time
	By      string
	Kind    EntryKind
	Field   FieldName
	Old     Value
	New     Value
	Quote   string
	Dialog  DialogID
	Message Seq
	Run     RunID
	Text    string
}
