package copilot

import (
	"context"
	"hash/fnv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Awaiting lists what awaits approval.
type Awaiting interface {
	// Awaiting is what is beside the cards with open proposals, the newest proposed
	// first.
	Awaiting(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.CardAnnotations], error)
}

// Healer has cards of connected CRMs looked at whose proposals wait for approval: what
// people did there while we were deaf, or while the CRM does not tell, is heard late
// rather than never. It is to be asked once an hour.
//
// Its calls are bounded: the newest cards are looked at each hour, each of the others
// once a day, and one a second. Repeating is harmless: a card has one job.
type Healer struct {
	Cards  Awaiting
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// How many cards are looked at each hour whatever their turn, and how many at most.
const (
	healNewest = 100
	healMost   = 600
)

// Heal says how many cards are to be looked at.
func (h *Healer) Heal(ctx context.Context) (int, error) {
	hour, seen, told := h.Now().UTC().Hour(), 0, 0
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := h.Cards.Awaiting(ctx, ask)
		if err != nil {
			return told, err
		}
		for _, m := range page.Items {
			if m.Card.Connection == desk.ConnectionBuiltIn {
				continue
			}
			if seen++; seen > healNewest && turnOf(m.Card) != hour {
				continue
			}
			if told == healMost {
				return told, nil
			}
			after := time.Duration(told) * time.Second
			if err := work.Queue(ctx, h.Jobs, h.Outbox, desk.NewCardJob(m.Card, h.Now()), after); err != nil {
				return told, err
			}
			told++
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return told, nil
		}
	}
}

// turnOf is the hour of the day at which a card is looked at.
func turnOf(ref desk.CardRef) int {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(ref.String())) // it never fails
	return int(sum.Sum32() % 24)
}
