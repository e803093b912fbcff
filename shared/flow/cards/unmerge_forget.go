package cards

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// forget takes what the other contact held out of what the survivor's own chats were told
// while both were one: a run proposes ann's e-mail in the place of the other's, and undoing
// it would write that one onto her card. What it says then is what was there before.
//
// Repeating is harmless: what is still told so is found in the timeline, of which each entry
// goes last.
func (m *Merger) forget(ctx context.Context, g desk.Merge, brought map[desk.RunID]desk.Run) error {
	before := theirs(g, brought)
	if len(before) == 0 {
		return nil
	}
	_, err := m.entries(ctx, g.Into, func(e desk.Entry) error {
		if _, is := brought[e.Run]; is || e.Run == "" || e.At.Before(g.AskedAt) {
			return nil
		}
		next, told := e, false
		if v, is := before[held{e.Field, e.Old}]; is {
			next.Old, told = v, true
		}
		if v, is := before[held{e.Field, e.New}]; is && e.Kind == desk.EntryUndone {
			next.New, told = v, true
		}
		if !told {
			return nil
		}
		if err := m.Offers.Forget(ctx, e.Run, g.By, func(o desk.Outcome) (desk.Value, bool) {
			v, is := before[held{o.Field, o.Old}]
			return v, is
		}); err != nil {
			return fmt.Errorf("forget the other's value in run %s: %w", e.Run, err)
		}
		next.ID = desk.Digest("t", e.ID, "parted")
		if err := m.Annotations.AddEntries(ctx, []desk.Entry{next}); err != nil {
			return err
		}
		return m.Merges.TakeEntries(ctx, []desk.Entry{e})
	})
	return err
}

// held is a value in a field.
type held struct {
	field desk.FieldName
	value desk.Value
}

// theirs are the values that the survivor held of the other contact, with what it held before:
// those that the merge filled, and those that the other's chats brought and nobody decided on.
func theirs(g desk.Merge, brought map[desk.RunID]desk.Run) map[held]desk.Value {
	out := map[held]desk.Value{}
	for _, f := range g.Filled {
		if f.New != "" {
			out[held{f.Field, f.New}] = f.Old
		}
	}
	for _, r := range brought {
		for _, o := range r.Outcomes {
			if o.Retracted() && o.Value != "" {
				out[held{o.Field, o.Value}] = o.Old
			}
		}
	}
	return out
}
