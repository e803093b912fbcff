package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// However many open cards a contact has, a dialog is bound to those that were made last, in
// the order in which they were told.
func TestNewestBound(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	many := func(n int, made func(i int) time.Time) (out []desk.BoundCard) {
		for i := range n {
			out = append(out, desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindDeal, ID: fmt.Sprint(i)}, CreatedAt: made(i)})
		}
		return out
	}
	newer := func(i int) time.Time { return start.Add(time.Duration(i) * time.Second) }
	if got := desk.NewestBound(many(desk.MaxBound, newer)); len(got) != desk.MaxBound {
		t.Errorf("of as many as may be %d are left", len(got))
	}
	got := desk.NewestBound(many(2000, newer))
	if len(got) != desk.MaxBound || got[0].Ref.ID != fmt.Sprint(2000-desk.MaxBound) || got[desk.MaxBound-1].Ref.ID != "1999" {
		t.Errorf("%d, from %v to %v", len(got), got[0], got[len(got)-1])
	}
	got = desk.NewestBound(many(2000, func(i int) time.Time { return start.Add(time.Duration(min(i, 10)) * time.Second) }))
	if len(got) != desk.MaxBound || got[0].Ref.ID != "10" {
		t.Errorf("where many were made at once: %d, from %v", len(got), got[0])
	}
}
