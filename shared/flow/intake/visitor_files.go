package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// VisitorFiles takes the files that a website's visitors send (CH-19): first what
// a file is, then its bytes past us, into a slot; a message of the same visitor's
// that names it has a copy kept for good, as of any messenger's file.
//
// Idempotent: an upload is named by the page's own id, and counts once.
type VisitorFiles struct {
	Uploads flow.Uploads
	Slots   flow.Slots
	Quotas  flow.Quotas
	Now     func() time.Time
}

// Announce stores what a visitor means to upload, and answers with where the
// bytes go. The same id is the same upload. network is where they call from, which
// has a quota too: new visitors cost nothing. Refusals: file_type_not_allowed,
// file_too_big, file_quota.
func (v *VisitorFiles) Announce(ctx context.Context, u desk.Upload, network string) (desk.Upload, desk.UploadURL, error) {
	have, err := v.Uploads.Upload(ctx, u.ID)
	if errors.Is(err, desk.ErrNotFound) {
		if err := v.count(ctx, u, network); err != nil {
			return u, desk.UploadURL{}, err
		}
		have, err = v.Uploads.AddUpload(ctx, u)
	}
	if err != nil {
		return u, desk.UploadURL{}, fmt.Errorf("upload %s: %w", u.ID, err)
	}
	slot, err := v.Slots.UploadURL(ctx, have)
	if err != nil {
		return u, desk.UploadURL{}, fmt.Errorf("slot of upload %s: %w", u.ID, err)
	}
	return have, slot, nil
}

// count counts an upload against both quotas of the day. Who calls is kept as a
// digest, for three days.
func (v *VisitorFiles) count(ctx context.Context, u desk.Upload, network string) error {
	now := v.Now().UTC()
	use := desk.Quota{Files: 1, Bytes: u.Size}
	// The visitor's first: who has used up theirs takes nothing of what others share.
	for _, q := range []struct {
		who  string
		most desk.Quota
	}{
		{u.By, desk.Quota{Files: desk.VisitorFiles, Bytes: desk.VisitorBytes}},
		{"from " + network, desk.Quota{Files: desk.NetworkFiles, Bytes: desk.NetworkBytes}},
	} {
		ok, err := v.Quotas.Use(ctx, desk.Digest("", q.who), now.Format(time.DateOnly), use, q.most)
		if err != nil {
			return fmt.Errorf("count upload %s: %w", u.ID, err)
		}
		if !ok {
			return &desk.Refusal{
				Code: desk.CodeFileQuota, Until: now.Truncate(24 * time.Hour).Add(24 * time.Hour),
				Text: fmt.Sprintf("That is more than may be uploaded in a day: %d files, %d MB together.", desk.VisitorFiles, desk.VisitorBytes/desk.MB),
			}
		}
	}
	return nil
}

// Attach makes of the uploads that a visitor's message names what is attached to
// it. The bytes may still be on their way. Refusal: file_unknown, also of what
// somebody else announced.
func (v *VisitorFiles) Attach(ctx context.Context, by desk.CustomerID, named []desk.Attachment) ([]desk.Attachment, error) {
	var out []desk.Attachment
	for _, a := range named {
		up, err := v.Uploads.Upload(ctx, desk.UploadID(a.Ref))
		if errors.Is(err, desk.ErrNotFound) || err == nil && (up.By != string(by) || up.Gone(v.Now())) {
			return nil, desk.RefuseUpload(desk.UploadID(a.Ref))
		}
		if err != nil {
			return nil, fmt.Errorf("upload %s: %w", a.Ref, err)
		}
		out = append(out, up.Attachment())
	}
	return out, nil
}
