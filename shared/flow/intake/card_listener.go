package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// CRMEvents reads what CRMs tell. Pure.
type CRMEvents interface {
	// Heard are the events of a call of a connection's CRM; none: it means nothing to us.
	// A Refusal: it is not proven to be that CRM's. ErrInvalid: it is not its format.
	Heard(c desk.Connection, w desk.Webhook) ([]desk.CardEvent, error)
}

// CardListener hears what people change in connected CRMs, and has the cards looked at.
//
// Idempotent: a card has one job, however often it is told of.
type CardListener struct {
	Connections flow.Connections
	Events      CRMEvents
	Jobs        flow.Jobs
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Hear takes a call. It is done once each of its events has a job. ErrNotFound: there
// is no such connection.
func (l *CardListener) Hear(ctx context.Context, id desk.ConnectionID, w desk.Webhook) error {
	if !id.Valid() {
		return fmt.Errorf("connection: %w", desk.ErrNotFound)
	}
	c, err := l.Connections.Connection(ctx, id)
	if err != nil {
		return err
	}
	events, err := l.Events.Heard(c, w)
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := work.Queue(ctx, l.Jobs, l.Outbox, desk.NewCardJob(e.Card, l.Now()), 0); err != nil {
			return err
		}
	}
	return nil
}
