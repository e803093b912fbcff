package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Receiver stores what a messenger's webhook told us.
//
// Idempotent: a message is stored once by its external id, versions
// of an edit are a set, statuses only move forward, an author's newest reaction
// counts, and the closing steps and the binding of an opened dialog are named
// after the dialog. Any order of the same events ends alike: what comes before
// its message waits for it.
type Receiver struct {
	MessageLog flow.MessageLog
	Messages   flow.Messages
	Customers  flow.Customers
	Jobs       flow.Jobs
	Config     flow.Config
	Closing    flow.Closing
	Outbox     flow.Outbox
	Newest     flow.Newest
	Numbering  flow.Numbering // nil: a number chooses nothing
	Rooms      Rooms          // nil: nobody hears of it
	Now        func() time.Time
}

// Received is what became of one inbound.
type Received struct {
	Customer desk.CustomerID
	Dialog   desk.DialogID // "" if nothing belongs to a dialog
	Message  desk.Seq
	New      bool
	Err      error // ErrInvalid: this one is not understood; the others are stored
}

// Receive stores each inbound of a webhook, in order. One that is wrong in
// itself is told in its Received and stops nobody else. What could not be stored
// for a reason of ours is the error, and the messenger must send everything
// again; until then the same customer's later ones wait, so that they don't
// overtake it.
func (r *Receiver) Receive(ctx context.Context, line desk.Line, ins []desk.Inbound) ([]Received, error) {
	out := make([]Received, len(ins))
	var failed []error
	waits := map[string]bool{}
	for i, in := range ins {
		if waits[in.From.User] {
			continue
		}
		rec, err := desk.TryValue(func() (Received, error) { return r.one(ctx, line, in) })
		if errors.Is(err, desk.ErrInvalid) {
			rec.Err = err
		} else if err != nil {
			failed = append(failed, fmt.Errorf("receive %s %s: %w", in.Kind, in.External, err))
			waits[in.From.User] = true
		}
		out[i] = rec
	}
	return out, errors.Join(failed...)
}

func (r *Receiver) one(ctx context.Context, line desk.Line, in desk.Inbound) (Received, error) {
	if err := in.Check(); err != nil {
		return Received{}, err
	}
	if line.Traits.AltID {
		var err error
		said := in.Kind == desk.InMessage || in.Kind == desk.InEdit
		if in.From, err = r.Customers.Canonical(ctx, line, in.From, said); err != nil {
			return Received{}, err
		}
	}
	c := line.Customer(in.From.User)
	in = in.Plain()
	switch in.Kind {
	case desk.InMessage:
		return r.message(ctx, line, c, in)
	case desk.InEdit:
		return r.edit(ctx, line, c, in)
	case desk.InDeletion:
		return Received{}, r.amend(ctx, line, c, in, func(m desk.Message) desk.Message {
			m.Deleted = true
			return m
		})
	case desk.InStatus:
		return Received{}, r.status(ctx, line, c, in)
	case desk.InBlocked, desk.InUnblock:
		return Received{}, r.blocked(ctx, c, in)
	case desk.InReaction:
		return Received{}, r.reaction(ctx, line, c, in)
	case desk.InPassed, desk.InTaken:
		return r.floor(ctx, line, c, in)
	}
	return Received{}, fmt.Errorf("%w: unknown kind %q", desk.ErrInvalid, in.Kind)
}

// maxRaw is how much of a call that could not be read is kept, in bytes: an item
// of DynamoDB's holds 400 KB.
const maxRaw = 128 << 10

func (r *Receiver) message(ctx context.Context, line desk.Line, c desk.CustomerID, in desk.Inbound) (Received, error) {
	if in.Author == desk.ByOperator || in.Author == desk.ByBot && line.Bot == desk.BotExternal {
		if ours, err := r.echo(ctx, c, in); ours || err != nil {
			return Received{}, err
		}
	}
	if line.CommandsBot(in) {
		return r.command(ctx, line, c, in)
	}
	return r.append(ctx, line, heard(c, in), in)
}

// heard is the message that an inbound says. An operator's is an echo: it
// was sent.
func heard(c desk.CustomerID, in desk.Inbound) desk.Message {
	m := desk.Message{
		Customer: c, External: in.External, Author: in.Author, Text: in.Text, Cut: in.Cut, Filled: in.Filled, Payload: in.Payload,
		Attachments: in.Attachments, ReplyTo: in.ReplyTo, Forwarded: in.Forwarded, SentAt: in.At,
		Raw: in.Raw[:min(len(in.Raw), maxRaw)],
	}
	if m.Author == "" {
		m.Author = desk.ByCustomer
	}
	if m.Author == desk.ByOperator {
		m.Status = desk.StatusSent
	}
	return m
}

// append stores a message and sees to what its dialog needs.
func (r *Receiver) append(ctx context.Context, line desk.Line, m desk.Message, in desk.Inbound) (Received, error) {
	p := in.From
	a, err := r.MessageLog.Append(ctx, desk.Append{Line: line, Profile: p, Message: m})
	if err != nil || a.Gone {
		return Received{}, err
	}
	if !a.New && len(m.Versions) == 0 && len(a.Message.Versions) > 0 && !a.Message.Versions[0].At.IsZero() {
		// An edit came before the message it edits.
		if _, err := r.MessageLog.UpdateMessage(ctx, m.Customer, m.External, func(have desk.Message) desk.Message {
			have.SentAt, have.ReplyTo, have.Payload = m.SentAt, m.ReplyTo, m.Payload
			return have.WithVersion(desk.Version{Text: m.Text})
		}); err != nil {
			return Received{}, err
		}
	}
	if len(m.Versions) == 0 && (a.Dialog.ButtonsAt != 0 || !a.New) { // a repeat may have been cut off before
		if err := r.pick(ctx, line, a, m.Text); err != nil {
			return Received{}, err
		}
	}
	rec := Received{Customer: a.Message.Customer, Dialog: a.Dialog.ID, Message: a.Message.Seq, New: a.New}
	if a.Message.WantsFiles() && !a.Message.Deleted {
		if err := r.fetch(ctx, line.ID, a.Message, a.Dialog.ID); err != nil {
			return rec, err
		}
	}
	own := m.OwnPhone()
	if (own != "" || line.Traits.Introduces) && m.Author == desk.ByCustomer && (!a.Opened || !a.New) {
		if err := r.introduce(ctx, a, desk.Profile{Phone: own}.With(p)); err != nil {
			return rec, err
		}
	}
	if a.Dialog.State == desk.StateBot && m.Author == desk.ByCustomer {
		if err := r.bots(ctx, line, a, in); err != nil {
			return rec, err
		}
	}
	if a.Dialog.Returned() && m.Author == desk.ByCustomer {
		if err := work.Queue(ctx, r.Jobs, r.Outbox, desk.NewRouteJob(a.Dialog, r.Now()), 0); err != nil {
			return rec, err
		}
	}
	opening := work.Opening{Config: r.Config, Closing: r.Closing, Outbox: r.Outbox, Now: r.Now}
	if a.Opened {
		return rec, opening.Do(ctx, line, a.Dialog)
	}
	if line.LeadPolicy == desk.LeadWhenDataComplete && m.Author == desk.ByCustomer {
		// The message may hold what the lead still waits for (CB-04).
		return rec, opening.Bind(ctx, a.Dialog)
	}
	return rec, nil
}

// bots is for what a customer says in a bot's dialog. Another platform's bot answers by
// itself; where the messenger gives the answer to us, or the line has no such bot any
// more, people go on.
func (r *Receiver) bots(ctx context.Context, line desk.Line, a desk.Appended, in desk.Inbound) error {
	switch {
	case a.Dialog.Bot != desk.BotExternal:
		return r.askBot(ctx, a)
	case in.Ours || line.Bot != desk.BotExternal:
		return work.Queue(ctx, r.Jobs, r.Outbox, desk.NewPassedJob(a.Dialog, "", in.App, r.Now()), 0)
	}
	return nil
}

// askBot has the bot answer, once the customer has said nothing more for a while. The
// job is named after the message, so a repeat asks for nothing new.
func (r *Receiver) askBot(ctx context.Context, a desk.Appended) error {
	s, err := r.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	wait := s.Bot.QuietPeriod()
	return work.Queue(ctx, r.Jobs, r.Outbox, desk.NewBotJob(a.Dialog, a.Message, r.Now().Add(wait)), wait)
}

// introducing is how long the binding waits for what it is to write.
const introducing = time.Second

// introduce stores what somebody newly says of themselves, and has it written to
// their contact: an opened dialog's binding has seen less. What a repeat says may
// be older than what is known: it tells only what is not. The binding is asked
// for first, since once it is stored nobody would know that it is to be written,
// and once more at the end: the same person may be writing on another line.
func (r *Receiver) introduce(ctx context.Context, a desk.Appended, said desk.Profile) error {
	now := func(have desk.Profile) desk.Profile {
		if a.New {
			return have.With(said)
		}
		return said.With(have)
	}
	c, err := r.Customers.Customer(ctx, a.Message.Customer)
	if err != nil {
		return fmt.Errorf("customer %s: %w", a.Message.Customer, err)
	}
	if now(c.Profile) == c.Profile {
		return nil
	}
	if err := r.Outbox.Enqueue(ctx, desk.NewBindJob(a.Dialog, r.Now()), introducing); err != nil {
		return fmt.Errorf("enqueue the binding of %s: %w", a.Dialog.ID, err)
	}
	if _, err := r.Customers.ChangeCustomer(ctx, c.ID, func(c desk.Customer) (desk.Customer, error) {
		c.Profile = now(c.Profile)
		return c, nil
	}); err != nil {
		return fmt.Errorf("profile of %s: %w", c.ID, err)
	}
	opening := work.Opening{Config: r.Config, Closing: r.Closing, Outbox: r.Outbox, Now: r.Now}
	return opening.Bind(ctx, a.Dialog)
}

// fetch has the message's files fetched; they wait, the message does not.
func (r *Receiver) fetch(ctx context.Context, line desk.LineID, m desk.Message, d desk.DialogID) error {
	return work.Queue(ctx, r.Jobs, r.Outbox, desk.NewFilesJob(line, m, d, r.Now()), 0)
}
