package flow

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// CRM is all that CRMs do for the verbs; a verb takes the parts that it needs. Both a
// plug implements it, of one CRM, and crms.CRMs, which leads each call to the plug of
// its connection: what each call is about names it, or the call does. A plug is asked
// for its own connection only, and names it in every CardRef that it answers with.
//
// crm/crmtest holds any implementation to it, a plug behind crms.CRMs, which makes up
// for the Capabilities that it lacks.
//
// What is kept beside a card is ours, whichever CRM holds the card: Annotations, and
// the timeline in them; Claims; Changes. Files in the CRM are not in it yet: no verb
// makes any. Who adds one adds it here and to crmtest, with a capability where not
// every CRM has it.
type CRM interface {
	Cards
	Registry
	CardDesk
	CardIndex
	Fields
	Timelines
	Processes
	Users
	// Can says what the CRM of a connection can promise.
	Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error)
}

// Cards is the CRMs' cards.
type Cards interface {
	// Card reads one as it is now. ErrNotFound; ErrBusy: the CRM is down.
	Card(ctx context.Context, ref desk.CardRef) (desk.Card, error)
	// ChangeCard sets each field that still holds Old, and says which; a field
	// that already holds New counts as set. Fields are independent: one that is
	// stale or refused does not stop the others. Repeating a change with the same
	// id does nothing more and answers alike. ErrInvalid: it has no id.
	//
	// A plug without CompareAndSet sets all fields to New, in one call where it can,
	// whatever they hold, and adds the change's badges, where it has the capability
	// Badges. Where it read the card back with that it answers with what it
	// found (desk.CardChange.Found), else with the zero Changed.
	ChangeCard(ctx context.Context, c desk.CardChange) (desk.Changed, error)
}

// Registry finds and makes the cards that a dialog is bound to.
type Registry interface {
	// CreateCard makes a card, once by origin: the same origin answers with the
	// card that is there, and without an origin each call makes one. It was created
	// at CreatedAt; zero: now. ErrInvalid: its kind is unknown, or it has an id.
	//
	// A plug without CreateOnce makes one each time, of which MadeFrom knows. Of a CRM
	// with NoLeads a lead is made as a deal, so its card is another kind's than asked
	// for; its plug is not asked for leads.
	CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error)
	// MadeFrom is the card of the kind that was made from an origin, or the zero ref.
	MadeFrom(ctx context.Context, c desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error)
	// Find are the contacts whose fields say that they have an identity, the first
	// made first.
	Find(ctx context.Context, c desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error)
	// OpenCards are a contact's leads and deals that are not closed; no cases.
	OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error)
}

// CardDesk is where people make and change cards.
type CardDesk interface {
	// CreateCard is Registry's.
	CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error)
	// PutCard stores c. ErrConflict: the card's ETag is no longer c.ETag. It answers
	// with the card as stored. Where the CRM has the capability Entries the timeline
	// entries are stored with it, all or nothing; elsewhere they must be nil.
	//
	// A plug without CompareAndSet does not look at the ETag.
	PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error)
	// Pipelines are those that deals go, in the company's order.
	Pipelines(ctx context.Context, c desk.ConnectionID) ([]desk.Pipeline, error)
	Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error)
}

// CardIndex lists cards, and takes them away.
type CardIndex interface {
	// ListCards are the newest first.
	ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error)
	// CardsOf are the leads, deals and cases of a contact, or the contacts and cases of
	// a company.
	CardsOf(ctx context.Context, contact desk.CardRef) ([]desk.CardRef, error)
	// DropCard takes a card away, where the CRM has the capability Drop. What is gone
	// already is no error.
	DropCard(ctx context.Context, ref desk.CardRef) error
}

// Fields knows the fields of cards.
type Fields interface {
	// Fields of a card kind, in the company's order. They may be up to a minute old.
	Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error)
}

// Timelines shows on cards what people look at in their own CRM.
type Timelines interface {
	// AddNote puts a note into a card's timeline, where the CRM has the capability
	// Notes. Where it is said that it may be there already, it is looked for first; else
	// each call makes one. What is to be done beside it is set as SetTask does, by a plug
	// with the capability Together; any other is not told of it. ErrNotFound: there is no
	// such card.
	AddNote(ctx context.Context, n desk.CardNote) error
	// TakeNote takes a note away, where the CRM has the capability Notes. What is gone
	// already is no error. Where it has the capability Transcripts, all go whose mark
	// begins so.
	TakeNote(ctx context.Context, card desk.CardRef, mark string) error
	// SetItem makes a card's timeline have an item as it is told, in the place of what
	// it was, where the CRM has the capability Items, and of what is to be done as AddNote.
	// TakeNote takes it away.
	// Idempotent, but for two who do it at once. ErrNotFound: there is no such card.
	SetItem(ctx context.Context, i desk.CardItem) error
	// PersonNamed is what the CRM calls a person who works in it; "": it does not tell.
	PersonNamed(ctx context.Context, c desk.ConnectionID, id string) (string, error)
	// SetTask makes the CRM have a task that is to be done, or none that is, where it has
	// the capability Tasks. Idempotent, but for two who do it at once. ErrNotFound: there
	// is no such card.
	SetTask(ctx context.Context, t desk.CardTask) error
	// Can says what the CRM of a connection can promise.
	Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error)
}

// Processes are the CRM's own, on its cards.
type Processes interface {
	// StartProcess starts one, where the CRM has the capability Processes: each call does.
	// A Refusal, ErrInvalid, ErrNotFound, *desk.Later: it was not started. Another error:
	// nobody knows.
	StartProcess(ctx context.Context, p desk.CardProcess) error
	// Can says what the CRM of a connection can promise.
	Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error)
}

// Users knows who works in the CRMs.
type Users interface {
	// Users of a CRM, at most desk.MaxCRMUsers, as desk.SortUsers puts them. Those who left
	// are among them where the CRM tells of them. They may be up to ten minutes old. A
	// Refusal: it does not tell, or lets us not know.
	Users(ctx context.Context, c desk.ConnectionID) ([]desk.CRMUser, error)
}

// Claims keeps whose the identities of customers are (CH-14), in each connection's
// CRM: so people who come by one identity at the same moment are one contact, whatever
// the CRM can promise.
type Claims interface {
	// Claimed says whose those of the identities are that somebody has claimed.
	Claimed(ctx context.Context, c desk.ConnectionID, ids []desk.Identity) (map[desk.Identity]desk.Claim, error)
	// Claim makes all of the identities the claim's, or none: where others have some
	// of them it answers with whose those are, and claims nothing.
	Claim(ctx context.Context, c desk.ConnectionID, ids []desk.Identity, by desk.Claim) (others map[desk.Identity]desk.Claim, err error)
	// Elsewhere are the contacts who have claimed the identity's value in other scopes:
	// there it is somebody else's.
	Elsewhere(ctx context.Context, c desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error)
	// SettleClaims makes all that was claimed by one claim a contact's, once the CRM has told
	// which that is. Repeating does the rest.
	SettleClaims(ctx context.Context, c desk.ConnectionID, was desk.Claim, now desk.CardRef) error
}

// Changes keeps what became of changes of cards, and who makes which card, where the CRM does
// not.
type Changes interface {
	// ChangeDone is what became of a change, if that is known.
	ChangeDone(ctx context.Context, card desk.CardRef, id string) (c desk.Changed, known bool, err error)
	// KeepChange keeps it, unless it is known: it answers with what is kept.
	KeepChange(ctx context.Context, card desk.CardRef, id string, c desk.Changed) (desk.Changed, error)
	// BeginMaking lets its caller, and nobody else until then, make the card that comes of an
	// origin (desk.OriginRef). *desk.Later: somebody else is at it. made: it was made lately,
	// and nothing is begun; unless that is the one that is gone.
	BeginMaking(ctx context.Context, of, gone desk.CardRef, now, until time.Time) (made desk.CardRef, err error)
	// EndMaking lets others make it again. made, unless it is zero, is what they are answered
	// with for a while. until is what the caller began with: over whoever began since nothing
	// is ended.
	EndMaking(ctx context.Context, of desk.CardRef, until time.Time, made desk.CardRef) error
}
