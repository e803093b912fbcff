package automation

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Waiting has a rule upon unanswered dialogs act upon those that wait as it is made, or
// switched on: the feed tells only of who begins to wait after that.
//
// Repeating is harmless: a firing is named after the rule's version and the dialog. Who is
// cut off has left the rule without some of them; they wait as if there were no rule.
type Waiting struct {
	Lists   Lists
	Firings Firings
	Outbox  flow.Outbox
	Now     func() time.Time
}

// mostWaiting is of how many dialogs at most, of those opened first: each costs a write and
// a message to a queue.
const mostWaiting = 200

// Catch puts what is to be done on the outbox. Of a dialog in which the rule is to act
// already it acts no second time.
func (w Waiting) Catch(ctx context.Context, a desk.Automation) error {
	if a.When.Kind != desk.WhenUnanswered {
		return nil
	}
	due, err := w.due(ctx, a.ID)
	if err != nil {
		return err
	}
	ask := desk.PageAsk{Limit: 100}
	for n := 0; n < mostWaiting; {
		page, err := w.Lists.ListDialogs(ctx, desk.DialogFilter{
			States: desk.OpenStates(), Turns: []desk.Turn{desk.TurnOperator}, Lines: a.If.Lines, Channels: a.If.Channels, Sort: desk.OldestFirst,
		}, ask)
		if err != nil {
			return fmt.Errorf("who waits already: %w", err)
		}
		for _, d := range page.Items {
			if due[d.ID] {
				continue
			}
			if err := put(ctx, w.Firings, w.Outbox, w.Now(), a.ID, a.Waited(d)); err != nil {
				return err
			}
			n++
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return nil
		}
	}
	return nil
}

// due are the dialogs in which the rule is to act already.
func (w Waiting) due(ctx context.Context, a desk.AutomationID) (map[desk.DialogID]bool, error) {
	page, err := w.Firings.ListFirings(ctx, a, desk.PageAsk{Limit: mostWaiting})
	if err != nil {
		return nil, fmt.Errorf("what the rule is to do: %w", err)
	}
	out := map[desk.DialogID]bool{}
	for _, f := range page.Items {
		out[f.Event.Dialog] = out[f.Event.Dialog] || f.State == desk.FiringWaiting
	}
	return out, nil
}
