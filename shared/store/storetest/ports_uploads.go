package storetest

import (
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// announces: what an operator announced is there until its time, as it was
// first said, whatever answer is lost (CH-20).
func announces(b *bench) {
	u := desk.Upload{ID: "u1", By: "site/v1", Name: "счёт.pdf", MIME: "application/pdf", Size: 5, ExpiresAt: b.now.Add(time.Hour)}
	other := u
	other.Size = 6
	for _, again := range []desk.Upload{u, u, other} {
		if got, err := b.AddUpload(b.ctx, again); err != nil || got != u {
			b.Errorf("announced: got %+v, %v, want %+v", got, err, u)
		}
	}
	if got, err := b.Upload(b.ctx, "u1"); err != nil || got != u {
		b.Errorf("read: got %+v, %v, want %+v", got, err, u)
	}
	flaky := &Flaky{Engine: b.Engine}
	lossy := store.Store{Engine: flaky, Now: b.Store.Now}
	u.ID = "u2"
	flaky.FailAt(1, true)
	_, err := lossy.AddUpload(b.ctx, u)
	b.wants(err, desk.ErrBusy, "the answer was lost")
	if got, err := lossy.AddUpload(b.ctx, u); err != nil || got != u {
		b.Errorf("announced again: got %+v, %v, want %+v", got, err, u)
	}
	for _, id := range []desk.UploadID{"", "nobody's", desk.UploadID(strings.Repeat("x", 3000))} {
		_, err := b.Upload(b.ctx, id)
		b.wants(err, desk.ErrNotFound, "no such upload")
	}
	b.mu.Lock()
	b.now = b.now.Add(time.Hour)
	b.mu.Unlock()
	_, err = b.Upload(b.ctx, "u1")
	b.wants(err, desk.ErrNotFound, "its time has passed")
}
