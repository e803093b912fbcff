package creatio

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// PutCard implements flow.CardDesk: what differs from the card as it is.
func (m *CRM) PutCard(ctx context.Context, c desk.Card, _ []desk.Entry) (desk.Card, error) {
	was, err := m.Card(ctx, c.Ref)
	if err != nil {
		return desk.Card{}, err
	}
	s, err := m.of(ctx, c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	body := map[string]any{}
	if was.Title != c.Title {
		body[s.title] = c.Title
	}
	for _, f := range s.fields {
		if v := c.Values[f.Name]; v != was.Values[f.Name] {
			if err := m.set(ctx, body, f, v); err != nil {
				return desk.Card{}, err
			}
		}
	}
	stage := c.Stage
	if s.stage != "" && was.Closed != c.Closed && was.Stage == c.Stage {
		stage = closing(s.stages, c.Closed)
	}
	for _, to := range []struct{ column, was, is string }{
		{s.contact, was.Contact.ID, c.Contact.ID}, {s.company, was.Company.ID, c.Company.ID}, {s.stage, string(was.Stage), string(stage)},
	} {
		if to.column != "" && to.was != to.is {
			if body[to.column] = nil; to.is != "" {
				body[to.column] = to.is
			}
		}
	}
	if len(body) > 0 {
		if err := m.patch(ctx, c.Ref, body); err != nil {
			return desk.Card{}, err
		}
	}
	return m.Card(ctx, c.Ref)
}

// closing is the stage of a card that is closed, or opened again, with no word of which:
// the first that is lost, or the first of all.
func closing(stages []desk.Stage, closed bool) desk.StageID {
	for _, s := range stages {
		if closed && s.Final == "lost" || !closed && s.Final == "" {
			return s.ID
		}
	}
	return ""
}
