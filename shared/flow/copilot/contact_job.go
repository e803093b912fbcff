package copilot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// ContactAnnouncer hears of runs, and has brought to the customer's contact what they
// proved of who the customer is. A consumer of the feed.
//
// Idempotent: a run has one job for it.
type ContactAnnouncer struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Changed implements feed.Consumer.
func (a *ContactAnnouncer) Changed(ctx context.Context, r desk.FeedRecord) error {
	if r.Run == nil || r.Run.New == nil || !r.Run.New.Carries() {
		return nil
	}
	if had := r.Run.Old; had != nil && had.Ended() && !r.Run.New.ShownUnlike(*had) {
		return nil
	}
	if err := work.Queue(ctx, a.Jobs, a.Outbox, desk.NewContactJob(*r.Run.New, a.Now()), 0); err != nil {
		return fmt.Errorf("the contact of run %s: %w", r.Run.New.ID, err)
	}
	return nil
}

// ContactJob brings to a customer's contact what a run proved of who they are: their
// name, phone and e-mail, with the same proof. An empty field is filled, another value
// is proposed, and what is taken back on the lead is taken back on the contact, as long
// as nobody touched it there. It is done as a run of its own for the contact, for which
// nobody reads: so marks, proposals, undoing and erasing are a run's.
//
// What was read for the contact alone, because the card has no field for it, is proven here
// as what was read for the card was there, by the messages that were read.
//
// What a person wrote or kept on the lead fills an empty field of the contact, too, as
// theirs: it has no proof, and proposes nothing.
//
// Repeating is harmless: these runs are named after the one that they are of, in their
// order, each brings on what none before did, and filling is a Filler's.
type ContactJob struct {
	Runs      flow.Runs
	Dialogs   flow.Dialogs
	Chats     Chats
	Customers flow.Customers
	Merges    flow.Merges
	Cards     flow.Cards
	Fields    flow.Fields
	Notes     flow.Annotations
	Lines     Lines
	Filler    *Filler
	Decider   *Decider
	Now       func() time.Time
}

// Lines are what timelines tell.
type Lines interface {
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
}

// Job is the handler: whenever it is nudged, the run may have changed again.
func (j *ContactJob) Job() work.Handler { return work.AtLeastOnce{Job: j, Always: true} }

// Do implements work.Repeatable.
func (j *ContactJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	if v.Run == "" {
		return 0, j.given(ctx, v)
	}
	run, err := j.Runs.Run(ctx, v.Run)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !run.Carries() {
		return 0, nil // it was erased, or says nothing of them
	}
	if err != nil {
		return 0, fmt.Errorf("run %s: %w", v.Run, err)
	}
	n, brought, err := j.before(ctx, run)
	if err != nil {
		return 0, err
	}
	heard, err := j.heard(ctx, run)
	if err != nil {
		return 0, err
	}
	var left []desk.Outcome
	for _, o := range append(heard, run.Outcomes...) {
		if o.Field.IsOwn() && o.Proven() && !brought[o.Message][o.Value] {
			left = append(left, o)
		}
	}
	if len(left) > 0 {
		if err := j.bring(ctx, run, n, left); err != nil {
			return 0, err
		}
	}
	return 0, j.kept(ctx, run)
}
