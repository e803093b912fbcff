package cards

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
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
	Offers      Offers
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Offers has values wait for keep or replace.
type Offers interface {
	// Offer stores a run for which nobody reads, once by its id, and ends it.
	Offer(ctx context.Context, run desk.Run) error
	// Stands takes what a card's fields hold now, since somebody changed them, for what open
	// proposals are against, or for their being taken. Idempotent.
	Stands(ctx context.Context, card desk.CardRef, by string) error
	// Withdraw makes void what still waits of a run, if there is one.
	Withdraw(ctx context.Context, id desk.RunID, by, why string) error
	// Retract takes back what a run brought to a contact, unless a person decided on it.
	Retract(ctx context.Context, run desk.Run, by, why string) (desk.Run, error)
	// Forget puts another value in the place of what outcomes of a run say that was there.
	Forget(ctx context.Context, id desk.RunID, by string, was func(desk.Outcome) (desk.Value, bool)) error
}

// Belongs lists what belongs to contacts and customers, and who is being erased.
type Belongs interface {
	CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error)
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	DialogRuns(ctx context.Context, d desk.DialogID, ask desk.PageAsk) (desk.Page[desk.Run], error)
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
