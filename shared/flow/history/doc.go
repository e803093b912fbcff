// Package history makes addresses that show one customer's dialogs to whoever has them
// (HL-01…05): a Keeper makes, lists and revokes them, a Viewer shows what is behind one.
//
// Behind an address is what whoever made it may read when it is opened: no other
// customer's dialogs, none that they may not see, no notes. The secret is in the address
// alone.
package history

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Links keeps history links, until some time after their end.
type Links interface {
	// HistoryLink finds one of a customer's, also one that is not in force. ErrNotFound.
	HistoryLink(ctx context.Context, c desk.CustomerID, id desk.HistoryLinkID) (desk.HistoryLink, error)
	// HistoryLinks are all of a customer's, the newest first.
	HistoryLinks(ctx context.Context, c desk.CustomerID) ([]desk.HistoryLink, error)
	// AddHistoryLink stores one unless its id is there: it answers with the one that is
	// stored.
	AddHistoryLink(ctx context.Context, l desk.HistoryLink) (stored desk.HistoryLink, created bool, err error)
	// RevokeHistoryLink ends one. Idempotent; one that is gone is no error.
	RevokeHistoryLink(ctx context.Context, c desk.CustomerID, id desk.HistoryLinkID, at time.Time) error
}

// Teams are all teams there are.
type Teams interface {
	Teams(ctx context.Context) ([]desk.Team, error)
}

// Staff knows who made a link, and in which teams they are.
type Staff interface {
	Teams
	// Operator finds an account. ErrNotFound.
	Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
}

// Keys knows API keys.
type Keys interface {
	// Key finds one, also a revoked one. ErrNotFound.
	Key(ctx context.Context, id desk.KeyID) (desk.Key, error)
}
