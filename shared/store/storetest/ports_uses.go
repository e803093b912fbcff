package storetest

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/sufler/sufler/shared/desk"
)

// uses: what would be too much is not counted, and many at once do not use more
// than there is. All of the rest may be refused while somebody's excess is taken
// back, so the bound is what holds, not the last one's luck.
func uses(b *bench) {
	const day = "2026-03-01"
	most := desk.Quota{Files: 5, Bytes: 100}
	for _, c := range []struct {
		rule, who, day string
		use            desk.Quota
		want           bool
	}{
		{"the first", "anna", day, desk.Quota{Files: 1, Bytes: 60}, true},
		{"too many bytes", "anna", day, desk.Quota{Files: 1, Bytes: 41}, false},
		{"what was too much is not counted", "anna", day, desk.Quota{Files: 1, Bytes: 40}, true},
		{"nothing is left", "anna", day, desk.Quota{Files: 1, Bytes: 1}, false},
		{"somebody else", "boris", day, desk.Quota{Files: 5, Bytes: 5}, true},
		{"too many files", "boris", day, desk.Quota{Files: 1, Bytes: 1}, false},
		{"another day", "boris", "2026-03-02", desk.Quota{Files: 1, Bytes: 1}, true},
	} {
		if ok, err := b.Use(b.ctx, c.who, c.day, c.use, most); err != nil || ok != c.want {
			b.Errorf("%s: got %t, %v, want %t", c.rule, ok, err, c.want)
		}
	}
	_, err := b.Use(b.ctx, "", day, desk.Quota{}, most)
	_, day2 := b.Use(b.ctx, "anna", "today", desk.Quota{}, most)
	b.wants(err, desk.ErrInvalid, "nobody")
	b.wants(day2, desk.ErrInvalid, "no day")

	var all sync.WaitGroup
	var let atomic.Int64
	for range 20 {
		all.Go(func() {
			ok, err := b.Use(b.ctx, "many", day, desk.Quota{Files: 1, Bytes: 1}, most)
			if err != nil && !errors.Is(err, desk.ErrBusy) {
				b.Errorf("use: %v", err)
			}
			if ok {
				let.Add(1)
			}
		})
	}
	all.Wait()
	if let.Load() > int64(most.Files) {
		b.Errorf("%d were let in, want %d at most", let.Load(), most.Files)
	}
}
