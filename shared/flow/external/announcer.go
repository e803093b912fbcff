package external

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Announcer has a bot's platform told who has the word with a customer: a consumer of the
// feed. People have it from the moment that they join, and the bot again when the dialog
// is over, or when somebody restarts it (HO-01, HO-04, FB-21).
//
// Repeating is harmless: the job is named after the change.
type Announcer struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Changed implements feed.Consumer.
func (a *Announcer) Changed(ctx context.Context, r desk.FeedRecord) error {
	to, ok := r.FloorChange()
	if !ok {
		return nil
	}
	d := *r.Dialog.New
	if err := work.Queue(ctx, a.Jobs, a.Outbox, desk.NewFloorJob(d, to, r.Dialog.Version, a.Now()), 0); err != nil {
		return fmt.Errorf("who has the word in %s: %w", d.ID, err)
	}
	return nil
}
