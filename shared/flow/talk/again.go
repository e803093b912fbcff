package talk

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// Again sends once more what did not reach the customer: as a new message, of whoever
// asks for it, with the same words and files. It is refused as a reply is, and of a
// message that did not fail.
//
// Repeating is harmless: the new message is named after the one that failed.
func (r *Replier) Again(ctx context.Context, by desk.Actor, id desk.DialogID, at desk.Seq) (desk.Message, error) {
	d, err := r.Dialogs.Dialog(ctx, id)
	if err != nil {
		return desk.Message{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	if err := d.MustLet(by); err != nil {
		return desk.Message{}, err
	}
	if !d.Open() {
		return desk.Message{}, desk.Refuse(desk.CodeDialogClosed, "The dialog is closed: nothing is sent in it any more.")
	}
	found, err := work.Recent(ctx, r.Reach.Messages, d.Customer, at-1, at, 1)
	if err != nil {
		return desk.Message{}, fmt.Errorf("message %d of %s: %w", at, id, err)
	}
	if len(found) == 0 || at <= d.ThreadAfter {
		return desk.Message{}, fmt.Errorf("message %d of %s: %w", at, id, desk.ErrNotFound)
	}
	m := found[0]
	if !m.SendableAgain() {
		return desk.Message{}, fmt.Errorf("%w: the message is none of ours that failed, or was said by itself", desk.ErrInvalid)
	}
	line, err := r.Config.Line(ctx, d.Line)
	if err != nil {
		return desk.Message{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	if err := r.Reach.MayWrite(ctx, line, d.Customer, r.Now(), m.Template); err != nil {
		return desk.Message{}, err
	}
	anew := message(by, d.Customer, string(d.Root()), Say{
		ID: string(m.External), Text: m.Text, ReplyTo: m.ReplyTo, Buttons: m.Buttons, Template: m.Template,
	}, "again")
	anew.Author, anew.Attachments, anew.Status = desk.ByOperator, m.Attachments, desk.StatusQueued
	out := desk.NewReplyJob(line.ID, anew, d.ID, r.Now())
	a, err := r.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: anew, Operator: by.Operator, Nobody: by.Operator == ""}, d.ID, &out)
	if err != nil {
		return desk.Message{}, fmt.Errorf("store what is sent again: %w", err)
	}
	if err := r.Outbox.Enqueue(ctx, out, 0); err != nil {
		return desk.Message{}, fmt.Errorf("nudge job %s: %w", out.ID, err)
	}
	return a.Message, nil
}
