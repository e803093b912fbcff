package talk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Replier takes what an operator says: a reply, which goes out to the customer
// through the outbox, or a note, which the customer never sees (OP-37).
//
// Repeating is harmless: the message is named by the caller's id, and its
// job after the message.
type Replier struct {
	MessageLog flow.MessageLog
	Dialogs    flow.Dialogs
	Reach      Reach
	Config     flow.Config
	Outbox     flow.Outbox
	// Uploader gives messages their files; nil: they can't have any.
	Uploader *Uploader
	// Drafts are where what was said may have been a draft.
	Drafts Drafts
	Now    func() time.Time
}

// Say is what an operator says. The same ID in the same dialog is the same
// message.
type Say struct {
	ID       string
	Dialog   desk.DialogID
	Text     string
	ReplyTo  desk.ExternalID
	Buttons  []desk.Button
	Template desk.Template // of a WhatsApp line; Text may then be what it says, or empty
	// Files are sent after the text, in this order; Text may then be empty. A
	// template takes one, as its header.
	Files []SayFile
	// Draft is the version of the operator's draft that this was; 0: it was none.
	Draft int64
}

// check says what is wrong with what is said on a line.
func (s Say) check(l desk.Line) error {
	if (strings.TrimSpace(s.Text) == "" && s.Template.Name == "" && len(s.Files) == 0) || len(s.Text) > desk.MaxText || s.ID == "" {
		return desk.Wrong("text", fmt.Sprintf("the text is empty or longer than %d bytes", desk.MaxText), "n", strconv.Itoa(desk.MaxText))
	}
	if s.Template.Name != "" && (len(s.Buttons) > 0 || len(s.Files) > 1) {
		return desk.Wrong("template_alone", "a template brings its own buttons, and takes at most one file, as its header")
	}
	if len(s.Files) > desk.MaxFiles {
		return &desk.Refusal{Code: desk.CodeTooManyFiles, Kind: desk.ErrInvalid, Text: fmt.Sprintf("A message takes at most %d files; these are %d.", desk.MaxFiles, len(s.Files))}
	}
	if err := desk.CheckButtons(s.Buttons); err != nil {
		return err
	}
	return s.Template.Check(l)
}

// Reply stores a reply and has it sent. A waiting dialog is accepted with it. It is
// refused to whoever may not accept the dialog, in a closed one, and where Reach
// refuses.
func (r *Replier) Reply(ctx context.Context, by desk.Actor, s Say) (desk.Message, error) {
	d, line, err := r.where(ctx, s, func(d desk.Dialog) error { return d.MustLet(by) })
	if err != nil {
		return desk.Message{}, err
	}
	if err := r.Reach.MayWrite(ctx, line, d.Customer, r.Now(), s.Template); err != nil {
		return desk.Message{}, err
	}
	m, err := r.message(ctx, by, d, line, s, desk.ByOperator)
	if err != nil {
		return desk.Message{}, err
	}
	m.Status = desk.StatusQueued
	out := desk.NewReplyJob(line.ID, m, d.ID, r.Now())
	a, err := r.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: m, Operator: by.Operator, Nobody: by.Operator == ""}, d.ID, &out)
	if err != nil {
		return desk.Message{}, fmt.Errorf("store the reply: %w", err)
	}
	if err := r.Outbox.Enqueue(ctx, out, 0); err != nil {
		return desk.Message{}, fmt.Errorf("nudge job %s: %w", out.ID, err)
	}
	return a.Message, r.sentDraft(ctx, by, d, s)
}

// Announce has something said by itself, as a bot does: it leaves whose turn it is, and
// the dialog to whoever has it. It is refused as a reply is.
func (r *Replier) Announce(ctx context.Context, by desk.Actor, s Say) error {
	d, line, err := r.where(ctx, s, func(d desk.Dialog) error { return d.MustLet(by) })
	if err != nil {
		return err
	}
	if err := r.Reach.MayWrite(ctx, line, d.Customer, r.Now(), s.Template); err != nil {
		return err
	}
	m := message(by, d.Customer, string(d.ID), s, desk.ByBot)
	m.Operator, m.Status = "", desk.StatusQueued
	out := desk.NewReplyJob(line.ID, m, d.ID, r.Now())
	if _, err := r.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: m, Aside: true}, d.ID, &out); err != nil {
		return fmt.Errorf("store what is announced: %w", err)
	}
	return r.Outbox.Enqueue(ctx, out, 0)
}

// Note stores a note: by who reads the dialog and may answer in dialogs, also in
// what another operator has accepted.
func (r *Replier) Note(ctx context.Context, by desk.Actor, s Say) (desk.Message, error) {
	d, line, err := r.where(ctx, s, func(d desk.Dialog) error {
		if err := by.MustAnswer(); err != nil {
			return err
		}
		return by.MustReadDialog(d)
	})
	if err != nil {
		return desk.Message{}, err
	}
	m, err := r.message(ctx, by, d, line, s, desk.AsNote)
	if err != nil {
		return desk.Message{}, err
	}
	a, err := r.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: m}, d.ID, nil)
	if err != nil {
		return desk.Message{}, fmt.Errorf("store the note: %w", err)
	}
	return a.Message, r.sentDraft(ctx, by, d, s)
}

// MayWrite refuses a customer who can't be written to now, with whatever words (with:
// zero) or with an approved template, and answers with their line as far as it is there.
func (r *Replier) MayWrite(ctx context.Context, to desk.Customer, with desk.Template) (desk.Line, error) {
	line, err := r.Config.Line(ctx, to.Line)
	if errors.Is(err, desk.ErrNotFound) {
		return line, desk.Refuse(desk.CodeLineInactive, "The line "+string(to.Line)+" was deleted.")
	}
	if err != nil {
		return line, fmt.Errorf("line of customer %s: %w", to.ID, err)
	}
	return line, r.Reach.MayWrite(ctx, line, to.ID, r.Now(), with)
}

// where finds the dialog and its line, if may lets one say something there.
func (r *Replier) where(ctx context.Context, s Say, may func(desk.Dialog) error) (desk.Dialog, desk.Line, error) {
	d, err := r.Dialogs.Dialog(ctx, s.Dialog)
	if err != nil {
		return desk.Dialog{}, desk.Line{}, fmt.Errorf("dialog %s: %w", s.Dialog, err)
	}
	if err := may(d); err != nil {
		return desk.Dialog{}, desk.Line{}, err
	}
	line, err := r.Config.Line(ctx, d.Line)
	if err != nil {
		return desk.Dialog{}, desk.Line{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	return d, line, s.check(line)
}

// message is what an operator says in a dialog, with its files. What is stored
// already has taken them; nobody takes any for a dialog that is closed.
func (r *Replier) message(ctx context.Context, by desk.Actor, d desk.Dialog, line desk.Line, s Say, as desk.Author) (desk.Message, error) {
	var err error
	if s.ReplyTo, err = r.answered(ctx, d, line, s.ReplyTo); err != nil {
		return desk.Message{}, err
	}
	m := message(by, d.Customer, string(d.ID), s, as)
	if d.Open() {
		return withFiles(ctx, by, r.Reach.Messages, r.Uploader, line, m, s)
	}
	return withFiles(ctx, by, r.Reach.Messages, nil, line, m, s)
}

// answerable is how many of a dialog's newest messages can be answered by a blind id.
const answerable = 200

// answered is the id of the message that is answered: whoever may not see customers'
// data knows it by a blind one. ErrInvalid: it is none of the dialog's newest.
func (r *Replier) answered(ctx context.Context, d desk.Dialog, line desk.Line, to desk.ExternalID) (desk.ExternalID, error) {
	if !to.Blinded() {
		return to, nil
	}
	_, upto := d.Span()
	page, err := r.Reach.Messages.Messages(ctx, d.Customer, d.ThreadAfter, upto, true, desk.PageAsk{Limit: answerable})
	if err != nil {
		return "", fmt.Errorf("messages of %s: %w", d.ID, err)
	}
	for _, m := range page.Items {
		if m.External.Blind(line.CustomerKey) == to {
			return m.External, nil
		}
	}
	return "", desk.Wrong("reply_to", fmt.Sprintf("replyTo names none of the dialog's last %d messages", answerable), "n", strconv.Itoa(answerable))
}

// withFiles gives a message its files, once. No uploader: the place that would
// take them is closed.
func withFiles(ctx context.Context, by desk.Actor, have flow.Messages, u *Uploader, line desk.Line, m desk.Message, s Say) (desk.Message, error) {
	if len(s.Files) == 0 {
		return m, nil
	}
	stored, err := have.Message(ctx, m.Customer, m.External)
	switch {
	case err == nil:
		m.Attachments = stored.Attachments
		return m, nil
	case !errors.Is(err, desk.ErrNotFound):
		return m, fmt.Errorf("message %s: %w", m.External, err)
	case u == nil:
		return m, desk.Refuse(desk.CodeDialogClosed, "The dialog is closed, or takes no files.")
	}
	return u.attach(ctx, by, line, m, s.Files)
}

// message is what an operator says, named by the caller's id within a place.
func message(by desk.Actor, c desk.CustomerID, place string, s Say, as desk.Author) desk.Message {
	who := by.Operator
	if who == "" {
		who = desk.OperatorID(by.Name)
	}
	return desk.Message{
		Customer: c, External: desk.OwnPrefix + desk.ExternalID(desk.Digest("", place, string(as), s.ID)),
		Author: as, Operator: who, Text: s.Text, ReplyTo: s.ReplyTo, Buttons: s.Buttons, Template: s.Template,
	}
}
