package desk

import "time"

// VisitorTicket lets whoever has it in on a WebSocket, once, as a page of one website
// visitor, who is told there that something of theirs changed, and nothing of what.
type VisitorTicket struct {
	Hash     string // of the secret, hex SHA-256 (over 128 random bits, so no salt)
	Line     LineID
	Customer CustomerID
	Until    time.Time
}

// VisitorSocket is a WebSocket that a gateway holds open for a page of a visitor.
type VisitorSocket struct {
	ID       SocketID
	Customer CustomerID
	Until    time.Time // after which it is closed, and its page comes again
}

// Over says whether its time has passed.
func (s VisitorSocket) Over(now time.Time) bool { return !now.Before(s.Until) }

// Of visitors' sockets: how many of one visitor there are, where a newer one closes the
// oldest, and how many pages are let in on one line within an hour. Whoever is not let
// in asks now and then, as where there are no sockets.
const (
	VisitorSocketsEach = 4
	VisitorsAnHour     = 10_000
)

// ForCustomer says to whom of the customers a record is news, and what it is:
// HintMessage, something was said or is otherwise now, or HintTyping, somebody writes to
// them. What a customer is never shown, as a note, is news to none: "".
func (r FeedRecord) ForCustomer() (CustomerID, HintKind) {
	switch {
	case r.Message != nil:
		if m, _ := r.Message.Newest(); m.Author != AsNote {
			return m.Customer, HintMessage
		}
	case r.Typing != nil && r.Typing.New != nil && r.Typing.New.Shown():
		c, _, _ := r.TypingIn.Split()
		return c, HintTyping
	}
	return "", ""
}

// Arrived says whether a record is no more than that something of ours was sent, came to
// its customer or was seen: a website's page knows that by itself.
func (r FeedRecord) Arrived() bool {
	m := r.Message
	return m != nil && m.Old != nil && m.New != nil && m.New.Author != ByCustomer && m.Old.Status != m.New.Status
}
