package story

import (
	"context"
	"fmt"
	"time"
)

// Stage is a company with one line that makes a lead of every new dialog. On
// one, the functions' verbs run over a counted engine and the clock is moved by
// hand; on the other the deployed functions run, on servers, in real time.
type Stage interface {
	// Say has Anna write; n is the message's number. The same again is a repeat.
	Say(ctx context.Context, n int, text string) error
	// Reply answers Anna in her first dialog.
	Reply(ctx context.Context, n int, text string) error
	// Ask asks for a run of her first dialog.
	Ask(ctx context.Context) error
	// Pass lets time pass.
	Pass(ctx context.Context, d time.Duration) error
	// Settle lets pass what time it takes until no queue holds a message.
	Settle(ctx context.Context) error
	// Close lets pass what time it takes until her dialog has closed by itself
	// and what follows that is done.
	Close(ctx context.Context) error
	// Tick is what the schedule does each minute.
	Tick(ctx context.Context) error
	// Measure counts what a part uses.
	Measure(ctx context.Context, p Part, do func() error) error
}

// Script is a story that a stage can tell: how the company is set up, and what
// happens. Times are short, since servers tell it in real time; they are long
// enough that the closing steps ask just as often on a slow machine: a dialog is
// silent before Idle has passed since its first message, so they ask twice.
type Script struct {
	Name string
	Idle time.Duration
	Read bool // every closed dialog is read
	Tell func(ctx context.Context, s Stage) error
}

// Quiet is the quiet period of the company in the scripts.
const Quiet = time.Second

// Scripts are all of them.
func Scripts() []Script {
	return []Script{
		{"ordinary", 15 * time.Second, false, ordinary},
		{"burst", 30 * time.Second, true, burst},
		{"long", 40 * time.Second, false, long},
		{"quiet", time.Hour, true, quiet},
	}
}

// Names of parts that are looked for.
const (
	PartOpening = "opening" // the first message, until contact and lead are bound
	PartChat    = "chat"    // what is said after it, replies sent
	PartRepeats = "repeats" // the customer's messages once more
	PartRun     = "run"     // asked for by hand, read, filled
	PartClosing = "closing" // by itself, and the run that follows if there is one
	PartEarly   = "early"   // a hundred messages of a long dialog, and
	PartLate    = "late"    // a hundred after them
	PartMinutes = "minutes" // in which nothing happens
)

func ordinary(ctx context.Context, s Stage) error {
	const name = "ordinary"
	chat := Order()
	return inTurn(
		func() error { return opening(ctx, s, name, chat[0].Text) },
		func() error {
			return s.Measure(ctx, Part{Story: name, Name: PartChat, Of: 7}, func() error { return talk(ctx, s, chat) })
		},
		func() error {
			return s.Measure(ctx, Part{Story: name, Name: PartRepeats, Of: 7}, func() error { return repeat(ctx, s, chat) })
		},
		func() error { return s.Pass(ctx, Quiet+100*time.Millisecond) },
		func() error {
			return s.Measure(ctx, Part{Story: name, Name: PartRun, Of: 1}, func() error {
				return inTurn(func() error { return s.Ask(ctx) }, func() error { return s.Settle(ctx) })
			})
		},
		func() error { return closing(ctx, s, name) },
	)
}

// inTurn does one step after the other, up to the first that fails.
func inTurn(steps ...func() error) error {
	for i, do := range steps {
		if err := do(); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}

// talk says what follows a chat's first message, and waits until it is sent.
func talk(ctx context.Context, s Stage, chat []Turn) error {
	for i, t := range chat[1:] {
		// Replies come more than a second apart: faster, they would be held back.
		if err := s.Pass(ctx, 500*time.Millisecond); err != nil {
			return err
		}
		tell := s.Say
		if t.Operator {
			tell = s.Reply
		}
		if err := tell(ctx, i+2, t.Text); err != nil {
			return fmt.Errorf("turn %d: %w", i+2, err)
		}
	}
	return s.Settle(ctx)
}

// repeat has the messenger repeat what the customer said after the first.
func repeat(ctx context.Context, s Stage, chat []Turn) error {
	for i, t := range chat[1:] {
		if t.Operator {
			continue
		}
		if err := s.Say(ctx, i+2, t.Text); err != nil {
			return fmt.Errorf("turn %d: %w", i+2, err)
		}
	}
	return s.Settle(ctx)
}

func burst(ctx context.Context, s Stage) error {
	const name = "burst"
	turns := Burst()
	return inTurn(
		func() error { return opening(ctx, s, name, turns[0].Text) },
		func() error {
			return s.Measure(ctx, Part{Story: name, Name: PartChat, Of: len(turns) - 1}, func() error {
				for i, t := range turns[1:] {
					if err := inTurn(func() error { return s.Pass(ctx, t.After) }, func() error { return s.Say(ctx, i+2, t.Text) }); err != nil {
						return err
					}
				}
				return nil
			})
		},
		func() error { return closing(ctx, s, name) },
	)
}

func long(ctx context.Context, s Stage) error {
	const name = "long"
	return inTurn(
		func() error { return opening(ctx, s, name, Order()[0].Text) },
		func() error {
			return s.Measure(ctx, Part{Story: name, Name: PartEarly, Of: 100}, func() error { return flood(ctx, s, 2, 101) })
		},
		func() error { return flood(ctx, s, 102, 401) },
		func() error {
			return s.Measure(ctx, Part{Story: name, Name: PartLate, Of: 100}, func() error { return flood(ctx, s, 402, 501) })
		},
		func() error { return closing(ctx, s, name) },
	)
}

// flood is one message after the other, from the one number to the other.
func flood(ctx context.Context, s Stage, from, to int) error {
	for n := from; n <= to; n++ {
		if err := inTurn(func() error { return s.Pass(ctx, 5*time.Millisecond) }, func() error { return s.Say(ctx, n, Order()[3].Text) }); err != nil {
			return fmt.Errorf("message %d: %w", n, err)
		}
	}
	return nil
}

func quiet(ctx context.Context, s Stage) error {
	const minutes = 3
	if err := s.Tick(ctx); err != nil { // the function is warm: the schedule never lets it sleep
		return err
	}
	return s.Measure(ctx, Part{Story: "quiet", Name: PartMinutes, Of: minutes}, func() error {
		for range minutes {
			if err := s.Pass(ctx, time.Minute); err != nil {
				return err
			}
			if err := s.Tick(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func opening(ctx context.Context, s Stage, name, text string) error {
	return s.Measure(ctx, Part{Story: name, Name: PartOpening, Of: 1}, func() error {
		if err := s.Say(ctx, 1, text); err != nil {
			return err
		}
		return s.Settle(ctx)
	})
}

func closing(ctx context.Context, s Stage, name string) error {
	return s.Measure(ctx, Part{Story: name, Name: PartClosing, Of: 1}, func() error { return s.Close(ctx) })
}
