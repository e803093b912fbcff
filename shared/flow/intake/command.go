package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Rooms hears that an operator has one dialog less. Repeating is harmless.
type Rooms interface {
	Freed(ctx context.Context, o desk.OperatorID) error
}

// command has the bot go on in the customer's dialog, as a person wrote in the
// messenger's own inbox (HO-04). It is kept as a note and not as a message of ours: it
// says nothing to the customer, who has seen it there all the same.
//
// Idempotent: the note is stored once, by the id of what was written, and that the dialog
// is the bot's is one write with it. So a repeat that comes after a person joined once more
// gives them nothing away.
func (r *Receiver) command(ctx context.Context, line desk.Line, c desk.CustomerID, in desk.Inbound) (Received, error) {
	d, err := r.Newest.Newest(ctx, c)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !d.Open() {
		return Received{}, nil
	}
	if err != nil {
		return Received{}, fmt.Errorf("newest dialog of %s: %w", c, err)
	}
	s, err := r.Config.Settings(ctx)
	if err != nil {
		return Received{}, fmt.Errorf("settings: %w", err)
	}
	m := desk.Message{Customer: c, External: in.External, Author: desk.AsNote, SentAt: in.At, Text: desk.NoteBotCommand.Text(s.Locale(line).Language)}
	a, err := r.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: m, BotAgain: true}, d.ID, nil)
	if errors.Is(err, desk.ErrRefused) { // it is over: the next one is the bot's
		return Received{}, nil
	}
	if err != nil || a.Gone {
		return Received{}, err
	}
	rec := Received{Customer: c, Dialog: a.Dialog.ID, Message: a.Message.Seq, New: a.New}
	if !a.New || r.Rooms == nil {
		return rec, nil
	}
	return rec, r.Rooms.Freed(ctx, d.Operator)
}
