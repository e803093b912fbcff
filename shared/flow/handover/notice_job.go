package handover

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// NoticeJob tells the admin chat of a dialog that was handed over, with a link to it
// (FB-05). At most once: a notice that may have gone out is not sent again.
type NoticeJob struct {
	Dialogs     flow.Dialogs
	Config      flow.Config
	Customers   flow.Customers
	Messages    flow.Messages
	Sender      flow.Sender
	Annotations flow.Annotations
	Cards       Contacts
	Home        func(context.Context) string // where people reach us; "": nobody knows
	Now         func() time.Time
}

// Contacts are customers' contacts.
type Contacts interface {
	// Card finds a card. ErrNotFound.
	Card(ctx context.Context, ref desk.CardRef) (desk.Card, error)
}

// Job is the handler.
func (j *NoticeJob) Job() work.Handler { return work.AtMostOnce{Job: j} }

// Ready implements work.Unrepeatable.
func (j *NoticeJob) Ready(ctx context.Context, v desk.Job) (work.Attempt, error) {
	d, line, err := wanted(ctx, j.Dialogs, j.Config, v.Dialog)
	if err != nil {
		return nil, err
	}
	n := &noticing{NoticeJob: j, dialog: d}
	if line.ID == "" || line.HandOver().Notify == "" { // erased, or not wanted any more
		return n, nil
	}
	if n.by, err = j.Config.Line(ctx, line.HandOver().Notify); err != nil && !errors.Is(err, desk.ErrNotFound) {
		return nil, fmt.Errorf("line %s: %w", line.HandOver().Notify, err)
	}
	n.text, err = j.text(ctx, d, line)
	return n, err
}

func (j *NoticeJob) text(ctx context.Context, d desk.Dialog, line desk.Line) (string, error) {
	s, err := j.Config.Settings(ctx)
	if err != nil {
		return "", fmt.Errorf("settings: %w", err)
	}
	c, err := j.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return "", fmt.Errorf("customer %s: %w", d.Customer, err)
	}
	ms, err := work.Recent(ctx, j.Messages, d.Customer, d.ThreadAfter, 0, 20)
	if err != nil {
		return "", err
	}
	said := ""
	for _, m := range ms { // the newest first
		if m.Author == desk.ByCustomer && said == "" {
			said = m.Beginning(maxSaid)
		}
	}
	return wordsOf(s.Locale(line).Language).notice(j.name(ctx, c), line, said, chat(j.Home(ctx), d.ID)), nil
}

// name is what the customer is called: as their contact is, which knows what they said of
// themselves, else as on the messenger. A CRM that does not answer holds no notice up.
func (j *NoticeJob) name(ctx context.Context, c desk.Customer) string {
	if c.Contact.ID != "" {
		if card, err := j.Cards.Card(ctx, c.Contact); err == nil {
			if name := card.Shown(); name != "" && !desk.IsUntitled(name) {
				return name
			}
		}
	}
	return c.Profile.Name
}

// noticing is one attempt.
type noticing struct {
	*NoticeJob
	dialog desk.Dialog
	by     desk.Line // whose bot tells; the zero Line: it is gone
	text   string    // "": there is nothing to tell any more
}

// CutOff implements work.Attempt: nobody knows whether it went out.
func (*noticing) CutOff(v desk.Job) (desk.Job, error) {
	return v, &desk.SendError{Unsure: true, Code: "no_answer", Reason: "Telling the admin chat was cut off: it may or may not have arrived."}
}

// Wait implements work.Attempt.
func (*noticing) Wait(context.Context) (time.Duration, error) { return 0, nil }

// Make implements work.Attempt.
func (n *noticing) Make(ctx context.Context, v desk.Job) error {
	if n.text == "" {
		return nil
	}
	if err := n.by.TellsAdmins(); err != nil || !n.by.Active {
		return &desk.SendError{Code: "no_admin_chat", Reason: "The line that is to tell people has no admin chat any more, or is switched off."}
	}
	bot := n.by
	bot.Options = maps.Clone(bot.Options)
	delete(bot.Options, "business_connection_id") // the bot itself tells, in nobody's name
	_, err := n.Sender.Send(ctx, bot, desk.Outbound{To: desk.Profile{User: bot.Options[desk.OptionAdminChat]}, Text: n.text, Done: v.Done})
	return err
}

// Note implements work.Attempt: that it was given up stands on the card, if there is
// one.
func (n *noticing) Note(ctx context.Context, v desk.Job, _ *desk.SendError) error {
	if v.State != desk.JobDead && v.State != desk.JobUnsure {
		return nil
	}
	return failed(ctx, n.Annotations, n.dialog, v, "The admin chat could not be told that the chat was handed over: "+v.Reason, n.Now())
}

// After implements work.Attempt.
func (*noticing) After(context.Context, error) error { return nil }

// failed notes on the dialog's card what was given up, where people look.
func failed(ctx context.Context, as flow.Annotations, d desk.Dialog, v desk.Job, text string, at time.Time) error {
	ref, err := d.CopilotCard()
	if err != nil {
		return nil // nobody looks at a card that there is not
	}
	return as.AddEntries(ctx, []desk.Entry{{
		ID: desk.Digest("t", string(v.ID)), Card: ref, At: at, By: desk.Automatic.Name, Kind: desk.EntryFailed, Dialog: d.ID, Text: text,
	}})
}
