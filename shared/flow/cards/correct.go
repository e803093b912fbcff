package cards

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// corrected notes which of CoPilot's values a person put another in the place of: the
// words said until then propose them no more (D19). Who is killed before it leaves the
// mark, by which the next run knows as well what was said until the value was set.
func (e *Editor) corrected(ctx context.Context, ref desk.CardRef, es []desk.Entry) error {
	for try := 0; ; try++ {
		m, err := e.Annotations.Annotations(ctx, ref)
		if err != nil {
			return fmt.Errorf("margin of %s: %w", ref, err)
		}
		next := m
		for _, c := range es {
			next = next.WithCorrected(c.Field, c.Old, c.New, c.At)
		}
		if maps.EqualFunc(m.Kept, next.Kept, slices.Equal[[]desk.KeptValue]) {
			return nil
		}
		err = e.Annotations.SaveMargin(ctx, next, nil)
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
	}
}
