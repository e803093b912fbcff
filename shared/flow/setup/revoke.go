package setup

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Keys keeps API keys, without their secrets.
type Keys interface {
	// Key finds one, also a revoked one. ErrNotFound. It may be up to a minute old.
	Key(ctx context.Context, id desk.KeyID) (desk.Key, error)
	// SaveKey stores it, over an older one of the same id.
	SaveKey(ctx context.Context, k desk.Key) error
}

// Revoker revokes API keys: an administrator's deed.
//
// Repeating is harmless: a revoked key stays as it was revoked.
type Revoker struct {
	Keys Keys
	Now  func() time.Time
}

// Revoke revokes a key, but for the one that asks (own_key).
func (r *Revoker) Revoke(ctx context.Context, by desk.Actor, id desk.KeyID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	k, err := r.Keys.Key(ctx, id)
	if err != nil {
		return err
	}
	now, err := k.Revoked(by, r.Now())
	if err != nil || now.RevokedAt.Equal(k.RevokedAt) {
		return err
	}
	if err := r.Keys.SaveKey(ctx, now); err != nil {
		return fmt.Errorf("revoke key %s: %w", id, err)
	}
	return nil
}
