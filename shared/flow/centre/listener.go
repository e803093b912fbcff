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

// Listener takes what is said in a centre: an operator's reply, which goes out through the
// outbox. It calls nobody.
//
// Repeating is harmless: a message is named by the centre's own name of it, a session's end
// has one job.
type Listener struct {
	Passings   Passings
	Customers  flow.Customers
	Config     flow.Config
	MessageLog flow.MessageLog
	Reach      Reach
	Opening    work.Opening
	Jobs       flow.Jobs
	Lines      Lines
	Now        func() time.Time
}

// Reach knows whether a customer can be written to.
type Reach interface {
	// MayWrite refuses where they can't.
	MayWrite(ctx context.Context, line desk.Line, id desk.CustomerID, now time.Time, with desk.Template) error
}

// Lines are all lines, and what keeps one from working.
type Lines interface {
	flow.Lines
	Lines(ctx context.Context) ([]desk.Line, error)
}

// Hear takes an event of a connection's centre. What is about nobody whom it may answer is
// left alone.
func (l *Listener) Hear(ctx context.Context, c desk.ConnectionID, e desk.CentreEvent) error {
	if e.Kind == desk.CentreOff {
		return l.off(ctx, c, e.Line)
	}
	customer, err := l.Customers.Customer(ctx, e.Customer)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("customer %s: %w", e.Customer, err)
	}
	line, err := l.Config.Line(ctx, customer.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && line.CentreConnection != c {
		return nil
	}
	if err != nil {
		return fmt.Errorf("line %s: %w", customer.Line, err)
	}
	switch e.Kind {
	case desk.CentreSaid:
		return l.said(ctx, line, c, e)
	case desk.CentreChanged, desk.CentreDeleted:
		return l.changed(ctx, c, e)
	case desk.CentreBegan:
		return l.began(ctx, e)
	case desk.CentreEnded:
		return l.ended(ctx, desk.NewCentreEndJob(line.ID, customer.ID, e, l.Now()))
	}
	return nil
}

// said stores a reply with what sends it. Where the messenger takes none it is kept all the
// same, with the reason, which is told there.
func (l *Listener) said(ctx context.Context, line desk.Line, c desk.ConnectionID, e desk.CentreEvent) error {
	m := desk.Message{
		Customer: e.Customer, External: desk.CentreExternal(c, e.Mark), Centre: e.Mark, Author: desk.ByOperator,
		Operator: desk.OperatorID(desk.InCentre(c, e.Name).Name), Text: e.Text, Attachments: e.Files, Status: desk.StatusQueued,
	}
	out := desk.NewReplyJob(line.ID, m, "", l.Now())
	if len(m.Attachments) > 0 {
		out = desk.NewCentreFilesJob(line.ID, m, "", l.Now())
	}
	may := l.Reach.MayWrite(ctx, line, e.Customer, l.Now(), desk.Template{})
	var no *desk.Refusal
	switch {
	case errors.As(may, &no):
		m.Status, m.Code, m.Reason = desk.StatusFailed, string(no.Code), no.Text
		out.State = desk.JobDead
	case may != nil:
		return may
	}
	a, err := l.MessageLog.AppendWithJob(ctx, desk.Append{Line: line, Message: m}, out)
	if errors.Is(err, desk.ErrNotFound) || a.Gone {
		return nil // erased
	}
	if err != nil {
		return fmt.Errorf("store what was said: %w", err)
	}
	if a.Opened {
		if err := l.Opening.Do(ctx, line, a.Dialog); err != nil {
			return err
		}
	}
	if no != nil { // it is told there, and nothing goes out
		return work.Requeue(ctx, l.Jobs, l.Opening.Outbox, desk.NewCentreToldJob(m, l.Now()), 0)
	}
	return l.Opening.Outbox.Enqueue(ctx, out, 0)
}

// changed keeps that somebody changed, or took back, what they said: messengers are not told.
func (l *Listener) changed(ctx context.Context, c desk.ConnectionID, e desk.CentreEvent) error {
	_, err := l.MessageLog.UpdateMessage(ctx, e.Customer, desk.CentreExternal(c, e.Mark), func(m desk.Message) desk.Message {
		if e.Kind == desk.CentreDeleted {
			m.Deleted = true
			return m
		}
		if m.Text == e.Text {
			return m
		}
		return m.WithVersion(desk.Version{At: l.Now().UTC(), Text: e.Text})
	})
	return unlessAbsent(err)
}

// began keeps a session's name: what was passed on without an answer is looked for in it.
func (l *Listener) began(ctx context.Context, e desk.CentreEvent) error {
	if e.Session == "" {
		return nil
	}
	for try := 0; ; try++ {
		p, err := l.Passings.Passing(ctx, e.Customer)
		if err != nil || p.Version == 0 || p.Session == e.Session || p.Ended == e.Session {
			return err
		}
		p.Session = e.Session
		if _, err = l.Passings.SavePassing(ctx, p); !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
	}
}

// ended has the customer's dialog looked at, once for each session that is over.
func (l *Listener) ended(ctx context.Context, v desk.Job) error {
	for try := 0; ; try++ {
		have, err := l.Jobs.Job(ctx, v.ID)
		switch {
		case errors.Is(err, desk.ErrNotFound):
			return work.Queue(ctx, l.Jobs, l.Opening.Outbox, v, 0)
		case err != nil:
			return fmt.Errorf("job %s: %w", v.ID, err)
		case have.Cursor != v.Cursor:
			again := have.Anew(v.Due)
			again.Cursor, again.Person = v.Cursor, v.Person
			if _, err = l.Jobs.SaveJob(ctx, again); errors.Is(err, desk.ErrConflict) && try < work.Retries {
				continue
			} else if err != nil {
				return fmt.Errorf("job %s again: %w", v.ID, err)
			}
		}
		return l.Opening.Outbox.Enqueue(ctx, v, 0)
	}
}

// off notes on the lines that are answered there that nobody does.
func (l *Listener) off(ctx context.Context, c desk.ConnectionID, theirs string) error {
	all, err := l.Lines.Lines(ctx)
	if err != nil {
		return fmt.Errorf("lines: %w", err)
	}
	for _, line := range all {
		if line.Centre() != (desk.Centre{Connection: c, Line: theirs}) {
			continue
		}
		t := desk.Trouble{Code: desk.CentreIsOff, Reason: desk.CentreOffText, At: l.Now().UTC(), Setup: true}
		if err := l.Lines.MarkLine(ctx, line, t); err != nil {
			return fmt.Errorf("mark line %s: %w", line.ID, err)
		}
	}
	return nil
}
