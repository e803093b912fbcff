package desk

// Change is what became of one thing: as it was and as it is, nil where it was
// not there or is not any more. It is told at least once, and changes of one
// thing in their order; who has seen a Version of the thing, or a later one, has
// nothing to do. A message that only moves to another place keeps its Version.
type Change[T any] struct {
	Version  int64
	Old, New *T
}

// FeedRecord is one change as a feed tells it: of one of these things, or of
// nothing that is a noun.
type FeedRecord struct {
	Item        string // what is stored and changed: its changes are told in their order
	Told        any    // the change as the engine told it, if it is kept where it can't be told; comparable
	Message     *Change[Message]
	Dialog      *Change[Dialog]
	Left        *Dialog // in whose place Dialog came, as it was: the customer's one before
	Run         *Change[Run]
	Annotations *Change[CardAnnotations] // of a card of any CRM
	Card        *Change[Card]            // of the built-in CRM
	Typing      *Change[Typing]          // in the dialog TypingIn
	TypingIn    DialogID
	Staff       bool  // an account, a team, a key, or that a session ended: who may what is to be asked anew
	Err         error // why it can't be read
}

// Newest is the thing as it is, or as it was before it went.
func (c Change[T]) Newest() (v T, gone bool) {
	switch {
	case c.New != nil:
		return *c.New, false
	case c.Old != nil:
		return *c.Old, true
	}
	return v, true
}
