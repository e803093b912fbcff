package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
)

// stage is a house on which the scripts are told that are also recorded on
// servers, and what their parts used.
type stage struct {
	*house
	parts []story.Part
}

var _ story.Stage = (*stage)(nil)

// tell tells all scripts, each in a company of its own. local: units are those
// that DynamoDB Local says.
func tell(ctx context.Context, open opens, local bool) ([]story.Part, error) {
	var parts []story.Part
	for _, script := range story.Scripts() {
		s := desk.DefaultSettings()
		s.Subscription, s.Quiet, s.Idle = true, story.Quiet, script.Idle
		if script.Read {
			s.LeadMode = desk.ModeAll
		}
		h, err := open(s)
		if err != nil {
			return nil, err
		}
		on := &stage{house: h}
		h.meter.Local = local
		if err := script.Tell(ctx, on); err != nil {
			return nil, fmt.Errorf("story %s: %w", script.Name, err)
		}
		parts = append(parts, on.parts...)
	}
	return parts, nil
}

// Say implements story.Stage, as all below.
func (s *stage) Say(_ context.Context, n int, text string) error {
	return s.said(story.Anna, n, text)
}

func (s *stage) Reply(_ context.Context, n int, text string) error {
	return s.reply(story.Anna, n, text)
}

func (s *stage) Ask(context.Context) error {
	return s.post("/v1/dialogs/"+string(s.dialog(story.Anna, 1))+"/runs", "run", `{}`)
}

func (s *stage) Pass(ctx context.Context, d time.Duration) error { return s.pass(ctx, d) }

func (s *stage) Settle(ctx context.Context) error {
	return s.passWhile(ctx, func(w wait) bool { return w.queued })
}

func (s *stage) Close(ctx context.Context) error {
	return s.passWhile(ctx, func(wait) bool { return true })
}

// passWhile lets pass what time it takes until nothing of the kind waits.
func (s *stage) passWhile(ctx context.Context, of func(wait) bool) error {
	for slices.ContainsFunc(s.due, of) {
		next := slices.MinFunc(s.due, func(a, b wait) int { return a.at.Compare(b.at) })
		if err := s.pass(ctx, max(0, next.at.Sub(s.now))); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) Tick(ctx context.Context) error { return s.sweep(ctx) }

func (s *stage) Measure(_ context.Context, p story.Part, do func() error) error {
	u, err := s.meter.Of(do)
	if err != nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	p.Requests, p.Calls, p.States = u.Requests, slices.Clone(s.meter.part.Calls), maps.Clone(s.meter.part.States)
	s.parts = append(s.parts, p)
	return nil
}
