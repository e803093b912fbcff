package work

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Follow is for whoever gave something to a contact: if the contact went into another
// one meanwhile, what came late goes after it.
func Follow(ctx context.Context, merges flow.Merges, jobs flow.Jobs, out flow.Outbox, contact desk.CardRef, now time.Time) error {
	_, err := merges.Merge(ctx, contact)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return Requeue(ctx, jobs, out, desk.NewMergeJob(contact, now), 0)
}
