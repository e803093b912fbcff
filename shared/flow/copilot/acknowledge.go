package copilot

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// Acknowledge notes that a person has seen what CoPilot filled into a card: the
// badge goes, marks and offers stay (FF-08); and that the card may have been made twice.
// Repeating is harmless: what was
// acknowledged is not written again.
func (d *Decider) Acknowledge(ctx context.Context, by desk.Actor, ref desk.CardRef) error {
	if err := by.MustChange(ref.Kind); err != nil {
		return err
	}
	if _, err := d.Cards.Card(ctx, ref); err != nil {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	for try := 0; ; try++ {
		m, err := d.Annotations.Annotations(ctx, ref)
		if err != nil || !m.Filled && !m.Unsure {
			return err
		}
		m.Filled, m.Unsure = false, false
		err = d.Annotations.SaveMargin(ctx, m, []desk.Entry{{
			ID: desk.Digest("t", ref.String(), "acknowledged", fmt.Sprint(m.Version)), Card: ref, At: d.Now(), By: by.Name, Kind: desk.EntrySeen,
		}})
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
	}
}
