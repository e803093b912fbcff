package automation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Waiting has a rule upon unanswered dialogs act upon those that wait as it is made, or
// switched on: the feed tells only of who begins to wait after that. However many wait, a
// job goes through them a stretch at a time.
//
// Repeating is harmless: a firing is named after the dialog and since when the rule holds.
type Waiting struct {
	Rules   RuleStore
	Lists   Lists
	Firings Firings
	Jobs    flow.Jobs
	Outbox  flow.Outbox
	Now     func() time.Time
}

// pageOf is of how many dialogs at once: each costs a write and a message to a queue.
const pageOf = 100

// Job does the jobs of kind desk.JobCatch, each at least once.
func (w *Waiting) Job() work.Handler { return work.AtLeastOnce{Job: w} }

// Do implements work.Repeatable. Of a dialog in which the rule is to act already it acts no
// second time.
func (w *Waiting) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	due, err := w.due(ctx, v.Automation)
	if err != nil {
		return 0, err
	}
	return 0, work.Stretches{Jobs: w.Jobs, Outbox: w.Outbox, Now: w.Now}.Do(ctx, v, func(ctx context.Context, cursor string) (string, error) {
		a, err := w.Rules.Automation(ctx, v.Automation)
		if errors.Is(err, desk.ErrNotFound) || err == nil && (a.Off || a.Holds != int64(v.Done)) {
			return "", nil // it does not hold any more, or another job is at it
		}
		if err != nil {
			return "", err
		}
		return w.page(ctx, a, cursor, due)
	})
}

// page puts on the outbox what is to be done about a page of those who wait, and says where
// the next begins; "": there is none.
func (w *Waiting) page(ctx context.Context, a desk.Automation, cursor string, due map[desk.DialogID]bool) (string, error) {
	page, err := w.Lists.ListDialogs(ctx, desk.DialogFilter{
		States: desk.OpenStates(), Turns: []desk.Turn{desk.TurnOperator}, Lines: a.If.Lines, Channels: a.If.Channels, Sort: desk.OldestFirst,
	}, desk.PageAsk{Limit: pageOf, Cursor: cursor})
	if err != nil {
		return "", fmt.Errorf("who waits already: %w", err)
	}
	for _, d := range page.Items {
		if due[d.ID] {
			continue
		}
		if err := put(ctx, w.Firings, w.Outbox, w.Now(), a.ID, a.Waited(d)); err != nil {
			return "", err
		}
	}
	return page.Next, nil
}

// due are the dialogs in which the rule is to act.
func (w *Waiting) due(ctx context.Context, a desk.AutomationID) (map[desk.DialogID]bool, error) {
	out := map[desk.DialogID]bool{}
	_, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Firing], error) {
		return w.Firings.ListFirings(ctx, a, ask)
	}, func(f desk.Firing) error {
		if f.State == desk.FiringWaiting {
			out[f.Event.Dialog] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("what the rule is to do: %w", err)
	}
	return out, nil
}
