package automation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Watcher hears what changed, and puts what rules act upon on the outbox. Where there
// are no rules, nothing is written.
//
// Idempotent: a firing is named after its rule and its event, and the event after the
// version of what changed.
type Watcher struct {
	Rules   Rules
	Firings Firings
	Outbox  flow.Outbox
	Words   func(string) []string // of a text, as they are looked for
	Now     func() time.Time
}

// Changed implements feed.Consumer.
func (w *Watcher) Changed(ctx context.Context, r desk.FeedRecord) error {
	if r.Dialog == nil && r.Message == nil && r.Run == nil && r.Card == nil && r.Annotations == nil {
		return nil
	}
	all, err := w.Rules.ActiveAutomations(ctx)
	if err != nil {
		return fmt.Errorf("which rules there are: %w", err)
	}
	var failed []error
	for _, a := range all {
		for _, o := range a.Occurs(r, w.Words) {
			failed = append(failed, put(ctx, w.Firings, w.Outbox, w.Now(), a.ID, o))
		}
	}
	return errors.Join(failed...)
}

// put stores that a rule is to act upon something, and has it done.
func put(ctx context.Context, firings Firings, outbox flow.Outbox, now time.Time, a desk.AutomationID, o desk.Occurrence) error {
	o.Event = o.Event.Dated(now)
	if o.Due.Before(now) {
		o.Due = now
	}
	f := desk.NewFiring(a, o)
	job := f.Job(o.Due)
	if err := firings.AddFiring(ctx, f, job); err != nil {
		return fmt.Errorf("rule %s upon %s: %w", a, o.Event.ID, err)
	}
	return outbox.Enqueue(ctx, job, max(o.Due.Sub(now), 0))
}
