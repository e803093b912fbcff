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

// SendJob sends messages to their customers.
type SendJob struct {
	Config     flow.Config
	MessageLog flow.MessageLog
	Messages   flow.Messages
	Customers  flow.Customers
	Sender     flow.Sender
	FileSource desk.FileSource // gives out the files that operators send
	Newest     flow.Newest     // of what the bot says: whether a person joined
	Pace       flow.Pace       // nil: the messenger's own throttling is all there is
	Lines      flow.Lines      // nil: nobody is told of a line that does not work
	Unsent     *Unsent         // sees to the dialogs of what could not be sent
	Now        func() time.Time
}

// Job does the jobs of kind desk.JobReply, each at most once.
func (s *SendJob) Job() work.Handler { return work.AtMostOnce{Job: s} }

// Ready implements work.Unrepeatable.
func (s *SendJob) Ready(ctx context.Context, v desk.Job) (work.Attempt, error) {
	m, err := s.Messages.Message(ctx, v.Customer, v.Message)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil // it was erased
	}
	if err != nil {
		return nil, fmt.Errorf("message %s: %w", v.Message, err)
	}
	line, err := s.Config.Line(ctx, v.Line)
	gone := errors.Is(err, desk.ErrNotFound)
	if err != nil && !gone {
		return nil, fmt.Errorf("line %s: %w", v.Line, err)
	}
	return &sending{SendJob: s, customer: v.Customer, message: m, line: line, gone: gone, byBot: v.Reply == desk.ReplyBot}, nil
}

// sending is one attempt to send a message.
type sending struct {
	*SendJob
	customer desk.CustomerID
	message  desk.Message
	line     desk.Line
	gone     bool // the line was deleted
	byBot    bool // the bot says it
	givenUp  bool // it was tried for the last time
	to       desk.Profile
	theirs   desk.ExternalID // the messenger's id of what went out
}

// CutOff implements work.Attempt. An attempt notes its end on the message first.
func (s *sending) CutOff(v desk.Job) (desk.Job, error) {
	switch m := s.message; {
	case m.Status == desk.StatusFailed:
		v.State, v.Reason = desk.JobDead, m.Reason
	case m.Status.After(desk.StatusUnsure): // the messenger has it
		v.State = desk.JobSent
	case !s.line.Traits.Repeatable:
		return v, &desk.SendError{Unsure: true, Code: "no_answer", Reason: "Sending was cut off: it may or may not have arrived."}
	}
	return v, nil
}

// silent keeps the bot from talking into what a person says (HO-01): what it said and
// what is not out when a person has joined, is not sent.
func (s *sending) silent(ctx context.Context) error {
	d, err := s.Newest.Newest(ctx, s.customer)
	if err != nil {
		return fmt.Errorf("newest dialog of %s: %w", s.customer, err)
	}
	if d.Joined() {
		return &desk.SendError{Code: "person_joined", Reason: "A person joined before the bot's message was sent."}
	}
	return nil
}

// Wait implements work.Attempt.
func (s *sending) Wait(ctx context.Context) (time.Duration, error) {
	if s.gone {
		return 0, &desk.SendError{Code: "line_gone", Reason: "The line was deleted."}
	}
	c, err := s.Customers.Customer(ctx, s.customer)
	if err != nil {
		return 0, fmt.Errorf("customer %s: %w", s.customer, err)
	}
	if s.to = c.Profile; s.Pace == nil {
		return 0, nil
	}
	return s.Pace.Take(s.line, s.to.User, s.Now()), nil
}

// Make implements work.Attempt.
func (s *sending) Make(ctx context.Context, v desk.Job) (err error) {
	if s.byBot { // at the last moment: nothing of ours lies between this look and the sending
		if err := s.silent(ctx); err != nil {
			return err
		}
	}
	m := s.message
	s.theirs, err = s.Sender.Send(ctx, s.line, desk.Outbound{
		To: s.to, Marker: m.External, Text: m.Text, Attachments: m.Attachments, ReplyTo: m.ReplyTo,
		Buttons: m.Buttons, Template: m.Template, Files: s.FileSource, Done: v.Done,
	})
	return err
}

// Note implements work.Attempt.
func (s *sending) Note(ctx context.Context, v desk.Job, cause *desk.SendError) error {
	s.givenUp = v.State == desk.JobDead
	if cause != nil && cause.Blocked {
		if _, err := s.Customers.ChangeCustomer(ctx, v.Customer, func(c desk.Customer) (desk.Customer, error) {
			c.BlockedAt = s.Now()
			return c, nil
		}); err != nil {
			return fmt.Errorf("mark customer %s: %w", v.Customer, err)
		}
	}
	if v.State == desk.JobSent && s.theirs != "" && s.theirs != v.Message {
		if err := s.MessageLog.AddExternalID(ctx, v.Customer, s.theirs, v.Message); err != nil {
			return fmt.Errorf("alias %s: %w", s.theirs, err)
		}
	}
	m, err := s.MessageLog.UpdateMessage(ctx, v.Customer, v.Message, v.Told)
	if err != nil {
		return fmt.Errorf("status of %s: %w", v.Message, err)
	}
	return s.Unsent.See(ctx, m)
}

// After implements work.Attempt: it notes that a line does not work, or that it
// does again. It costs a write only where that is news.
func (s *sending) After(ctx context.Context, cause error) error {
	var no *desk.SendError
	var now desk.Trouble
	switch {
	case s.Lines == nil:
		return nil
	case cause == nil:
		if s.line.Trouble.At.IsZero() || s.line.Trouble.Setup {
			return nil
		}
	case errors.As(cause, &no) && (no.Broken || no.Again && s.givenUp): // another one may go out, and says so
		now = desk.Trouble{Code: no.Code, Reason: no.Reason, At: s.Now().UTC()}
		if now.Same(s.line.Trouble) {
			return nil
		}
	default:
		return nil
	}
	if err := s.Lines.MarkLine(ctx, s.line, now); err != nil {
		return fmt.Errorf("mark line %s: %w", s.line.ID, err)
	}
	return nil
}
