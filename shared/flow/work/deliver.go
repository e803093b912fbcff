package work

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// What the areas do for a delivery. All of it may be repeated; ErrBusy: it may work
// later.
type (
	// Bindings binds dialogs to their cards.
	Bindings interface {
		Bind(ctx context.Context, id desk.DialogID) error
		// LookAgain asks for a customer who could not be asked for when they were bound.
		LookAgain(ctx context.Context, v desk.Delivery) error
	}
	// FileCopies fetches the files that a message wants.
	FileCopies interface {
		Keep(ctx context.Context, v desk.Delivery) error
		// GiveUp says on the message why there is no copy of what it still wants.
		GiveUp(ctx context.Context, v desk.Delivery) error
	}
	// DeadlineChanges brings a changed idle time-out to the dialogs that are open.
	DeadlineChanges interface {
		Bring(ctx context.Context, v desk.Delivery) error
	}
	// Erasing takes people away, piece by piece.
	Erasing interface {
		// Erase does a piece, and answers with when to go on; 0: it ended.
		Erase(ctx context.Context, id desk.ErasureID) (time.Duration, error)
		// GiveUp ends an erasure that failed as often as a delivery may.
		GiveUp(ctx context.Context, id desk.ErasureID, reason string) error
	}
)

// Deliverer sends what lies in the outbox.
//
// Repeating is harmless: a delivery is claimed before it is sent, one that
// ended is left alone, and a claim that lapsed without an answer means that
// nobody knows whether it went out: it becomes unsure and is not sent again.
// Binding, fetching and looking may be done any number of times.
type Deliverer struct {
	Deliveries flow.Deliveries
	Config     flow.Config
	Stream     flow.Stream
	Messages   flow.Messages
	Customers  flow.Customers
	Sender     flow.Sender
	Binder     Bindings
	Keeper     FileCopies
	Deadlines  DeadlineChanges
	Shelf      desk.Shelf // gives out the files that operators send
	Pace       flow.Pace  // nil: the messenger's own throttling is all there is
	Lines      flow.Lines // nil: nobody is told of a line that does not work
	Outbox     flow.Outbox
	Eraser     Erasing
	Now        func() time.Time
	Since      time.Time // voids older claims, as Analyzer.Since
}

// Deliver does what a nudge is for, or puts it off. An error asks for the nudge
// once more.
func (d *Deliverer) Deliver(ctx context.Context, id desk.DeliveryID) error {
	v, err := d.Deliveries.Delivery(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("delivery %s: %w", id, err)
	}
	if v.Kind == desk.DeliverErase {
		return d.erase(ctx, v)
	}
	if v.Kind != desk.DeliverReply {
		return d.repeat(ctx, v)
	}
	err = desk.Try(func() error { return d.reply(ctx, v) })
	if Broke(err) {
		return d.broken(ctx, id, err)
	}
	return err
}

// reply sends a message to its customer, at most once.
func (d *Deliverer) reply(ctx context.Context, v desk.Delivery) error {
	now := d.Now()
	switch {
	case v.Ended():
		return nil
	case now.Before(v.Due) && (v.State == desk.DeliveryQueued || !v.ClaimedAt.Before(d.Since)):
		return d.Outbox.Nudge(ctx, v, v.Due.Sub(now))
	case v.State == desk.DeliverySending:
		return d.cutOff(ctx, v)
	}
	return d.send(ctx, v)
}

// send reads all that it needs before it claims the delivery: between the claim
// and its end there is nothing but the sending.
func (d *Deliverer) send(ctx context.Context, v desk.Delivery) error {
	m, err := d.Messages.Message(ctx, v.Customer, v.Message)
	if errors.Is(err, desk.ErrNotFound) {
		return nil // it was erased, and this delivery is about to be
	}
	if err != nil {
		return fmt.Errorf("message %s: %w", v.Message, err)
	}
	line, err := d.Config.Line(ctx, v.Line)
	if errors.Is(err, desk.ErrNotFound) {
		return d.after(ctx, v, &desk.SendError{Code: "line_gone", Reason: "The line was deleted."})
	}
	if err != nil {
		return fmt.Errorf("line %s: %w", v.Line, err)
	}
	c, err := d.Customers.Customer(ctx, v.Customer)
	if err != nil {
		return fmt.Errorf("customer %s: %w", v.Customer, err)
	}
	if wait := d.wait(line, c); wait > 0 {
		return d.hold(ctx, v, wait)
	}
	v, mine, err := d.claim(ctx, v)
	if err != nil || !mine {
		return err
	}
	theirs, err := d.out(ctx, line, desk.Outbound{
		To: c.Profile, Marker: m.External, Text: m.Text, Attachments: m.Attachments, ReplyTo: m.ReplyTo,
		Buttons: m.Buttons, Template: m.Template, Files: d.Shelf, Done: v.Done,
	})
	ctx, cancel := Lastly(ctx) // what is not noted ends as unsure
	defer cancel()
	if err != nil {
		return errors.Join(d.after(ctx, v, err), d.mark(ctx, line, err))
	}
	// It went out, and only we know: a note of it that fails is made again at once.
	for try := 0; ; try++ {
		err := d.sent(ctx, v, theirs)
		if err == nil || try == Retries || ctx.Err() != nil {
			return errors.Join(err, d.mark(ctx, line, nil))
		}
	}
}

// sendTime is how long a sending may take, all its parts and files together:
// less than a claim's life, so that nobody sends beside it.
const sendTime = desk.DeliveryLease - 10*time.Second

func (d *Deliverer) out(ctx context.Context, line desk.Line, o desk.Outbound) (desk.ExternalID, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	theirs, err := desk.TryValue(func() (desk.ExternalID, error) { return d.Sender.Send(ctx, line, o) })
	if p, ok := desk.AsPanic(err); ok {
		return "", &desk.SendError{Unsure: true, Code: string(CodeOf(p)), Reason: "Sending broke off through " + p.Error() + ": it may or may not have arrived."}
	}
	return theirs, err
}

// mark notes that a line does not work, or that it does again. It costs a write
// only where that is news. It comes last: the delivery's own end matters more.
func (d *Deliverer) mark(ctx context.Context, line desk.Line, cause error) error {
	var no *desk.SendError
	var now desk.Trouble
	switch {
	case d.Lines == nil:
		return nil
	case cause == nil:
		if line.Trouble.At.IsZero() || line.Trouble.Setup {
			return nil
		}
	case errors.As(cause, &no) && no.Broken:
		now = desk.Trouble{Code: no.Code, Reason: no.Reason, At: d.Now().UTC()}
		if now.Same(line.Trouble) {
			return nil
		}
	default:
		return nil
	}
	if err := d.Lines.MarkLine(ctx, line, now); err != nil {
		return fmt.Errorf("mark line %s: %w", line.ID, err)
	}
	return nil
}

// claim makes the delivery this function's. A claim whose answer was lost is
// looked up: it is ours if it carries our word.
func (d *Deliverer) claim(ctx context.Context, v desk.Delivery) (desk.Delivery, bool, error) {
	now := d.Now()
	v.State, v.Attempts, v.ClaimedAt, v.Due = desk.DeliverySending, v.Attempts+1, now, now.Add(desk.DeliveryLease)
	v.ClaimedBy = rand.Text()
	saved, err := d.Deliveries.SaveDelivery(ctx, v)
	if err == nil {
		return saved, true, nil
	}
	have, again := d.Deliveries.Delivery(ctx, v.ID)
	switch {
	case again == nil && have.ClaimedBy == v.ClaimedBy:
		return have, true, nil
	case errors.Is(err, desk.ErrConflict):
		return v, false, nil // somebody else was faster with this very nudge
	}
	return v, false, fmt.Errorf("claim delivery %s: %w", v.ID, err)
}

// sent notes the success: on the message first, where a cut-off attempt finds
// it, then on the delivery.
func (d *Deliverer) sent(ctx context.Context, v desk.Delivery, theirs desk.ExternalID) error {
	if theirs != "" && theirs != v.Message {
		if err := d.Stream.Alias(ctx, v.Customer, theirs, v.Message); err != nil {
			return fmt.Errorf("alias %s: %w", theirs, err)
		}
	}
	if err := d.status(ctx, v, desk.StatusSent, ""); err != nil {
		return err
	}
	v.State, v.Code, v.Reason = desk.DeliverySent, "", ""
	return d.save(ctx, v)
}

// cutOff ends a delivery whose sender vanished between its claim and its end.
func (d *Deliverer) cutOff(ctx context.Context, v desk.Delivery) error {
	m, err := d.Messages.Message(ctx, v.Customer, v.Message)
	if errors.Is(err, desk.ErrNotFound) {
		return nil // as in send
	}
	if err != nil {
		return fmt.Errorf("message %s: %w", v.Message, err)
	}
	line, err := d.Config.Line(ctx, v.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return fmt.Errorf("line %s: %w", v.Line, err)
	}
	switch {
	case m.Status == desk.StatusFailed:
		v.State, v.Reason = desk.DeliveryDead, m.Reason
		return d.save(ctx, v)
	case m.Status.After(desk.StatusUnsure): // the messenger has it
	case line.Channel.Repeatable():
		return d.send(ctx, v)
	default:
		return d.after(ctx, v, &desk.SendError{Unsure: true, Code: "no_answer", Reason: "Sending was cut off: it may or may not have arrived."})
	}
	v.State = desk.DeliverySent
	return d.save(ctx, v)
}

// after decides what a failed attempt comes to.
func (d *Deliverer) after(ctx context.Context, v desk.Delivery, cause error) error {
	now := d.Now()
	no := &desk.SendError{Again: true, Code: "internal", Reason: "Sending failed for a reason of ours."}
	errors.As(cause, &no)
	v.Code, v.Reason, v.Done = no.Code, no.Reason, max(v.Done, no.Done)
	switch {
	case no.Unsure:
		v.State = desk.DeliveryUnsure
		if err := d.status(ctx, v, desk.StatusUnsure, no.Reason); err != nil {
			return err
		}
	case no.Again && v.Attempts < desk.MaxAttempts:
		v.State, v.Due = desk.DeliveryQueued, now.Add(max(no.After, desk.Backoff(v.Attempts)))
	default:
		v.State = desk.DeliveryDead
		if err := d.status(ctx, v, desk.StatusFailed, no.Reason); err != nil {
			return err
		}
	}
	if no.Blocked {
		if _, err := d.Customers.ChangeCustomer(ctx, v.Customer, func(c desk.Customer) (desk.Customer, error) {
			c.Blocked = true
			return c, nil
		}); err != nil {
			return fmt.Errorf("mark customer %s: %w", v.Customer, err)
		}
	}
	if err := d.save(ctx, v); err != nil || v.Ended() {
		return err
	}
	if err := d.Outbox.Nudge(ctx, v, v.Due.Sub(now)); err != nil {
		return err
	}
	return d.amend(ctx, v, func(m desk.Message) desk.Message { return m.Waits(no.Reason) })
}

func (d *Deliverer) status(ctx context.Context, v desk.Delivery, s desk.Status, reason string) error {
	return d.amend(ctx, v, func(m desk.Message) desk.Message { return m.Forward(s, reason) })
}

func (d *Deliverer) amend(ctx context.Context, v desk.Delivery, change func(desk.Message) desk.Message) error {
	if _, err := d.Stream.Amend(ctx, v.Customer, v.Message, change); err != nil {
		return fmt.Errorf("status of %s: %w", v.Message, err)
	}
	return nil
}

func (d *Deliverer) save(ctx context.Context, v desk.Delivery) error {
	if _, err := d.Deliveries.SaveDelivery(ctx, v); err != nil {
		return fmt.Errorf("save delivery %s: %w", v.ID, err)
	}
	return nil
}
