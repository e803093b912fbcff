package store

import (
	"cmp"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// spot is a place among entries, in either order; the zero spot is before all.
type spot struct {
	seq int64 // of the order by activity
	sk  string
}

func (s spot) compare(o spot) int { return cmp.Or(cmp.Compare(s.seq, o.seq), cmp.Compare(s.sk, o.sk)) }

func (s spot) cursor() (string, error) { return cursor(Item{"listed": s.sk, "activity": s.seq}) }

// spotOf reads what cursor wrote.
func spotOf(text string, sort desk.DialogSort) (spot, error) {
	at, err := place(text)
	if err != nil || at == nil {
		return spot{}, err
	}
	s := spot{at.Int("activity"), at.Str("listed")}
	if s.sk == "" || len(s.sk) > MaxSK || (s.seq != 0) != (sort == desk.ByActivity) || len(at) != 2 {
		return spot{}, fmt.Errorf("%w: that is no cursor of this list", desk.ErrInvalid)
	}
	return s, nil
}
