package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// SavePhoto implements people.Photos.
func (s Store) SavePhoto(ctx context.Context, p desk.Photo) error {
	k := photoKey(p.ID)
	_, err := s.Engine.Write(ctx, Put(Item{"pk": k.PK, "sk": k.SK, "bytes": p.Bytes}))
	return wrap(err, "save a photo")
}

// Photo finds one, and reads what it is. ErrNotFound.
func (s Store) Photo(ctx context.Context, id desk.PhotoID) (desk.Photo, error) {
	it, err := s.get(ctx, photoKey(id))
	if err != nil {
		return desk.Photo{}, wrap(err, "photo")
	}
	raw, _ := it["bytes"].([]byte)
	return desk.NewPhoto(id, raw)
}

// DropPhoto implements people.Photos.
func (s Store) DropPhoto(ctx context.Context, id desk.PhotoID) error {
	_, err := s.Engine.Write(ctx, Delete(photoKey(id)))
	return wrap(err, "drop a photo")
}
