package reader_test

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// purse is a Ledger in memory. The zero purse is empty and ready.
type purse struct {
	days map[string]desk.Usage
	seen map[string]bool
}

func (p *purse) Spent(_ context.Context, day string) (desk.Usage, error) { return p.days[day], nil }

func (p *purse) Spend(_ context.Context, day, id string, u desk.Usage) error {
	if p.seen[id] {
		return nil
	}
	if p.days == nil {
		p.days, p.seen = map[string]desk.Usage{}, map[string]bool{}
	}
	sum := p.days[day]
	sum.InputTokens, sum.OutputTokens, sum.MicroUSD = sum.InputTokens+u.InputTokens, sum.OutputTokens+u.OutputTokens, sum.MicroUSD+u.MicroUSD
	p.seen[id], p.days[day] = true, sum
	return nil
}
