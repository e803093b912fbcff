package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// NewCardView makes a card.
type NewCardView struct {
	Kind     desk.CardKind                 `json:"kind" enum:"contact,lead,deal,case"`
	Title    string                        `json:"title" minLength:"1" maxLength:"512"`
	Pipeline desk.PipelineID               `json:"pipeline,omitempty" doc:"Of a deal."`
	Stage    desk.StageID                  `json:"stage,omitempty" doc:"Of a deal."`
	Contact  string                        `json:"contact,omitempty" example:"contact:17" doc:"Whose lead, deal or case it is."`
	Values   map[desk.FieldName]FieldValue `json:"values,omitempty"`
}

// Resolve asks for the right, which depends on the kind.
func (v *NewCardView) Resolve(ctx huma.Context) []error {
	return forbidden(ctx, func(a desk.Actor) error { return a.MustChange(v.Kind) })
}

// ChangeCardView changes a card: only what is named.
type ChangeCardView struct {
	Title    *string                       `json:"title,omitempty" minLength:"1" maxLength:"512"`
	Pipeline *desk.PipelineID              `json:"pipeline,omitempty" doc:"Of a deal; without a stage it begins at the first."`
	Stage    *desk.StageID                 `json:"stage,omitempty"`
	Contact  *string                       `json:"contact,omitempty" doc:"Empty: nobody's."`
	Values   map[desk.FieldName]FieldValue `json:"values,omitempty" doc:"null empties a field."`
}

// createCard makes a card, once for each request.
func (s *server) createCard(ctx context.Context, c *call, in NewCardView) (*made[CardDetailView], error) {
	card := desk.Card{Ref: desk.CardRef{Kind: in.Kind}, Title: in.Title}
	err := s.place(ctx, &card, in.Pipeline, in.Stage)
	if err == nil {
		card.Contact, err = s.contact(ctx, in.Kind, in.Contact)
	}
	if err == nil {
		card.Values, err = s.values(ctx, in.Kind, in.Values)
	}
	if err != nil {
		return nil, err
	}
	if card, err = s.CardDesk.CreateCard(ctx, card, "api:"+c.id("")); err != nil {
		return nil, err
	}
	if err := s.Margins.AddEntries(ctx, []desk.Entry{{
		ID: desk.Digest("t", card.Ref.String(), "created"), Card: card.Ref, At: card.CreatedAt, By: c.Name, Kind: desk.EntryCreated,
	}}); err != nil {
		return nil, err
	}
	out, err := s.cardDetail(ctx, c, card)
	if err == nil {
		out.Location = "/v1/cards/" + card.Ref.String()
	}
	return out, err
}

// changeCard stores what a person changed of what they read.
func (s *server) changeCard(ctx context.Context, c *call, path, ifMatch string, in ChangeCardView) (*made[CardDetailView], error) {
	ref, err := readable(c, path)
	if err == nil {
		err = c.MustChange(ref.Kind)
	}
	if err != nil {
		return nil, err
	}
	old, err := s.Cards.Card(ctx, ref)
	if err == nil {
		err = match(ifMatch, old.ETag)
	}
	if err != nil {
		return nil, err
	}
	card, err := s.changed(ctx, old, in)
	if err != nil {
		return nil, err
	}
	es := s.changes(c, old, card)
	if len(es) == 0 {
		return s.cardDetail(ctx, c, old)
	}
	card, err = s.CardDesk.PutCard(ctx, card, es)
	if errors.Is(err, desk.ErrConflict) {
		return nil, stale()
	}
	if err != nil {
		return nil, err
	}
	return s.cardDetail(ctx, c, card)
}

// changed is the card as the person wants it, checked.
func (s *server) changed(ctx context.Context, card desk.Card, in ChangeCardView) (desk.Card, error) {
	if in.Title != nil {
		card.Title = *in.Title
	}
	if in.Pipeline != nil || in.Stage != nil {
		pipeline, stage := card.Pipeline, desk.StageID("")
		if in.Pipeline != nil {
			pipeline = *in.Pipeline
		}
		if in.Stage != nil {
			stage = *in.Stage
		}
		if err := s.place(ctx, &card, pipeline, stage); err != nil {
			return card, err
		}
	}
	if in.Contact != nil {
		contact, err := s.contact(ctx, card.Ref.Kind, *in.Contact)
		if err != nil {
			return card, err
		}
		card.Contact = contact
	}
	values, err := s.values(ctx, card.Ref.Kind, in.Values)
	if err != nil {
		return card, err
	}
	all := maps.Clone(card.Values)
	if all == nil {
		all = map[desk.FieldName]desk.Value{}
	}
	for name := range in.Values {
		if all[name] = values[name]; all[name] == "" {
			delete(all, name)
		}
	}
	card.Values = all
	return card, nil
}

// changes are the timeline's entries of what differs. They are named after the
// version that they change, so no two changes have one name.
func (s *server) changes(c *call, old, card desk.Card) []desk.Entry {
	var es []desk.Entry
	add := func(what string, field desk.FieldName, from, to string) {
		if from != to {
			es = append(es, desk.Entry{
				ID: desk.Digest("t", card.Ref.String(), old.ETag, what, string(field)), Card: card.Ref, At: s.Now(), By: c.Name,
				Kind: desk.EntryChanged, Field: field, Old: desk.Value(from), New: desk.Value(to), Text: what,
			})
		}
	}
	add("title", "", old.Title, card.Title)
	add("pipeline", "", string(old.Pipeline), string(card.Pipeline))
	add("stage", "", string(old.Stage), string(card.Stage))
	add("contact", "", old.Contact.String(), card.Contact.String())
	names := map[desk.FieldName]bool{}
	for name := range old.Values {
		names[name] = true
	}
	for name := range card.Values {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		add("", name, string(old.Values[name]), string(card.Values[name]))
	}
	return es
}

// place puts a deal into a pipeline's stage; a final stage closes it.
func (s *server) place(ctx context.Context, card *desk.Card, pipeline desk.PipelineID, stage desk.StageID) error {
	if card.Ref.Kind != desk.Deal {
		if pipeline != "" || stage != "" {
			return fmt.Errorf("%w: only deals have a pipeline and a stage", desk.ErrInvalid)
		}
		return nil
	}
	all, err := s.Setup.Pipelines(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if pipeline != "" && p.ID != pipeline || len(p.Stages) == 0 {
			continue
		}
		if stage == "" {
			stage = p.Stages[0].ID
		}
		at, ok := p.Stage(stage)
		if !ok {
			return fmt.Errorf("%w: pipeline %s has no stage %s", desk.ErrInvalid, p.ID, stage)
		}
		card.Pipeline, card.Stage, card.Closed = p.ID, at.ID, at.Final != ""
		return nil
	}
	return fmt.Errorf("%w: there is no such pipeline", desk.ErrInvalid)
}

// contact is the contact that a lead, deal or case is given.
func (s *server) contact(ctx context.Context, k desk.CardKind, given string) (desk.CardRef, error) {
	if given == "" {
		return desk.CardRef{}, nil
	}
	ref, err := desk.ParseCardRef(given)
	switch {
	case err != nil:
		return ref, err
	case k == desk.Contact || ref.Kind != desk.Contact:
		return ref, fmt.Errorf("%w: a lead, a deal or a case has a contact, and %s is none", desk.ErrInvalid, ref)
	}
	_, err = s.Cards.Card(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) {
		return ref, fmt.Errorf("%w: there is no contact %s", desk.ErrInvalid, ref)
	}
	return ref, err
}

// values reads a card's values by their fields' types; every one that is wrong
// is told.
func (s *server) values(ctx context.Context, k desk.CardKind, in map[desk.FieldName]FieldValue) (map[desk.FieldName]desk.Value, error) {
	all, err := s.Config.Fields(ctx, k)
	if err != nil {
		return nil, err
	}
	fields, out := byName(all), map[desk.FieldName]desk.Value{}
	wrong := web.NewProblem(http.StatusUnprocessableEntity, web.CodeInvalid, "Some values don't fit their fields.")
	for _, name := range slices.Sorted(maps.Keys(in)) {
		f, ok := fields[name]
		v, err := valueOf(f, in[name])
		if !ok {
			err = fmt.Errorf("%w: a %s has no such field", desk.ErrInvalid, k)
		}
		switch {
		case err != nil:
			_, detail := reason(err)
			wrong.Errors = append(wrong.Errors, web.Fault{Where: "body.values." + string(name), Detail: detail})
		case v != "":
			out[name] = v
		}
	}
	if len(wrong.Errors) > 0 {
		return nil, wrong
	}
	return out, nil
}
