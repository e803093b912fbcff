package kommo

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// CreateCard implements flow.Registry and flow.CardDesk: each time another one, which
// MadeFrom finds by its origin. A value that Kommo does not take is left out; a company
// is linked after it, and lost with an answer that is lost between the two.
func (m *CRM) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	collection, err := m.collection(c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	p, err := m.newParts(ctx, c, origin)
	if err != nil {
		return desk.Card{}, err
	}
	id, err := m.post(ctx, collection, c, p)
	if err != nil {
		return desk.Card{}, fmt.Errorf("make one of %s: %w", collection, err)
	}
	ref := kit.Ref(m.Connection, c.Ref.Kind, id.String())
	if ref.ID == "" {
		return desk.Card{}, fmt.Errorf("%w: Kommo made one of %s and did not say which", desk.ErrBusy, collection)
	}
	if c.Ref.Kind == desk.KindContact && c.Company.ID != "" {
		if err := m.link(ctx, ref, c.Company, "link"); err != nil {
			return desk.Card{}, err
		}
	}
	return m.Card(ctx, ref)
}

// newParts are all that a new card says.
func (m *CRM) newParts(ctx context.Context, c desk.Card, origin string) (parts, error) {
	p := parts{own: map[string]any{}}
	var made definition
	if origin != "" {
		d, err := m.own(ctx, c.Ref.Kind, originCode, originTitle)
		if errors.Is(err, desk.ErrRefused) || errors.Is(err, desk.ErrInvalid) {
			return p, kit.Refused(desk.CheckedNoOwnField, "Kommo lets us make no field by which a card is found again. Make a text field named \""+originTitle+"\" for contacts, companies and leads there, or use an administrator's token.", "title", originTitle)
		}
		if err != nil {
			return p, err
		}
		made = d
	}
	a, s, err := m.of(ctx, c.Ref.Kind)
	if err != nil {
		return p, err
	}
	if c.Title != "" {
		p.own["name"] = c.Title
	}
	for _, f := range s.fields {
		if v := c.Values[f.Name]; v != "" {
			p.set(f, v, nil, a)
		}
	}
	if made.ID != "" {
		p.marked = true
		p.custom = append(p.custom, filled{ID: made.ID, Values: []value{{Value: kit.Mark(origin)}}})
	}
	if c.Pipeline == "" && c.Ref.Kind == desk.KindDeal {
		c.Pipeline = m.Pipeline
	}
	if c.Pipeline != "" {
		p.own["pipeline_id"] = json.Number(c.Pipeline)
	}
	if c.Stage != "" {
		p.own["status_id"] = json.Number(c.Stage)
	}
	if who := cmp.Or(c.GivenTo(), m.Responsible); number(json.Number(who)) > 0 {
		p.own["responsible_user_id"] = json.Number(who)
	}
	if !c.CreatedAt.IsZero() {
		p.own["created_at"] = c.CreatedAt.Unix()
	}
	return p, nil
}

// post makes a card of the parts that Kommo takes: without those that it names, or, where
// it names none, with its name and what it was made from.
func (m *CRM) post(ctx context.Context, collection string, c desk.Card, p parts) (json.Number, error) {
	for {
		body := p.body()
		if c.Ref.Kind == desk.KindDeal && c.Contact.ID != "" {
			body["_embedded"] = map[string]any{"contacts": []linked{{ID: json.Number(c.Contact.ID), IsMain: true}}}
		}
		var out list
		err := m.call(ctx, http.MethodPost, collection, []any{body}, &out)
		var no *refusedError
		if errors.As(err, &no) {
			rest, named := p.without(no)
			if !named {
				rest = p.bare()
			}
			if len(rest.own)+len(rest.custom) < len(p.own)+len(p.custom) && p.mark() == rest.mark() {
				p = rest
				continue
			}
		}
		if err != nil {
			return "", err
		}
		var made []entity
		if err := json.Unmarshal(out.Embedded[collection], &made); err != nil || len(made) != 1 {
			return "", nil
		}
		return made[0].ID, nil
	}
}

// bare are the parts without which no card is made.
func (p parts) bare() parts {
	rest := parts{own: map[string]any{}, marked: p.marked}
	if name, ok := p.own["name"]; ok {
		rest.own["name"] = name
	}
	if p.marked {
		rest.custom = p.custom[max(0, len(p.custom)-1):]
	}
	return rest
}

// mark is the last of the custom fields, which says what a card was made from, if one does: without
// it none is made.
func (p parts) mark() string {
	if !p.marked || len(p.custom) == 0 {
		return ""
	}
	last := p.custom[len(p.custom)-1]
	return last.ID.String() + " " + kit.Plain(last.Values[0].Value)
}

// PutCard implements flow.CardDesk: what differs from the card as it is. ErrInvalid:
// Kommo does not take it.
func (m *CRM) PutCard(ctx context.Context, c desk.Card, _ []desk.Entry) (desk.Card, error) {
	e, was, err := m.entity(ctx, c.Ref)
	if err != nil {
		return desk.Card{}, err
	}
	p, err := m.diff(ctx, e, was, c)
	if err != nil {
		return desk.Card{}, err
	}
	if !p.empty() {
		if err := m.patch(ctx, c.Ref, p); err != nil {
			return desk.Card{}, err
		}
	}
	if c.Ref.Kind == desk.KindDeal {
		err = m.relink(ctx, c.Ref, was.Contact, c.Contact, true)
	} else if c.Ref.Kind == desk.KindContact {
		err = m.relink(ctx, c.Ref, was.Company, c.Company, false)
	}
	if err != nil {
		return desk.Card{}, err
	}
	return m.Card(ctx, c.Ref)
}

func (m *CRM) diff(ctx context.Context, e entity, was, is desk.Card) (parts, error) {
	p := parts{own: map[string]any{}}
	a, s, err := m.of(ctx, is.Ref.Kind)
	if err != nil {
		return p, err
	}
	if was.Title != is.Title {
		p.own["name"] = is.Title
	}
	for _, f := range s.fields {
		if v := is.Values[f.Name]; v != was.Values[f.Name] {
			p.set(f, v, e.values(f.def.ID), a)
		}
	}
	if is.Ref.Kind != desk.KindDeal {
		return p, nil
	}
	pipeline, stage := is.Pipeline, is.Stage
	if was.Closed != is.Closed && was.Stage == is.Stage {
		if stage, err = m.closing(ctx, pipeline, is.Closed); err != nil {
			return p, err
		}
	}
	if pipeline != was.Pipeline || stage != was.Stage { // a stage such as "won" is one of every pipeline's
		p.own["pipeline_id"], p.own["status_id"] = json.Number(pipeline), json.Number(stage)
	}
	return p, nil
}

// closing is the stage of a card that is closed, or opened again, with no word of which:
// lost, and the first of its pipeline.
func (m *CRM) closing(ctx context.Context, of desk.PipelineID, closed bool) (desk.StageID, error) {
	if closed {
		return stageLost, nil
	}
	all, err := m.Pipelines(ctx, m.Connection)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		if p.ID == of && len(p.Stages) > 0 {
			return p.Stages[0].ID, nil
		}
	}
	return "", fmt.Errorf("%w: Kommo has no pipeline %s, or no stage in it", desk.ErrInvalid, of)
}

// relink gives a card to another. A deal has the new contact before it loses the old
// one; a contact has one company only.
func (m *CRM) relink(ctx context.Context, ref, was, is desk.CardRef, newFirst bool) error {
	if was == is {
		return nil
	}
	steps := []struct {
		to  desk.CardRef
		how string
	}{{was, "unlink"}, {is, "link"}}
	if newFirst {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, s := range steps {
		if s.to.ID != "" {
			if err := m.link(ctx, ref, s.to, s.how); err != nil {
				return err
			}
		}
	}
	return nil
}

// link links two cards, or unlinks them. Repeating changes nothing.
//
// https://developers.kommo.com/reference/linking-entities
func (m *CRM) link(ctx context.Context, from, to desk.CardRef, how string) error {
	path, err := m.path(from)
	if err == nil {
		_, err = m.path(to)
	}
	if err != nil {
		return err
	}
	one := map[string]any{"to_entity_id": json.Number(to.ID), "to_entity_type": collections.Get()[to.Kind]}
	if how == "link" && to.Kind == desk.KindContact {
		one["metadata"] = map[string]any{"is_main": true}
	}
	if err := m.call(ctx, http.MethodPost, path+"/"+how, []any{one}, nil); err != nil {
		return fmt.Errorf("%s %s and %s: %w", how, from, to, err)
	}
	return nil
}
