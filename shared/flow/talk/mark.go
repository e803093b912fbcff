package talk

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Marker marks open dialogs: by their priority (DG-25), by labels of the company's
// own (DG-24), and as put off. It is refused to whoever may not accept the dialog.
//
// Repeating is harmless: a dialog that is marked so already stays as it is.
type Marker struct {
	Dialogs flow.Dialogs
	Config  flow.Config
	Now     func() time.Time
}

// Marks are what is to be marked; what is nil stays.
type Marks struct {
	Priority *desk.Priority
	Labels   *[]desk.LabelID // all that the dialog shall have
	Snooze   *Snooze
}

// Snooze puts a dialog off until a moment, or the next message; Off ends that.
type Snooze struct {
	Until time.Time // zero: until the next message only
	Off   bool
}

// Mark answers with the dialog.
func (m *Marker) Mark(ctx context.Context, by desk.Actor, id desk.DialogID, marks Marks) (desk.Dialog, error) {
	settings, err := m.Config.Settings(ctx)
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("settings: %w", err)
	}
	now := m.Now()
	return m.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if err := d.MustAct(by); err != nil {
			return d, err
		}
		if !d.Open() {
			return d, desk.RefuseClosed()
		}
		if marks.Labels != nil {
			if err := settings.CheckLabels(*marks.Labels, d.Labels); err != nil {
				return d, err
			}
			if d.Labels = *marks.Labels; len(d.Labels) == 0 {
				d.Labels = nil
			}
		}
		if marks.Priority != nil {
			d.Priority = *marks.Priority
		}
		if s := marks.Snooze; s != nil {
			if !s.Off && !s.Until.IsZero() && !s.Until.After(now) {
				return d, desk.Wrong("snooze_past", "a dialog is put off until a time to come")
			}
			if d.Snooze = (desk.Snooze{After: d.LastSpoken, Until: s.Until}); s.Off {
				d.Snooze = desk.Snooze{}
			}
		}
		return d, nil
	})
}
