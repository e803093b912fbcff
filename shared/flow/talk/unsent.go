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

// Unsent sees to the dialog of a message that could not be sent. What the bot could not
// say is handed over to people: the customer heard nothing, and nobody else looks. After
// a person's reply the customer waits for one as before.
//
// Repeating is harmless: handing over is, and a dialog in which more was said is left as
// it is.
type Unsent struct {
	Dialogs  UnsentDialogs
	Messages flow.Messages
	People   People
	Jobs     flow.Jobs
	Outbox   flow.Outbox
	Now      func() time.Time
}

// UnsentDialogs are the dialogs in which something may not have been sent.
type UnsentDialogs interface {
	flow.Dialogs
	flow.Newest
}

// People take over from a bot.
type People interface {
	// FromBot hands a bot's dialog over to people. Idempotent; a dialog that is no bot's
	// is left alone.
	FromBot(ctx context.Context, id desk.DialogID) error
}

// See sees to m's dialog, if m is a message that could not be sent.
func (u *Unsent) See(ctx context.Context, m desk.Message) error {
	if !m.Unsent() {
		return nil
	}
	d, err := u.Dialogs.Newest(ctx, m.Customer)
	if err != nil {
		return fmt.Errorf("newest dialog of %s: %w", m.Customer, err)
	}
	if m.Author == desk.ByBot {
		return u.hand(ctx, d, m)
	}
	next, err := u.next(ctx, m)
	if err != nil {
		return err
	}
	d, err = u.Dialogs.ChangeDialog(ctx, d.ID, func(d desk.Dialog) (desk.Dialog, error) { return d.Unanswered(m, next), nil })
	if err != nil {
		return fmt.Errorf("dialog %s: %w", d.ID, err)
	}
	if d.LastSaid == m.External && d.Returned() { // as if the customer had written again
		return work.Queue(ctx, u.Jobs, u.Outbox, desk.NewRouteJob(d, u.Now()), 0)
	}
	return nil
}

// hand hands over what is the bot's. Who was cut off after that finds the child, which is
// seen to once more.
func (u *Unsent) hand(ctx context.Context, d desk.Dialog, m desk.Message) error {
	of := d.ID
	if d.State != desk.StateBot {
		of = d.Parent
	} else if m.Seq <= d.After {
		return nil // it was said in an earlier one
	}
	if of == "" || m.Automatic() {
		return nil
	}
	return u.People.FromBot(ctx, of)
}

// next is an operator's first reply after m that did not fail.
func (u *Unsent) next(ctx context.Context, m desk.Message) (desk.Message, error) {
	page, err := u.Messages.Messages(ctx, m.Customer, m.Seq, 0, false, desk.PageAsk{Limit: lookedAt})
	if err != nil {
		return desk.Message{}, fmt.Errorf("messages of %s: %w", m.Customer, err)
	}
	for _, later := range page.Items {
		if later.Author == desk.ByOperator && later.Status != desk.StatusFailed {
			return later, nil
		}
	}
	return desk.Message{}, nil
}

// lookedAt is among how many of the messages after one that failed a reply is looked for.
const lookedAt = 100

// HealUnsent implements work.UnsentHealer: it hands over a bot's dialog that was not seen
// to, as a list has it.
func (u *Unsent) HealUnsent(ctx context.Context, listed desk.Dialog) (bool, error) {
	if listed.State != desk.StateBot {
		return false, nil
	}
	d, err := u.Dialogs.Dialog(ctx, listed.ID)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (d.State != desk.StateBot || d.LastSaid == "") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("dialog %s: %w", listed.ID, err)
	}
	m, err := u.Messages.Message(ctx, d.Customer, d.LastSaid)
	if errors.Is(err, desk.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("message %s: %w", d.LastSaid, err)
	}
	if m.Author != desk.ByBot || !m.Unsent() {
		return false, nil
	}
	return true, u.People.FromBot(ctx, d.ID)
}
