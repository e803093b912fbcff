package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// echo says whether an operator's message that the messenger shows us is one
// that we sent ourselves: its id is known as an alias, or it carries our marker
// because it came back before our send returned.
func (r *Receiver) echo(ctx context.Context, c desk.CustomerID, in desk.Inbound) (ours bool, err error) {
	if in.Marker != "" {
		_, err := r.Messages.Message(ctx, c, in.Marker)
		if err == nil {
			return true, r.MessageLog.AddExternalID(ctx, c, in.External, in.Marker)
		}
		if !errors.Is(err, desk.ErrNotFound) {
			return false, err
		}
	}
	have, err := r.Messages.Message(ctx, c, in.External)
	if errors.Is(err, desk.ErrNotFound) {
		return false, nil
	}
	return err == nil && have.External != in.External, err
}

// edit keeps both versions. It stores the message unless it is there, since an
// edit may come before its message, or an earlier attempt may have been cut off
// before the message was in a dialog; the original joins it as the first version
// when it comes.
func (r *Receiver) edit(ctx context.Context, line desk.Line, c desk.CustomerID, in desk.Inbound) (Received, error) {
	at := in.EditedAt
	if at.IsZero() {
		at = in.At
	}
	v := desk.Version{At: at, Text: in.Text}
	edited := func(m desk.Message) desk.Message {
		if in.Attachments != nil {
			m = m.WithAttachments(in.Attachments)
		}
		if m = m.WithVersion(v); m.Text == v.Text {
			m.Cut = in.Cut
		}
		return m
	}
	if older, err := r.byOther(ctx, line, in, in.External, edited); err == nil || !errors.Is(err, desk.ErrNotFound) {
		return older, err
	}
	m := heard(c, in)
	m.Versions = []desk.Version{v}
	rec, err := r.append(ctx, line, m, in)
	if err != nil || rec.New || rec.Message == 0 { // 0: it was erased
		return rec, err
	}
	now, err := r.MessageLog.UpdateMessage(ctx, rec.Customer, in.External, edited)
	if err != nil || !now.WantsFiles() || now.Deleted {
		return rec, err
	}
	// A file that came in another's place.
	return rec, work.Requeue(ctx, r.Jobs, r.Outbox, desk.NewFilesJob(line.ID, now, rec.Dialog, r.Now()), 0)
}

// amend changes a message that may still be to come. Of who is known by two ids it
// may be one of before both came together, which lies where they wrote by the other:
// that is looked for only where it is not at the first, so an ordinary status costs
// no more.
func (r *Receiver) amend(ctx context.Context, line desk.Line, c desk.CustomerID, in desk.Inbound, change func(desk.Message) desk.Message) error {
	if in.External == "" {
		return fmt.Errorf("%w: the id of the message that is meant is missing", desk.ErrInvalid)
	}
	if in.From.Also != "" {
		_, err := r.MessageLog.UpdateMessage(ctx, c, in.External, change)
		if errors.Is(err, desk.ErrNotFound) {
			_, err = r.byOther(ctx, line, in, in.External, change)
		}
		if !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	return r.MessageLog.UpdateOrDefer(ctx, c, in.External, change)
}

// byOther changes a message of before a person's two ids came together, which lies
// where they wrote by the other. ErrNotFound: there is none.
func (r *Receiver) byOther(ctx context.Context, line desk.Line, in desk.Inbound, id desk.ExternalID, change func(desk.Message) desk.Message) (Received, error) {
	if in.From.Also == "" {
		return Received{}, desk.ErrNotFound
	}
	other := line.Customer(in.From.Also)
	m, err := r.MessageLog.UpdateMessage(ctx, other, id, change)
	return Received{Customer: other, Message: m.Seq}, err
}

// reaction notes what somebody thinks of a message. It is shown and nothing
// more: a 👍 says nothing that would prove a value.
func (r *Receiver) reaction(ctx context.Context, line desk.Line, c desk.CustomerID, in desk.Inbound) error {
	by := in.Author
	if by == "" {
		by = desk.ByCustomer
	}
	return r.amend(ctx, line, c, in, func(m desk.Message) desk.Message {
		return m.WithReaction(desk.Reaction{Author: by, Emoji: in.Text, At: in.At, ID: in.Own})
	})
}

// status moves our messages forward: one by its id, or all up to a watermark.
func (r *Receiver) status(ctx context.Context, line desk.Line, c desk.CustomerID, in desk.Inbound) error {
	forward := func(m desk.Message) desk.Message { return m.WithStatus(in.Status, in.Code, in.Reason) }
	if in.External == "" {
		return r.watermark(ctx, line, c, in.Watermark, forward)
	}
	if in.Marker != "" {
		// Our own name finds it even before the send returned.
		if _, err := r.MessageLog.UpdateMessage(ctx, c, in.Marker, forward); !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	return r.amend(ctx, line, c, in, forward)
}

// watermark moves forward what was sent up to a moment of the messenger's. What
// still waits to be sent was not meant, but on the website's channel, where to be
// stored is to be sent.
func (r *Receiver) watermark(ctx context.Context, line desk.Line, c desk.CustomerID, upto time.Time, forward func(desk.Message) desk.Message) error {
	newest, err := work.Recent(ctx, r.Messages, c, 0, 0, watermarkReach)
	if err != nil {
		return err
	}
	for _, m := range newest {
		unsent := m.Status == desk.StatusQueued && !line.Traits.Repeatable
		if unsent || m.At().After(upto) || forward(m).Status == m.Status {
			continue
		}
		if _, err := r.MessageLog.UpdateMessage(ctx, c, m.External, forward); err != nil {
			return err
		}
	}
	return nil
}

// watermarkReach is how many of the newest messages a watermark is applied to;
// what lies further back was read long ago.
const watermarkReach = 100

// blocked marks a customer whom the messenger won't let us write to, or frees
// them. A customer whom we don't know needs no mark. It counts from when it
// happened: told late, it is older than what they wrote since.
func (r *Receiver) blocked(ctx context.Context, c desk.CustomerID, in desk.Inbound) error {
	at := r.Now()
	if !in.At.IsZero() && in.At.Before(at) {
		at = in.At
	}
	if in.Kind == desk.InUnblock {
		at = time.Time{}
	}
	_, err := r.Customers.ChangeCustomer(ctx, c, func(have desk.Customer) (desk.Customer, error) {
		have.BlockedAt = at
		return have, nil
	})
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}
