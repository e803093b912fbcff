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

// Reach knows whether a customer can be written to.
type Reach struct {
	Customers flow.Customers
	Messages  flow.Messages
}

// MayWrite refuses an operator's message that the messenger would not take: on
// an inactive line (CH-22, OP-29), to a customer who blocked it, who never wrote
// (OP-30), or whose last message is too old (OP-31) for anything but a template
// (with; zero: none). The refusal names the rule (OP-32).
func (r Reach) MayWrite(ctx context.Context, line desk.Line, id desk.CustomerID, now time.Time, with desk.Template) error {
	c, err := r.Customers.Customer(ctx, id)
	if err != nil {
		return fmt.Errorf("customer %s: %w", id, err)
	}
	last, err := r.lastIn(ctx, id)
	if err != nil {
		return err
	}
	if err := line.MayWrite(last.At(), now, with); err != nil {
		return err
	}
	if c.Blocked(last.Seq.Time()) {
		return desk.Refuse(desk.CodeCustomerBlocked, "The customer has blocked this line or left the messenger.")
	}
	return nil
}

// Blocked reports whether the customer can't be written to, whatever their line
// allows.
func (r Reach) Blocked(ctx context.Context, c desk.Customer) (bool, error) {
	if c.BlockedAt.IsZero() {
		return false, nil
	}
	last, err := r.lastIn(ctx, c.ID)
	return c.Blocked(last.Seq.Time()), err
}

// lastIn is the customer's last message; zero: there is none.
func (r Reach) lastIn(ctx context.Context, id desk.CustomerID) (desk.Message, error) {
	ask := desk.PageAsk{Limit: 20}
	for {
		page, err := r.Messages.Messages(ctx, id, 0, 0, true, ask)
		if err != nil {
			return desk.Message{}, fmt.Errorf("messages of %s: %w", id, err)
		}
		for _, m := range page.Items {
			if m.Author == desk.ByCustomer {
				return m, nil
			}
		}
		if page.Next == "" {
			return desk.Message{}, nil
		}
		ask.Cursor = page.Next
	}
}

// Starter writes to a customer first (OP-27): into their open dialog, or by
// opening one, and becomes its operator unless it has one (OP-25).
//
// Repeating is harmless: the message is named by the caller's id, and its
// job after the message, with which it is stored.
type Starter struct {
	MessageLog flow.MessageLog
	Opening    work.Opening
	Newest     flow.Newest
	Reach      Reach
	Config     flow.Config
	Uploader   *Uploader // nil: messages can't have files
}

// Start answers with the dialog that took the message. Say.Dialog is not looked
// at. It is refused to whoever may not accept the customer's open dialog.
func (s *Starter) Start(ctx context.Context, by desk.Actor, to desk.CustomerID, say Say) (desk.DialogID, error) {
	c, err := s.Reach.Customers.Customer(ctx, to)
	if err != nil {
		return "", fmt.Errorf("customer %s: %w", to, err)
	}
	newest, err := s.Newest.Newest(ctx, c.ID)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return "", fmt.Errorf("newest dialog of %s: %w", c.ID, err)
	}
	may := by.MustAnswer()
	if newest.ID != "" && newest.Open() { // else another is opened, which is theirs
		may = newest.MustLet(by)
	}
	if may != nil {
		return "", may
	}
	line, err := s.Config.Line(ctx, c.Line)
	if err != nil {
		return "", fmt.Errorf("line %s: %w", c.Line, err)
	}
	if err := say.check(line); err != nil {
		return "", err
	}
	now := s.Opening.Now()
	if err := s.Reach.MayWrite(ctx, line, to, now, say.Template); err != nil {
		return "", err
	}
	m, err := withFiles(ctx, by, s.Reach.Messages, s.Uploader, line, message(by, to, "start", say, desk.ByOperator), say)
	if err != nil {
		return "", err
	}
	m.Status = desk.StatusQueued
	out := desk.NewReplyJob(line.ID, m, "", now)
	a, err := s.MessageLog.AppendWithJob(ctx, desk.Append{Line: line, Message: m, Operator: by.Operator, Nobody: by.Operator == ""}, out)
	if err == nil && a.Opened {
		err = s.Opening.Do(ctx, line, a.Dialog)
	}
	if err != nil {
		return "", fmt.Errorf("store the message: %w", err)
	}
	if err := s.Opening.Outbox.Enqueue(ctx, out, 0); err != nil {
		return "", fmt.Errorf("nudge job %s: %w", out.ID, err)
	}
	return a.Dialog.ID, nil
}
