package desk

import "slices"

// DialogFilter narrows a list of dialogs. Of a part with several values any will
// do; an empty part does not narrow.
type DialogFilter struct {
	States    []DialogState
	Turns     []Turn
	Lines     []LineID
	Channels  []Channel
	Customers []CustomerID
	Operators []OperatorID
	Teams     []TeamID
	Labels    []LabelID
	Actor     *Actor // who asks: only what they see passes; nil: everything does
}

// Has says whether d passes.
func (f DialogFilter) Has(d Dialog) bool {
	return anyOf(f.States, d.State) && anyOf(f.Turns, d.Turn) && anyOf(f.Lines, d.Line) &&
		anyOf(f.Channels, d.Channel) && anyOf(f.Customers, d.Customer) && anyOf(f.Operators, d.Operator) &&
		anyOf(f.Teams, d.Team) && (len(f.Labels) == 0 || slices.ContainsFunc(d.Labels, func(l LabelID) bool { return anyOf(f.Labels, l) })) &&
		(f.Actor == nil || f.Actor.Sight(d) != SeesNothing)
}

// Owner is the operator whose are all the closed dialogs that pass; "": there may be
// others'.
func (f DialogFilter) Owner() OperatorID {
	if len(f.Operators) == 1 {
		return f.Operators[0]
	}
	if a := f.Actor; a != nil && !a.SeesEveryDialog() && a.Dialogs != ScopeTeam {
		return a.Operator
	}
	return ""
}

// OnlyOpen says that no closed dialog passes. A closed dialog is nobody's turn.
func (f DialogFilter) OnlyOpen() bool {
	return len(f.States) > 0 && !slices.Contains(f.States, StateClosed) || len(f.Turns) > 0 && !slices.Contains(f.Turns, TurnNobody)
}

// CardFilter narrows a list of cards of one kind, as DialogFilter one of dialogs.
type CardFilter struct {
	Connection ConnectionID // the CRM that is looked in
	Kind       CardKind
	Pipelines  []PipelineID
	Stages     []StageID
	Contacts   []CardRef
	Companies  []CardRef
}

// Has says whether c passes.
func (f CardFilter) Has(c Card) bool {
	return f.Connection == c.Ref.Connection && f.Kind == c.Ref.Kind && anyOf(f.Pipelines, c.Pipeline) && anyOf(f.Stages, c.Stage) && anyOf(f.Contacts, c.Contact) && anyOf(f.Companies, c.Company)
}

func anyOf[T comparable](wanted []T, have T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, have)
}
