package desk

import "time"

// ReadMarker is up to which place of the customer's stream an operator has read a
// dialog. It never goes back.
type ReadMarker struct {
	Dialog   DialogID
	Operator OperatorID
	Upto     Seq // 0: they have read nothing
}

// MaxUnread is how far unread messages are counted.
const MaxUnread = 99

// Unread is what an operator has not read of a dialog.
type Unread struct {
	Read  Seq       // their marker; 0: they have read nothing
	Count int       // of the customer's messages, at most MaxUnread
	More  bool      // there may be more of them
	Since time.Time // when the oldest of them arrived; zero: there is none
}

// UnreadAfter is the place after which there may be messages that the marker's
// operator has not read. ok is false where there can be none: nobody has to read
// what is closed, and a message of the customer's always moves LastSpoken.
func (d Dialog) UnreadAfter(m ReadMarker) (after Seq, ok bool) {
	after = max(d.After, m.Upto)
	return after, d.Open() && d.LastSpoken > after
}

// MarkRead is the marker of an operator who has read the dialog up to a place: what
// is not there yet, they have not read.
func (d Dialog) MarkRead(by OperatorID, upto Seq) ReadMarker {
	return ReadMarker{Dialog: d.ID, Operator: by, Upto: min(upto, d.Last)}
}

// With counts the next message of the dialog, in the stream's order. A message that
// was taken back needs no reading.
func (u Unread) With(m Message) Unread {
	switch {
	case !m.Counts():
	case u.Count == MaxUnread:
		u.More = true
	default:
		if u.Count++; u.Count == 1 {
			u.Since = m.Seq.Time()
		}
	}
	return u
}
