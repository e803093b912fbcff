package kommo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// fresh is how long the fields and the account are known for.
const fresh = 10 * time.Minute

// The field of ours that says what a card was made from. Those for messengers' ids of
// people are named by their channels.
const (
	originCode  = "SUFLER_ORIGIN"
	originTitle = "Sufler: made from"
)

// account is what is known of the account.
//
// https://developers.kommo.com/reference/account-parameters
type account struct {
	zone     *time.Location // in which its people write dates
	currency string
	until    time.Time
}

// definition is a custom field, as Kommo describes it.
//
// https://developers.kommo.com/reference/custom-fields
type definition struct {
	ID       json.Number `json:"id"`
	Name     string      `json:"name"`
	Code     string      `json:"code"`
	Type     string      `json:"type"`
	Currency string      `json:"currency"`
	Enums    []struct {
		ID    json.Number `json:"id"`
		Value string      `json:"value"`
	} `json:"enums"`
}

// field is a field of ours, and where it lies.
type field struct {
	desk.Field
	def definition // of a custom one
}

// schema are the fields of a kind.
type schema struct {
	fields []field
	defs   []definition
	until  time.Time
}

func (s schema) field(name desk.FieldName) (field, bool) {
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.Name == name })
	if i < 0 {
		return field{}, false
	}
	return s.fields[i], true
}

// coded is the custom field with a code of ours, or which a person made by its title: of
// several, the first made.
func (s schema) coded(code, title string) (definition, bool) {
	var best definition
	for _, d := range s.defs {
		if (d.Code == code || d.Code == "" && strings.EqualFold(d.Name, title)) && (best.ID == "" || number(d.ID) < number(best.ID)) {
			best = d
		}
	}
	return best, best.ID != ""
}

func number(n json.Number) int64 {
	i, err := n.Int64()
	if err != nil {
		return 0
	}
	return i
}

// of is the account and a kind's fields, asked for anew every ten minutes. Who asks at
// the same time waits for the one who asks Kommo.
func (m *CRM) of(ctx context.Context, k desk.CardKind) (account, schema, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.Now()
	if !now.Before(m.known.until) {
		known, err := m.askAccount(ctx)
		if err != nil {
			return account{}, schema{}, err
		}
		known.until = now.Add(fresh)
		m.known = known
	}
	if s, ok := m.schema[k]; ok && now.Before(s.until) {
		return m.known, s, nil
	}
	s, err := m.askSchema(ctx, k, m.known)
	if err != nil {
		return account{}, schema{}, err
	}
	s.until = now.Add(fresh)
	if m.schema == nil {
		m.schema = map[desk.CardKind]schema{}
	}
	m.schema[k] = s
	return m.known, s, nil
}

func (m *CRM) askAccount(ctx context.Context) (account, error) {
	var a struct {
		ID       json.Number `json:"id"`
		Currency string      `json:"currency"`
		Embedded struct {
			Times struct {
				Zone string `json:"timezone"`
			} `json:"datetime_settings"`
		} `json:"_embedded"`
	}
	if err := m.call(ctx, http.MethodGet, "account?with=datetime_settings", nil, &a); err != nil {
		return account{}, fmt.Errorf("the account: %w", err)
	}
	if a.ID == "" {
		return account{}, fmt.Errorf("%w: Kommo did not tell which account it is", desk.ErrBusy)
	}
	zone, err := time.LoadLocation(a.Embedded.Times.Zone)
	if err != nil {
		zone = time.UTC
	}
	return account{zone: zone, currency: strings.ToUpper(a.Currency)}, nil
}

// maxPages is how many pages of anything are read, 250 each.
const maxPages = 8

func (m *CRM) askSchema(ctx context.Context, k desk.CardKind, a account) (schema, error) {
	collection, err := m.collection(k)
	if err != nil {
		return schema{}, err
	}
	var s schema
	for page := 1; page <= maxPages; page++ {
		defs, more, err := lists[definition](ctx, m, "custom_fields", fmt.Sprintf("%s/custom_fields?limit=250&page=%d", collection, page))
		if err != nil {
			return schema{}, fmt.Errorf("the fields of %s: %w", collection, err)
		}
		if s.defs = append(s.defs, defs...); !more {
			break
		}
	}
	s.fields = fieldsOf(k, s.defs, a)
	return s, nil
}

// fieldsOf are a kind's fields: those that every card has, and the custom ones that have
// a type of ours.
func fieldsOf(k desk.CardKind, defs []definition, a account) (out []field) {
	add := func(f field) {
		if !slices.ContainsFunc(out, func(have field) bool { return have.Name == f.Name }) {
			f.Card = k
			out = append(out, f)
		}
	}
	switch k {
	case desk.KindDeal:
		if a.currency != "" {
			add(field{Field: desk.Field{Name: priceField, Title: "Sale", Type: desk.TypeMoney, Currency: a.currency}})
		}
	default:
		add(field{Field: desk.Field{Name: desk.ContactName, Title: "Name", Type: desk.TypeString}})
	}
	for _, d := range defs {
		t, ok := types.Get()[d.Type]
		if !ok || d.ID == "" || d.Code == originCode {
			continue
		}
		f := field{def: d, Field: desk.Field{Name: nameOf(d, out), Title: d.Name, Type: t, Currency: strings.ToUpper(d.Currency)}}
		if d.Type == "multitext" {
			f.Type = map[string]desk.FieldType{"PHONE": desk.TypePhone, "EMAIL": desk.TypeEmail}[d.Code]
			if f.Type == "" {
				f.Type = desk.TypeString
			}
		}
		if f.Type == desk.TypeMoney && f.Currency == "" {
			f.Currency = a.currency
		}
		if f.Type == desk.TypeEnum || f.Type == desk.TypeMultiEnum {
			for _, e := range d.Enums {
				f.Options = append(f.Options, desk.Option{Value: strings.TrimSpace(e.Value)})
			}
			if len(f.Options) == 0 { // there is nothing to choose from
				continue
			}
		}
		add(f)
	}
	return out
}

// nameOf is what a custom field is called: by its code, which stays whatever people call
// the field, else by its number.
func nameOf(d definition, taken []field) desk.FieldName {
	name := desk.FieldName(strings.ToLower(d.Code))
	odd := strings.ContainsFunc(string(name), func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	used := slices.ContainsFunc(taken, func(f field) bool { return f.Name == name })
	if name == "" || odd || used || len(name) > 64 || strings.HasPrefix(string(name), "field_") {
		return desk.FieldName("field_" + d.ID.String())
	}
	return name
}

// own is the custom field of ours with a code, which is made where it is not there yet:
// that takes an administrator's token. What is known of the fields may be old, or the
// answer to its making lost, so they are asked for anew first. Two who make it at once
// both use the first made.
func (m *CRM) own(ctx context.Context, k desk.CardKind, code, title string) (definition, error) {
	for range 2 {
		_, s, err := m.of(ctx, k)
		if err != nil {
			return definition{}, err
		}
		if d, ok := s.coded(code, title); ok {
			return d, nil
		}
		m.forget(k)
	}
	made := []map[string]any{{"name": title, "code": code, "type": "text", "is_api_only": true}}
	if err := m.call(ctx, http.MethodPost, collections.Get()[k]+"/custom_fields", made, nil); err != nil {
		return definition{}, fmt.Errorf("make the field %q: %w", title, err)
	}
	m.forget(k)
	_, s, err := m.of(ctx, k)
	if err != nil {
		return definition{}, err
	}
	d, ok := s.coded(code, title)
	if !ok {
		return definition{}, fmt.Errorf("%w: Kommo made the field %q and does not show it yet", desk.ErrBusy, title)
	}
	return d, nil
}

// forget has a kind's fields asked for anew.
func (m *CRM) forget(k desk.CardKind) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.schema, k)
}

// Fields implements flow.Fields. A kind that there is not has none.
func (m *CRM) Fields(ctx context.Context, _ desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	if _, ok := collections.Get()[k]; !ok {
		return nil, nil
	}
	_, s, err := m.of(ctx, k)
	var out []desk.Field
	for _, f := range s.fields {
		out = append(out, f.Field)
	}
	return out, err
}

// Pipelines implements flow.CardDesk. The stage of incoming leads is left out: no card
// can be moved there.
//
// https://developers.kommo.com/reference/pipelines-list
func (m *CRM) Pipelines(ctx context.Context, _ desk.ConnectionID) ([]desk.Pipeline, error) {
	all, _, err := lists[struct {
		ID       json.Number `json:"id"`
		Name     string      `json:"name"`
		Archived bool        `json:"is_archive"`
		Embedded struct {
			Statuses []struct {
				ID   json.Number `json:"id"`
				Name string      `json:"name"`
				Type json.Number `json:"type"`
			} `json:"statuses"`
		} `json:"_embedded"`
	}](ctx, m, "pipelines", "leads/pipelines")
	if err != nil {
		return nil, fmt.Errorf("the pipelines: %w", err)
	}
	var out []desk.Pipeline
	for _, p := range all {
		if p.Archived {
			continue
		}
		next := desk.Pipeline{ID: desk.PipelineID(p.ID), Title: p.Name}
		for _, s := range p.Embedded.Statuses {
			if s.Type != incomingType {
				next.Stages = append(next.Stages, desk.Stage{ID: desk.StageID(s.ID), Title: s.Name, Final: finals.Get()[desk.StageID(s.ID)]})
			}
		}
		out = append(out, next)
	}
	return out, nil
}

// incomingType is the type of the stage of incoming leads; finals are the stages that
// close a card, the same in every pipeline.
//
// https://developers.kommo.com/reference/pipelines-and-stages
const (
	incomingType              = "1"
	stageWon     desk.StageID = "142"
	stageLost    desk.StageID = "143"
)

var finals = lazy.Table(func() map[desk.StageID]string { return map[desk.StageID]string{stageWon: "won", stageLost: "lost"} })
