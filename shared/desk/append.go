package desk

// Append asks for a message to be stored in its customer's stream.
type Append struct {
	Line    Line
	Profile Profile // zero: nothing new is known
	Message Message // Seq is the store's to give
	// Operator, if set, says the message, with AppendIn or AppendWithJob: the dialog
	// becomes theirs unless somebody has it (Dialog.AnsweredBy), or nothing is stored
	// and the error is a refusal (Workload.Take).
	Operator OperatorID
	// Nobody, with AppendIn or AppendWithJob: whoever says the message, for the company,
	// stands for no operator, and has no dialog (Dialog.AnsweredByNobody).
	Nobody bool
	// Aside, with AppendIn: the message leaves whose turn it is.
	Aside bool
	// BotAgain, with AppendIn: the bot has the dialog again (Dialog.BotAgain).
	BotAgain bool
	// Only, if set, with AppendIn: unless it holds of the dialog as it is then, nothing
	// is stored, and the error is a refusal (CodeDialogMoved).
	Only func(Dialog) bool
}

// Appended answers an Append.
type Appended struct {
	Message Message
	Dialog  Dialog
	New     bool // the message was not there before
	// Opened: this message opened the dialog (also on a repeat).
	Opened bool
	// Gone: it is a repeat of a message that was erased. Nothing was stored.
	Gone bool
}
