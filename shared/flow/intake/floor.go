package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// floor is for what a messenger tells of who has the word with a customer, on a line where
// another platform's bot answers first; on another line nobody needs to know. It is kept
// as a note, so that people see it where it happened, and a job does it.
//
// Idempotent: the note is stored once, by what told it, and the job is named after that.
func (r *Receiver) floor(ctx context.Context, line desk.Line, c desk.CustomerID, in desk.Inbound) (Received, error) {
	if line.Bot != desk.BotExternal {
		return Received{}, nil
	}
	s, err := r.Config.Settings(ctx)
	if err != nil {
		return Received{}, fmt.Errorf("settings: %w", err)
	}
	m := desk.Message{Customer: c, External: in.External, Author: desk.AsNote, SentAt: in.At}
	language := s.Locale(line).Language
	if in.Kind == desk.InTaken {
		m.Text = desk.NoteBotTook.Text(language)
		return r.taken(ctx, line, m)
	}
	m.Text = desk.NoteBotPassed.Text(language)
	rec, err := r.append(ctx, line, m, in)
	if err != nil || rec.Dialog == "" {
		return rec, err
	}
	job := desk.NewPassedJob(desk.Dialog{ID: rec.Dialog, Line: line.ID, Customer: c}, in.External, in.App, r.Now())
	return rec, work.Queue(ctx, r.Jobs, r.Outbox, job, 0)
}

// taken notes that the bot took the customer back, if they have an open dialog with us.
func (r *Receiver) taken(ctx context.Context, line desk.Line, m desk.Message) (Received, error) {
	d, err := r.Newest.Newest(ctx, m.Customer)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !d.Open() {
		return Received{}, nil
	}
	if err != nil {
		return Received{}, fmt.Errorf("newest dialog of %s: %w", m.Customer, err)
	}
	a, err := r.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: m}, d.ID, nil)
	if errors.Is(err, desk.ErrRefused) { // it is over
		return Received{}, nil
	}
	if err != nil || a.Gone {
		return Received{}, err
	}
	rec := Received{Customer: m.Customer, Dialog: a.Dialog.ID, Message: a.Message.Seq, New: a.New}
	return rec, work.Queue(ctx, r.Jobs, r.Outbox, desk.NewTakenJob(a.Dialog, m.External, r.Now()), 0)
}
