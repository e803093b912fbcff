package centre

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Lists finds dialogs, and the lines that they are on.
type Lists interface {
	Lines(ctx context.Context) ([]desk.Line, error)
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
}

// Healer has open dialogs looked at whose customers are answered in a centre: an operator's
// answer, or a session's end, that was told while nobody heard is heard late rather than
// never. It is to be asked once an hour.
//
// Its calls are bounded, of each connection alone: the dialogs in which something was said
// last, one a second. Repeating is harmless: a customer has one job.
type Healer struct {
	Lists  Lists
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

const (
	healMost  = 200              // dialogs of each connection
	healPages = 10               // … found on so many pages
	healAfter = 10 * time.Minute // what was told lately may be on its way
)

// Heal says how many dialogs are to be looked at.
func (h *Healer) Heal(ctx context.Context) (int, error) {
	lines, err := h.Lists.Lines(ctx)
	if err != nil {
		return 0, fmt.Errorf("lines: %w", err)
	}
	of := map[desk.ConnectionID][]desk.LineID{}
	for _, l := range lines {
		if l.Centre().Used() {
			of[l.CentreConnection] = append(of[l.CentreConnection], l.ID)
		}
	}
	n, failed := 0, []error(nil)
	for c, lines := range of {
		told, err := h.heal(ctx, lines)
		if n += told; err != nil {
			failed = append(failed, fmt.Errorf("dialogs answered in %s: %w", c, err))
		}
	}
	return n, errors.Join(failed...)
}

func (h *Healer) heal(ctx context.Context, lines []desk.LineID) (n int, err error) {
	ask := desk.PageAsk{Limit: 50}
	for range healPages {
		page, err := h.Lists.ListDialogs(ctx, desk.DialogFilter{Lines: lines, States: desk.OpenStates(), Sort: desk.ByActivity}, ask)
		if err != nil {
			return n, err
		}
		for _, d := range page.Items {
			if n == healMost {
				return n, nil
			}
			if !d.PassesOn() || d.Last.Time().After(h.Now().Add(-healAfter)) {
				continue
			}
			if err := work.Requeue(ctx, h.Jobs, h.Outbox, desk.NewCentreLookJob(d, h.Now()), time.Duration(n)*time.Second); err != nil {
				return n, err
			}
			n++
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	return n, nil
}

// LookJob looks at a customer's session in a centre, and hears what was not told.
//
// Repeating is harmless, and so is what was told meanwhile: a message there is one here, and
// a session ends once.
type LookJob struct {
	Passings    Passings
	Centres     Centres
	Connections flow.Connections
	Newest      flow.Newest
	Config      flow.Config
	Messages    flow.Messages
	Listener    *Listener
	Now         func() time.Time
}

// Job does the jobs of kind desk.JobCentreLook, each at least once.
func (j *LookJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *LookJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	line, err := j.Config.Line(ctx, v.Line)
	if err != nil || !line.Centre().Used() {
		return 0, unlessAbsent(err)
	}
	c, err := j.Connections.Connection(ctx, line.CentreConnection)
	if err != nil {
		return 0, unlessAbsent(err)
	}
	d, err := j.Newest.Newest(ctx, v.Customer)
	if err != nil || !d.Open() {
		return 0, unlessAbsent(err)
	}
	p, err := j.Passings.Passing(ctx, v.Customer)
	if err != nil {
		return 0, err
	}
	if p.Busy(j.Now()) > 0 || p.Session == "" || p.Over() || p.Dialog != d.ID && p.Dialog != d.Parent {
		return 0, nil // whoever is at it knows, or nothing of the dialog is there
	}
	seen, err := j.Centres.Seen(ctx, c, line.Centre(), desk.PassedIn{Chat: p.Chat, Session: p.Session}, p.Through.Time())
	switch {
	case errors.Is(err, desk.ErrRefused), errors.Is(err, desk.ErrInvalid), errors.Is(err, desk.ErrNotFound):
		return 0, nil // it shows nothing
	case err != nil:
		return 0, fmt.Errorf("look at a session: %w", err)
	}
	for _, e := range seen.Said {
		_, err := j.Messages.Message(ctx, v.Customer, desk.CentreExternal(c.ID, e.Mark))
		if err == nil {
			continue
		}
		if !errors.Is(err, desk.ErrNotFound) {
			return 0, err
		}
		e.Kind, e.Customer, e.Line = desk.CentreSaid, v.Customer, line.CentreLine
		if err := j.Listener.Hear(ctx, c.ID, e); err != nil {
			return 0, err
		}
	}
	if !seen.Ended {
		return 0, nil
	}
	return 0, j.Listener.Hear(ctx, c.ID, desk.CentreEvent{Kind: desk.CentreEnded, Customer: v.Customer, Line: line.CentreLine, Session: p.Session})
}

// GiveUp implements work.GivesUp: it is looked at again within the hour.
func (j *LookJob) GiveUp(context.Context, desk.Job, error) error { return nil }
