package talk

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// FromBot implements bot.People: a transfer that nobody asked for. A dialog that it
// handed over already has its child seen to once more.
func (t *Transferrer) FromBot(ctx context.Context, id desk.DialogID) error {
	return t.FromApp(ctx, id, "")
}

// FromApp implements external.People: the child knows which app of the messenger handed
// it over.
func (t *Transferrer) FromApp(ctx context.Context, id desk.DialogID, app string) error {
	for try := 0; ; try++ {
		parent, err := t.Dialogs.Dialog(ctx, id)
		if err != nil {
			return fmt.Errorf("dialog %s: %w", id, err)
		}
		child := parent.FromBot(t.Now())
		child.BotApp = cmp.Or(app, child.BotApp)
		if !parent.Open() {
			if parent.CloseReason != desk.ClosedTransfer || parent.ClosedBy != desk.BotName {
				return nil
			}
			have, err := t.Dialogs.Dialog(ctx, child.ID)
			if err != nil {
				return fmt.Errorf("dialog %s: %w", child.ID, err)
			}
			if !have.Open() {
				return nil
			}
			return t.start(ctx, have)
		}
		if parent.State != desk.StateBot {
			return nil
		}
		end := parent.Closed(desk.ClosedTransfer, desk.BotName, t.Now())
		end.HandedTo = desk.Receiver{Team: parent.Team}
		err = t.Dialogs.Follow(ctx, end, child)
		if errors.Is(err, desk.ErrConflict) && try < work.Retries {
			continue
		}
		if err != nil {
			return fmt.Errorf("hand over %s: %w", id, err)
		}
		return t.start(ctx, child)
	}
}
