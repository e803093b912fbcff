package desk

import (
	"strconv"
	"time"
)

// Role is what the holder of an API key is (RS-01).
type Role string

// The roles. An admin may everything; a supervisor answers in any dialog, and works
// on cards as the rights say; an operator does both as the rights say.
const (
	Admin      Role = "admin"
	Supervisor Role = "supervisor"
	Operator   Role = "operator"
)

// Right is what one may do with a kind of card.
type Right string

// The rights. Each holds the ones before it.
const (
	MayNothing Right = ""
	MayRead    Right = "read"
	MayChange  Right = "change"
)

// Actor is who asks: the holder of an API key.
type Actor struct {
	Key      KeyID
	Name     string
	Role     Role
	Operator OperatorID
	Leads    Right
	Deals    Right
	Cases    Right
}

// Automatic is who runs what nobody asked for.
var Automatic = Actor{Name: "copilot", Role: Admin, Leads: MayChange, Deals: MayChange}

// May says what the actor may do with cards of a kind. A contact is anybody's
// who may see a lead, a deal or a case.
func (a Actor) May(k CardKind) Right {
	if a.Role == Admin {
		return MayChange
	}
	higher := func(x, y Right) Right {
		if x == MayChange || y == MayNothing {
			return x
		}
		return y
	}
	switch k {
	case Lead:
		return a.Leads
	case Deal:
		return a.Deals
	case Case:
		return a.Cases
	}
	return higher(higher(a.Leads, a.Deals), a.Cases)
}

// MustRead refuses who may not see a card of the kind.
func (a Actor) MustRead(k CardKind) error {
	if a.May(k) == MayNothing {
		return Refuse(CodeForbidden, "This key may not read "+string(k)+"s. An administrator can give it the right.")
	}
	return nil
}

// MustChange refuses who may not change a card of the kind (MC-15).
func (a Actor) MustChange(k CardKind) error {
	if a.May(k) != MayChange {
		return Refuse(CodeForbidden, "This key may not change "+string(k)+"s. An administrator can give it the right.")
	}
	return nil
}

// MustBe refuses who has none of the roles. An admin always passes.
func (a Actor) MustBe(roles ...Role) error {
	for _, r := range roles {
		if a.Role == r {
			return nil
		}
	}
	if a.Role == Admin {
		return nil
	}
	return Refuse(CodeForbidden, "This key's role ("+string(a.Role)+") may not do that.")
}

// Key is an API key as it is kept: of the secret only its hash.
type Key struct {
	Actor
	Hash      string // hex SHA-256 of the secret (32 random bytes, so no salt)
	CreatedAt time.Time
	RevokedAt time.Time
}

// Revoked is the key once the actor has revoked it. Nobody revokes the key that
// they ask with: they might lock themselves out. A revoked one stays as it is.
func (k Key) Revoked(by Actor, now time.Time) (Key, error) {
	if k.Key == by.Key {
		return k, Refuse(CodeOwnKey, "A key can't revoke itself. Make another first, and revoke this one with it.")
	}
	if k.RevokedAt.IsZero() {
		k.RevokedAt = now
	}
	return k, nil
}

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
