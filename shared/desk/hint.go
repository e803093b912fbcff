package desk

// Hint tells somebody who looks at things that one of them is otherwise now. It says
// which, and nothing of what it holds: that is read anew, and so by the rights of who
// reads. The same hint may come twice.
type Hint struct {
	Kind    HintKind
	Dialog  DialogID
	Message Seq     // its place in the customer's stream
	Run     RunID   // of a dialog
	Card    CardRef // whose run, proposals or values they are
}

// HintKind is what a hint is about.
type HintKind string

// The kinds. They are part of the API: never renamed.
const (
	HintReload     HintKind = "reload"     // all that is shown is to be read anew
	HintDialog     HintKind = "dialog"     // one is new, or otherwise: its state, whose it is, its last message
	HintGone       HintKind = "gone"       // a dialog is not theirs to see any more
	HintAssignment HintKind = "assignment" // a dialog is an operator's now, to be accepted or accepted
	HintMessage    HintKind = "message"    // one is new, or otherwise: its words, files, reactions or status
	HintTyping     HintKind = "typing"     // somebody types in a dialog
	HintRun        HintKind = "run"        // of a dialog
	HintProposal   HintKind = "proposal"   // beside a card: what waits for keep or replace, marks, badges
	HintCard       HintKind = "card"       // of the built-in CRM
)

// HintKinds are all of them, in the order of the documentation.
func HintKinds() []HintKind {
	return []HintKind{HintReload, HintDialog, HintGone, HintAssignment, HintMessage, HintTyping, HintRun, HintProposal, HintCard}
}
