package talk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Uploader takes the files that operators send (CH-20): first what a file is,
// then its bytes past us, into a slot; a message that names it takes it for
// good. What no message takes in desk.UploadLife goes by itself.
//
// Repeating is harmless: an upload is named by the caller's id, and what a
// message takes by the message. An upload is taken by who announced it alone.
type Uploader struct {
	Uploads     flow.Uploads
	UploadStore flow.UploadStore
	Now         func() time.Time
}

// Announce stores what an actor means to upload, and answers with where the
// bytes go. The same id is the same upload. Refusals: file_type_not_allowed,
// file_too_big.
func (u *Uploader) Announce(ctx context.Context, by desk.Actor, id desk.UploadID, name, mime string, size int64) (desk.Upload, desk.UploadURL, error) {
	up, err := desk.NewUpload(id, name, mime, size, u.Now())
	if err != nil {
		return desk.Upload{}, desk.UploadURL{}, err
	}
	up.By = by.Uploader()
	if up, err = u.Uploads.AddUpload(ctx, up); err != nil {
		return desk.Upload{}, desk.UploadURL{}, fmt.Errorf("store upload %s: %w", id, err)
	}
	slot, err := u.UploadStore.UploadURL(ctx, up)
	if err != nil {
		return desk.Upload{}, desk.UploadURL{}, fmt.Errorf("slot of upload %s: %w", id, err)
	}
	return up, slot, nil
}

// SayFile is an upload that goes with a message.
type SayFile struct {
	Upload desk.UploadID
	Name   string // as the customer sees it; "": as it was announced
}

// attach gives m the files, all or none: each is looked at before the first is
// taken. A note goes nowhere, so no messenger's limits hold for its files.
func (u *Uploader) attach(ctx context.Context, by desk.Actor, line desk.Line, m desk.Message, files []SayFile) (desk.Message, error) {
	if m.Author == desk.AsNote {
		line = desk.Line{Channel: desk.ChannelWeb}
	}
	ups := make([]desk.Upload, len(files))
	for i, f := range files {
		up, kind, err := u.find(ctx, by, line, f)
		if err == nil && m.Template.Name != "" {
			err = m.Template.CheckFile(kind)
		}
		if err != nil {
			return m, err
		}
		ups[i] = up
		m.Attachments = append(m.Attachments, desk.Attachment{
			Kind: kind, Name: up.Name, MIME: up.MIME, Size: up.Size, Stored: up.SentKey(m.External, m.Customer, i),
		})
	}
	return m, u.take(ctx, ups, m.Attachments)
}

// take takes the uploads for good, at the same time: one after the other, ten
// large ones would outlast the call.
func (u *Uploader) take(ctx context.Context, ups []desk.Upload, as []desk.Attachment) error {
	var all sync.WaitGroup
	errs := make([]error, len(ups))
	for i, up := range ups {
		all.Go(func() { errs[i] = whole(up, u.UploadStore.Take(ctx, up, as[i].Stored)) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// find finds an upload of the actor's that may go out on the line, whole.
func (u *Uploader) find(ctx context.Context, by desk.Actor, line desk.Line, f SayFile) (desk.Upload, desk.AttachmentKind, error) {
	up, err := u.Uploads.Upload(ctx, f.Upload)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !up.TakenBy(by, u.Now()) {
		return up, "", desk.RefuseUpload(f.Upload)
	}
	if err != nil {
		return up, "", fmt.Errorf("upload %s: %w", f.Upload, err)
	}
	if f.Name != "" {
		up.Name = f.Name
	}
	if err := desk.CheckFileName(up.Name); err != nil {
		return up, "", err
	}
	kind, err := line.FileKind(up)
	if err != nil {
		return up, "", err
	}
	return up, kind, whole(up, u.UploadStore.Whole(ctx, up))
}

// whole is an intake's error as the operator is told it.
func whole(up desk.Upload, err error) error {
	if errors.Is(err, desk.ErrNotFound) {
		return desk.Refuse(desk.CodeFileNotUploaded, fmt.Sprintf("The %d bytes of upload %s are not there yet. Send them to its address first.", up.Size, up.ID))
	}
	return err
}
