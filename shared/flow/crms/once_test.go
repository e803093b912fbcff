package crms_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
)

var errKilled = errors.New("killed")

// racer is one process that makes a card: each of its calls, of our store or of the CRM,
// waits until it is its turn. One that is killed at a call makes none any more.
type racer struct {
	turn, waits chan struct{}
	done        chan struct{}
	calls       int
	killAt      int // the call at which it dies, after its work; 0: never
	dead        bool
	putOff      int // how often it was told that somebody else is at it
	card        desk.Card
}

// turned is a call in its turn.
func turned[T any](r *racer, do func() (T, error)) (out T, err error) {
	r.waits <- struct{}{}
	<-r.turn
	if r.dead {
		return out, errKilled
	}
	out, err = do()
	if r.calls++; r.calls == r.killAt {
		r.dead = true
		return out, errKilled
	}
	return out, err
}

// raced are the CRM and the store as one process calls them, in the calls that making a card
// makes.
type raced struct {
	flow.CRM
	flow.Changes
	*racer
}

func (r raced) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	return turned(r.racer, func() (desk.Card, error) { return r.CRM.Card(ctx, ref) })
}

func (r raced) MadeFrom(ctx context.Context, c desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	return turned(r.racer, func() (desk.CardRef, error) { return r.CRM.MadeFrom(ctx, c, k, origin) })
}

func (r raced) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error) {
	return turned(r.racer, func() (desk.Page[desk.Card], error) { return r.CRM.ListCards(ctx, f, ask) })
}

func (r raced) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	return turned(r.racer, func() (desk.Card, error) { return r.CRM.CreateCard(ctx, c, origin) })
}

func (r raced) BeginMaking(ctx context.Context, of, gone desk.CardRef, now, until time.Time) (desk.CardRef, error) {
	return turned(r.racer, func() (desk.CardRef, error) { return r.Changes.BeginMaking(ctx, of, gone, now, until) })
}

func (r raced) EndMaking(ctx context.Context, of desk.CardRef, until time.Time, made desk.CardRef) error {
	_, err := turned(r.racer, func() (struct{}, error) { return struct{}{}, r.Changes.EndMaking(ctx, of, until, made) })
	return err
}

// blind is a CRM whose search finds nothing for a while.
type blind struct{ flow.CRM }

func (b blind) MadeFrom(context.Context, desk.ConnectionID, desk.CardKind, string) (desk.CardRef, error) {
	return desk.CardRef{}, nil
}

// TestCreateCard_TwoInTheSameMomentMakeOne: two processes make the card of one origin. Each
// order in which their calls can come is played, and in each order either of them is killed
// at each of its calls, too; whoever lives asks until there is a card. There is one, whether
// the CRM keeps origins or not; where its search lags, too, unless somebody was killed.
func TestCreateCard_TwoInTheSameMomentMakeOne(t *testing.T) {
	const turns = 9
	for name, world := range map[string]struct {
		noOrigin, blind bool
		kills           int
	}{"with origins": {kills: 5}, "without": {noOrigin: true, kills: 6}, "its search lags": {blind: true}} {
		t.Run(name, func(t *testing.T) {
			waited := 0
			for order := range 1 << turns {
				for kill := range 1 + 2*world.kills {
					now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
					f := &crmtest.Fake{Connection: "sold", Now: func() time.Time { return now }, NoOrigin: world.noOrigin}
					var plug flow.CRM = f
					if world.blind {
						plug = blind{f}
					}
					shared := crmtest.CRMs("sold", f).Changes
					racers := [2]*racer{}
					for i := range racers {
						r := &racer{turn: make(chan struct{}), waits: make(chan struct{}), done: make(chan struct{})}
						racers[i] = r
						if kill > 0 && kill%2 == i {
							r.killAt = (kill + 1) / 2
						}
						both := raced{CRM: plug, Changes: shared, racer: r}
						m := crms.CRMs{Plugs: map[desk.ConnectionID]flow.CRM{"sold": both}, Changes: both, Now: func() time.Time { return now }}
						go func() {
							defer close(r.done)
							for {
								card, err := m.CreateCard(context.Background(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "sold"}, Title: "Chairs"}, "o")
								if r.card = card; err == nil || r.dead {
									return
								}
								if later := (*desk.Later)(nil); errors.As(err, &later) {
									r.putOff++
								}
							}
						}()
					}
					play(racers, order, turns, func() { now = now.Add(time.Second) })
					waited += racers[0].putOff + racers[1].putOff
					all := f.Cards(desk.KindDeal)
					if len(all) != 1 {
						t.Fatalf("order %09b, killed %s: %d cards", order, killed(racers), len(all))
					}
					for i, r := range racers {
						if !r.dead && r.card.Ref != all[0].Ref {
							t.Fatalf("order %09b, killed %s: racer %d has the card %v, there is %v", order, killed(racers), i, r.card.Ref, all[0].Ref)
						}
					}
				}
			}
			if waited == 0 {
				t.Error("nobody was ever put off: nothing was raced")
			}
		})
	}
}

// play gives the racers their turns in an order, and then by turns, and moves the clock where
// only one is left.
func play(racers [2]*racer, order, turns int, tick func()) {
	waiting := [2]bool{}
	for n := 0; ; n++ {
		left := []int{}
		for i, r := range racers {
			if !waiting[i] {
				select {
				case <-r.waits:
					waiting[i] = true
				case <-r.done:
				}
			}
			if waiting[i] {
				left = append(left, i)
			}
		}
		if len(left) == 0 {
			return
		}
		i := left[0]
		if len(left) == 2 {
			i = n % 2
			if n < turns {
				i = order >> n & 1
			}
		} else {
			tick()
		}
		waiting[i] = false
		racers[i].turn <- struct{}{}
	}
}

func killed(racers [2]*racer) string {
	for i, r := range racers {
		if r.dead {
			return fmt.Sprintf("racer %d at call %d", i, r.killAt)
		}
	}
	return "nobody"
}
