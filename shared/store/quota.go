package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// keepUse is how long a day's use is kept.
const keepUse = 3 * 24 * time.Hour

// Use implements flow.Quotas. It is added first and taken back if it was too much,
// so that no two can use the same rest.
func (s Store) Use(ctx context.Context, who, day string, use, most desk.Quota) (ok bool, err error) {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil || who == "" {
		return false, fmt.Errorf("%w: what is used needs somebody and a day", desk.ErrInvalid)
	}
	add := func(sign int64) (Item, error) {
		return s.Engine.Write(ctx, Op{
			Do: DoUpdate, Key: useKey(who, day), Set: Item{TTL: at.Add(keepUse).Unix()},
			Add: map[string]int64{"files": sign * int64(use.Files), "bytes": sign * use.Bytes},
		})
	}
	now, err := add(1)
	if err != nil {
		return false, wrap(err, "count what is used on %s", day)
	}
	if now.Int("files") <= int64(most.Files) && now.Int("bytes") <= most.Bytes {
		return true, nil
	}
	_, err = add(-1)
	return false, wrap(err, "take back what was too much on %s", day)
}
