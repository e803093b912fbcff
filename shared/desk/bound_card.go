package desk

import (
	"slices"
	"time"
)

// BoundCard is a lead, deal or case that a dialog is bound to, with what the
// dialog's own rules need of it, so that they ask no CRM: a CRM that is down keeps
// no dialog from closing.
type BoundCard struct {
	Ref       CardRef
	CreatedAt time.Time // of the card: the last created deal comes first (CP-03, D5)
	// Pipeline is a deal's when it was bound last (MC-09): a deal that moved since is
	// looked at again before it is read.
	Pipeline PipelineID
	// Stage is a deal's of a connected CRM when it was bound last: from there it moves. The
	// built-in CRM tells of each move itself.
	Stage StageID
}

// Bound is what is kept of the card as one bound to a dialog.
func (c Card) Bound() BoundCard {
	b := BoundCard{Ref: c.Ref, CreatedAt: c.CreatedAt, Pipeline: c.Pipeline}
	if c.Ref.Kind == KindDeal && c.Ref.Connection != ConnectionBuiltIn {
		b.Stage = c.Stage
	}
	return b
}

// CopilotCard is the card from which the dialog is read: its last created deal
// (CP-03, D5), else its lead (CP-04). ErrRefused: none is bound.
func (d Dialog) CopilotCard() (CardRef, error) {
	var best BoundCard
	for _, b := range d.Cards {
		switch {
		case b.Ref.Kind != KindLead && b.Ref.Kind != KindDeal:
		case best.Ref.ID == "",
			b.Ref.Kind == KindDeal && best.Ref.Kind == KindLead,
			b.Ref.Kind == best.Ref.Kind && b.later(best):
			best = b
		}
	}
	if best.Ref.ID == "" {
		return CardRef{}, Refuse(CodeNoCard, "No lead or deal is bound to this dialog. Bind one; in a new dialog, where one is made by itself, ask again in a moment.")
	}
	return best.Ref, nil
}

func (b BoundCard) later(c BoundCard) bool {
	if b.CreatedAt.Equal(c.CreatedAt) {
		return b.Ref.ID > c.Ref.ID
	}
	return b.CreatedAt.After(c.CreatedAt)
}

// MayRead says whether the dialog may be read from ref's card; the refusal says
// which card to start from instead.
func (d Dialog) MayRead(ref CardRef) error {
	if ref.Kind != KindLead && ref.Kind != KindDeal {
		return Refuse(CodeLeadsAndDealsOnly, "CoPilot works on leads and deals only.")
	}
	if _, bound := d.Bound(ref); !bound {
		return Refuse(CodeCardNotBound, "This card is not bound to the dialog. Bind it first.")
	}
	best, err := d.CopilotCard()
	switch {
	case err != nil:
		return err
	case best == ref:
		return nil
	case ref.Kind == KindLead && best.Kind == KindDeal:
		return Refuse(CodeDealGoesFirst, "The dialog is bound to a deal too: start from "+best.String()+".")
	}
	return Refuse(CodeNotTheLatestDeal, "The dialog is bound to several cards: start from the last created, "+best.String()+".")
}

// Bound is the card as it was bound to the dialog.
func (d Dialog) Bound(ref CardRef) (BoundCard, bool) {
	for _, b := range d.Cards {
		if b.Ref == ref {
			return b, true
		}
	}
	return BoundCard{}, false
}

// Bind adds a card, once; binding it again brings its pipeline and stage up to date. A
// contact becomes the dialog's contact.
func (d Dialog) Bind(b BoundCard) Dialog {
	if b.Ref.Kind == KindContact {
		d.Contact = b.Ref
		return d
	}
	d.Cards = slices.Clone(d.Cards)
	for i, have := range d.Cards {
		if have.Ref == b.Ref {
			d.Cards[i].Pipeline, d.Cards[i].Stage = b.Pipeline, b.Stage
			return d
		}
	}
	d.Cards = append(d.Cards, b)
	return d
}

// MaxBound is how many cards a dialog is bound to by itself, at most: a contact that a
// company's people share may have thousands that are open.
const MaxBound = 50

// NewestBound are the MaxBound of cards that were made last, in their order.
func NewestBound(all []BoundCard) []BoundCard {
	if len(all) <= MaxBound {
		return all
	}
	made := make([]time.Time, len(all))
	for i, b := range all {
		made[i] = b.CreatedAt
	}
	slices.SortFunc(made, func(a, b time.Time) int { return b.Compare(a) })
	from, left := made[MaxBound-1], MaxBound
	for _, at := range made[:MaxBound] {
		if at.After(from) {
			left--
		}
	}
	var out []BoundCard
	for _, b := range all { // of those that were made as late as the last of them, the first
		switch {
		case b.CreatedAt.After(from):
			out = append(out, b)
		case b.CreatedAt.Equal(from) && left > 0:
			out, left = append(out, b), left-1
		}
	}
	return out
}
