package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// uploadItem is what an operator or a website's visitor announced.
type uploadItem struct {
	By        string    `json:"by,omitempty"`
	Name      string    `json:"name"`
	MIME      string    `json:"mime"`
	Size      int64     `json:"size"`
	ExpiresAt time.Time `json:"expires_at"`
}

// AddUpload implements flow.Uploads.
func (s Store) AddUpload(ctx context.Context, u desk.Upload) (desk.Upload, error) {
	b, err := blob(uploadItem{u.By, u.Name, u.MIME, u.Size, utc(u.ExpiresAt)})
	if err != nil {
		return desk.Upload{}, err
	}
	k := uploadKey(u.ID)
	have, err := s.create(ctx, Item{"pk": k.PK, "sk": k.SK, "v": b, TTL: u.ExpiresAt.Unix()})
	if err != nil || have == nil {
		return u, wrap(err, "add upload %s", u.ID)
	}
	return uploadFrom(u.ID, have)
}

// Upload implements flow.Uploads.
func (s Store) Upload(ctx context.Context, id desk.UploadID) (desk.Upload, error) {
	it, err := s.get(ctx, uploadKey(id))
	if err != nil {
		return desk.Upload{}, wrap(err, "upload %s", id)
	}
	return uploadFrom(id, it)
}

func uploadFrom(id desk.UploadID, it Item) (desk.Upload, error) {
	u, err := unblob[uploadItem](it, "v")
	return desk.Upload{ID: id, By: u.By, Name: u.Name, MIME: u.MIME, Size: u.Size, ExpiresAt: u.ExpiresAt}, err
}
