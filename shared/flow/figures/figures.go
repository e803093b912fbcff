// Package figures counts what changed: dialogs opened and closed, their times, and
// what CoPilot did. It hears of changes from the feed.
package figures

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Book keeps the figures, and what was counted of each thing.
type Book interface {
	// Count counts a thing as of a version: change is given what was counted of it
	// before and answers with what is to be counted instead, and what lies between
	// the two is added to the rows, in one step with a mark of the version. So it is
	// counted once, whatever repeats, and a version that is not newer than the one
	// marked changes nothing. change may be called again.
	Count(ctx context.Context, thing string, version int64, change func(counted desk.Tally) (desk.Tally, error)) error
	// Recount is Count for whoever knows no version: what change answers with, which
	// must be of the thing as it is when change is called, takes the place of what was
	// counted of the version that is marked. It says whether that was something else.
	Recount(ctx context.Context, thing string, change func(counted desk.Tally) (desk.Tally, error)) (mended bool, err error)
}

// Counter is a feed's consumer. Hearing of a change again, or late, is harmless:
// what is counted of a thing is a function of the thing, kept by its version. What
// is erased stays counted, and nothing that is kept of it says whose it was.
type Counter struct {
	Book     Book
	Dialogs  Dialogs
	Messages flow.Messages
	Config   flow.Config
	Taught   Taught
}

// Dialogs finds dialogs.
type Dialogs interface {
	// Dialog finds one. ErrNotFound.
	Dialog(ctx context.Context, id desk.DialogID) (desk.Dialog, error)
}

// Changed implements feed.Consumer. Of an open dialog, messages cost nothing here:
// they change nothing that is counted.
func (c Counter) Changed(ctx context.Context, r desk.FeedRecord) error {
	switch {
	case r.Dialog != nil && r.Dialog.New != nil:
		return c.dialog(ctx, *r.Dialog)
	case r.Run != nil && r.Run.New != nil:
		return errors.Join(c.run(ctx, *r.Run), c.undone(ctx, *r.Run))
	case r.Card != nil:
		return c.edited(ctx, *r.Card)
	case r.Annotations != nil:
		return c.remarked(ctx, *r.Annotations)
	}
	return nil
}

func (c Counter) dialog(ctx context.Context, ch desk.Change[desk.Dialog]) error {
	if ch.Old != nil && len(ch.New.Tally(time.UTC).Since(ch.Old.Tally(time.UTC))) == 0 {
		return nil
	}
	zone, err := c.zone(ctx)
	if err != nil {
		return err
	}
	return c.Book.Count(ctx, dialogThing(ch.New.ID), ch.Version, func(counted desk.Tally) (desk.Tally, error) {
		return c.dialogTally(ctx, *ch.New, counted, zone)
	})
}

func dialogThing(id desk.DialogID) string { return desk.Digest("", "dialog", string(id)) }
func runThing(id desk.RunID) string       { return desk.Digest("", "run", string(id)) }

// dialogTally is what a dialog adds to the figures, with what was said in it once it
// closed. That is read once: then it is closed, and what is erased stays counted.
func (c Counter) dialogTally(ctx context.Context, d desk.Dialog, counted desk.Tally, zone *time.Location) (desk.Tally, error) {
	t := d.Tally(zone)
	if d.Open() || t.KeepSaid(d, counted) {
		return t, nil
	}
	var said []desk.Message
	after, upto := d.Span()
	for ask := (desk.PageAsk{Limit: 500}); ; {
		page, err := c.Messages.Messages(ctx, d.Customer, after, upto, false, ask)
		if err != nil {
			return nil, fmt.Errorf("what was said in %s: %w", d.ID, err)
		}
		said = append(said, page.Items...)
		if ask.Cursor = page.Next; ask.Cursor == "" || len(said) >= desk.MaxSaid {
			t.CountSaid(d, said[:min(len(said), desk.MaxSaid)], zone)
			return t, nil
		}
	}
}

func (c Counter) run(ctx context.Context, ch desk.Change[desk.Run]) error {
	var none desk.FigureRow
	if !ch.New.Ended() || ch.New.Merges() || ch.Old != nil && len(ch.New.Tally(none).Since(ch.Old.Tally(none))) == 0 {
		return nil
	}
	return c.Book.Count(ctx, runThing(ch.New.ID), ch.Version, func(counted desk.Tally) (desk.Tally, error) {
		return c.runTally(ctx, *ch.New, counted)
	})
}

func (c Counter) runTally(ctx context.Context, r desk.Run, counted desk.Tally) (desk.Tally, error) {
	row, err := c.row(ctx, r, counted)
	if err != nil {
		return nil, err
	}
	t := r.Tally(row)
	cs := r.Corrections()
	if len(cs) == 0 {
		return t, nil
	}
	fields, err := c.fields(ctx, r.Card)
	if err != nil {
		return nil, err
	}
	t.Correct(row, r, fields, cs)
	return t, nil
}

// row that a run is counted in: where it was counted first.
func (c Counter) row(ctx context.Context, r desk.Run, counted desk.Tally) (desk.FigureRow, error) {
	for row := range maps.Keys(counted) {
		return row, nil
	}
	zone, err := c.zone(ctx)
	if err != nil {
		return desk.FigureRow{}, err
	}
	d, err := c.Dialogs.Dialog(ctx, r.Dialog)
	if err != nil && !errors.Is(err, desk.ErrNotFound) { // erased meanwhile: its line is all that is known
		return desk.FigureRow{}, fmt.Errorf("the dialog of a run: %w", err)
	}
	return r.Row(d, zone), nil
}

// zone is the company's.
func (c Counter) zone(ctx context.Context) (*time.Location, error) {
	settings, err := c.Config.Settings(ctx)
	if err != nil {
		return nil, fmt.Errorf("the company's zone: %w", err)
	}
	return settings.Locale(desk.Line{}).Zone, nil
}
