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

// EndJob completes the dialog whose session was ended in a centre; the automatic run follows,
// as after any.
//
// Repeating is harmless: a closed dialog stays as it was closed. A session that was followed
// by another, and one over which the customer wrote again, completes nothing.
type EndJob struct {
	Passings  Passings
	Newest    flow.Newest
	Config    flow.Config
	Completer Completer
	Now       func() time.Time
}

// Job does the jobs of kind desk.JobCentreEnd, each at least once.
func (j *EndJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *EndJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	line, err := j.Config.Line(ctx, v.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !line.Centre().Used() {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", v.Line, err)
	}
	p, err := j.Passings.Passing(ctx, v.Customer)
	if err != nil {
		return 0, err
	}
	if wait := p.Busy(j.Now()); wait > 0 { // its answer says which session it is
		return min(wait, tryAgain), nil
	}
	if v.Cursor != "" && p.Session != "" && v.Cursor != p.Session {
		return 0, nil
	}
	if p.Version != 0 && !p.Over() {
		p.Ended = p.Session
		if _, err = j.Passings.SavePassing(ctx, p); errors.Is(err, desk.ErrConflict) {
			return tryAgain, nil
		} else if err != nil {
			return 0, err
		}
	}
	d, err := j.Newest.Newest(ctx, v.Customer)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (!d.Open() || !d.Peoples() || d.LastSpoken > p.Through && d.Turn == desk.TurnOperator) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("newest dialog of %s: %w", v.Customer, err)
	}
	_, err = j.Completer.Close(ctx, desk.InCentre(line.CentreConnection, v.Person), d.ID)
	return 0, unlessAbsent(err)
}
