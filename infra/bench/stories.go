package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
)

// play has a customer and an operator talk, and does meanwhile what is due. The
// dialog is the customer's first.
func (h *house) play(ctx context.Context, user int, chat []story.Turn) error {
	for i, t := range chat {
		err := h.pass(ctx, t.After)
		switch {
		case err != nil:
		case t.Operator:
			err = h.reply(user, i, t.Text)
		default:
			err = h.said(user, i+1, t.Text)
		}
		if err != nil {
			return fmt.Errorf("turn %d: %w", i, err)
		}
	}
	return nil
}

// reply is an operator's, in a customer's first dialog; n tells it from others.
func (h *house) reply(user, n int, text string) error {
	return h.post("/v1/dialogs/"+string(h.dialog(user, 1))+"/reply", fmt.Sprintf("%d/%d", user, n), fmt.Sprintf(`{"text":%q}`, text))
}

// stories are whole dialogs, each in a company that reads every closed dialog,
// from the first message to the end of what follows the last. Functions sleep
// between messages, so they read the set-up anew once a minute; a busy company
// shares that among many dialogs. All that changes is told as it does, with no other's
// beside it, and what follows from that is done.
func stories(ctx context.Context, open opens) ([]Row, error) {
	var out []Row
	for _, s := range []struct {
		name  string
		turns []story.Turn
	}{
		{"an ordinary dialog: 8 messages in, 4 replies", story.Order()},
		{"a burst: 12 messages in 12 seconds, no reply", story.Burst()},
		{"a long dialog: 1,000 messages in, 100 replies", long()},
	} {
		h, err := open(readBy(desk.ModeAll))
		if err != nil {
			return nil, err
		}
		h.telling = true
		u, err := h.meter.Of(func() error {
			if err := h.play(ctx, story.Anna, s.turns); err != nil {
				return err
			}
			return h.pass(ctx, 3*time.Hour)
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		out = append(out, Row{s.name, u})
	}
	return out, nil
}

// long is a dialog of a thousand messages, and a hundred replies among them.
func long() []story.Turn {
	order := story.Order()
	ts := order[:2]
	for i := 0; len(ts) < 1100; i++ {
		ts = append(ts, story.Turn{After: 20 * time.Second, Operator: i%11 == 10, Text: order[2].Text})
	}
	return ts
}
