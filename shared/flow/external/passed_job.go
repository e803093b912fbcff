package external

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// PassedJob gives a customer to people whom the bot handed over, or back to the bot that
// took them again.
//
// Repeating is harmless: each handing over has one job, which does it once; a dialog is
// handed over from the bot once, and is only taken back from nobody.
type PassedJob struct {
	Dialogs flow.Dialogs
	Newest  flow.Newest
	People  People
	Now     func() time.Time
}

// Job does the jobs of kind desk.JobPassed, each at least once.
func (j *PassedJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *PassedJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	if v.Floor == desk.FloorPeople {
		if err := j.People.FromApp(ctx, v.Dialog, v.App); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return 0, err
		}
	}
	d, err := j.Newest.Newest(ctx, v.Customer)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !d.Open() {
		return 0, nil // erased, or over
	}
	if err != nil {
		return 0, fmt.Errorf("newest dialog of %s: %w", v.Customer, err)
	}
	_, err = j.Dialogs.ChangeDialog(ctx, d.ID, func(d desk.Dialog) (desk.Dialog, error) {
		switch {
		case !d.Open() || !d.Peoples():
		case v.Floor == desk.FloorBot:
			d = d.TakenBack(j.Now())
		case v.App != "": // people had joined, or the customer's words came first
			d.BotApp = v.App
		}
		return d, nil
	})
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil
	}
	return 0, err
}
