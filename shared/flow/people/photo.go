package people

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Photos are operators' pictures.
type Photos interface {
	SavePhoto(ctx context.Context, p desk.Photo) error
	// Photo finds one. ErrNotFound.
	Photo(ctx context.Context, id desk.PhotoID) (desk.Photo, error)
	// DropPhoto takes one away; what is gone is no error.
	DropPhoto(ctx context.Context, id desk.PhotoID) error
}

// Portraitist hangs the picture of the one who asks, and takes it down.
//
// Repeating it hangs the same picture under another name. One that was stored and not
// hung, as where the process died between, is seen by nobody.
type Portraitist struct {
	Accounts Accounts
	Photos   Photos
}

// Hang shows another picture from now on; nil: none. ErrInvalid: it is no picture.
func (v *Portraitist) Hang(ctx context.Context, by desk.Actor, raw []byte) error {
	if err := by.MustBeSignedIn(); err != nil {
		return err
	}
	var id desk.PhotoID
	if raw != nil {
		id = desk.PhotoID(strings.ToLower(rand.Text()))
		p, err := desk.NewPhoto(id, raw)
		if err == nil {
			err = v.Photos.SavePhoto(ctx, p)
		}
		if err != nil {
			return err
		}
	}
	var before desk.PhotoID
	_, err := change(ctx, v.Accounts, by.Operator, func(o desk.Operator) (desk.Operator, error) {
		before, o.Photo = o.Photo, id
		return o, nil
	})
	if err != nil || before == "" || before == id {
		return err
	}
	return v.Photos.DropPhoto(ctx, before)
}
