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

// CardAnnotations is what we keep beside a card, whichever CRM holds the card: CoPilot's
// marks, open proposals and badges. A card without one has the zero CardAnnotations.
type CardAnnotations struct {
	Card     CardRef
	Marks    map[FieldName]Mark // which values CoPilot set (FF-02)
	Awaiting []OpenProposal     // FF-05
	// ProposedAt is when the newest of Awaiting was proposed.
	ProposedAt time.Time
	Filled     bool                      // CoPilot filled something, and nobody acknowledged it yet (FF-08)
	Kept       map[FieldName][]KeptValue // what people kept away, the oldest first (FF-12, D19)
	// Summaries are each dialog's newest run, whose summary is the current one (SU-06)
	// unless Pinned has one that people touched (BX-10).
	Summaries map[DialogID]RunID
	Pinned    map[DialogID]Pin
	// Seen is where a deal of a connected CRM stood when we looked at it last.
	Seen    SeenCard
	Version int64 // of the stored record; 0: none yet
}

// SeenCard is where a deal stands in its CRM, and where it came from.
type SeenCard struct {
	Pipeline PipelineID
	Stage    StageID
	From     StageID // where it stood before; "": nobody knows
}

// Now is what is seen of a card that was seen so before, or was bound as b.
func (s SeenCard) Now(c Card, b BoundCard) SeenCard {
	if s.Stage == "" {
		s = SeenCard{Pipeline: b.Pipeline, Stage: b.Stage}
	}
	if s.Stage == c.Stage && s.Pipeline == c.Pipeline {
		return s
	}
	return SeenCard{Pipeline: c.Pipeline, Stage: c.Stage, From: s.Stage}
}

// Mark is CoPilot's icon on a value. It counts only while the card still holds
// that value: a person who changed it took the icon off. Where the field is empty
// again, it tells which value somebody took back.
type Mark struct {
	Run   RunID
	Value Value
	At    time.Time
}

// OpenProposal is an offer that waits for keep or replace.
type OpenProposal struct {
	Run   RunID
	Field FieldName
}

// KeptValue is a value that a person kept away from a field.
type KeptValue struct {
	Value Value
	At    time.Time
}

// MaxKept is how many values a field remembers to have been kept away; of more
// the oldest may be proposed again.
const MaxKept = 20

// WithKept is the margin once a person kept v away from the field.
func (m CardAnnotations) WithKept(f FieldName, v Value, at time.Time) CardAnnotations {
	m = m.without(f, v)
	kept := append(slices.Clone(m.Kept[f]), KeptValue{v, at})
	m.Kept[f] = kept[max(0, len(kept)-MaxKept):]
	return m
}

// WithReplaced is the margin once a person took v for the field, whatever they
// thought of it before. It is CoPilot's, unless another contact held it.
func (m CardAnnotations) WithReplaced(f FieldName, v Value, run Run, at time.Time) CardAnnotations {
	m = m.without(f, v)
	if run.Merges() {
		return m
	}
	m.Marks = maps.Clone(m.Marks)
	if m.Marks == nil {
		m.Marks = map[FieldName]Mark{}
	}
	m.Marks[f], m.Filled = Mark{Run: run.ID, Value: v, At: at}, true
	return m
}

// WithRetracted is the margin once what was retracted of a run counts no more: nothing
// tells of its values.
func (m CardAnnotations) WithRetracted(run Run) CardAnnotations {
	had := len(m.Marks)
	m.Marks = maps.Clone(m.Marks)
	for _, o := range run.Outcomes {
		if o.Retracted() && m.Marks[o.Field].Run == run.ID {
			delete(m.Marks, o.Field)
		}
	}
	m.Filled = m.Filled && (len(m.Marks) == had || len(m.Marks) > 0)
	return m
}

// without is the margin, with a map of kept values of its own, in which v was not
// kept away from the field.
func (m CardAnnotations) without(f FieldName, v Value) CardAnnotations {
	kept := map[FieldName][]KeptValue{}
	for name, have := range m.Kept {
		if name == f {
			have = slices.DeleteFunc(slices.Clone(have), func(k KeptValue) bool { return k.Value == v })
		}
		if len(have) > 0 {
			kept[name] = have
		}
	}
	m.Kept = kept
	return m
}

// WithCorrected is the margin once a person wrote to over from, by hand. What CoPilot had
// set they kept away; what they wrote themselves nobody keeps away any more.
func (m CardAnnotations) WithCorrected(f FieldName, from, to Value, at time.Time) CardAnnotations {
	m = m.without(f, to)
	if to != "" && from != "" && m.Marks[f].Value == from {
		m = m.WithKept(f, from, at)
	}
	return m
}

// Declines says whether a person kept the outcome's value away from its field,
// and the customer has not said it anew since (D19). So is a value that CoPilot set and
// in whose place stands another by now: somebody corrected it, here or in the card's CRM.
func (m CardAnnotations) Declines(o Outcome) bool {
	for _, k := range m.Kept[o.Field] {
		if k.Value == o.Value {
			return !o.SaidAfter(k.At)
		}
	}
	mark := m.Marks[o.Field]
	return o.Value != "" && mark.Value == o.Value && o.Old != "" && o.Old != o.Value && !o.SaidAfter(mark.At)
}

// Badge is a mark on the card in the kanban.
type Badge string

// The badges. Awaiting approval goes before fields filled.
const (
	BadgeFilled   Badge = "fields_filled"     // FF-08
	BadgeAwaiting Badge = "awaiting_approval" // FF-05, FF-09
)

// Without is the margin without what came of runs and dialogs that are gone. Of a
// value that was kept away nobody knows who said it: all of them go.
func (m CardAnnotations) Without(run func(RunID) bool, dialog func(DialogID) bool) CardAnnotations {
	m.Marks, m.Summaries, m.Pinned = maps.Clone(m.Marks), maps.Clone(m.Summaries), maps.Clone(m.Pinned)
	maps.DeleteFunc(m.Marks, func(_ FieldName, k Mark) bool { return run(k.Run) })
	maps.DeleteFunc(m.Summaries, func(d DialogID, _ RunID) bool { return dialog(d) })
	maps.DeleteFunc(m.Pinned, func(d DialogID, _ Pin) bool { return dialog(d) })
	m.Awaiting = slices.DeleteFunc(slices.Clone(m.Awaiting), func(o OpenProposal) bool { return run(o.Run) })
	m.Kept = nil
	m.Filled = m.Filled && len(m.Marks) > 0
	return m
}

// Badges of a card that holds values (FF-08, FF-09, FF-12). Fields filled goes
// when a person acknowledged the card, or none of CoPilot's values is left.
func (m CardAnnotations) Badges(values map[FieldName]Value) []Badge {
	var bs []Badge
	if len(m.Awaiting) > 0 {
		bs = append(bs, BadgeAwaiting)
	}
	if m.Filled && m.marked(values) {
		bs = append(bs, BadgeFilled)
	}
	return bs
}

// Shown are the badges as far as they are known without the card's values: a value that a
// person changed since counts still.
func (m CardAnnotations) Shown() []Badge {
	values := map[FieldName]Value{}
	for f, mark := range m.Marks {
		values[f] = mark.Value
	}
	return m.Badges(values)
}

// marked says whether one of the values is still CoPilot's.
func (m CardAnnotations) marked(values map[FieldName]Value) bool {
	for f, mark := range m.Marks {
		if mark.Value != "" && values[f] == mark.Value {
			return true
		}
	}
	return false
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
