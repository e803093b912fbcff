package centre

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Announcer hears of what is said on lines that are answered elsewhere, and of what became
// of it, and has it told there. A consumer of the feed.
//
// Repeating is harmless: a customer and a message have one job each, which does what there
// is to do.
type Announcer struct {
	Config flow.Config
	Newest flow.Newest
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Changed implements feed.Consumer. Each message moves its dialog: so a line that is
// answered here costs nothing but the look at the line, which is in memory.
func (a *Announcer) Changed(ctx context.Context, r desk.FeedRecord) error {
	if r.Dialog != nil && r.Dialog.New != nil {
		return a.dialog(ctx, *r.Dialog.New)
	}
	if r.Message != nil && r.Message.New != nil && r.Message.Old != nil {
		return a.message(ctx, *r.Message.Old, *r.Message.New)
	}
	return nil
}

func (a *Announcer) dialog(ctx context.Context, d desk.Dialog) error {
	if !d.PassesOn() {
		return nil
	}
	used, err := a.used(ctx, d.Line)
	if err != nil || !used {
		return err
	}
	if err := work.Requeue(ctx, a.Jobs, a.Outbox, desk.NewCentreJob(d, a.Now()), 0); err != nil {
		return fmt.Errorf("pass on %s: %w", d.ID, err)
	}
	return nil
}

// message has told what became of one: its words or its being there changed, as by a voice
// note's transcript that came after it was passed on, or what was said elsewhere is out.
func (a *Announcer) message(ctx context.Context, old, now desk.Message) error {
	theirs := now.Centre != (desk.CentreMark{})
	switch {
	case theirs && old.Status != now.Status && now.Status.After(desk.StatusQueued):
	case theirs, now.Author == desk.AsNote, old.SpokenText() == now.SpokenText() && old.Deleted == now.Deleted:
		return nil
	default:
		d, err := a.Newest.Newest(ctx, now.Customer)
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("newest dialog of %s: %w", now.Customer, err)
		}
		if used, err := a.used(ctx, d.Line); err != nil || !used {
			return err
		}
	}
	if err := work.Requeue(ctx, a.Jobs, a.Outbox, desk.NewCentreToldJob(now, a.Now()), 0); err != nil {
		return fmt.Errorf("tell of %s: %w", now.External, err)
	}
	return nil
}

func (a *Announcer) used(ctx context.Context, id desk.LineID) (bool, error) {
	line, err := a.Config.Line(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("line %s: %w", id, err)
	}
	return line.Centre().Used(), nil
}
