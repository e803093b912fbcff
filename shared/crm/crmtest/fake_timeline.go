package crmtest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Notes are a card's notes, as people see them.
func (f *Fake) Notes(card desk.CardRef) (out []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, n := range f.notes {
		if n.Card == card {
			out = append(out, n.Text)
		}
	}
	return out
}

// Tasks are the titles of what is to be done on a card.
func (f *Fake) Tasks(card desk.CardRef) (out []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range f.tasks {
		if t.Card == card && !t.Done {
			out = append(out, t.Title)
		}
	}
	return out
}

// AddNote implements flow.Timelines: a look and a write, each a call.
func (f *Fake) AddNote(ctx context.Context, n desk.CardNote) error {
	there := false
	if n.Again {
		if err := f.call(ctx, func() error {
			there = slices.ContainsFunc(f.notes, func(have desk.CardNote) bool { return have.Card == n.Card && have.Mark == n.Mark })
			return nil
		}); err != nil || there {
			return err
		}
	}
	return f.write(ctx, func() error {
		if f.find(n.Card) == nil {
			return fmt.Errorf("card %s: %w", n.Card, desk.ErrNotFound)
		}
		f.notes = append(f.notes, n)
		return nil
	})
}

// TakeNote implements flow.Timelines.
func (f *Fake) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	return f.write(ctx, func() error {
		f.notes = slices.DeleteFunc(f.notes, func(have desk.CardNote) bool { return have.Card == card && strings.HasPrefix(have.Mark, mark) })
		return nil
	})
}

// SetTask implements flow.Timelines: a look and a write, each a call.
func (f *Fake) SetTask(ctx context.Context, t desk.CardTask) error {
	i := -1
	if err := f.call(ctx, func() error {
		if f.find(t.Card) == nil {
			return fmt.Errorf("card %s: %w", t.Card, desk.ErrNotFound)
		}
		i = slices.IndexFunc(f.tasks, func(have desk.CardTask) bool { return have.Card == t.Card && have.Mark == t.Mark && !have.Done })
		return nil
	}); err != nil || (i >= 0) != t.Done {
		return err
	}
	return f.write(ctx, func() error {
		if t.Done {
			f.tasks[i].Done = true
			return nil
		}
		f.tasks = append(f.tasks, t)
		return nil
	})
}

// StartProcess implements flow.Processes: a call that starts one.
func (f *Fake) StartProcess(ctx context.Context, p desk.CardProcess) error {
	return f.write(ctx, func() error {
		if f.find(p.Card) == nil {
			return fmt.Errorf("card %s: %w", p.Card, desk.ErrNotFound)
		}
		f.started = append(f.started, p)
		return nil
	})
}

// Started are the processes that were started.
func (f *Fake) Started() []desk.CardProcess {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.started)
}
