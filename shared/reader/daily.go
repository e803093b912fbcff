package reader

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Ledger keeps what was spent, by day.
type Ledger interface {
	// Spent is what a day ("2026-11-22") has cost so far.
	Spent(ctx context.Context, day string) (desk.Usage, error)
	// Spend adds to a day, by id once: repeating it with the same id adds nothing.
	Spend(ctx context.Context, day, id string, u desk.Usage) error
}

// Daily bounds what all readings of a day cost together: when MaxTokens or
// MaxMicroUSD is reached, Reader is not asked any more: Refusal budget_spent,
// with Until at the next day. Readings that are under way together may pass the
// bound by what they cost; give each a bound of its own by Limits.
//
// What a failed reading spent counts too. Put it around what costs, inside of
// Agreed.
type Daily struct {
	Reader      Reader
	Ledger      Ledger
	MaxTokens   int   // input, output and cached tokens; 0: no bound
	MaxMicroUSD int64 // at list price; 0: no bound
	Zone        *time.Location
	Now         func() time.Time
	ID          func() string // of one reading, for the ledger
}

// Read implements the reader's port.
func (r Daily) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	now := r.Now().In(zone)
	day := now.Format(time.DateOnly)
	spent, err := r.Ledger.Spent(ctx, day)
	if err != nil {
		return desk.Reading{}, fmt.Errorf("what readings cost on %s: %w", day, err)
	}
	tokens := spent.InputTokens + spent.OutputTokens + spent.CacheReadTokens + spent.CacheWriteTokens
	if r.MaxTokens > 0 && tokens >= r.MaxTokens || r.MaxMicroUSD > 0 && spent.MicroUSD >= r.MaxMicroUSD {
		refusal := desk.Refuse(desk.CodeBudgetSpent, "What models may cost a day is spent. Raise the limit, or wait for tomorrow.")
		refusal.Until = time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, zone)
		return desk.Reading{}, refusal
	}
	out, err := r.Reader.Read(ctx, chat)
	if out.Usage == (desk.Usage{}) {
		return out, err
	}
	// The reading is paid for even if its asker gave up meanwhile.
	if e := r.Ledger.Spend(context.WithoutCancel(ctx), day, r.ID(), out.Usage); e != nil {
		e = fmt.Errorf("count what a reading cost on %s: %w", day, e)
		if err != nil {
			return out, errors.Join(err, e)
		}
		return out, e
	}
	return out, err
}
