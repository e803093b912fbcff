package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// TypingShower has a messenger show its person that somebody types. The messenger ends it
// by itself, within half a minute or with the next message.
type TypingShower interface {
	// ShowTyping is harmless to repeat. Its errors are *desk.SendError.
	ShowTyping(ctx context.Context, line desk.Line, to desk.TypingTo) error
}

// TypingJob has a customer's messenger show that an operator types.
//
// It is done at each nudge and looks at what is so now: where nobody types any more, or
// what was typed is sent, nothing is shown. What the messenger refuses is not tried
// again: the next letters say it anew, and a line that does not work is told of by the
// reply.
type TypingJob struct {
	Dialogs   flow.Dialogs
	Customers flow.Customers
	Config    flow.Config
	Messages  flow.Messages
	Typings   Typings
	Shower    TypingShower
	Now       func() time.Time
}

// Job does the jobs of kind desk.JobTyping, at each nudge.
func (j *TypingJob) Job() work.Handler { return work.AtLeastOnce{Job: j, Always: true} }

// typedLately is how many messages are looked through for the customer's newest.
const typedLately = 10

// Do implements work.Repeatable.
func (j *TypingJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, err := j.Dialogs.Dialog(ctx, v.Dialog)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !d.Open() {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("dialog %s: %w", v.Dialog, err)
	}
	began, err := j.began(ctx, d.ID)
	if err != nil || began.IsZero() {
		return 0, err
	}
	lately, err := work.Recent(ctx, j.Messages, d.Customer, d.ThreadAfter, 0, typedLately)
	if err != nil {
		return 0, err
	}
	to := desk.TypingTo{}
	for _, m := range lately {
		if m.Author == desk.ByOperator && m.Seq.Time().After(began) {
			return 0, nil // they sent it
		}
		if m.Author == desk.ByCustomer && to.Last == "" {
			to.Last = m.External
		}
	}
	line, err := lineOf(ctx, j.Config, d.Line)
	if err != nil || !line.Active {
		return 0, err
	}
	c, err := j.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return 0, unlessGone(err)
	}
	to.Customer = c.Profile
	ctx, cancel := context.WithTimeout(ctx, desk.TypingEvery) // later it would be no news
	defer cancel()
	var no *desk.SendError
	if err := j.Shower.ShowTyping(ctx, line, to); err != nil && !errors.As(err, &no) {
		return 0, fmt.Errorf("show typing in %s: %w", d.ID, err)
	}
	return 0, nil
}

// began is when whoever types for the customer said so last; zero: nobody does.
func (j *TypingJob) began(ctx context.Context, d desk.DialogID) (at time.Time, err error) {
	all, err := j.Typings.TypingIn(ctx, d)
	if err != nil {
		return at, fmt.Errorf("who types in %s: %w", d, err)
	}
	for _, t := range all {
		if t.Shown() && j.Now().Before(t.Until) && t.Began().After(at) {
			at = t.Began()
		}
	}
	return at, nil
}

func unlessGone(err error) error {
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}
