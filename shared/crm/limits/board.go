package limits

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Board is where the processes that call one CRM tell one another that it is left alone:
// it is written when that changes, and read at most every lookAgain by whoever calls.
type Board interface {
	// Outage is the connection's as it is now; the zero one with its name: there is none.
	Outage(ctx context.Context, c desk.ConnectionID) (desk.Outage, error)
	// SaveOutage stores it over the one of its Version (0: there is none). ErrConflict.
	SaveOutage(ctx context.Context, o desk.Outage) (desk.Outage, error)
}

const (
	// lookAgain is for how long what others told is taken for so.
	lookAgain = desk.OutageHeard
	// boardTime is how long the board may take: a CRM that is there is not held up by it.
	boardTime = time.Second
	// probeTime is how long the one who tries whether the CRM is there again may take.
	probeTime = 30 * time.Second
)

// look reads what others told, if it is time to. Who can't know goes on with what they
// know themselves.
func (g *Gate) look(ctx context.Context) {
	g.mu.Lock()
	now := g.Now()
	due := g.Board != nil && (g.looked.IsZero() || now.Sub(g.looked) >= lookAgain)
	if due {
		g.looked = now
	}
	g.mu.Unlock()
	if !due {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, boardTime)
	defer cancel()
	o, err := g.Board.Outage(ctx, g.Connection)
	if err != nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.heard(o)
}

// heard takes over what others told.
func (g *Gate) heard(o desk.Outage) {
	news := o.Version != g.board.Version && o.Shut == g.board.Shut // whether it lets us in says nothing of an outage
	g.board = o
	switch {
	case o.Failed == 0 && news && !g.probing: // somebody found that it is there again
		g.failed, g.until = 0, time.Time{}
	case o.Failed > 0:
		g.failed = max(g.failed, o.Failed)
		if o.Until.After(g.until) {
			g.until, g.why = o.Until, o.Why
		}
	}
}

// probes claims the try whether the CRM is there again, for one of all processes. An
// error: somebody else tries.
func (g *Gate) probes(ctx context.Context) error {
	g.mu.Lock()
	mine, o := g.Board != nil && g.probing, g.board
	if mine {
		o.Connection, o.Failed, o.Until, o.Why = g.Connection, g.failed, g.Now().Add(probeTime), g.why
	}
	g.mu.Unlock()
	if !mine {
		return nil
	}
	saved, err := g.save(ctx, o)
	if !errors.Is(err, desk.ErrConflict) {
		g.mu.Lock()
		defer g.mu.Unlock()
		if err == nil {
			g.board = saved
		}
		return nil // a board that is down keeps nobody from trying
	}
	g.mu.Lock()
	g.probing, g.looked = false, time.Time{} // look at once
	g.mu.Unlock()
	return &desk.Later{Until: g.Now().Add(time.Second), Why: o.Why}
}

// tell tells the others what changed: that the CRM is left alone, for how long, or that it
// is there again. Nothing is written for a call that changes nothing.
func (g *Gate) tell(ctx context.Context) {
	for range 3 {
		g.mu.Lock()
		o := g.board
		down := g.Now().Before(g.until)
		open := g.failed >= failures || down
		switch {
		case g.Board == nil, !open && o.Failed == 0, open && down && !g.until.After(o.Until) && !g.probed, open && !down:
			g.mu.Unlock()
			return
		case open:
			if o.Failed == 0 {
				o.Since = g.Now()
			}
			o.Until, o.Why, o.Failed = g.until, g.why, max(g.failed, 1)
		default:
			o.Since, o.Until, o.Why, o.Failed = time.Time{}, time.Time{}, "", 0
		}
		g.probed = false
		o.Connection = g.Connection
		g.mu.Unlock()
		saved, err := g.save(ctx, o)
		if err == nil {
			g.mu.Lock()
			g.board = saved
			g.mu.Unlock()
		}
		if !errors.Is(err, desk.ErrConflict) {
			return
		}
		// Somebody else told something: what they told is known then, and told again only
		// if it is not enough.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), boardTime)
		now, err := g.Board.Outage(ctx, g.Connection)
		cancel()
		if err != nil {
			return
		}
		g.mu.Lock()
		g.board = now
		g.mu.Unlock()
	}
}

// Answered ends an outage, for all processes: whoever went past the gate by hand found that
// the CRM is there. A wait that the CRM itself asked for stays. Repeating is harmless, and
// where there is no outage nothing is written. An error: the others were not told.
func (g *Gate) Answered(ctx context.Context) error {
	g.mu.Lock()
	if g.failed >= failures {
		g.failed, g.until, g.why = 0, time.Time{}, ""
	}
	g.mu.Unlock()
	for try := 0; g.Board != nil; try++ {
		o, err := g.Board.Outage(ctx, g.Connection)
		if err == nil && o.Failed >= failures {
			o, err = g.save(ctx, desk.Outage{Connection: g.Connection, Shut: o.Shut, ShutSince: o.ShutSince, Version: o.Version})
		}
		if errors.Is(err, desk.ErrConflict) && try < 2 {
			continue
		}
		if err == nil {
			g.mu.Lock()
			g.heard(o)
			g.mu.Unlock()
		}
		return err
	}
	return nil
}

// LetIn notes why the CRM lets us in no more, or, without a reason, that it does: people
// are shown it. It is written when that changes, so what goes well costs nothing. An error:
// it is not known to the others.
func (g *Gate) LetIn(ctx context.Context, why desk.Code) error {
	if g.Board == nil {
		return nil
	}
	g.mu.Lock()
	o := g.board
	g.mu.Unlock()
	for try := 0; o.Shut != why; try++ {
		o.Connection, o.Shut, o.ShutSince = g.Connection, why, time.Time{}
		if why != "" {
			o.ShutSince = g.Now()
		}
		saved, err := g.save(ctx, o)
		if errors.Is(err, desk.ErrConflict) && try < 2 {
			if o, err = g.Board.Outage(ctx, g.Connection); err == nil {
				continue
			}
		}
		if err != nil {
			return err
		}
		o = saved
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if o.Version > g.board.Version {
		g.board = o
	}
	return nil
}

// save writes to the board, whoever gave up waiting.
func (g *Gate) save(ctx context.Context, o desk.Outage) (desk.Outage, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), boardTime)
	defer cancel()
	return g.Board.SaveOutage(ctx, o)
}
