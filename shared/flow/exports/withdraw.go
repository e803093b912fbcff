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
	return x.end(ctx, func(desk.Export) bool { return true }, desk.Export.Withdrawn)
}

// WithdrawOf does so with the files of an operator who was switched off: a link that they
// have leads nowhere from then on.
func (x Withdrawer) WithdrawOf(ctx context.Context, o desk.OperatorID) error {
	return x.end(ctx, func(e desk.Export) bool { return e.By.Operator == o }, func(e desk.Export) desk.Export { return e.Failed(desk.CodeForbidden) })
}

// end ends those of all exports that are meant and takes their files away.
func (x Withdrawer) end(ctx context.Context, meant func(desk.Export) bool, ended func(desk.Export) desk.Export) error {
	all, err := x.Exports.Exports(ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if !meant(e) {
			continue
		}
		for try := 0; e.State == desk.ExportRunning || e.State == desk.ExportDone; try++ {
			saved, err := x.Exports.SaveExport(ctx, ended(e))
			if errors.Is(err, desk.ErrConflict) && try < work.Retries {
				saved, err = x.Exports.Export(ctx, e.ID)
			}
			if err != nil {
				return err
			}
			e = saved
		}
		// Who was at work may have written a piece since.
		if e.State == desk.ExportWithdrawn || e.State == desk.ExportFailed {
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
