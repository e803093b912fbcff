package copilot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// DialogRuns lists a dialog's runs.
type DialogRuns interface {
	// DialogRuns are the newest first.
	DialogRuns(ctx context.Context, d desk.DialogID, ask desk.PageAsk) (desk.Page[desk.Run], error)
}

// Rereader has a dialog read once more where a message was read before anybody knew what
// it says: a voice note whose transcript came late (D2).
//
// Repeating is harmless: the run is named after the one before and the message.
type Rereader struct {
	Dialogs flow.Dialogs
	Runs    flow.Runs
	List    DialogRuns
	Chats   Chats
	Quiet   flow.QuietQueue
	Now     func() time.Time
}

// whileRead is when to look again whether somebody still reads.
const whileRead = 30 * time.Second

// HeardLate implements intake.Rereader.
func (r *Rereader) HeardLate(ctx context.Context, id desk.DialogID, m desk.Message) (time.Duration, error) {
	d, err := r.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("dialog %s: %w", id, err)
	}
	page, err := r.List.DialogRuns(ctx, id, desk.PageAsk{Limit: 20})
	if err != nil {
		return 0, fmt.Errorf("runs of %s: %w", id, err)
	}
	done := map[desk.CardRef]bool{}
	for _, run := range page.Items {
		if run.Dry() || run.Carried() || done[run.Card] {
			continue
		}
		done[run.Card] = true
		switch {
		case run.State == desk.RunRunning:
			return whileRead, nil
		case !run.Ended() || run.Reading == nil || run.Reading.Upto < m.Seq || run.StartedAt.After(m.Changed):
			continue // it will read it, never read so far, or has read it
		}
		if err := r.again(ctx, d, run, m); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// again makes the run that reads once more what another has read.
func (r *Rereader) again(ctx context.Context, d desk.Dialog, before desk.Run, m desk.Message) error {
	s, err := r.Chats.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	now := r.Now()
	run := desk.Run{
		ID: desk.RunID(desk.Digest("v", string(before.ID), string(m.External))), Dialog: d.ID, Customer: d.Customer, Line: d.Line, Card: before.Card,
		By: before.By, Automatic: before.Automatic, Language: before.Language, Deals: before.Deals, State: desk.RunWaiting, AskedAt: now, StartsAt: now,
	}
	if !d.QuietAt(now, s.QuietPeriod()) {
		run.StartsAt = d.QuietFrom(s.QuietPeriod())
	}
	stored, _, err := r.Runs.CreateRun(ctx, run)
	if err != nil {
		return fmt.Errorf("create run: %w", err)
	}
	if stored.Ended() {
		return nil
	}
	return wake(ctx, r.Quiet, stored, now)
}
