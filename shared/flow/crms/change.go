package crms

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// ChangeCard implements flow.Cards.
func (m CRMs) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	plug, can, err := m.of(ctx, ch.Card.Connection)
	if err != nil {
		return desk.Changed{}, err
	}
	if can.CompareAndSet {
		return plug.ChangeCard(ctx, ch)
	}
	if !can.Badges {
		ch.Badges = nil
	}
	return m.carefully(ctx, plug, ch)
}

// carefully changes a card of a CRM that does not compare and set: it reads the card
// just before, writes only what still holds, and reads it back, where the plug did not. A field that holds
// something else then is told to be stale with what it holds, whether somebody was
// faster or the CRM would not take the value. What it can't know is told to nobody: a
// person who set a field between the first look and the write is written over, unless
// their value comes after ours.
//
// Repeating is safe: what became of the change is kept under its id, and where the
// process died before that, what was written is found to hold New, and is left alone.
// Only what somebody took back in that very moment is written once more.
func (m CRMs) carefully(ctx context.Context, plug flow.CRM, ch desk.CardChange) (desk.Changed, error) {
	if ch.ID == "" {
		return desk.Changed{}, fmt.Errorf("%w: a change needs an id", desk.ErrInvalid)
	}
	done, known, err := m.Changes.ChangeDone(ctx, ch.Card, ch.ID)
	if err != nil || known {
		return done, err
	}
	card, err := plug.Card(ctx, ch.Card)
	if err != nil {
		return desk.Changed{}, err
	}
	due, done := ch.Against(card)
	if len(due.Fields) == 0 && len(due.Badges) > 0 && len(done.Set) > 0 { // it was written, or a person was as fast
		if _, err := plug.ChangeCard(ctx, due); err != nil {
			return desk.Changed{}, err
		}
	}
	if len(due.Fields) > 0 {
		told, err := plug.ChangeCard(ctx, due)
		if err != nil {
			return desk.Changed{}, err
		}
		if len(told.Set)+len(told.Stale) == 0 {
			if card, err = plug.Card(ctx, ch.Card); err != nil {
				return desk.Changed{}, err
			}
			told = due.Found(card)
		}
		done = done.With(told)
	}
	return m.Changes.KeepChange(ctx, ch.Card, ch.ID, done)
}

// PutCard implements flow.CardDesk. Where the CRM does not compare and set, the ETag is
// looked at just before.
func (m CRMs) PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error) {
	plug, can, err := m.of(ctx, c.Ref.Connection)
	if err != nil {
		return desk.Card{}, err
	}
	if !can.CompareAndSet {
		now, err := plug.Card(ctx, c.Ref)
		if err != nil {
			return desk.Card{}, err
		}
		if now.ETag != c.ETag {
			return desk.Card{}, fmt.Errorf("%w: card %s changed meanwhile", desk.ErrConflict, c.Ref)
		}
	}
	return plug.PutCard(ctx, c, es)
}
