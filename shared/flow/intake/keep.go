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

// AttachmentFetcher keeps copies of the files that customers send, before the messenger's
// links expire (CH-19). The message itself was stored long before.
//
// Idempotent: a file is kept under a name made of the message's, and
// one that is kept is not fetched again.
type AttachmentFetcher struct {
	Config     flow.Config
	Messages   flow.Messages
	MessageLog flow.MessageLog
	Opener     flow.Opener
	Uploads    desk.FileSource // where a website's visitors upload
	Files      flow.Files
	// Jobs and Outbox take the job of voice notes into words; Listens says whether there
	// is somebody to do it.
	Jobs    flow.Jobs
	Outbox  flow.Outbox
	Listens bool
	Now     func() time.Time
}

// Keep fetches what a message still wants. ErrBusy: some of it may work later.
func (k *AttachmentFetcher) Keep(ctx context.Context, v desk.Job) error {
	m, err := k.Messages.Message(ctx, v.Customer, v.Message)
	if errors.Is(err, desk.ErrNotFound) {
		return nil // it was erased
	}
	if err != nil {
		return fmt.Errorf("message %s: %w", v.Message, err)
	}
	line, err := k.Config.Line(ctx, v.Line)
	if err != nil {
		return fmt.Errorf("line %s: %w", v.Line, err)
	}
	var later []error
	for i, a := range m.Attachments {
		if !a.Wanted() || m.Deleted {
			continue
		}
		kept, err := k.fetch(ctx, line, m, i)
		if err != nil {
			later = append(later, err)
			continue
		}
		if err := k.note(ctx, m, a, kept); err != nil {
			later = append(later, err)
		}
	}
	if err := errors.Join(later...); err != nil {
		return err
	}
	return k.listen(ctx, v)
}

// listen has what is said in the message's voice notes written down.
func (k *AttachmentFetcher) listen(ctx context.Context, v desk.Job) error {
	if !k.Listens {
		return nil
	}
	m, err := k.Messages.Message(ctx, v.Customer, v.Message)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !m.Speaks() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("message %s: %w", v.Message, err)
	}
	return work.Requeue(ctx, k.Jobs, k.Outbox, desk.NewTranscribeJob(v.Line, m, v.Dialog, k.Now()), 0)
}

// GiveUp says on the message why there is no copy of what it still wants. Tried
// again is what is sent again, by an edit.
func (k *AttachmentFetcher) GiveUp(ctx context.Context, v desk.Job) error {
	m, err := k.Messages.Message(ctx, v.Customer, v.Message)
	if err != nil {
		return fmt.Errorf("message %s: %w", v.Message, err)
	}
	for _, a := range m.Attachments {
		if !a.Wanted() {
			continue
		}
		lost := a
		lost.Missing = fmt.Sprintf("The file could not be fetched from the messenger in %d tries.", desk.MaxAttempts)
		if err := k.note(ctx, m, a, lost); err != nil {
			return err
		}
	}
	return nil
}

// fetch answers with the attachment as it is now: kept, or missing for good.
func (k *AttachmentFetcher) fetch(ctx context.Context, line desk.Line, m desk.Message, i int) (desk.Attachment, error) {
	a := m.Attachments[i]
	f, err := k.open(ctx, line, a)
	if err != nil {
		return missing(a, err)
	}
	key := m.FileKey(i)
	size, err := k.Files.Keep(ctx, key, f)
	if err := errors.Join(err, f.Body.Close()); err != nil {
		return missing(a, err)
	}
	a.Stored, a.Size = key, size
	if a.MIME == "" {
		a.MIME = f.MIME
	}
	return a, nil
}

// open opens the file at the messenger, or where a website's visitor uploads it:
// it may still be on its way.
func (k *AttachmentFetcher) open(ctx context.Context, line desk.Line, a desk.Attachment) (desk.File, error) {
	if line.Channel != desk.ChannelWeb {
		return k.Opener.Open(ctx, line, a)
	}
	return k.Uploads.Open(ctx, desk.Upload{ID: desk.UploadID(a.Ref)}.Key())
}

// missing says whether a failure is for good.
func missing(a desk.Attachment, err error) (desk.Attachment, error) {
	var no *desk.SendError
	switch {
	case errors.As(err, &no) && !no.Again && !no.Unsure:
		a.Missing = no.Reason
	case errors.Is(err, desk.ErrInvalid):
		a.Missing = "The file is too large, or of a kind that is not kept."
	default:
		return a, fmt.Errorf("%w: fetch a file: %w", desk.ErrBusy, err)
	}
	return a, nil
}

// note stores what became of one attachment, wherever an edit has put it.
func (k *AttachmentFetcher) note(ctx context.Context, m desk.Message, was, now desk.Attachment) error {
	_, err := k.MessageLog.UpdateMessage(ctx, m.Customer, m.External, func(have desk.Message) desk.Message {
		have.Attachments = append([]desk.Attachment(nil), have.Attachments...)
		for i, a := range have.Attachments {
			if a.Ref == was.Ref && a.URL == was.URL && a.Wanted() {
				have.Attachments[i].Stored, have.Attachments[i].Missing = now.Stored, now.Missing
				have.Attachments[i].Size, have.Attachments[i].MIME = now.Size, now.MIME
			}
		}
		return have
	})
	if errors.Is(err, desk.ErrNotFound) && now.Stored != "" {
		return k.Files.Remove(ctx, now.Stored) // the message was erased meanwhile
	}
	if err != nil {
		return fmt.Errorf("note the file of %s: %w", m.External, err)
	}
	return nil
}
