package talk

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Refetcher has the files that are missing fetched once more.
//
// Repeating is harmless: what is kept stays, and one job fetches a message's
// files however often it is asked for.
type Refetcher struct {
	Dialogs    flow.Dialogs
	Messages   flow.Messages
	MessageLog flow.MessageLog
	Jobs       flow.Jobs
	Outbox     flow.Outbox
	Now        func() time.Time
}

// Refetch answers with the message, whose files are on their way again, to whoever
// may read it.
// ErrNotFound: the dialog has no message there.
func (r *Refetcher) Refetch(ctx context.Context, by desk.Actor, id desk.DialogID, at desk.Seq) (desk.Message, error) {
	d, err := r.Dialogs.Dialog(ctx, id)
	if err != nil {
		return desk.Message{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	if err := by.MustReadDialog(d); err != nil {
		return desk.Message{}, err
	}
	found, err := work.Recent(ctx, r.Messages, d.Customer, at-1, at, 1)
	if err != nil {
		return desk.Message{}, fmt.Errorf("message %d of %s: %w", at, id, err)
	}
	if len(found) == 0 || at <= d.After || !d.Open() && at > d.Last {
		return desk.Message{}, fmt.Errorf("message %d of %s: %w", at, id, desk.ErrNotFound)
	}
	m, err := r.MessageLog.UpdateMessage(ctx, d.Customer, found[0].External, desk.Message.Missed)
	if err != nil {
		return desk.Message{}, fmt.Errorf("message %d of %s: %w", at, id, err)
	}
	if !m.WantsFiles() || m.Deleted {
		return m, nil
	}
	return m, work.Requeue(ctx, r.Jobs, r.Outbox, desk.NewFilesJob(d.Line, m, d.ID, r.Now()), 0)
}
