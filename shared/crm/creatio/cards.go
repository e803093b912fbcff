package creatio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// nobody is what a column is that leads to no record.
const nobody = "00000000-0000-0000-0000-000000000000"

func isGUID(id string) bool {
	if len(id) != len(nobody) || id == nobody {
		return false
	}
	for i, r := range []byte(id) {
		if nobody[i] == '-' {
			if r != '-' {
				return false
			}
		} else if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}

func (m *CRM) ref(k desk.CardKind, id any) desk.CardRef {
	if s := strings.ToLower(kit.Plain(id)); isGUID(s) {
		return kit.Ref(m.Connection, k, s)
	}
	return desk.CardRef{}
}

// path is where a card lies. ErrNotFound: it can be no card's.
func (m *CRM) path(ref desk.CardRef) (string, error) {
	o, ok := objects.Get()[ref.Kind]
	if !ok || !isGUID(ref.ID) {
		return "", fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
	}
	return o.collection + "(" + ref.ID + ")", nil
}

// card reads a record; ok is false if it is none.
func (m *CRM) card(k desk.CardKind, s schema, r record) (c desk.Card, ok bool) {
	c = desk.Card{Ref: m.ref(k, r["Id"]), Title: kit.Plain(r[s.title]), CreatedAt: moment(r["CreatedOn"]), UpdatedAt: moment(r["ModifiedOn"])}
	for _, f := range s.fields {
		v := f.read(r, m.Country)
		if f.Name == desk.ContactName && f.column == s.title && desk.IsUntitled(c.Title) {
			v = ""
		}
		if v != "" {
			c = c.WithValues(map[desk.FieldName]desk.Value{f.Name: v})
		}
	}
	if s.contact != "" {
		c.Contact = m.ref(desk.KindContact, r[s.contact])
	}
	if s.company != "" {
		c.Company = m.ref(desk.KindCompany, r[s.company])
	}
	if s.stage != "" {
		if id := strings.ToLower(kit.Plain(r[s.stage])); isGUID(id) {
			c.Stage = desk.StageID(id)
		}
		i := slices.IndexFunc(s.stages, func(st desk.Stage) bool { return st.ID == c.Stage })
		c.Closed = i >= 0 && s.stages[i].Final != ""
	}
	if k == desk.KindDeal {
		c.Pipeline = pipeline
	}
	c.ETag = kit.ETag(c)
	return c, c.Ref.ID != ""
}

// query is what a card is read with: of a case, the name of who answers for it.
func query(k desk.CardKind) string {
	if k == desk.KindCase {
		return "?$expand=Owner($select=Name)"
	}
	return ""
}

// Card implements flow.Cards.
func (m *CRM) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	path, err := m.path(ref)
	if err != nil {
		return desk.Card{}, err
	}
	s, err := m.of(ctx, ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	r, err := m.record(ctx, path+query(ref.Kind))
	if err != nil {
		return desk.Card{}, fmt.Errorf("card %s: %w", ref, err)
	}
	c, ok := m.card(ref.Kind, s, r)
	if !ok || c.Ref != ref {
		return desk.Card{}, fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
	}
	return c, nil
}

// set puts a field's value into a body. A value that can't stand there is left out.
func (m *CRM) set(ctx context.Context, body map[string]any, f field, v desk.Value) error {
	if f.column == ownerColumn {
		id, err := m.owner(ctx, string(v))
		if err == nil && (id != "" || v == "") {
			body[f.column] = map[bool]any{true: nil, false: id}[v == ""]
		}
		return err
	}
	if w, err := f.written(v); err == nil {
		body[f.column] = w
	}
	return nil
}

// owner is the contact of the company's own who has a name, or is meant by their id; "":
// none, or several.
func (m *CRM) owner(ctx context.Context, name string) (string, error) {
	if name == "" || isGUID(strings.ToLower(name)) {
		return strings.ToLower(name), nil
	}
	all, err := m.records(ctx, "Contact", "$filter", "Name eq "+text(name), "$select", "Id,Name", "$top", "2")
	if err != nil || len(all) != 1 {
		return "", err
	}
	return kit.Plain(all[0]["Id"]), nil
}

// ChangeCard implements flow.Cards: over whatever is there, in one call, which reads the
// card back. Where Creatio does not take the whole, each field is tried alone; what it
// passed over is found when the card is read once more.
func (m *CRM) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	path, err := m.path(ch.Card)
	if err != nil {
		return desk.Changed{}, err
	}
	s, err := m.of(ctx, ch.Card.Kind)
	if err != nil {
		return desk.Changed{}, err
	}
	body := map[string]any{}
	for _, c := range ch.Fields {
		if f, ok := s.field(c.Field); ok {
			if err := m.set(ctx, body, f, c.New); err != nil {
				return desk.Changed{}, err
			}
		}
	}
	if len(body) == 0 {
		_, err := m.Card(ctx, ch.Card) // it may be gone
		return desk.Changed{}, err
	}
	done, err := m.together(ctx, part{http.MethodPatch, path, body}, part{http.MethodGet, path + query(ch.Card.Kind), nil})
	switch {
	case len(done) == 2:
		return m.readBack(ch, s, done[1]), nil
	case len(done) == 1:
		return desk.Changed{}, nil
	case errors.Is(err, errRefusedValue):
		for column, v := range body {
			if len(body) == 1 {
				break
			}
			if err := m.patch(ctx, ch.Card, map[string]any{column: v}); err != nil && !errors.Is(err, errRefusedValue) {
				return desk.Changed{}, err
			}
		}
		return desk.Changed{}, nil
	}
	return desk.Changed{}, fmt.Errorf("change %s: %w", ch.Card, err)
}

// readBack is what became of a change, as the card tells that was read with it; nothing,
// where a value is not found: then it is read once more, by itself.
func (m *CRM) readBack(ch desk.CardChange, s schema, a kit.Answer) desk.Changed {
	var r record
	if err := a.Into(&r); err != nil {
		return desk.Changed{}
	}
	c, ok := m.card(ch.Card.Kind, s, r)
	if !ok || c.Ref != ch.Card {
		return desk.Changed{}
	}
	found := ch.Found(c)
	if len(found.Stale) > 0 {
		return desk.Changed{}
	}
	return found
}

func (m *CRM) patch(ctx context.Context, ref desk.CardRef, body map[string]any) error {
	path, err := m.path(ref)
	if err != nil {
		return err
	}
	if _, err := m.send(ctx, http.MethodPatch, path, body); err != nil {
		return fmt.Errorf("change %s: %w", ref, err)
	}
	return nil
}

// CreateCard implements flow.Registry and flow.CardDesk: each time another one, which
// MadeFrom finds by its origin.
func (m *CRM) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	s, err := m.of(ctx, c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	must := map[string]any{s.title: c.Title}
	if c.Title == "" { // Creatio wants one
		must[s.title] = desk.Untitled("chat")
	}
	if origin != "" {
		if !s.has(originColumn) {
			return desk.Card{}, noOrigin(s)
		}
		must[originColumn] = kit.Mark(origin)
	}
	body := map[string]any{}
	for _, f := range s.fields {
		if v := c.Values[f.Name]; v != "" {
			if err := m.set(ctx, body, f, v); err != nil {
				return desk.Card{}, err
			}
		}
	}
	if who := cmp.Or(strings.ToLower(c.GivenTo()), m.responsible); s.has(ownerColumn) && isGUID(who) {
		body[ownerColumn] = who
	}
	for column, id := range map[string]string{s.contact: c.Contact.ID, s.company: c.Company.ID, s.stage: string(c.Stage)} {
		if column != "" && isGUID(id) {
			must[column] = id
		}
	}
	for column, v := range must {
		if _, given := body[column]; !given {
			body[column] = v
		}
	}
	a, err := m.send(ctx, http.MethodPost, s.collection, body)
	if errors.Is(err, errRefusedValue) { // one of the values; they are found missing
		a, err = m.send(ctx, http.MethodPost, s.collection, must)
	}
	if err != nil {
		return desk.Card{}, fmt.Errorf("make one of %s: %w", s.collection, err)
	}
	var r record
	if err := a.Into(&r); err != nil {
		return desk.Card{}, err
	}
	ref := m.ref(c.Ref.Kind, r["Id"])
	if ref.ID == "" {
		return desk.Card{}, fmt.Errorf("%w: Creatio made one of %s and did not say which", desk.ErrBusy, s.collection)
	}
	return m.Card(ctx, ref)
}

func noOrigin(s schema) error {
	return kit.Refused(desk.CheckedNoOrigin, "Creatio's "+s.collection+" has no column "+originColumn+", by which a card that was made is found again: until then what is made is looked for as people would, and marked unsure. Make a text column of that name (Sufler origin) in Creatio, and publish it.", "collection", s.collection, "column", originColumn)
}
