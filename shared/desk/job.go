package desk

import (
	"strconv"
	"time"
)

// DeliveryKind is what a delivery sends, and so who sends it.
type DeliveryKind string

// The kinds.
const (
	DeliverReply DeliveryKind = "reply" // a message, to the customer, by the line's plug
	DeliverBind  DeliveryKind = "bind"  // a new dialog, to the CRM: contact and lead
	DeliverFiles DeliveryKind = "files" // a message's files, from the messenger to us
	DeliverLook  DeliveryKind = "look"  // what a messenger shows of a customer, to us
	DeliverErase DeliveryKind = "erase" // what is kept of a person, away; see Erasure
	// DeliverDeadlines brings a shortened idle time-out to the open dialogs.
	DeliverDeadlines DeliveryKind = "deadlines"
)

// Delivery is one thing that must go out, stored with what caused it.
type Delivery struct {
	ID       DeliveryID
	Kind     DeliveryKind
	Line     LineID
	Customer CustomerID
	Dialog   DialogID
	Message  ExternalID // of a reply: which message of the customer's stream

	State     DeliveryState
	Attempts  int
	ClaimedAt time.Time
	ClaimedBy string    // a word that only the claimer knows
	Due       time.Time // not before; while sending: when the claim lapses
	Code      string    // the last failure's
	Reason    string
	Done      int    // of a reply: how many of its parts are out; of deadlines: how often all were gone through
	Cursor    string // of deadlines: where in the open dialogs it begins
	Version   int64
}

// DeliveryState is how far a delivery is.
type DeliveryState string

// The states. Sent, Unsure and Dead end it.
const (
	DeliveryQueued  DeliveryState = "queued"
	DeliverySending DeliveryState = "sending"
	DeliverySent    DeliveryState = "sent"
	DeliveryUnsure  DeliveryState = "unsure" // may have gone out; never again by itself
	DeliveryDead    DeliveryState = "dead"   // given up; Reason says why
)

// Ended says whether nothing more happens to the delivery by itself.
func (d Delivery) Ended() bool {
	return d.State == DeliverySent || d.State == DeliveryUnsure || d.State == DeliveryDead
}

// Deliveries: how often and how long.
const (
	MaxAttempts   = 8
	DeliveryLease = 2 * time.Minute // a claim older than that was cut off
)

// Backoff is how long to wait after a delivery's n-th failure (n from 1): 2 s,
// 4 s … up to 10 minutes.
func Backoff(n int) time.Duration {
	d := 2 * time.Second
	for ; n > 1 && d < 10*time.Minute; n-- {
		d *= 2
	}
	return min(d, 10*time.Minute)
}

// Failed is the delivery after an attempt failed: put off where it may be tried
// again, else ended.
func (d Delivery) Failed(no SendError, now time.Time) Delivery {
	d.Code, d.Reason, d.Done = no.Code, no.Reason, max(d.Done, no.Done)
	switch {
	case no.Unsure:
		d.State = DeliveryUnsure
	case no.Again && d.Attempts < MaxAttempts:
		d.State, d.Due = DeliveryQueued, now.Add(max(no.After, Backoff(d.Attempts)))
	default:
		d.State = DeliveryDead
	}
	return d
}

// Succeeded is the delivery after all of it was done.
func (d Delivery) Succeeded() Delivery {
	d.State, d.Code, d.Reason = DeliverySent, "", ""
	return d
}

// Told is the message of a reply, which is d, with what became of it.
func (d Delivery) Told(m Message) Message {
	switch d.State {
	case DeliverySent:
		return m.WithStatus(StatusSent, "")
	case DeliveryUnsure:
		return m.WithStatus(StatusUnsure, d.Reason)
	case DeliveryDead:
		return m.WithStatus(StatusFailed, d.Reason)
	}
	return m.Waits(d.Reason)
}

// BindDelivery is the delivery that binds a dialog to its cards. It is made
// with the dialog and may be sent any number of times: binding finds what is
// there and adds what is missing.
func BindDelivery(d Dialog, now time.Time) Delivery {
	return Delivery{
		ID: DeliveryID(Digest("b", string(d.ID))), Kind: DeliverBind, Line: d.Line,
		Customer: d.Customer, Dialog: d.ID, State: DeliveryQueued, Due: now,
	}
}

// LookDelivery is the delivery of what a messenger shows of a customer, who could
// not be asked for at once.
func LookDelivery(line LineID, c CustomerID, d DialogID, now time.Time) Delivery {
	return Delivery{
		ID: DeliveryID(Digest("l", string(c))), Kind: DeliverLook, Line: line, Customer: c, Dialog: d,
		State: DeliveryQueued, Due: now.Add(Backoff(1)),
	}
}

// DeadlinesDelivery is the delivery of a line's new idle time-out, "": of the
// settings', to the open dialogs. mark is the change's own.
func DeadlinesDelivery(line LineID, mark string, now time.Time) Delivery {
	return Delivery{ID: DeliveryID(Digest("d", string(line), mark)), Kind: DeliverDeadlines, Line: line, State: DeliveryQueued, Due: now}
}

// Further is the delivery that goes on where d ended.
func (d Delivery) Further(cursor string, done int, due time.Time) Delivery {
	return Delivery{
		ID: DeliveryID(Digest("d", string(d.ID), cursor, strconv.Itoa(done))), Kind: d.Kind, Line: d.Line,
		State: DeliveryQueued, Cursor: cursor, Done: done, Due: due,
	}
}

// Anew is the delivery, which ended, as it is when it is to be done once more.
func (d Delivery) Anew(due time.Time) Delivery {
	d.State, d.Attempts, d.Due, d.Code, d.Reason = DeliveryQueued, 0, due, "", ""
	return d
}

// FilesDelivery is the delivery of a message's files to us.
func FilesDelivery(line LineID, m Message, d DialogID, now time.Time) Delivery {
	return Delivery{
		ID: DeliveryID(Digest("f", string(m.Customer), string(m.External))), Kind: DeliverFiles, Line: line,
		Customer: m.Customer, Dialog: d, Message: m.External, State: DeliveryQueued, Due: now,
	}
}

// ReplyDelivery is the delivery of a stored reply.
func ReplyDelivery(line LineID, m Message, d DialogID, now time.Time) Delivery {
	return Delivery{
		ID: DeliveryID(Digest("r", string(m.Customer), string(m.External))), Kind: DeliverReply, Line: line,
		Customer: m.Customer, Dialog: d, Message: m.External, State: DeliveryQueued, Due: now,
	}
}
