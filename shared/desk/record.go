package desk

// Whom a file is about that holds all that is kept of one person (BX-12): a contact, with
// all customers who are it, or one customer as their line knows them.
type Whom struct {
	Contact  CardRef
	Customer CustomerID
}

// IsZero says whether it is nobody: the file is a list of dialogs.
func (w Whom) IsZero() bool { return w == Whom{} }

// Record is one thing that is kept of a person. One of its parts is set.
type Record struct {
	Card     *CardRecord
	Entry    *Entry // of a card's timeline
	Customer *Customer
	Dialog   *DialogRecord
	Message  *Message
}

// CardRecord is a contact, lead, deal or case as it is now.
type CardRecord struct {
	Card   Card
	Values []ValueRecord // of fields that hold something, by name
	// Unread: its CRM is connected no more, so nobody could ask it for the values.
	Unread bool
}

// ValueRecord is a field's value with what proves it.
type ValueRecord struct {
	Field   FieldName
	Title   string
	Value   Value
	Offered bool // it waits for keep or replace, and the field does not hold it
	Run     RunID
	Quote   string // of the message, if a run filled or offered it
	Message Seq
	Second  string // a second quote, of the message SecondIn
	// SecondIn is 0 where there is no second quote.
	SecondIn Seq
}

// DialogRecord is a dialog with what was read in it.
type DialogRecord struct {
	Dialog Dialog
	Runs   []Run
}
