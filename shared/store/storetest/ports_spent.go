package storetest

import (
	"fmt"
	"sync"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// spends: sums of many at once, each counted once, whatever answer is lost.
func spends(b *bench) {
	const day = "2026-03-01"
	wants := func(day string, want desk.Usage) {
		b.Helper()
		if got, err := b.Spent(b.ctx, day); err != nil || got != want {
			b.Errorf("spent on %s: got %+v, %v, want %+v", day, got, err, want)
		}
	}
	wants(day, desk.Usage{})
	u := desk.Usage{InputTokens: 100, OutputTokens: 10, CacheReadTokens: 5, CacheWriteTokens: 2, MicroUSD: 7}
	for range 2 {
		b.must(b.Spend(b.ctx, day, "first", u))
		wants(day, u)
	}
	wants("2026-03-02", desk.Usage{})
	b.wants(b.Spend(b.ctx, day, "", u), desk.ErrInvalid, "no id")
	b.wants(b.Spend(b.ctx, "today", "x", u), desk.ErrInvalid, "no day")

	// The answer is lost before the write, and after it; the asker asks again.
	flaky := &Flaky{Engine: b.Engine}
	lossy := store.Store{Engine: flaky, Now: b.Store.Now}
	for i, after := range []bool{false, true} {
		flaky.FailAt(1, after)
		id := fmt.Sprint("lost", i)
		b.wants(lossy.Spend(b.ctx, day, id, u), desk.ErrBusy, "lost")
		b.must(lossy.Spend(b.ctx, day, id, u))
	}
	wants(day, desk.Usage{InputTokens: 300, OutputTokens: 30, CacheReadTokens: 15, CacheWriteTokens: 6, MicroUSD: 21})

	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for n := 0; ; n++ { // DynamoDB may cancel one of two writes at once
				err := b.Spend(b.ctx, day, fmt.Sprint("many", i), desk.Usage{InputTokens: 1, MicroUSD: 1})
				if err != nil && n == 50 {
					b.Errorf("spend %d: %v", i, err)
				}
				if err == nil || n == 50 {
					return
				}
			}
		})
	}
	all.Wait()
	wants(day, desk.Usage{InputTokens: 320, OutputTokens: 30, CacheReadTokens: 15, CacheWriteTokens: 6, MicroUSD: 41})
}
