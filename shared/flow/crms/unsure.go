package crms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// keepsNoOrigin says whether a CRM refused to make a card because it can't keep what the card
// is made from.
func keepsNoOrigin(err error) bool {
	var why *desk.Because
	return errors.As(err, &why) && (why.Code == desk.CheckedNoOwnField || why.Code == desk.CheckedNoOrigin || why.Code == desk.CheckedNoOriginPath)
}

// unsureMark names the change that keeps that a card was asked for without an origin.
const unsureMark = "made unsure"

// createUnsure makes a card where the CRM can't keep what it is made from: it looks whether
// the card is there, makes it if not, and marks it unsure beside it, so that people see to
// it. That it tried is kept first; only who tried before looks for what a person would take
// for the same card, since before that such a one is somebody else's.
//
// Repeating makes no other, as far as looking tells: whose answer was lost finds the card by
// its contact's phone, e-mail or messenger's id, or among the newest by all that it says.
func (m CRMs) createUnsure(ctx context.Context, plug flow.CRM, c desk.Card, origin string) (desk.Card, error) {
	asked := desk.OriginRef(c.Ref.Kind, origin)
	asked.Connection = c.Ref.Connection
	_, tried, err := m.Changes.ChangeDone(ctx, asked, unsureMark)
	if err != nil {
		return desk.Card{}, fmt.Errorf("whether %s was tried: %w", asked, err)
	}
	have, err := m.look(ctx, plug, c, tried)
	if err == nil && have.ID != "" && tried {
		err = m.unsure(ctx, have)
	}
	if err != nil {
		return desk.Card{}, err
	}
	if have.ID != "" {
		return plug.Card(ctx, have)
	}
	if _, err := m.Changes.KeepChange(ctx, asked, unsureMark, desk.Changed{}); err != nil {
		return desk.Card{}, fmt.Errorf("keep that %s is tried: %w", asked, err)
	}
	made, err := plug.CreateCard(ctx, c, "")
	if err == nil {
		err = m.unsure(ctx, made.Ref)
	}
	return made, err
}

// look is the card that one is there as already; the zero ref: none is. Of a contact whoever
// has their phone, e-mail or messenger's id is the same person.
func (m CRMs) look(ctx context.Context, plug flow.CRM, c desk.Card, tried bool) (desk.CardRef, error) {
	for _, id := range c.Identities() {
		if id.Kind == desk.IdentityName {
			continue
		}
		found, err := plug.Find(ctx, c.Ref.Connection, id)
		if err != nil {
			return desk.CardRef{}, fmt.Errorf("look for who has that %s: %w", id.Kind, err)
		}
		if len(found) > 0 {
			return found[0], nil
		}
	}
	if !tried {
		return desk.CardRef{}, nil
	}
	filter := desk.CardFilter{Connection: c.Ref.Connection, Kind: c.Ref.Kind}
	if c.Contact.ID != "" {
		filter.Contacts = []desk.CardRef{c.Contact}
	}
	page, err := plug.ListCards(ctx, filter, desk.PageAsk{Limit: lookedAt})
	if err != nil {
		return desk.CardRef{}, fmt.Errorf("look among the newest of kind %s: %w", c.Ref.Kind, err)
	}
	for _, have := range page.Items {
		if m.looksLike(have, c) {
			return have.Ref, nil
		}
	}
	return desk.CardRef{}, nil
}

// lookedAt is how many of the newest cards are looked at, and lately how long before now one
// may have been made.
const (
	lookedAt = 50
	lately   = 24 * time.Hour
)

// looksLike says whether a person would take two cards for one: a card that was made lately,
// of the same contact, is called the same, if it is called anything, and says nothing else than
// the other.
func (m CRMs) looksLike(have, c desk.Card) bool {
	old := m.Now != nil && !have.CreatedAt.IsZero() && m.Now().Sub(have.CreatedAt) > lately
	if old || c.Title == "" && c.Contact.ID == "" || c.Title != "" && have.Title != c.Title || c.Contact.ID != "" && have.Contact != c.Contact {
		return false
	}
	for f, v := range c.Values {
		if have.Values[f] != "" && have.Values[f] != v && f != desk.CaseResponsible {
			return false
		}
	}
	return true
}

// retries is how often a margin that changes meanwhile is looked at again.
const retries = 5

// unsure marks a card.
func (m CRMs) unsure(ctx context.Context, ref desk.CardRef) error {
	if m.Margins == nil {
		return nil
	}
	for try := 0; ; try++ {
		margin, err := m.Margins.Annotations(ctx, ref)
		if err != nil {
			return fmt.Errorf("margin of %s: %w", ref, err)
		}
		if margin.Unsure {
			return nil
		}
		margin.Unsure = true
		if err = m.Margins.SaveMargin(ctx, margin, nil); !errors.Is(err, desk.ErrConflict) || try == retries {
			return err
		}
	}
}
