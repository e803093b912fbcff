package api

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Lists is what the API shows and no verb needs.
type Lists interface {
	// ListDialogs are the newest opened first. A page may be short, even empty,
	// and still have a Next: a rare filter is looked for page by page.
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	// CountDialogs says how many there are of each value, of a bounded number of the
	// newest that pass.
	CountDialogs(ctx context.Context, f desk.DialogFilter, by desk.GroupBy) (desk.DialogCounts, error)
	// DialogRows are dialogs with what a list shows beside them, in their order.
	DialogRows(ctx context.Context, ds []desk.Dialog) ([]desk.DialogRow, error)
	// DialogRuns are a dialog's runs, the newest first.
	DialogRuns(ctx context.Context, d desk.DialogID, ask desk.PageAsk) (desk.Page[desk.Run], error)
	// AnnotationsOf cards, in their order and at once; the zero Margin with Card set
	// for a card that has none.
	AnnotationsOf(ctx context.Context, refs []desk.CardRef) ([]desk.CardAnnotations, error)
	// Awaiting is what is beside the cards with open proposals, the newest proposed
	// first.
	Awaiting(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.CardAnnotations], error)
	// CustomersOf are the customers who are the contact: on each line one at most.
	CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error)
	// Timeline of a card, the newest first.
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
	// EachFigures gives the rows of the days from one to another ("2026-11-29"), both
	// with them, in the order of days. What changed a moment ago may not be in them.
	EachFigures(ctx context.Context, from, to string, each func(desk.FigureRow, desk.Figures)) error
}

// Setup keeps what the company sets up. Each Save stores a record whose Version
// is the stored one's (0: there is none yet) and answers with it as stored;
// ErrConflict: somebody else was faster, look again.
type Setup interface {
	Lines(ctx context.Context) ([]desk.Line, error)
	SaveLine(ctx context.Context, l desk.Line) (desk.Line, error)
	SaveSettings(ctx context.Context, s desk.Settings) (desk.Settings, error)
	Teams(ctx context.Context) ([]desk.Team, error)
	// Team finds one. ErrNotFound.
	Team(ctx context.Context, id desk.TeamID) (desk.Team, error)
}

// CRMSetup keeps what the company sets up of the built-in CRM, as Setup does.
type CRMSetup interface {
	SaveField(ctx context.Context, f desk.Field) (desk.Field, error)
	// DeleteField takes the field away; cards keep the value they have. What is gone
	// already is no error.
	DeleteField(ctx context.Context, k desk.CardKind, name desk.FieldName) error
	SavePipeline(ctx context.Context, p desk.Pipeline) (desk.Pipeline, error)
	// CardsAt are cards of the built-in CRM at once, in the order of their names; the
	// zero Card for one that is not there.
	CardsAt(ctx context.Context, refs []desk.CardRef) ([]desk.Card, error)
}

// Keys keeps API keys, without their secrets.
type Keys interface {
	// Key finds one, also a revoked one. ErrNotFound. It may be up to a minute old.
	Key(ctx context.Context, id desk.KeyID) (desk.Key, error)
	Keys(ctx context.Context) ([]desk.Key, error)
	// SaveKey stores it, over an older one of the same id.
	SaveKey(ctx context.Context, k desk.Key) error
}

// IdempotencyStore makes a POST with an Idempotency-Key happen once.
type IdempotencyStore interface {
	// Begin claims key for a request whose content hashes to hash. done is the
	// stored answer of an earlier, finished request. ErrConflict: one with this key
	// is under way (a claim lapses at the given time, so that a killed one can be
	// repeated). ErrInvalid: the key was used with another content.
	Begin(ctx context.Context, key, hash string, now, lapses time.Time) (done *desk.Answer, err error)
	// Finish stores the answer; it is kept for at least a day.
	Finish(ctx context.Context, key, hash string, a desk.Answer, now time.Time) error
	// Abandon frees the key of a request that failed without an effect.
	Abandon(ctx context.Context, key, hash string) error
}
