package desk

import (
	"maps"
	"time"
)

// After is the margin after a run, and the offers in whose place it came: every older offer
// on a field for which the run proved a value. What a merged contact held proves nothing:
// it is offered beside the others. What people touched, their summary among it, stays.
func (m CardAnnotations) After(run Run, now time.Time) (next CardAnnotations, void []OpenProposal) {
	next = m
	next.Card, next.Awaiting = run.Card, nil
	next.Marks, next.Summaries = copied(m.Marks), copied(m.Summaries)
	if !run.Carried() {
		next.Summaries[run.Dialog] = run.ID
	}
	proven := map[FieldName]bool{}
	for _, o := range run.Outcomes {
		switch o.Kind {
		case OutcomeFilled:
			next.Filled = true
			next.Marks[o.Field] = Mark{Run: run.ID, Value: o.Value, At: now}
			proven[o.Field] = true
		case OutcomeProposed, OutcomeUnchanged:
			proven[o.Field] = proven[o.Field] || !run.Merges()
		}
	}
	for _, p := range m.Awaiting {
		if !proven[p.Field] {
			next.Awaiting = append(next.Awaiting, p)
		} else if p.Run != run.ID {
			void = append(void, p)
		}
	}
	for _, o := range run.Outcomes {
		if o.Replaces() {
			next = next.WithReplaced(o.Field, o.Value, run, now)
		}
	}
	for _, o := range run.OpenProposals() {
		next.Awaiting, next.ProposedAt = append(next.Awaiting, OpenProposal{Run: run.ID, Field: o.Field}), now
	}
	return next, void
}

// copied is a map that may be written to without the other's being changed.
func copied[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}
