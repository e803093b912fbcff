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

// UnreadAfter is the place after which there may be messages that an operator has not
// read, who read its thread up to a place. What was said before the dialog was handed
// over is new to whom it was handed to. ok is false where there can be none: nobody has
// to read what is closed, and a message of the customer's always moves LastSpoken.
func (d Dialog) UnreadAfter(upto Seq) (after Seq, ok bool) {
	after = max(d.ThreadAfter, upto)
	return after, d.Open() && d.LastSpoken > after
}

// MarkersFor are the dialogs whose markers say how far an operator has read the thread:
// itself first, then those that were handed over into it, the newest first, up to a bound.
func (d Dialog) MarkersFor() []DialogID {
	out := []DialogID{d.ID}
	for n := d.Number - 1; n >= max(d.First, 1) && len(out) < markersFor; n-- {
		out = append(out, NewDialogID(d.Customer, n))
	}
	return out
}

// markersFor bounds how many dialogs of a thread are asked how far they were read.
const markersFor = 10

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
