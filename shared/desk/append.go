package desk

// Append asks for a message to be stored in its customer's stream.
type Append struct {
	Line    Line
	Profile Profile // zero: nothing new is known
	Message Message // Seq is the store's to give
	// Also, if set, is the customer that the same person is by their other id. If
	// only that one is known the message is theirs; else both are known to be one
	// from now on.
	Also CustomerID
	// In, if set, is the only dialog that may take the message: a reply belongs
	// where it was written. If it is closed nothing is stored and the error is a
	// refusal, dialog_closed.
	In DialogID
	// Operator, if set, says the message: the dialog becomes theirs unless somebody
	// has it (Dialog.AnsweredBy), or nothing is stored and the error is a refusal
	// (Workload.Take). It is looked at with In or Job only.
	Operator OperatorID
	// Job, if set, is stored with the message, all or nothing. Without In its
	// Dialog is the store's to give, and the customer must have had a dialog:
	// ErrNotFound.
	Job *Job
}

// Appended answers an Append.
type Appended struct {
	Message Message // its Customer is the one whose it is
	Dialog  Dialog
	New     bool // the message was not there before
	// Opened: this message opened the dialog (also on a repeat).
	Opened bool
	// Gone: it is a repeat of a message that was erased. Nothing was stored.
	Gone bool
}
