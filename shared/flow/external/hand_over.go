package external

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// HandOver is how a bot that writes through our API hands a customer over to people.
//
// Repeating is harmless: a dialog that was handed over answers with its child, as long as
// that is the one that goes on.
type HandOver struct {
	Dialogs flow.Dialogs
	Config  flow.Config
	People  People
}

// Do answers with the dialog that people have. It is refused to whoever may not act in the
// dialog, on a line that has no other platform's bot, and in a closed one.
func (h *HandOver) Do(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	d, err := h.Dialogs.Dialog(ctx, id)
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	if err := d.MustAct(by); err != nil {
		return desk.Dialog{}, err
	}
	line, err := h.Config.Line(ctx, d.Line)
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	if err := line.MustHaveOtherBot(); err != nil {
		return desk.Dialog{}, err
	}
	if err := h.People.FromApp(ctx, id, ""); err != nil {
		return desk.Dialog{}, err
	}
	if d, err = h.Dialogs.Dialog(ctx, id); err != nil {
		return desk.Dialog{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	switch child := d.Continuation(); {
	case d.Open():
		return d, nil // a person has joined
	case child == "" || d.ClosedBy != desk.BotName:
		return desk.Dialog{}, desk.RefuseClosed()
	default:
		return h.Dialogs.Dialog(ctx, child)
	}
}
