package desk

import (
	"maps"
	"slices"
	"time"
)

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
	// Unsure: the card was made where its CRM could not keep what it was made from, and nobody
	// acknowledged that yet: there may be another of it.
	Unsure bool
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
	BadgeUnsure   Badge = "unsure"            // it may have been made twice
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
	if m.Unsure {
		bs = append(bs, BadgeUnsure)
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
