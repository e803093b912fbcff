package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// turn is one thing said in a story, so long after the one before.
type turn struct {
	after time.Duration
	by    who
	text  string
}

type who bool

const (
	customer who = false
	operator who = true
)

// play has a customer and an operator talk, and does meanwhile what is due. The
// dialog is the customer's first.
func (h *house) play(ctx context.Context, user int, story []turn) error {
	for i, t := range story {
		err := h.pass(ctx, t.after)
		switch {
		case err != nil:
		case t.by == operator:
			err = h.post("/v1/dialogs/"+string(h.dialog(user, 1))+"/reply", fmt.Sprintf("%d/%d", user, i), fmt.Sprintf(`{"text":%q}`, t.text))
		default:
			err = h.said(user, i+1, t.text)
		}
		if err != nil {
			return fmt.Errorf("turn %d: %w", i, err)
		}
	}
	return nil
}

// Story is a whole dialog, from its first message to the end of what follows
// it. Functions sleep between its messages, so they read the set-up anew once a
// minute; a busy company shares that among many dialogs.
type Story struct {
	Row
	Short    string
	Messages int // the customer's
}

// stories are whole dialogs, each in a company that reads every closed dialog.
func stories(ctx context.Context, open func(desk.Mode) (*house, error)) ([]Story, error) {
	var out []Story
	for _, s := range []struct {
		short, name string
		turns       []turn
	}{
		{"ordinary", "an ordinary dialog: 8 messages in, 4 replies", order},
		{"burst", "a burst: 12 messages in 12 seconds, no reply", burst()},
		{"long", "a long dialog: 1,000 messages in, 100 replies", long()},
	} {
		h, err := open(desk.ModeAll)
		if err != nil {
			return nil, err
		}
		h.script, h.model = finds, true
		u, err := h.meter.Of(func() error {
			if err := h.play(ctx, anna, s.turns); err != nil {
				return err
			}
			return h.pass(ctx, 3*time.Hour)
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		story := Story{Row: Row{s.name, u}, Short: s.short}
		for _, t := range s.turns {
			if t.by == customer {
				story.Messages++
			}
		}
		out = append(out, story)
	}
	return out, nil
}

func burst() []turn {
	var ts []turn
	for _, t := range append(order[:len(order):len(order)], order...) {
		if t.by == customer && len(ts) < 12 {
			ts = append(ts, turn{time.Second, customer, t.text})
		}
	}
	return ts
}

func long() []turn {
	ts := append([]turn(nil), order[:2]...)
	for i := 0; len(ts) < 1100; i++ {
		ts = append(ts, turn{20 * time.Second, i%11 == 10, order[2].text})
	}
	return ts
}
