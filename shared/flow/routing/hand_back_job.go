package routing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// HandBackJob gives the dialogs of an operator who was switched off back to their
// teams, and takes away what they had written into files.
type HandBackJob struct {
	Spreader *Spreader
	Exports  Exports
}

// Exports keeps lists in files.
type Exports interface {
	// WithdrawOf takes an operator's files away, also one that is being written.
	// Idempotent.
	WithdrawOf(ctx context.Context, o desk.OperatorID) error
}

// Job does the jobs of kind desk.JobHandBack, each at least once.
func (j HandBackJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable. Who was switched on again meanwhile keeps what they
// still have.
func (j HandBackJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	s := j.Spreader
	ws, err := s.Workloads.Workloads(ctx, []desk.OperatorID{v.Operator})
	if err != nil || !ws[0].Off {
		return 0, err
	}
	var failed []error
	if err := j.Exports.WithdrawOf(ctx, v.Operator); err != nil {
		failed = append(failed, fmt.Errorf("files of operator %s: %w", v.Operator, err))
	}
	for _, id := range ws[0].Dialogs {
		failed = append(failed, j.back(ctx, id, v.Operator))
	}
	return 0, errors.Join(failed...)
}

func (j HandBackJob) back(ctx context.Context, id desk.DialogID, o desk.OperatorID) error {
	s := j.Spreader
	d, err := s.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("dialog %s: %w", id, err)
	}
	home := desk.Team{ID: d.Team}
	if d.Team == "" {
		if home, err = s.home(ctx, d); err != nil {
			return err
		}
	}
	if err := s.change(ctx, id, func(d desk.Dialog) desk.Dialog {
		if d.Holder() == o {
			d.Team = home.ID
			d = d.Released(s.Now().UTC().Truncate(time.Microsecond))
		}
		return d
	}); err != nil || home.ID == "" {
		return err
	}
	return nudge(ctx, s.Outbox, home.ID, 0)
}
