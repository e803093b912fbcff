package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// far is how far ahead a start looks for what is to come.
const far = 10 * 365 * 24 * time.Hour

// Resume asks for everything that was under way when the last process ended: page
// by page, so that it costs no more memory than the timers that it sets, and what
// is due longest first. It goes beside serving, since nobody can say how much lies
// there. Until it has come to something, that only waits; and what comes meanwhile
// asks for itself. Ended at any point, it leaves all to the next start; going
// through the same once more changes nothing.
func (s *scheduler) Resume(ctx context.Context) error {
	runs, err := s.resumeRuns(ctx)
	jobs, no := s.resumeJobs(ctx)
	err = errors.Join(err, no)
	open, no := s.resumeOpen(ctx)
	if err = errors.Join(err, no); err != nil {
		return fmt.Errorf("resume: %w", err)
	}
	s.Log.Info("resumed", "runs", runs, "jobs", jobs, "open_dialogs", open)
	return nil
}

// resume resumes until it succeeds or ctx ends.
func (s *scheduler) resume(ctx context.Context) {
	for try := 1; ctx.Err() == nil; try++ {
		err := desk.Try(func() error { return s.Resume(ctx) })
		if err == nil || ctx.Err() != nil {
			return
		}
		pause := desk.Backoff(try)
		s.Log.Warn("not all that was under way could be looked for", "error", err.Error(), "again_in", pause.String())
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// resumeRuns wakes each run at its time. Who claimed one died with the last
// process.
func (s *scheduler) resumeRuns(ctx context.Context) (int, error) {
	before := s.Now().Add(far)
	return through(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return s.Overdue.DueRuns(ctx, before, ask)
	}, func(r desk.Run) error {
		at := r.StartsAt
		if r.State == desk.RunRunning {
			at = s.Now()
		}
		return s.Schedule(ctx, r.Wakeup(), at.Sub(s.Now()))
	})
}

// resumeJobs nudges each job at its time, as resumeRuns does.
func (s *scheduler) resumeJobs(ctx context.Context) (int, error) {
	before := s.Now().Add(far)
	return through(ctx, func(ask desk.PageAsk) (desk.Page[desk.Job], error) {
		return s.Overdue.DueJobs(ctx, before, ask)
	}, func(v desk.Job) error {
		at := v.Due
		if v.State == desk.JobSending {
			at = s.Now()
		}
		return s.Enqueue(ctx, v, at.Sub(s.Now()))
	})
}

// resumeOpen starts the closing steps of every open dialog, each at its deadline:
// a kill may have come between storing a dialog and starting them. Dialogs whose
// steps had begun and that are open no more come last; their steps are asked at
// once.
func (s *scheduler) resumeOpen(ctx context.Context) (int, error) {
	if err := s.Begun.Load(ctx); err != nil {
		return 0, err
	}
	settings, err := s.Config.Settings(ctx)
	if err != nil {
		return 0, err
	}
	lines := map[desk.LineID]desk.Line{}
	n, err := through(ctx, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
		return s.Overdue.OpenDialogs(ctx, ask)
	}, func(d desk.Dialog) error {
		line, known := lines[d.Line]
		if !known {
			var err error
			if line, err = s.Config.Line(ctx, d.Line); err != nil && !errors.Is(err, desk.ErrNotFound) {
				return err
			}
			lines[d.Line] = line // one that changes meanwhile has its own job for that
		}
		return s.StartClosing(ctx, d.ID, d.IdleFrom(settings.IdleOf(line)))
	})
	if err != nil {
		return n, err
	}
	for _, id := range s.Begun.Begun() {
		if !s.Idles.Has(id) {
			s.Idles.At(id, turn{}, s.Now())
		}
	}
	return n, nil
}

// through does something with each item of a list, page by page.
func through[T any](ctx context.Context, next func(desk.PageAsk) (desk.Page[T], error), do func(T) error) (n int, err error) {
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := next(ask)
		if err != nil {
			return n, err
		}
		for _, item := range page.Items {
			if err := do(item); err != nil {
				return n, err
			}
			n++
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return n, nil
		}
		if err := ctx.Err(); err != nil {
			return n, err
		}
	}
}
