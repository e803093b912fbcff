package cards

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Merger has one contact go into another, since both are one person (OP-36), and
// takes that back within desk.MergeUndo.
//
// Idempotent, also after a kill at any point: what points to the survivor is written
// first, what is moved is noted before it is, and each thing moves only from where it
// was. Whoever binds something to the contact meanwhile looks for the pointer after
// that, and has the job done again.
type Merger struct {
	Merges      flow.Merges
	CRM         flow.CRM
	Dialogs     flow.Dialogs
	Customers   flow.Customers
	Annotations flow.Annotations
	Belongs     Belongs
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Belongs lists what belongs to contacts and customers, and who is being erased.
type Belongs interface {
	CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error)
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	Erasure(ctx context.Context, id desk.ErasureID) (desk.Erasure, error)
}

// Merge begins to merge a contact into another; of the fields in take its values go
// over the other's. By whoever may change contacts and see customers' data. Asked for
// again while both are merged, or being merged, it is answered alike.
func (m *Merger) Merge(ctx context.Context, by desk.Actor, from, into desk.CardRef, take []desk.FieldName) (desk.Merge, error) {
	if err := by.MustMerge(); err != nil {
		return desk.Merge{}, err
	}
	if err := desk.MayMerge(from, into); err != nil {
		return desk.Merge{}, err
	}
	for _, ref := range []desk.CardRef{from, into} {
		if _, err := m.CRM.Card(ctx, ref); err != nil {
			return desk.Merge{}, fmt.Errorf("card %s: %w", ref, err)
		}
	}
	have, err := m.Merges.Merge(ctx, from)
	switch {
	case err == nil && have.Into == into && have.State != desk.Unmerging:
		return have, m.Outbox.Enqueue(ctx, desk.NewMergeJob(from, m.Now()), 0)
	case err == nil && have.State == desk.Unmerging:
		return have, desk.Refuse(desk.CodeMerging, "The contact "+from.String()+" is being parted from "+have.Into.String()+". Try again in a moment.")
	case err == nil:
		return have, merged(have)
	case !errors.Is(err, desk.ErrNotFound):
		return have, err
	}
	if other, err := m.Merges.Merge(ctx, into); err == nil {
		return other, merged(other)
	} else if !errors.Is(err, desk.ErrNotFound) {
		return other, err
	}
	if err := m.may(ctx, from, take); err != nil {
		return desk.Merge{}, err
	}
	next, err := m.Merges.BeginMerge(ctx, desk.Merge{From: from, Into: into, By: by.Name, State: desk.Merging, Take: take, AskedAt: m.Now().UTC()})
	if errors.Is(err, desk.ErrConflict) {
		return next, desk.Refuse(desk.CodeMerging, "One of the contacts is being merged already. Look again in a moment.")
	}
	if err == nil {
		err = m.unlessHeld(ctx, next)
	}
	if err != nil {
		return next, err
	}
	return next, m.Outbox.Enqueue(ctx, desk.NewMergeJob(from, m.Now()), 0)
}

// may refuses fields that there are not, and a contact of which more would be moved
// than a merge can note.
func (m *Merger) may(ctx context.Context, from desk.CardRef, take []desk.FieldName) error {
	fields, err := m.CRM.Fields(ctx, from.Connection, from.Kind)
	if err != nil {
		return fmt.Errorf("fields of %s: %w", from, err)
	}
	for _, name := range take {
		if !slices.ContainsFunc(fields, func(f desk.Field) bool { return f.Name == name }) {
			return fmt.Errorf("%w: a contact has no field %s", desk.ErrInvalid, name)
		}
	}
	ids, err := m.Merges.KnownBy(ctx, from)
	if err != nil {
		return err
	}
	owned, err := m.CRM.CardsOf(ctx, from)
	if err != nil {
		return err
	}
	n := len(ids) + len(owned)
	if err := upTo(ctx, desk.MaxMerged, &n, func(ask desk.PageAsk) (desk.Page[desk.Customer], error) {
		return m.Belongs.CustomersOf(ctx, from, ask)
	}, func(desk.Customer) bool { return true }); err != nil {
		return err
	}
	if err := upTo(ctx, desk.MaxMerged, &n, func(ask desk.PageAsk) (desk.Page[desk.Entry], error) {
		return m.Belongs.Timeline(ctx, from, ask)
	}, func(e desk.Entry) bool { return e.Kind == desk.EntryBound }); err != nil {
		return err
	}
	if n > desk.MaxMerged {
		return desk.Refuse(desk.CodeTooMuchToMerge, fmt.Sprintf("The contact %s has more than %d customers, dialogs and cards, which is too much to merge. Merge the other one into it.", from, desk.MaxMerged))
	}
	return nil
}

// upTo adds to n what counts of a list, and stops once it is more than most.
func upTo[T any](ctx context.Context, most int, n *int, next func(desk.PageAsk) (desk.Page[T], error), counts func(T) bool) error {
	for ask := (desk.PageAsk{Limit: 100}); *n <= most && ctx.Err() == nil; {
		page, err := next(ask)
		if err != nil {
			return err
		}
		for _, x := range page.Items {
			if counts(x) {
				*n++
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return nil
		}
	}
	return ctx.Err()
}

func merged(m desk.Merge) error {
	return desk.Refuse(desk.CodeContactMerged, "The contact "+m.From.String()+" was merged into "+m.Into.String()+".")
}

// unlessHeld takes a merge back at its beginning if one of both is being erased, or if
// somebody is being parted from the one that goes. An erasure looks for merges once it
// is stored, and a parting is begun only while its survivor goes nowhere: one of both
// sees the other.
func (m *Merger) unlessHeld(ctx context.Context, g desk.Merge) error {
	went, err := m.Merges.MergedInto(ctx, g.From)
	if err != nil {
		return err
	}
	for _, ref := range went {
		other, err := m.Merges.Merge(ctx, ref)
		if errors.Is(err, desk.ErrNotFound) || err == nil && other.State != desk.Unmerging {
			continue
		}
		if err == nil {
			err = m.Merges.DropMerge(ctx, g)
		}
		if err != nil {
			return err
		}
		return desk.Refuse(desk.CodeMerging, "The contact "+ref.String()+" is being parted from "+g.From.String()+". Try again in a moment.")
	}
	for _, ref := range []desk.CardRef{g.From, g.Into} {
		er, err := m.Belongs.Erasure(ctx, desk.NewErasureID("", ref))
		if errors.Is(err, desk.ErrNotFound) || err == nil && (er.Ended() || er.AskedAt.After(g.AskedAt)) {
			continue // one that was asked for later waits for us
		}
		if err == nil {
			err = m.Merges.DropMerge(ctx, g)
		}
		if err != nil {
			return err
		}
		return desk.Refuse(desk.CodeErasing, "The contact "+ref.String()+" is being erased.")
	}
	return nil
}

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

// fill gives the survivor what it lacks, and what was chosen.
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
	}
	return g, m.company(ctx, g, desk.CardRef{}, g.Company)
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

// move moves what is still one of some contacts' to another.
func (m *Merger) move(ctx context.Context, by string, b desk.Belongings, from []desk.CardRef, to desk.CardRef) error {
	for _, id := range b.Customers {
		if _, err := m.Customers.ChangeCustomer(ctx, id, func(c desk.Customer) (desk.Customer, error) {
			if slices.Contains(from, c.Contact) {
				c.Contact = to
			}
			return c, nil
		}); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	for _, id := range b.Identities {
		for _, was := range from {
			if err := m.Merges.MoveClaim(ctx, id, was, to); err != nil {
				return err
			}
		}
	}
	for _, id := range b.Dialogs {
		if _, err := m.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			if slices.Contains(from, d.Contact) {
				d.Contact = to
			}
			return d, nil
		}); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	for _, ref := range b.Cards {
		if err := m.moveCard(ctx, by, ref, from, to); err != nil {
			return err
		}
	}
	return nil
}

func (m *Merger) moveCard(ctx context.Context, by string, ref desk.CardRef, from []desk.CardRef, to desk.CardRef) error {
	return m.change(ctx, by, ref, func(c desk.Card) desk.Card {
		if slices.Contains(from, c.Contact) {
			c.Contact = to
		}
		return c
	})
}

// change stores what is made of a card, with what its timeline says of it. One that
// is gone, and one that stays as it is, needs nothing.
func (m *Merger) change(ctx context.Context, by string, ref desk.CardRef, change func(desk.Card) desk.Card) error {
	for try := 0; ; try++ {
		was, err := m.CRM.Card(ctx, ref)
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		card := change(was)
		es := card.Since(was, by, m.Now())
		if len(es) == 0 {
			return nil
		}
		can, err := m.CRM.Can(ctx, ref.Connection)
		if err != nil {
			return err
		}
		with := es
		if !can.Entries {
			with = nil
		}
		_, err = m.CRM.PutCard(ctx, card, with)
		if err == nil && with == nil {
			err = m.Annotations.AddEntries(ctx, es)
		}
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
	}
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

// part moves back what was moved, and what came since of the customers who were
// moved. Last it forgets the merge, by which a repeat finds what is left.
func (m *Merger) part(ctx context.Context, g desk.Merge) error {
	since, err := m.since(ctx, g)
	if err != nil {
		return err
	}
	if err := m.move(ctx, g.By, g.Moved.With(since), []desk.CardRef{g.Into}, g.From); err != nil {
		return fmt.Errorf("part %s: %w", g.From, err)
	}
	if len(g.Filled) > 0 {
		if _, err := m.CRM.ChangeCard(ctx, g.Unchange(m.Now())); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
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
