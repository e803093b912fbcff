package cards

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// Do does what is to be done of a contact's merge.
func (m *Merger) Do(ctx context.Context, from desk.CardRef) error {
	g, err := m.Merges.Merge(ctx, from)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if g.State == desk.Unmerging {
		return m.part(ctx, g)
	}
	if !g.Planned { // whoever asked may have died before they looked
		var no *desk.Refusal
		if err := m.unlessHeld(ctx, g); errors.As(err, &no) {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := m.CRM.Card(ctx, g.Into); errors.Is(err, desk.ErrNotFound) { // deleted since
			return m.Merges.DropMerge(ctx, g)
		}
	}
	if g, err = m.fill(ctx, g); err != nil {
		return fmt.Errorf("fill %s: %w", g.Into, err)
	}
	if g, err = m.gather(ctx, g); err != nil {
		return fmt.Errorf("merge %s: %w", from, err)
	}
	if err := m.tell(ctx, g); err != nil {
		return err
	}
	if g.State == desk.Merging {
		g.State, g.MergedAt = desk.Merged, m.Now().UTC()
		if g, err = m.Merges.SaveMerge(ctx, g); err != nil {
			return err
		}
	}
	// Who stays may be going on into another contact by now.
	if _, err := m.Merges.Merge(ctx, g.Into); errors.Is(err, desk.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return m.Do(ctx, g.Into)
}

// fill gives the survivor what it lacks, and what was chosen; what else the other one
// holds is proposed for it.
func (m *Merger) fill(ctx context.Context, g desk.Merge) (desk.Merge, error) {
	if g.State != desk.Merging {
		return g, nil
	}
	if !g.Planned {
		from, err := m.CRM.Card(ctx, g.From)
		if err != nil {
			return g, err
		}
		into, err := m.CRM.Card(ctx, g.Into)
		if err != nil {
			return g, err
		}
		g.Filled, g.Company, g.Planned = g.Plan(from, into), g.CompanyTaken(from, into), true
		if g, err = m.Merges.SaveMerge(ctx, g); err != nil {
			return g, err
		}
	}
	if len(g.Filled) > 0 {
		if _, err := m.CRM.ChangeCard(ctx, g.Change(m.Now())); err != nil {
			return g, err
		}
		if err := m.retitle(ctx, g, false); err != nil {
			return g, err
		}
		if err := m.Offers.Stands(ctx, g.Into, g.By); err != nil {
			return g, err
		}
	}
	if err := m.company(ctx, g, desk.CardRef{}, g.Company); err != nil {
		return g, err
	}
	return g, m.offer(ctx, g)
}

// retitle has a contact that is called by its name be called by the one that it has now.
func (m *Merger) retitle(ctx context.Context, g desk.Merge, undo bool) error {
	return m.change(ctx, g.By, g.Into, func(c desk.Card) desk.Card {
		c.Title = g.Retitled(c.Title, undo)
		return c
	})
}

// offer proposes for the survivor what the other one holds otherwise.
func (m *Merger) offer(ctx context.Context, g desk.Merge) error {
	from, err := m.CRM.Card(ctx, g.From)
	if err != nil {
		return err
	}
	into, err := m.CRM.Card(ctx, g.Into)
	if err != nil {
		return err
	}
	fields, err := m.CRM.Fields(ctx, g.Into.Connection, g.Into.Kind)
	if err != nil {
		return fmt.Errorf("fields of %s: %w", g.Into, err)
	}
	run := g.Offer(from, into, fields, m.Now())
	if len(run.Outcomes) == 0 {
		return nil
	}
	return m.Offers.Offer(ctx, run)
}

// company gives the survivor another company, if it is still of the one that it had.
func (m *Merger) company(ctx context.Context, g desk.Merge, was, to desk.CardRef) error {
	if was == to {
		return nil
	}
	return m.change(ctx, g.By, g.Into, func(c desk.Card) desk.Card {
		if c.Company == was {
			c.Company = to
		}
		return c
	})
}

// gather moves what belongs to the contact, until nothing does. There are CRMs that
// move no card: what lies where it lay after some tries stays there.
func (m *Merger) gather(ctx context.Context, g desk.Merge) (desk.Merge, error) {
	for tries := map[desk.CardRef]int{}; ; {
		left, err := m.belongings(ctx, g.From)
		if err != nil {
			return g, err
		}
		left.Cards = slices.DeleteFunc(left.Cards, func(ref desk.CardRef) bool {
			tries[ref]++
			return tries[ref] > work.Retries
		})
		if left.None() {
			return g, nil
		}
		g.Moved = g.Moved.With(left)
		if g, err = m.Merges.SaveMerge(ctx, g); err != nil {
			return g, err
		}
		if err := m.move(ctx, g.By, left, []desk.CardRef{g.From}, g.Into); err != nil {
			return g, err
		}
	}
}

// belongings are what belongs to a contact: its dialogs are those that its timeline
// tells of, and where they were handed over to.
func (m *Merger) belongings(ctx context.Context, contact desk.CardRef) (out desk.Belongings, err error) {
	if _, err = work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Customer], error) {
		return m.Belongs.CustomersOf(ctx, contact, ask)
	}, func(c desk.Customer) error { out.Customers = append(out.Customers, c.ID); return nil }); err != nil {
		return out, err
	}
	if out.Identities, err = m.Merges.KnownBy(ctx, contact); err != nil {
		return out, err
	}
	if out.Cards, err = m.CRM.CardsOf(ctx, contact); err != nil {
		return out, err
	}
	_, err = m.entries(ctx, contact, func(e desk.Entry) error {
		for id := e.Dialog; e.Kind == desk.EntryBound && id != ""; {
			d, err := m.Dialogs.Dialog(ctx, id)
			if errors.Is(err, desk.ErrNotFound) { // erased
				return nil
			}
			if err != nil {
				return err
			}
			if d.Contact == contact && !slices.Contains(out.Dialogs, id) {
				out.Dialogs = append(out.Dialogs, id)
			}
			id = d.Continuation()
		}
		return nil
	})
	return out, err
}

func (m *Merger) entries(ctx context.Context, ref desk.CardRef, do func(desk.Entry) error) (int, error) {
	return work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Entry], error) { return m.Belongs.Timeline(ctx, ref, ask) }, do)
}

// tell brings the contact's timeline to the survivor's.
func (m *Merger) tell(ctx context.Context, g desk.Merge) error {
	if err := m.Annotations.AddEntries(ctx, g.Entries(desk.EntryMerged, m.Now())); err != nil {
		return err
	}
	_, err := m.entries(ctx, g.From, func(e desk.Entry) error {
		if own(e) {
			return nil
		}
		e.Card = g.Into
		return m.Annotations.AddEntries(ctx, []desk.Entry{e})
	})
	return err
}

// own says whether a line is about the card itself alone.
func own(e desk.Entry) bool {
	return e.Kind == desk.EntryMerged || e.Kind == desk.EntryUnmerged || e.Kind == desk.EntryCreated
}
