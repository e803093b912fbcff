package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// CRMEvents reads what CRMs tell. It calls nobody, but a CRM in which a person pressed
// something, by that person's own token: whether they may.
type CRMEvents interface {
	// Heard are the events of a call of a connection's CRM; none: it means nothing to us.
	// A Refusal: it is not proven to be that CRM's. ErrInvalid: it is not its format.
	Heard(ctx context.Context, c desk.Connection, w desk.Webhook) ([]desk.CardEvent, error)
}

// Grants keeps what CRMs let us in by.
type Grants interface {
	// Grant is the connection's as it is now. ErrNotFound.
	Grant(ctx context.Context, c desk.ConnectionID) (desk.Grant, error)
	// SaveGrant stores it over the one of its Version. ErrConflict.
	SaveGrant(ctx context.Context, g desk.Grant) (desk.Grant, error)
}

// Centre takes what is said in a CRM's own chat, in which operators answer our customers.
type Centre interface {
	// Hear takes an event. Idempotent.
	Hear(ctx context.Context, c desk.ConnectionID, e desk.CentreEvent) error
}

// CardListener hears what people change in connected CRMs, and has the cards looked at.
//
// Idempotent: a card has one job, however often it is told of, and so has each press of
// a person.
type CardListener struct {
	Connections flow.Connections
	Events      CRMEvents
	Grants      Grants
	Centre      Centre
	Jobs        flow.Jobs
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Known is the connection of which calls tell. ErrNotFound: there is none.
func (l *CardListener) Known(ctx context.Context, id desk.ConnectionID) (desk.Connection, error) {
	if !id.Valid() {
		return desk.Connection{}, fmt.Errorf("connection: %w", desk.ErrNotFound)
	}
	return l.Connections.Connection(ctx, id)
}

// Hear takes a call of a connection's CRM. It is done once each of its events has a job.
func (l *CardListener) Hear(ctx context.Context, c desk.Connection, w desk.Webhook) error {
	events, err := l.Events.Heard(ctx, c, w)
	if err != nil {
		return err
	}
	for _, e := range events {
		switch {
		case e.Centre != nil:
			err = l.Centre.Hear(ctx, c.ID, *e.Centre)
		case e.Removed:
			err = l.removed(ctx, c.ID)
		case e.Pressed != desk.Pressed{}:
			err = work.Queue(ctx, l.Jobs, l.Outbox, desk.NewPressJob(e, l.Now()), 0)
		default:
			err = work.Queue(ctx, l.Jobs, l.Outbox, desk.NewCardJob(e.Card, l.Now()), 0)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// removed notes that the CRM lets us in no more, so that people see why nothing works.
func (l *CardListener) removed(ctx context.Context, id desk.ConnectionID) error {
	for try := 0; ; try++ {
		g, err := l.Grants.Grant(ctx, id)
		if err != nil || g.Lost == desk.GrantRemoved {
			return err
		}
		g.Lost, g.LostAt, g.Renewing = desk.GrantRemoved, l.Now(), time.Time{}
		if _, err = l.Grants.SaveGrant(ctx, g); !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
	}
}
