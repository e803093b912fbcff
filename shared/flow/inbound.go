package flow

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// echo says whether an operator's message that the messenger shows us is one
// that we sent ourselves: its id is known as an alias, or it carries our marker
// because it came back before our send returned.
func (r *Receiver) echo(ctx context.Context, c desk.CustomerID, in desk.Inbound) (bool, error) {
	if in.Marker != "" {
		_, err := r.Messages.Message(ctx, c, in.Marker)
		if err == nil {
			return true, r.Stream.Alias(ctx, c, in.External, in.Marker)
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
	if in.External == "" || at.IsZero() || len(in.Text) > maxText {
		return Received{}, fmt.Errorf("%w: an edit needs its message's id, its time, and at most %d bytes of text", desk.ErrInvalid, maxText)
	}
	v := desk.Version{At: at, Text: in.Text}
	by := in.Author
	if by == "" {
		by = desk.ByCustomer
	}
	rec, err := r.append(ctx, line, desk.Message{
		Customer: c, External: in.External, Author: by, Text: in.Text, Versions: []desk.Version{v},
		Attachments: in.Attachments, ReplyTo: in.ReplyTo, SentAt: in.At,
	}, in.From)
	if err != nil || rec.New {
		return rec, err
	}
	return rec, r.change(ctx, c, in.External, func(m desk.Message) desk.Message {
		if in.Attachments != nil {
			m = m.WithAttachments(in.Attachments)
		}
		return m.WithVersion(v)
	})
}

// change changes a stored message; ErrNotFound if there is none.
func (r *Receiver) change(ctx context.Context, c desk.CustomerID, id desk.ExternalID, change func(desk.Message) desk.Message) error {
	_, err := r.Stream.Amend(ctx, c, id, change)
	return err
}

// amend is change where a message that we never saw needs nothing.
func (r *Receiver) amend(ctx context.Context, c desk.CustomerID, id desk.ExternalID, change func(desk.Message) desk.Message) error {
	if err := r.change(ctx, c, id, change); err != nil && !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	return nil
}

// status moves our messages forward: one by its id, or all up to a watermark.
func (r *Receiver) status(ctx context.Context, c desk.CustomerID, in desk.Inbound) error {
	forward := func(m desk.Message) desk.Message {
		if m.Author != desk.ByCustomer && m.Author != desk.AsNote && in.Status.After(m.Status) {
			m.Status, m.Reason = in.Status, in.Reason
		}
		return m
	}
	if in.External != "" {
		err := r.change(ctx, c, in.External, forward)
		if errors.Is(err, desk.ErrNotFound) && in.Marker != "" {
			return r.amend(ctx, c, in.Marker, forward) // it came before our send returned
		}
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		return err
	}
	page, err := r.Messages.Messages(ctx, c, 0, 0, true, desk.PageAsk{Limit: watermarkReach})
	if err != nil {
		return err
	}
	for _, m := range page.Items {
		if m.Seq.Time().After(in.Watermark) || forward(m).Status == m.Status {
			continue
		}
		if err := r.amend(ctx, c, m.External, forward); err != nil {
			return err
		}
	}
	return nil
}

// watermarkReach is how many of the newest messages a watermark is applied to;
// what lies further back was read long ago.
const watermarkReach = 100

// blocked marks a customer whom the messenger won't let us write to, or frees
// them. A customer whom we don't know needs no mark.
func (r *Receiver) blocked(ctx context.Context, c desk.CustomerID, blocked bool) error {
	_, err := r.Customers.ChangeCustomer(ctx, c, func(have desk.Customer) (desk.Customer, error) {
		have.Blocked = blocked
		return have, nil
	})
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}
