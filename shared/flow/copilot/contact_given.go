package copilot

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// What people wrote or kept on a lead, as its contact gets it.

// kept gives the contact what people kept on the lead.
func (j *ContactJob) kept(ctx context.Context, run desk.Run) error {
	for _, o := range run.Outcomes {
		if !o.Field.IsOwn() || o.Kept() == "" {
			continue
		}
		contact, err := j.contact(ctx, run)
		if err == nil && contact.ID != "" {
			err = j.give(ctx, contact, o.Field, o.Kept(), o.DecidedBy, "kept", string(run.ID), string(o.Field))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// given gives a card's contact what a person wrote into the card.
func (j *ContactJob) given(ctx context.Context, v desk.Job) error {
	ref, err := desk.ParseCardRef(v.Contact)
	if err != nil {
		return err
	}
	card, err := j.Cards.Card(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	if card.Contact.ID == "" || card.Values[v.Field] == "" {
		return nil
	}
	contact, err := j.whole(ctx, card.Contact)
	if err != nil {
		return err
	}
	return j.give(ctx, contact, v.Field, card.Values[v.Field], v.Person, string(v.ID))
}

// give fills an empty field of a contact with what a person wrote elsewhere.
func (j *ContactJob) give(ctx context.Context, contact desk.CardRef, of desk.FieldName, v desk.Value, by string, named ...string) error {
	fields, err := j.Fields.Fields(ctx, contact.Connection, desk.KindContact)
	if err != nil {
		return fmt.Errorf("fields of a contact: %w", err)
	}
	f, ok := desk.OwnField(fields, of)
	if !ok || f.Policy == desk.PolicyNever || f.Unsupported != "" || f.Check(v) != nil {
		return nil
	}
	card, err := j.Cards.Card(ctx, contact)
	if errors.Is(err, desk.ErrNotFound) || err == nil && card.Values[f.Name] != "" {
		return nil
	}
	id, now := desk.Digest("o", append(named, string(v))...), j.Now()
	if err == nil {
		var done desk.Changed
		done, err = j.Cards.ChangeCard(ctx, desk.CardChange{ID: id, Card: contact, Fields: []desk.FieldChange{{Field: f.Name, New: v}}, By: by, At: now})
		if !done.Set[f.Name] {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("give %s what a person wrote: %w", contact, err)
	}
	return j.Notes.AddEntries(ctx, []desk.Entry{{
		ID: desk.Digest("t", contact.String(), id), Card: contact, At: now, By: by, Kind: desk.EntryChanged, Field: f.Name, New: v,
	}})
}
