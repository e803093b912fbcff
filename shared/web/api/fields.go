package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// FieldView is a typed slot of a card kind.
type FieldView struct {
	Card desk.CardKind  `json:"card" enum:"contact,company,lead,deal,case"`
	Name desk.FieldName `json:"name" example:"delivery_address"`
	FieldSettingsView
	Unsupported string `json:"unsupported,omitempty" doc:"Why CoPilot does not read a field of a connected CRM though it is in use: it vanished there, or became another type."`
}

// FieldSettingsView is what can be set of a field.
type FieldSettingsView struct {
	Title       string         `json:"title" minLength:"1" maxLength:"128"`
	Description string         `json:"description,omitempty" maxLength:"1024" doc:"For the reader: what belongs here."`
	Type        desk.FieldType `json:"type" enum:"string,text,integer,number,money,date,datetime,boolean,enum,multi_enum,phone,email,url,address"`
	Format      string         `json:"format,omitempty" enum:"time" doc:"Of a string: time is HH:MM."`
	Options     []OptionView   `json:"options,omitempty" nullable:"false" maxItems:"200" doc:"Of enum and multi_enum."`
	Currency    string         `json:"currency,omitempty" example:"EUR" doc:"Of money: when the customer names none."`
	Policy      desk.Policy    `json:"policy,omitempty" enum:"fill_if_empty,always_propose,never" default:"fill_if_empty" doc:"What CoPilot may do with the field."`
	On          bool           `json:"on,omitempty" doc:"Lets CoPilot read a type beyond string, number and integer, which are always on."`
	Grants      bool           `json:"grants,omitempty" doc:"The value gives the customer something, a discount say: only an operator's message proves it."`
	Private     bool           `json:"private,omitempty" doc:"The values are customers' data, and are not for whoever may not see those. Phones and e-mails always are, and all of a contact."`
}

// OptionView is one value of an enum.
type OptionView struct {
	Value    string   `json:"value" minLength:"1" maxLength:"128"`
	Synonyms []string `json:"synonyms,omitempty" nullable:"false" maxItems:"50" doc:"Other words for it, for the reader."`
}

func fieldView(f desk.Field) FieldView {
	v := FieldView{Card: f.Card, Name: f.Name, FieldSettingsView: FieldSettingsView{
		Title: f.Title, Description: f.Description, Type: f.Type, Format: f.Format, Currency: f.Currency, Policy: f.Policy, On: f.On, Grants: f.Grants, Private: f.Private,
	}, Unsupported: f.Unsupported}
	for _, o := range f.Options {
		v.Options = append(v.Options, OptionView(o))
	}
	return v
}

// FieldKind names a kind of card in an address.
type FieldKind struct {
	Card desk.CardKind `path:"card" enum:"contact,company,lead,deal,case" doc:"The kind of card."`
}

// FieldPath names a field in an address.
type FieldPath struct {
	FieldKind
	Name desk.FieldName `path:"name" maxLength:"64" doc:"The field's name, as the CRM spells it."`
}

func (r router) fields() {
	add(r, op{method: http.MethodGet, path: "/v1/fields/{card}", id: "list-fields", may: anyKey, tag: "Fields", summary: "List the fields of a kind of card", description: "All of them, in the company's order."},
		func(ctx context.Context, _ *call, in *struct {
			FieldKind
			OfCRM
		}) (*body[Page[FieldView]], error) {
			all, err := r.s.CRM.Fields(ctx, in.Connection, in.Card)
			return shown(all, fieldView), err
		})
	add(r, op{method: http.MethodPut, path: "/v1/fields/{card}/{name}", id: "put-field", may: adminOnly, tag: "Fields", summary: "Set a field",
		description: "Of the built-in CRM. It is made if there is none. Cards keep the values they have, also of another type."},
		func(ctx context.Context, c *call, in *struct {
			FieldPath
			OnlyNew
			Body FieldSettingsView
		}) (*body[FieldView], error) {
			return r.s.putField(ctx, c, in.Card, in.Name, in.OnlyNew, in.Body)
		})
	add(r, op{method: http.MethodDelete, path: "/v1/fields/{card}/{name}", id: "delete-field", may: adminOnly, tag: "Fields", summary: "Take a field away", status: http.StatusNoContent,
		description: "Of the built-in CRM. Cards keep the value they have. Harmless when it is gone already."},
		func(ctx context.Context, c *call, in *FieldPath) (*struct{}, error) {
			return &struct{}{}, r.s.BuiltIn.DeleteField(ctx, in.Card, in.Name)
		})
}

// reName keeps names apart from what JSON, URLs and prompts are written with.
var reName = lazy.Pattern(`^[A-Za-z][A-Za-z0-9_.-]{0,63}$`)

func (s *server) putField(ctx context.Context, c *call, k desk.CardKind, name desk.FieldName, only OnlyNew, in FieldSettingsView) (*body[FieldView], error) {
	f := desk.Field{
		Card: k, Name: name, Title: in.Title, Description: in.Description, Type: in.Type, Format: in.Format, Currency: in.Currency,
		Policy: in.Policy, On: in.On, Grants: in.Grants, Private: in.Private,
	}
	if f.Policy == "" {
		f.Policy = desk.PolicyFillIfEmpty
	}
	for _, o := range in.Options {
		f.Options = append(f.Options, desk.Option(o))
	}
	if err := checkField(f); err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		all, err := s.CRM.Fields(ctx, desk.ConnectionBuiltIn, k)
		if err != nil {
			return nil, err
		}
		had, is := byName(all)[name]
		if err := only.check(is); err != nil {
			return nil, err
		}
		f.Version = had.Version
		stored, err := s.BuiltIn.SaveField(ctx, f)
		if errors.Is(err, desk.ErrConflict) && try < saves {
			continue // a PUT says how it shall be, whatever somebody else just said
		}
		return &body[FieldView]{fieldView(stored)}, err
	}
}

// saves is how often a PUT that somebody else was faster than is tried again.
const saves = 3

func checkField(f desk.Field) error {
	bad := func(what string) error { return fmt.Errorf("%w: %s", desk.ErrInvalid, what) }
	enum := f.Type == desk.TypeEnum || f.Type == desk.TypeMultiEnum
	switch {
	case !reName.MatchString(string(f.Name)):
		return bad("a field's name has letters, digits, dots, dashes and underscores, begins with a letter, and is at most 64 long")
	case enum && len(f.Options) == 0:
		return desk.Wrong("options", "an enum needs options")
	case !enum && len(f.Options) > 0:
		return bad("only enums have options")
	case f.Format != "" && f.Type != desk.TypeString:
		return bad("only strings have a format")
	case f.Currency != "" && f.Type != desk.TypeMoney:
		return bad("only money has a currency")
	}
	for i, v := range f.OptionValues() {
		if strings.TrimSpace(v) != v || strings.ContainsAny(v, "\n\r") {
			return desk.Wrong("option_line", "an option's value is one line with no white space at its ends")
		}
		if slices.Contains(f.OptionValues()[:i], v) {
			return desk.Wrong("option_twice", "an option's value comes twice: "+v, "option", v)
		}
	}
	return checkCurrency(f.Currency)
}
