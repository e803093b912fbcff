package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Rooms hears that an operator has one dialog less. Repeating is harmless.
type Rooms interface {
	Freed(ctx context.Context, o desk.OperatorID) error
}

// Restarter has the bot answer again where a person had joined: only when somebody
// says so (HO-04, D13).
//
// Repeating is harmless: a dialog that is the bot's stays so.
type Restarter struct {
	Dialogs flow.Dialogs
	Config  flow.Config
	Rooms   Rooms
	Now     func() time.Time
}

// Restart makes the dialog the bot's: it answers what the customer says next. It is
// refused to whoever may not act in the dialog, and on a line that has no bot.
func (r *Restarter) Restart(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	d, err := r.Dialogs.Dialog(ctx, id)
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	if err := d.MustAct(by); err != nil {
		return desk.Dialog{}, err
	}
	line, err := r.Config.Line(ctx, d.Line)
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	if !line.BotFirst() {
		return desk.Dialog{}, desk.Refuse(desk.CodeBotOff, "The line "+string(line.ID)+" has no bot. An administrator can switch it on.")
	}
	had := d.Operator
	d, err = r.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if d.State == desk.StateBot {
			return d, d.MustAct(by)
		}
		had = d.Operator
		return d.Set(by, desk.StateBot, "", r.Now())
	})
	if err != nil || had == "" {
		return d, err
	}
	return d, r.Rooms.Freed(ctx, had)
}
