package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/web"
)

// NewCardView makes a card.
type NewCardView struct {
	Kind     desk.CardKind   `json:"kind" enum:"contact,company,lead,deal,case"`
	Title    string          `json:"title" minLength:"1" maxLength:"512"`
	Pipeline desk.PipelineID `json:"pipeline,omitempty" doc:"Of a deal."`
	Stage    desk.StageID    `json:"stage,omitempty" doc:"Of a deal."`
	Contact  string          `json:"contact,omitempty" example:"contact:17" doc:"Whose lead, deal or case it is."`
	Company  string          `json:"company,omitempty" example:"company:3" doc:"Of a contact, or of a case: its account."`
	InCRM
	Values map[desk.FieldName]FieldValue `json:"values,omitempty"`
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
	Company  *string                       `json:"company,omitempty" doc:"Empty: none."`
	Values   map[desk.FieldName]FieldValue `json:"values,omitempty" doc:"null empties a field."`
}

// createCard makes a card, once for each request.
func (s *server) createCard(ctx context.Context, c *call, in NewCardView) (*made[CardDetailView], error) {
	draft := cards.Draft{Kind: in.Kind, In: in.Connection, Title: in.Title, Pipeline: in.Pipeline, Stage: in.Stage}
	contact, err := cardRef(in.Contact)
	if err == nil {
		draft.Contact = contact
		draft.Company, err = cardRef(in.Company)
	}
	if err == nil {
		draft.Values, err = s.values(ctx, in.Connection, in.Kind, in.Values)
	}
	if err != nil {
		return nil, err
	}
	card, err := s.Editor.Create(ctx, c.Actor, "api:"+c.id(""), draft)
	if err != nil {
		return nil, err
	}
	out, err := s.cardDetail(ctx, c, card)
	if err == nil {
		out.Location = "/v1/cards/" + card.Ref.String()
	}
	return out, err
}

// cardRef reads the name of a card; "" names none.
func cardRef(s string) (desk.CardRef, error) {
	if s == "" {
		return desk.CardRef{}, nil
	}
	return desk.ParseCardRef(s)
}

// changeCard stores what a person changed of what they read.
func (s *server) changeCard(ctx context.Context, c *call, path, ifMatch string, in ChangeCardView) (*made[CardDetailView], error) {
	ref, err := readable(c, path)
	if err != nil {
		return nil, err
	}
	saw, err := s.CRM.Card(ctx, ref)
	if err == nil {
		err = match(ifMatch, saw.ETag)
	}
	if err != nil {
		return nil, err
	}
	want := cards.Change{Title: in.Title, Pipeline: in.Pipeline, Stage: in.Stage}
	if in.Contact != nil {
		contact, err := cardRef(*in.Contact)
		if err != nil {
			return nil, err
		}
		want.Contact = &contact
	}
	if in.Company != nil {
		company, err := cardRef(*in.Company)
		if err != nil {
			return nil, err
		}
		want.Company = &company
	}
	if want.Values, err = s.values(ctx, ref.Connection, ref.Kind, in.Values); err != nil {
		return nil, err
	}
	card, err := s.Editor.Change(ctx, c.Actor, saw, want)
	if errors.Is(err, desk.ErrConflict) {
		return nil, stale()
	}
	if err != nil {
		return nil, err
	}
	return s.cardDetail(ctx, c, card)
}

// values reads a card's values by their fields' types; every one that is wrong
// is told.
func (s *server) values(ctx context.Context, conn desk.ConnectionID, k desk.CardKind, in map[desk.FieldName]FieldValue) (map[desk.FieldName]desk.Value, error) {
	if len(in) == 0 {
		return nil, nil
	}
	all, err := s.CRM.Fields(ctx, conn, k)
	if err != nil {
		return nil, err
	}
	fields, out := byName(all), map[desk.FieldName]desk.Value{}
	wrong := web.NewProblem(http.StatusUnprocessableEntity, web.CodeInvalid, "Some values don't fit their fields.")
	for _, name := range slices.Sorted(maps.Keys(in)) {
		f, ok := fields[name]
		v, err := valueOf(f, in[name])
		if !ok {
			err = fmt.Errorf("%w: a %s has no such field; it has %s", desk.ErrInvalid, k, desk.FieldNames(all))
		}
		code := ""
		if ok && err != nil && f.Type == desk.TypePhone {
			v, code, err = s.dialled(ctx, f, in[name], err)
		}
		if err != nil {
			_, detail := reason(err)
			fault := web.Fault{Where: "body.values." + string(name), Detail: detail, Code: code}
			if ok && code == "" {
				fault.Code, fault.Values = wantedOf(f)
			}
			wrong.Errors = append(wrong.Errors, fault)
		}
		out[name] = v
	}
	if len(wrong.Errors) > 0 {
		return nil, wrong
	}
	return out, nil
}

// dialled reads a phone as people dial it in the company's country, as it is read where
// a customer says it. no is what is wrong with it as it stands.
func (s *server) dialled(ctx context.Context, f desk.Field, in FieldValue, no error) (v desk.Value, code string, err error) {
	var text string
	if json.Unmarshal(in.raw, &text) != nil || s.Phone == nil {
		return "", "", no
	}
	settings, err := s.Config.Settings(ctx)
	if err != nil {
		return "", "", fmt.Errorf("settings: %w", err)
	}
	if v, ok := s.Phone(text, settings.Region); ok && f.Check(v) == nil {
		return v, "", nil
	}
	return "", web.FaultPhone, wants(f, "a phone as it is dialled in the settings' country, "+settings.Region+", or one with + and the country's code, like +79162045518")
}
