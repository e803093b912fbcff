package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// SimilarView says how many contacts are like a dialog's (OP-34).
type SimilarView struct {
	Count int    `json:"count" doc:"So many, 20 at most."`
	More  bool   `json:"more" doc:"There are more than that."`
	Link  string `json:"link" example:"/v1/contacts/contact:17/duplicates" doc:"Where they stand side by side."`
}

// DuplicateView is a contact among those that are like it.
type DuplicateView struct {
	Card    CardView             `json:"card"`
	Current bool                 `json:"current" doc:"It is the contact that was asked for, the dialog's."`
	By      []desk.DuplicateRule `json:"by" nullable:"false" enum:"phone,email,name" doc:"What it has in common with the current one; name is the name with the company."`
}

// DuplicatesView are contacts side by side.
type DuplicatesView struct {
	Items []DuplicateView `json:"items" nullable:"false" doc:"The current one first."`
	More  bool            `json:"more" doc:"There are more."`
}

// similarWait is how long a dialog waits for what a CRM finds: the rest of it is
// shown without.
const similarWait = 2 * time.Second

// similar are the contacts like a dialog's; nil: it has none, the caller may see no
// contacts, or the CRM could not be asked.
func (s *server) similar(ctx context.Context, c *call, contact desk.CardRef) (*SimilarView, error) {
	if contact.ID == "" || c.MustRead(desk.KindContact) != nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, similarWait)
	defer cancel()
	_, like, more, err := s.Duplicates.Of(ctx, contact)
	var no *desk.Refusal
	switch {
	case errors.Is(err, desk.ErrNotFound), errors.Is(err, desk.ErrBusy), errors.As(err, &no):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &SimilarView{len(like), more, "/v1/contacts/" + contact.String() + "/duplicates"}, nil
}

// contactRef is the contact that a path names.
func contactRef(s string) (desk.CardRef, error) {
	ref, err := desk.ParseCardRef(s)
	if err == nil && ref.Kind != desk.KindContact {
		err = fmt.Errorf("%w: %s is no contact", desk.ErrInvalid, ref)
	}
	return ref, err
}

// ContactPath names a contact in an address.
type ContactPath struct {
	Ref string `path:"ref" maxLength:"140" example:"contact:17" doc:"contact:ID."`
}

func (r router) duplicates() {
	add(r, op{method: http.MethodGet, path: "/v1/contacts/{ref}/duplicates", id: "list-duplicates", may: readContacts, tag: "Contacts",
		summary: "Show contacts that may be one person", description: "The contact, marked as current, and those that are like it by the duplicate rules of the settings, side by side: one person who came through several channels. 20 at most."},
		func(ctx context.Context, c *call, in *ContactPath) (*body[DuplicatesView], error) {
			ref, err := contactRef(in.Ref)
			if err != nil {
				return nil, err
			}
			return r.s.duplicates(ctx, ref)
		})
}

func (s *server) duplicates(ctx context.Context, ref desk.CardRef) (*body[DuplicatesView], error) {
	current, like, more, err := s.Duplicates.Of(ctx, ref)
	if err != nil {
		return nil, err
	}
	cards, by := []desk.Card{current}, [][]desk.DuplicateRule{{}}
	for _, l := range like {
		card, err := s.CRM.Card(ctx, l.Contact)
		if errors.Is(err, desk.ErrNotFound) { // deleted in the CRM, and known by us still
			continue
		}
		if err != nil {
			return nil, err
		}
		cards, by = append(cards, card), append(by, l.By)
	}
	annotations, err := s.annotations(ctx, cards)
	if err != nil {
		return nil, err
	}
	fields, err := s.CRM.Fields(ctx, ref.Connection, desk.KindContact)
	if err != nil {
		return nil, err
	}
	out := DuplicatesView{Items: []DuplicateView{}, More: more}
	for i, card := range cards {
		out.Items = append(out.Items, DuplicateView{cardView(card, annotations[i], byName(fields)), i == 0, by[i]})
	}
	return &body[DuplicatesView]{out}, nil
}
