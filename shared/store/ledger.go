package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// keepSpent is how long a day's account is kept.
const keepSpent = 40 * 24 * time.Hour

// Spent is what readings cost on a day ("2026-11-22"), read strongly; a day of
// which nothing is known has cost nothing. It is a reader.Ledger's.
func (s Store) Spent(ctx context.Context, day string) (desk.Usage, error) {
	it, err := s.Engine.Get(ctx, spentKey(day), true)
	if err != nil {
		return desk.Usage{}, wrap(err, "what was spent on %s", day)
	}
	return desk.Usage{
		InputTokens: int(it.Int("input")), OutputTokens: int(it.Int("output")),
		CacheReadTokens: int(it.Int("cache_read")), CacheWriteTokens: int(it.Int("cache_write")),
		MicroUSD: it.Int("micro_usd"),
	}, nil
}

// Spend adds to a day, by id once: the mark of the id and the sum are one write,
// so a repeat, also after a lost answer, adds nothing. Sums are added to where
// they lie, so that nobody overwrites what another counted meanwhile. It is a
// reader.Ledger's.
func (s Store) Spend(ctx context.Context, day, id string, u desk.Usage) error {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil || id == "" {
		return fmt.Errorf("%w: what is spent needs a day and an id", desk.ErrInvalid)
	}
	mark, goes := spentMarkKey(day, id), at.Add(keepSpent).Unix()
	_, err = s.Engine.Write(ctx,
		Put(Item{"pk": mark.PK, "sk": mark.SK, TTL: goes}, Missing("pk")),
		Op{Do: DoUpdate, Key: spentKey(day), Set: Item{TTL: goes}, Add: map[string]int64{
			"input": int64(u.InputTokens), "output": int64(u.OutputTokens),
			"cache_read": int64(u.CacheReadTokens), "cache_write": int64(u.CacheWriteTokens), "micro_usd": u.MicroUSD,
		}},
	)
	if _, counted := conditionFailed(err, 0); counted {
		return nil
	}
	return wrap(err, "count what was spent on %s", day)
}
