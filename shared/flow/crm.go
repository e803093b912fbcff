package flow

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// CRM is all that a CRM does for the verbs; a verb takes the parts that it needs.
// crm/crmtest holds any implementation to it. Tasks and files are not in it: no
// verb makes any. What is kept beside a card is ours, whichever CRM holds the card:
// Annotations, and the timeline in them.
type CRM interface {
	Cards
	Registry
	CardDesk
	// Fields of a card kind, in the company's order.
	Fields(ctx context.Context, k desk.CardKind) ([]desk.Field, error)
}

// Capabilities are what some CRMs can't promise. What every CRM must do has none.
type Capabilities struct {
	// CompareAndSet: a field changes only if it still holds the old value, whoever
	// else writes at that moment. Without it the field is read just before.
	CompareAndSet bool
	// CreateOnce: one origin makes one card, however many ask at once. Without it
	// the origin is looked for first, and two who ask at once may make two.
	CreateOnce bool
}

// Cards is the CRM's cards.
type Cards interface {
	// Card reads one as it is now. ErrNotFound; ErrBusy: the CRM is down.
	Card(ctx context.Context, ref desk.CardRef) (desk.Card, error)
	// ChangeCard sets each field that still holds Old, and says which; a field
	// that already holds New counts as set. Fields are independent: one that is
	// stale or refused does not stop the others. Repeating a change with the same
	// id does nothing more and answers alike. ErrInvalid: it has no id.
	ChangeCard(ctx context.Context, c desk.CardChange) (desk.Changed, error)
}

// Registry finds and makes the cards that a dialog is bound to.
type Registry interface {
	// CreateCard makes a card, once by origin: the same origin answers with the
	// card that is there, and without an origin each call makes one. It was created
	// at CreatedAt; zero: now. ErrInvalid: its kind is unknown, or it has an id.
	CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error)
	// ContactOf is the contact that is, or was made for, just this customer, or the
	// zero ref.
	ContactOf(ctx context.Context, c desk.Customer) (desk.CardRef, error)
	// Meet is the contact that is known by one of a customer's identities, the
	// surest first, else the zero ref and the origin from which to make the
	// customer's contact. Either way the identities are that contact's from now on:
	// who comes with one of them at the same moment is answered alike. A customer who
	// has a contact is answered with it; what another contact has claimed stays that one's.
	Meet(ctx context.Context, c desk.Customer, ids []desk.Identity) (contact desk.CardRef, origin string, err error)
	// OpenCards are a contact's leads and deals that are not closed; no cases.
	OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error)
}

// CardDesk is where people make and change cards.
type CardDesk interface {
	// CreateCard is Registry's.
	CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error)
	// PutCard stores c with timeline entries, all or nothing. ErrConflict: the
	// card's ETag is no longer c.ETag. It answers with the card as stored.
	PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error)
	// Pipelines are those that deals go, in the company's order.
	Pipelines(ctx context.Context) ([]desk.Pipeline, error)
}
