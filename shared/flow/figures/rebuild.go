package figures

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Everything is all that is counted.
type Everything interface {
	// EveryDialog there is, the newest first.
	EveryDialog(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	// DialogRuns are a dialog's runs, the newest first.
	DialogRuns(ctx context.Context, d desk.DialogID, ask desk.PageAsk) (desk.Page[desk.Run], error)
}

// Rebuilder makes the figures again from the dialogs and their runs.
type Rebuilder struct {
	Counter
	Everything Everything
	Runs       flow.Runs
}

// Report is what became of making the figures again.
type Report struct {
	Dialogs, Runs int
	Mended        int // of these so many were not counted as they are
}

// Rebuild counts every dialog and every run anew: what is counted as it is costs a
// read and changes nothing, so the figures are found equal, and what was never counted,
// since the feed was lost, is. What was erased stays counted. It may be stopped and
// begun again at any time, while all goes on.
func (b Rebuilder) Rebuild(ctx context.Context) (Report, error) {
	var out Report
	zone, err := b.zone(ctx)
	if err != nil {
		return out, err
	}
	for cursor := ""; ; {
		if cursor, err = b.page(ctx, cursor, zone, &out); err != nil || cursor == "" {
			return out, err
		}
	}
}

// page counts a page of the dialogs anew, and says where the next begins.
func (b Rebuilder) page(ctx context.Context, cursor string, zone *time.Location, out *Report) (string, error) {
	page, err := b.Everything.EveryDialog(ctx, desk.PageAsk{Limit: 100, Cursor: cursor})
	if err != nil {
		return "", err
	}
	for _, d := range page.Items {
		if err := b.again(ctx, d.ID, zone, out); err != nil {
			return "", fmt.Errorf("count %s anew: %w", d.ID, err)
		}
	}
	return page.Next, nil
}

// again counts one dialog and its runs.
func (b Rebuilder) again(ctx context.Context, id desk.DialogID, zone *time.Location, out *Report) error {
	mended, err := b.Book.Recount(ctx, dialogThing(id), func(counted desk.Tally) (desk.Tally, error) {
		d, err := b.Dialogs.Dialog(ctx, id)
		if errors.Is(err, desk.ErrNotFound) { // erased meanwhile: it stays counted
			return counted, nil
		}
		if err != nil {
			return nil, err
		}
		return b.dialogTally(ctx, d, counted, zone)
	})
	if out.Dialogs++; mended {
		out.Mended++
	}
	for ask := (desk.PageAsk{Limit: 100}); err == nil; {
		var page desk.Page[desk.Run]
		if page, err = b.Everything.DialogRuns(ctx, id, ask); err != nil {
			break
		}
		for _, r := range page.Items {
			if err = b.runAgain(ctx, r.ID, out); err != nil {
				return err
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	return err
}

func (b Rebuilder) runAgain(ctx context.Context, id desk.RunID, out *Report) error {
	var wrote []desk.FieldName
	mended, err := b.Book.Recount(ctx, runThing(id), func(counted desk.Tally) (desk.Tally, error) {
		wrote = nil
		r, err := b.Runs.Run(ctx, id)
		if errors.Is(err, desk.ErrNotFound) {
			return counted, nil
		}
		if err != nil || !r.Ended() {
			return counted, err
		}
		if r.Filled() && r.Card.Connection == desk.ConnectionBuiltIn {
			for _, o := range r.Outcomes {
				wrote = append(wrote, o.Field)
			}
		}
		return b.runTally(ctx, r, counted)
	})
	for _, field := range wrote {
		again, no := b.editOf(ctx, id, field)
		mended, err = mended || again, errors.Join(err, no)
	}
	if out.Runs++; mended {
		out.Mended++
	}
	return err
}
