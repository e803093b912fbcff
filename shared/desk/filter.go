package desk

// DialogFilter narrows a list of dialogs; a zero part does not narrow.
type DialogFilter struct {
	State    DialogState
	Turn     Turn
	Line     LineID
	Channel  Channel
	Customer CustomerID
	Operator OperatorID
}

// Has says whether d passes.
func (f DialogFilter) Has(d Dialog) bool {
	return (f.State == "" || f.State == d.State) && (f.Turn == "" || f.Turn == d.Turn) &&
		(f.Line == "" || f.Line == d.Line) && (f.Channel == "" || f.Channel == d.Channel) &&
		(f.Customer == "" || f.Customer == d.Customer) && (f.Operator == "" || f.Operator == d.Operator)
}

// CardFilter narrows a list of cards of one kind; a zero part does not narrow.
type CardFilter struct {
	Kind     CardKind
	Pipeline PipelineID
	Stage    StageID
	Contact  CardRef
}

// Has says whether c passes.
func (f CardFilter) Has(c Card) bool {
	return f.Kind == c.Ref.Kind && (f.Pipeline == "" || f.Pipeline == c.Pipeline) &&
		(f.Stage == "" || f.Stage == c.Stage) && (f.Contact.ID == "" || f.Contact == c.Contact)
}
