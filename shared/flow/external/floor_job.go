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

// FloorJob tells a bot's platform who has the word with a customer.
//
// Repeating is harmless: what it tells is a state, not a deed. A job finds whether its
// change is over, and then another one's is to be told; and it looks once more after it
// told, so that whoever tells last has told what is.
type FloorJob struct {
	Newest     flow.Newest
	Customers  flow.Customers
	Config     flow.Config
	MessageLog flow.MessageLog
	Lines      flow.Lines // nil: nobody is told of a line that does not work
	Platform   Platform
	Now        func() time.Time
}

// Job does the jobs of kind desk.JobFloor, each at least once.
func (j *FloorJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *FloorJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	line, err := j.Config.Line(ctx, v.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && line.Bot != desk.BotExternal {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", v.Line, err)
	}
	for told := desk.Floor(""); ; {
		d, err := j.Newest.Newest(ctx, v.Customer)
		switch {
		case errors.Is(err, desk.ErrNotFound): // erased
			return 0, nil
		case err != nil:
			return 0, fmt.Errorf("newest dialog of %s: %w", v.Customer, err)
		case d.Floor() == told, told == "" && d.Floor() != v.Floor:
			return 0, nil
		}
		err = j.tell(ctx, line, v, d.Floor())
		if no := refused(err); no != nil && !no.Again && !no.Unsure { // telling it twice is harmless
			return 0, j.GiveUp(ctx, v, err)
		}
		if err != nil {
			return 0, err
		}
		told = d.Floor()
	}
}

// tell tells it once.
func (j *FloorJob) tell(ctx context.Context, line desk.Line, v desk.Job, to desk.Floor) error {
	c, err := j.Customers.Customer(ctx, v.Customer)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("customer %s: %w", v.Customer, err)
	}
	return j.Platform.Hand(ctx, line, desk.Handing{Customer: c.Profile, To: to, App: v.App})
}

// refused is what the platform said; nil: it did not refuse.
func refused(err error) *desk.SendError {
	var no *desk.SendError
	errors.As(err, &no)
	return no
}

// GiveUp implements work.GivesUp. That the bot may go on talking beside people they must
// know; and a line that lacks something says so.
func (j *FloorJob) GiveUp(ctx context.Context, v desk.Job, cause error) error {
	line, err := j.Config.Line(ctx, v.Line)
	if err != nil {
		return unlessAbsent(err)
	}
	no := refused(cause)
	if j.Lines != nil && no != nil && no.Broken {
		if err := j.Lines.MarkLine(ctx, line, desk.Trouble{Code: no.Code, Reason: no.Reason, At: j.Now().UTC()}); err != nil {
			return fmt.Errorf("mark line %s: %w", line.ID, err)
		}
	}
	if v.Floor != desk.FloorPeople {
		return nil
	}
	s, err := j.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	text := desk.NoteBotGoesOn.Text(s.Locale(line).Language)
	if no != nil {
		text += "\n" + no.Reason
	}
	note := desk.Message{Customer: v.Customer, External: desk.OwnPrefix + desk.ExternalID(v.ID), Author: desk.AsNote, Text: text}
	_, err = j.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: note}, v.Dialog, nil)
	if errors.Is(err, desk.ErrRefused) { // it is over
		return nil
	}
	return unlessAbsent(err)
}

func unlessAbsent(err error) error {
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}
