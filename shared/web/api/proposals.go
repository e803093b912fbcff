package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// ProposalsView are a card's values that wait for keep or replace.
type ProposalsView struct {
	Card       string        `json:"card" example:"deal:42"`
	Kind       desk.CardKind `json:"kind" enum:"contact,company,lead,deal,case"`
	Title      Personal      `json:"title,omitzero" doc:"Absent of a connected CRM's card: read that one for it. A lead's is the customer's name, or may be."`
	ProposedAt Time          `json:"proposedAt,omitzero" doc:"The newest of the offers."`
	MayDecide  bool          `json:"mayDecide" doc:"Whoever asks may keep and replace."`
	Offers     []OfferView   `json:"offers" nullable:"false"`
	// FieldsUnknown: one CRM that is down hides no other's proposals.
	FieldsUnknown string `json:"fieldsUnknown,omitempty" doc:"Why the card's fields can't be told now, in words: values are texts then, as they are kept, and taken for customers' data."`
}

func (r router) proposals() {
	add(r, op{method: http.MethodGet, path: "/v1/proposals", id: "list-proposals", may: readCards, tag: "CoPilot", summary: "List what awaits approval",
		description: "The cards that the key may read and that have open proposals, the newest proposed first, each with its offers: decide them at their runs. Of dialogs that one may not read, the quotes are left out."},
		func(ctx context.Context, c *call, in *PageParams) (*body[Page[ProposalsView]], error) {
			return r.s.listProposals(ctx, c, *in)
		})
}

func (s *server) listProposals(ctx context.Context, c *call, ask PageParams) (*body[Page[ProposalsView]], error) {
	open, err := gather(ctx, ask, s.Lists.Awaiting, func(m desk.CardAnnotations) (desk.CardAnnotations, bool) {
		return m, c.MustRead(m.Card.Kind) == nil
	})
	if err != nil {
		return nil, err
	}
	var refs, contacts []desk.CardRef
	for _, m := range open.Body.Items {
		refs = append(refs, m.Card)
		if m.Card.Kind == desk.KindContact {
			contacts = append(contacts, m.Card)
		}
	}
	went, err := s.Merger.Merges.MergesOf(ctx, contacts)
	if err != nil {
		return nil, err
	}
	cards, err := s.cardsByRef(ctx, refs)
	if err != nil {
		return nil, err
	}
	out := &body[Page[ProposalsView]]{Page[ProposalsView]{Items: []ProposalsView{}, Next: open.Body.Next}}
	kinds := s.kinds(ctx)
	for _, m := range open.Body.Items {
		card, there := cards[m.Card]
		if m.Card.Connection == desk.ConnectionBuiltIn && !there {
			continue // deleted
		}
		if _, merged := went[m.Card]; merged {
			continue // it stays as it was, as long as it is merged
		}
		known := kinds.of(m.Card)
		v := ProposalsView{
			Card: m.Card.String(), Kind: m.Card.Kind, Title: personalIf(m.Card.NamedAfterCustomer(), card.Shown()), ProposedAt: Time{m.ProposedAt},
			MayDecide: c.MustChange(m.Card.Kind) == nil, FieldsUnknown: known.why,
		}
		if v.Offers, err = s.offers(ctx, c, m, card, known.fields); err != nil {
			return nil, err
		}
		if len(v.Offers) > 0 {
			out.Body.Items = append(out.Body.Items, v)
		}
	}
	return out, nil
}

// cardsByRef are those of the cards that the built-in CRM has.
func (s *server) cardsByRef(ctx context.Context, refs []desk.CardRef) (map[desk.CardRef]desk.Card, error) {
	cards, err := s.BuiltIn.CardsAt(ctx, refs)
	out := map[desk.CardRef]desk.Card{}
	for _, card := range cards {
		if card.Ref.ID != "" {
			out[card.Ref] = card
		}
	}
	return out, err
}

// kinds are the fields of kinds of cards, each asked for once; those of a CRM that
// is down, or gone, are not known.
type kinds struct {
	ask  func(desk.ConnectionID, desk.CardKind) ([]desk.Field, error)
	have map[desk.CardRef]knownFields // by a card's name without its id
}

type knownFields struct {
	fields map[desk.FieldName]desk.Field
	why    string // they are not
}

func (s *server) kinds(ctx context.Context) kinds {
	return kinds{func(in desk.ConnectionID, of desk.CardKind) ([]desk.Field, error) { return s.CRM.Fields(ctx, in, of) }, map[desk.CardRef]knownFields{}}
}

func (k kinds) of(ref desk.CardRef) knownFields {
	ref.ID = ""
	have, asked := k.have[ref]
	if !asked {
		if fs, err := k.ask(ref.Connection, ref.Kind); err == nil {
			have.fields = byName(fs)
		} else {
			_, have.why = reason(err)
		}
		k.have[ref] = have
	}
	return have
}
