package canned

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Renderer fills canned responses in for a dialog. It only reads.
type Renderer struct {
	Keeper    *Keeper
	Dialogs   flow.Dialogs
	Customers flow.Customers
	Config    flow.Config
	Cards     flow.Cards
	Fields    flow.Fields
}

// Render is the text for the dialog, and the variables that had no value, so that
// their fallbacks stand there: also those of customers' data and of cards that the
// actor may not see (RS-02, RS-04).
func (r *Renderer) Render(ctx context.Context, by desk.Actor, id desk.CannedID, in desk.DialogID) (text string, missing []string, err error) {
	c, err := r.Keeper.Canned(ctx, by, id)
	if err != nil {
		return "", nil, err
	}
	d, err := r.Dialogs.Dialog(ctx, in)
	if err != nil {
		return "", nil, fmt.Errorf("dialog %s: %w", in, err)
	}
	if err := by.MustReadDialog(d); err != nil {
		return "", nil, err
	}
	parts, err := desk.ParseCanned(c.Text)
	if err != nil {
		return "", nil, err
	}
	values, err := r.values(ctx, by, d, parts)
	if err != nil {
		return "", nil, err
	}
	text, missing = desk.RenderCanned(parts, func(v string) string { return values[v] })
	return text, missing, nil
}

// values are those of the variables, of which only what is named is read.
func (r *Renderer) values(ctx context.Context, by desk.Actor, d desk.Dialog, parts []desk.CannedPart) (map[string]string, error) {
	of := map[string][]string{}
	for _, p := range parts {
		what, _, _ := strings.Cut(p.Variable, ".")
		of[what] = append(of[what], p.Variable)
	}
	out := map[string]string{"operator.name": by.Name}
	if of["customer"] != nil && by.SeesCustomers() {
		who, err := r.Customers.Customer(ctx, d.Customer)
		if err != nil {
			return nil, fmt.Errorf("customer %s: %w", d.Customer, err)
		}
		p := who.Profile
		out["customer.name"], out["customer.phone"], out["customer.email"], out["customer.username"] = p.Name, p.Phone, p.Email, p.Username
	}
	if len(of["line"])+len(of["card"])+len(of["contact"]) == 0 {
		return out, nil
	}
	line, err := r.Config.Line(ctx, d.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return nil, fmt.Errorf("line %s: %w", d.Line, err)
	}
	out["line.title"] = line.Title
	s, err := r.Config.Settings(ctx)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	in := s.Locale(line)
	for what, ref := range map[string]desk.CardRef{"card": mainCard(d), "contact": d.Contact} {
		if err := r.fields(ctx, by, ref, of[what], in, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mainCard is the card that CoPilot reads the dialog for: the last deal, else the lead.
func mainCard(d desk.Dialog) desk.CardRef {
	ref, err := d.CopilotCard()
	if err != nil {
		return desk.CardRef{} // it is bound to none
	}
	return ref
}

// fields puts in the values of a card's fields, as far as the actor may see them.
func (r *Renderer) fields(ctx context.Context, by desk.Actor, ref desk.CardRef, variables []string, in desk.Locale, out map[string]string) error {
	if ref.ID == "" || len(variables) == 0 || by.MustRead(ref.Kind) != nil || ref.Kind == desk.KindContact && !by.SeesCustomers() {
		return nil
	}
	card, err := r.Cards.Card(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	all, err := r.Fields.Fields(ctx, ref.Connection, ref.Kind)
	if err != nil {
		return fmt.Errorf("fields: %w", err)
	}
	for _, v := range variables {
		name, _ := desk.CannedField(v)
		if name == "title" && (by.SeesCustomers() || !ref.NamedAfterCustomer()) {
			out[v] = card.Shown()
		}
		for _, f := range all {
			if f.Name == name && (by.SeesCustomers() || !f.Personal()) {
				out[v] = card.Values[name].InWords(f, in)
			}
		}
	}
	return nil
}
