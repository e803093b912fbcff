package cards

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// Unmerge begins to part what was merged.
func (m *Merger) Unmerge(ctx context.Context, by desk.Actor, from desk.CardRef) (desk.Merge, error) {
	if err := by.MustMerge(); err != nil {
		return desk.Merge{}, err
	}
	g, err := m.Merges.Merge(ctx, from)
	if err != nil {
		return g, err
	}
	switch {
	case g.State == desk.Unmerging:
		return g, m.Outbox.Enqueue(ctx, desk.NewMergeJob(from, m.Now()), 0)
	case g.State == desk.Merging:
		return g, desk.Refuse(desk.CodeMerging, "The contact "+from.String()+" is still being merged. Try again in a moment.")
	case m.Now().After(g.Undoable()):
		return g, desk.Refuse(desk.CodeMergeFinal, "The contact "+from.String()+" was merged too long ago: it stays so.")
	}
	if other, err := m.Merges.Merge(ctx, g.Into); err == nil {
		return g, desk.Refuse(desk.CodeContactMerged, "The contact "+g.Into.String()+" itself was merged into "+other.Into.String()+". Undo that first.")
	} else if !errors.Is(err, desk.ErrNotFound) {
		return g, err
	}
	g.State = desk.Unmerging
	if g, err = m.Merges.BeginMerge(ctx, g); err != nil {
		return g, err
	}
	return g, m.Outbox.Enqueue(ctx, desk.NewMergeJob(from, m.Now()), 0)
}

// part moves back what was moved, and what came since of the customers who were
// moved; what was proposed of the other's, or filled of what they said since, and nobody
// decided on, is taken back. Last it forgets the merge, by which a repeat finds what is left.
func (m *Merger) part(ctx context.Context, g desk.Merge) error {
	since, err := m.since(ctx, g)
	if err != nil {
		return err
	}
	if err := m.move(ctx, g.By, g.Moved.With(since), []desk.CardRef{g.Into}, g.From); err != nil {
		return fmt.Errorf("part %s: %w", g.From, err)
	}
	if err := m.Offers.Withdraw(ctx, g.Offered(), g.By, "the merge was undone"); err != nil {
		return err
	}
	brought, err := m.retract(ctx, g, g.Moved.With(since).Dialogs)
	if err != nil {
		return err
	}
	if len(g.Filled) > 0 {
		if _, err := m.CRM.ChangeCard(ctx, g.Unchange(m.Now())); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
		if err := m.retitle(ctx, g, true); err != nil {
			return err
		}
	}
	if err := m.forget(ctx, g, brought); err != nil {
		return err
	}
	if err := m.company(ctx, g, g.Company, desk.CardRef{}); err != nil {
		return err
	}
	var taken []desk.Entry
	if _, err := m.entries(ctx, g.From, func(e desk.Entry) error {
		if !own(e) {
			e.Card = g.Into
			taken = append(taken, e)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := m.Merges.TakeEntries(ctx, taken); err != nil {
		return err
	}
	for _, id := range since.Dialogs {
		d, err := m.Dialogs.Dialog(ctx, id)
		if errors.Is(err, desk.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := m.Annotations.AddEntries(ctx, []desk.Entry{d.BoundEntry(g.From, g.By, d.OpenedAt)}); err != nil {
			return err
		}
		if err := m.Merges.TakeEntries(ctx, []desk.Entry{d.BoundEntry(g.Into, g.By, d.OpenedAt)}); err != nil {
			return err
		}
	}
	if err := m.Annotations.AddEntries(ctx, g.Entries(desk.EntryUnmerged, m.Now())); err != nil {
		return err
	}
	return m.Merges.DropMerge(ctx, g)
}

// retract takes from the survivor what runs of the other's dialogs brought to it, with what
// its timeline says of that; what a person decided on stays. The answer are those runs.
func (m *Merger) retract(ctx context.Context, g desk.Merge, dialogs []desk.DialogID) (map[desk.RunID]desk.Run, error) {
	brought := map[desk.RunID]desk.Run{}
	for _, id := range dialogs {
		if _, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
			return m.Belongs.DialogRuns(ctx, id, ask)
		}, func(r desk.Run) error {
			if r.Card != g.Into || !r.Carried() {
				return nil
			}
			r, err := m.Offers.Retract(ctx, r, g.By, "the merge was undone")
			brought[r.ID] = r
			return err
		}); err != nil {
			return nil, fmt.Errorf("take back what dialog %s brought to %s: %w", id, g.Into, err)
		}
	}
	if len(brought) == 0 {
		return nil, nil
	}
	var told []desk.Entry
	if _, err := m.entries(ctx, g.Into, func(e desk.Entry) error {
		r, is := brought[e.Run]
		if i, has := r.Outcome(e.Field); is && has && r.Outcomes[i].Retracted() {
			told = append(told, e)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return brought, m.Merges.TakeEntries(ctx, told)
}

// since are the dialogs of the moved customers that were bound since they were moved,
// with the cards that were made of them. One may have been opened before the merge
// was asked for: its job to be bound came later.
func (m *Merger) since(ctx context.Context, g desk.Merge) (out desk.Belongings, err error) {
	for _, id := range g.Moved.Customers {
		if _, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
			return m.Belongs.ListDialogs(ctx, desk.DialogFilter{Customers: []desk.CustomerID{id}}, ask)
		}, func(d desk.Dialog) error {
			theirs := d.Contact == g.Into || d.Contact == g.From // From's: this repeats what was cut off
			if !theirs || slices.Contains(g.Moved.Dialogs, d.ID) {
				return nil
			}
			out.Dialogs = append(out.Dialogs, d.ID)
			for _, b := range d.Cards {
				if !b.CreatedAt.Before(g.AskedAt) {
					out.Cards = append(out.Cards, b.Ref)
				}
			}
			return nil
		}); err != nil {
			return out, err
		}
	}
	return out, nil
}
