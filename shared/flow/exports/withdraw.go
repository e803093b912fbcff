package exports

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Withdrawer takes files away before their time.
type Withdrawer struct {
	Exports Exports
	Files   flow.Remover
}

// Withdraw takes away all files, and has none be finished that was begun: somebody was
// erased who may be in them.
func (x Withdrawer) Withdraw(ctx context.Context) error {
	all, err := x.Exports.Exports(ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		for try := 0; e.State == desk.ExportRunning || e.State == desk.ExportDone; try++ {
			saved, err := x.Exports.SaveExport(ctx, e.Withdrawn())
			if errors.Is(err, desk.ErrConflict) && try < work.Retries {
				saved, err = x.Exports.Export(ctx, e.ID)
			}
			if err != nil {
				return err
			}
			e = saved
		}
		// Who was at work may have written a piece since.
		if e.State == desk.ExportWithdrawn {
			if err := clear(ctx, x.Files, e.Keys()); err != nil {
				return err
			}
		}
	}
	return nil
}

func clear(ctx context.Context, files flow.Remover, keys []string) error {
	for _, key := range keys {
		if err := files.Remove(ctx, key); err != nil {
			return err
		}
	}
	return nil
}
