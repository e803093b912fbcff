package feed

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// Letterbox is where whoever brings the feed puts what it gives up, whole.
type Letterbox interface {
	// Letters are the names of the letters that lie there.
	Letters(ctx context.Context, ask desk.PageAsk) (desk.Page[string], error)
	// Letter is what one holds, in the feed's order. ErrNotFound: it was taken.
	Letter(ctx context.Context, name string) ([]desk.FeedRecord, error)
	// Take takes those records out of a letter that are marked, and the letter away with the
	// last. ErrConflict: it holds others by now. Idempotent.
	Take(ctx context.Context, name string, marked []bool) error
}

// Collector keeps what was given up before it could be kept: the table took no writes, or
// the feed did not run at all.
type Collector struct {
	Letterbox Letterbox
	Keeper    Keeper
}

// Sweep takes over all letters and says how many. What is taken out was kept before, so that
// whoever dies between does it again, and that changes nothing: a change is kept once, and
// one that was told is told in vain. What can't be kept stays in its letter.
func (c *Collector) Sweep(ctx context.Context) (int, error) {
	return work.Every(ctx, func(ask desk.PageAsk) (desk.Page[string], error) { return c.Letterbox.Letters(ctx, ask) }, func(name string) error {
		return c.letter(ctx, name)
	})
}

func (c *Collector) letter(ctx context.Context, name string) error {
	records, err := c.Letterbox.Letter(ctx, name)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	kept, some, failed := make([]bool, len(records)), len(records) == 0, []error(nil)
	for i, r := range records {
		err := desk.Try(func() error { return c.Keeper.Keep(ctx, r) })
		failed = append(failed, err)
		kept[i] = err == nil
		some = some || kept[i]
	}
	if some {
		failed = append(failed, c.Letterbox.Take(ctx, name, kept))
	}
	return errors.Join(failed...)
}
