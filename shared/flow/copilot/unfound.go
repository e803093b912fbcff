package copilot

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// unfound tells of the values that stand on the card because an earlier run read them out of
// this very dialog, and that this run does not find: the one or the other is a mistake, and
// nobody but a person can say which. The value stays, since taking it away could be the
// mistake, and it is told with the words that proved it then. What a person set since, or
// somebody else's dialog says, is none of it.
func (f *Filler) unfound(ctx context.Context, run *desk.Run, m desk.CardAnnotations) error {
	before := map[desk.RunID]desk.Run{}
	for i, o := range run.Outcomes {
		if o.Kind != desk.OutcomeNotFound || o.Old == "" {
			continue
		}
		run.Outcomes[i].Old = ""
		mark, ok := m.Marks[o.Field]
		if !ok || mark.Value != o.Old || mark.Run == run.ID {
			continue
		}
		last, ok := before[mark.Run]
		if !ok {
			var err error
			if last, err = f.Runs.Run(ctx, mark.Run); err != nil && !errors.Is(err, desk.ErrNotFound) {
				return fmt.Errorf("run %s, which filled %s: %w", mark.Run, o.Field, err)
			}
			before[mark.Run] = last
		}
		at, ok := last.Outcome(o.Field)
		if !ok || last.Dialog != run.Dialog {
			continue
		}
		was := last.Outcomes[at]
		o.Quote, o.Message, o.Heard = was.Quote, was.Message, was.Heard
		o.Reason = "CoPilot filled this out of this chat before, and does not find it any more: see whether it is right"
		run.Outcomes[i] = o
	}
	return nil
}
