package copilot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Announcer hears of runs, and has shown what came of them where people look: in the
// CRM that holds the card. A consumer of the feed.
//
// Idempotent: a run has one job for its note and one for its item, which show what is to be
// done, too, and after that one of each version in which it begins to wait for approval, or
// waits no more, and in which something of it begins to stand in the card, or does no more.
type Announcer struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Changed implements feed.Consumer.
func (a *Announcer) Changed(ctx context.Context, r desk.FeedRecord) error {
	if r.Annotations != nil {
		return a.acknowledged(ctx, *r.Annotations)
	}
	if r.Run == nil || r.Run.New == nil || r.Run.New.Card.Connection == desk.ConnectionBuiltIn {
		return nil
	}
	run, had := *r.Run.New, desk.Run{}
	if r.Run.Old != nil {
		had = *r.Run.Old
	}
	if run.State != desk.RunDone && run.State != desk.RunAwaiting || run.Carried() && !run.Proposed() {
		return nil // what was only filled into a contact, its lead's note tells
	}
	var errs []error
	ended := had.ID != "" && had.Ended() // before
	if !ended {
		errs = append(errs, work.Queue(ctx, a.Jobs, a.Outbox, desk.NewNoteJob(run, a.Now()), 0))
	}
	if !ended || run.ShownUnlike(had) {
		errs = append(errs, work.Queue(ctx, a.Jobs, a.Outbox, desk.NewItemJob(run, a.Now()), 0))
	}
	if ended && ((len(run.OpenProposals()) > 0) != (len(had.OpenProposals()) > 0) || run.Filled() != had.Filled()) {
		errs = append(errs, work.Queue(ctx, a.Jobs, a.Outbox, desk.NewTaskJob(run, strconv.FormatInt(r.Run.Version, 10), a.Now()), 0))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("announce run %s: %w", run.ID, err)
	}
	return nil
}

// acknowledged has the items of a card shown anew whose badge a person took by saying that
// they have seen what was filled.
func (a *Announcer) acknowledged(ctx context.Context, c desk.Change[desk.CardAnnotations]) error {
	if c.Old == nil || c.New == nil || !c.Old.Filled || c.New.Filled || c.New.Card.Connection == desk.ConnectionBuiltIn {
		return nil
	}
	seen := map[desk.RunID]bool{}
	for _, mark := range c.Old.Marks {
		if seen[mark.Run] {
			continue
		}
		seen[mark.Run] = true
		if err := work.Queue(ctx, a.Jobs, a.Outbox, desk.NewItemJob(desk.Run{ID: mark.Run}, a.Now()), 0); err != nil {
			return fmt.Errorf("announce %s: %w", c.New.Card, err)
		}
	}
	return nil
}
