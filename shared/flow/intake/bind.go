package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// LeadData is what must be known of a customer before a lead is made (CB-04).
type LeadData interface {
	// Collect says whether the contact now has all that the line requires, after
	// the dialog was looked through for it. Idempotent.
	Collect(ctx context.Context, d desk.Dialog, line desk.Line, contact desk.CardRef) (complete bool, err error)
}

// Binder binds a dialog to the CRM: it finds or makes the customer's contact
// (CH-14), finds the contact's open leads and deals, and makes a lead if the
// line's policy wants one (D10).
//
// Idempotent: cards are made once by their origin, and binding a
// card that is bound changes nothing.
type Binder struct {
	Dialogs        flow.Dialogs
	Customers      flow.Customers
	Config         flow.Config
	Fields         flow.Fields
	Meeter         Meeter
	Registry       flow.Registry
	Firsts         flow.Firsts
	Annotations    flow.Annotations
	Collector      LeadData
	Prover         flow.Prover     // of the phone and the e-mail in a profile; nil: they are taken as they are written
	ProfileFetcher *ProfileFetcher // nil: what webhooks show of a customer is all there is
	Cards          flow.Cards      // of the contacts that a later look fills
	Merges         flow.Merges
	Jobs           flow.Jobs
	Outbox         flow.Outbox
	Now            func() time.Time
}

// Bind does what is still to be done for a dialog.
func (b *Binder) Bind(ctx context.Context, id desk.DialogID) error {
	d, err := b.Dialogs.Dialog(ctx, id)
	if err != nil {
		return fmt.Errorf("dialog %s: %w", id, err)
	}
	line, err := b.Config.Line(ctx, d.Line)
	if err != nil {
		return fmt.Errorf("line %s: %w", d.Line, err)
	}
	c, err := b.contact(ctx, d, line)
	if err != nil {
		return fmt.Errorf("contact of %s: %w", d.Customer, err)
	}
	if _, err := b.Firsts.FirstDialog(ctx, c.Contact, d.Root()); err != nil {
		return fmt.Errorf("first dialog of %s: %w", c.Contact, err)
	}
	cards, err := b.Registry.OpenCards(ctx, c.Contact)
	if err != nil {
		return fmt.Errorf("open cards of %s: %w", c.Contact, err)
	}
	if _, none := d.CopilotCard(); none != nil && len(cards) == 0 { // a case is no lead
		if cards, err = b.lead(ctx, d, line, c); err != nil {
			return fmt.Errorf("lead: %w", err)
		}
	}
	if err := b.bind(ctx, d, c, cards); err != nil {
		return err
	}
	if err := work.Follow(ctx, b.Merges, b.Jobs, b.Outbox, c.Contact, b.Now()); err != nil {
		return err
	}
	// Who was parted from a contact meanwhile is bound to their own.
	now, err := b.Customers.Customer(ctx, d.Customer)
	if err != nil || now.Contact == c.Contact {
		return err
	}
	return b.bind(ctx, d, now, nil)
}

// bind binds a dialog to its contact and cards, and what its thread went on with, which
// may have been opened before they were known.
func (b *Binder) bind(ctx context.Context, d desk.Dialog, c desk.Customer, cards []desk.BoundCard) error {
	all := append([]desk.BoundCard{{Ref: c.Contact}}, cards...)
	for at := d.ID; at != ""; {
		now, err := b.Dialogs.ChangeDialog(ctx, at, func(d desk.Dialog) (desk.Dialog, error) {
			for _, card := range all {
				d = d.Bind(card)
			}
			return d, nil
		})
		if err != nil {
			return fmt.Errorf("bind %s: %w", at, err)
		}
		at = now.Continuation()
	}
	es := make([]desk.Entry, len(all))
	for i, card := range all {
		es[i] = d.BoundEntry(card.Ref, desk.Automatic.Name, d.OpenedAt)
	}
	return b.Annotations.AddEntries(ctx, es)
}

// contact is the customer with a contact: the one it has, the one that is
// known by an identity of theirs (CH-14), or a new one with the public profile
// (CH-15…18).
func (b *Binder) contact(ctx context.Context, d desk.Dialog, line desk.Line) (desk.Customer, error) {
	c, err := b.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return c, err
	}
	seen := b.ProfileFetcher.Look(ctx, line, c)
	if b.ProfileFetcher.unseen(line, seen) {
		if err := b.ProfileFetcher.Later(ctx, line, c.ID, d.ID); err != nil {
			return c, err
		}
	}
	// Who moved with their line into another CRM is somebody new there.
	has := c.Contact.ID != "" && c.Contact.Connection == line.Connection
	if has && line.Traits.Learns(c.Profile) {
		if err := b.learn(ctx, line, seen); err != nil {
			return c, err
		}
	}
	if has && seen == c {
		return c, nil
	}
	ref := c.Contact
	if !has {
		if ref, err = b.met(ctx, line, seen); err != nil {
			return c, err
		}
	}
	return b.seen(ctx, seen, ref)
}

// met is the contact of a customer who has none in their line's CRM: one that is
// there, or a new one.
func (b *Binder) met(ctx context.Context, line desk.Line, c desk.Customer) (desk.CardRef, error) {
	ref, claim, err := b.Meeter.Meet(ctx, line.Connection, c, line.Identities(c.Profile))
	if err != nil || ref.ID != "" {
		return ref, err
	}
	values, err := b.profileValues(ctx, line, c)
	if err != nil {
		return desk.CardRef{}, err
	}
	card, err := b.Registry.CreateCard(ctx, desk.Card{
		Ref: desk.CardRef{Kind: desk.KindContact, Connection: line.Connection}, Title: title(c, line.Channel), Values: values,
	}, claim.Origin)
	if err != nil {
		return desk.CardRef{}, err
	}
	return card.Ref, b.Meeter.Settle(ctx, line.Connection, claim, card.Ref)
}

// seen stores what was seen of a customer, and their contact if they have none.
func (b *Binder) seen(ctx context.Context, seen desk.Customer, ref desk.CardRef) (desk.Customer, error) {
	known, err := b.Customers.ChangeCustomer(ctx, seen.ID, func(c desk.Customer) (desk.Customer, error) {
		c = c.Seen(seen.Profile)
		if seen.Photo != "" {
			c.Photo = seen.Photo
		}
		if !seen.LookedAt.IsZero() { // else somebody may have been luckier meanwhile
			c.LookedAt = seen.LookedAt
		}
		if c.Contact.ID == "" || ref.ID != "" && c.Contact.Connection != ref.Connection {
			c.Contact = ref
		}
		return c, nil
	})
	if errors.Is(err, desk.ErrNotFound) && seen.Photo != "" { // erased meanwhile
		err = errors.Join(err, b.ProfileFetcher.Files.Remove(ctx, seen.Photo))
	}
	return known, err
}

// LookAgain asks for a customer who could not be asked for when they were bound,
// and fills what their contact lacks. ErrBusy: nor could they now.
func (b *Binder) LookAgain(ctx context.Context, v desk.Job) error {
	c, err := b.Customers.Customer(ctx, v.Customer)
	if err != nil {
		return fmt.Errorf("customer %s: %w", v.Customer, err)
	}
	line, err := b.Config.Line(ctx, v.Line)
	if err != nil {
		return fmt.Errorf("line %s: %w", v.Line, err)
	}
	if !b.ProfileFetcher.unseen(line, c) {
		return nil
	}
	c = b.ProfileFetcher.Look(ctx, line, c)
	if err := b.shown(ctx, line, c); err != nil {
		return fmt.Errorf("contact of %s: %w", c.ID, err)
	}
	if c, err = b.seen(ctx, c, desk.CardRef{}); err != nil {
		return fmt.Errorf("customer %s: %w", c.ID, err)
	}
	if b.ProfileFetcher.unseen(line, c) {
		return fmt.Errorf("%w: the messenger could not be asked for customer %s", desk.ErrBusy, c.ID)
	}
	return nil
}

// learn has a contact known by what its customer told since they got it, and writes
// that onto it: the claim first, so that whoever comes with the phone once it is
// claimed is this contact. What another contact has claimed stays that one's: there
// were two contacts before the phone was told, each with deals and a timeline, and no
// CRM merges contacts for a program. They are shown as duplicates, and people merge
// them (D20). Either has the phone in its field.
func (b *Binder) learn(ctx context.Context, line desk.Line, c desk.Customer) error {
	if ids := line.Identities(c.Profile); len(ids) > 0 {
		if _, _, err := b.Meeter.Meet(ctx, c.Contact.Connection, c, ids); err != nil {
			return err
		}
	}
	if err := b.shown(ctx, line, c); !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	return nil // somebody deleted the contact
}

// shown writes what is known of a customer into the empty fields of their contact.
func (b *Binder) shown(ctx context.Context, line desk.Line, c desk.Customer) error {
	if c.Contact.ID == "" {
		return nil
	}
	values, err := b.profileValues(ctx, line, c)
	if err != nil {
		return err
	}
	change := desk.CardChange{Card: c.Contact, By: desk.Automatic.Name, At: b.Now()}
	parts := []string{string(c.ID)}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		change.Fields = append(change.Fields, desk.FieldChange{Field: name, New: values[name]})
		parts = append(parts, string(name), string(values[name]))
	}
	if len(change.Fields) == 0 {
		return nil
	}
	change.ID = desk.Digest("look", parts...)
	_, err = b.Cards.ChangeCard(ctx, change)
	return err
}

// profileValues are what the messenger shows of a person, for the fields that
// the company's contacts have: name, phone, email, photo, username, and the id
// on the channel (telegram_user_id …). A phone or an e-mail may be written in any
// way that the line's country reads. What can't be a value is left out: it is a
// hint from outside, and stays in the customer's profile.
func (b *Binder) profileValues(ctx context.Context, line desk.Line, c desk.Customer) (map[desk.FieldName]desk.Value, error) {
	fields, err := b.Fields.Fields(ctx, line.Connection, desk.KindContact)
	if err != nil {
		return nil, err
	}
	p := c.Profile
	var settings desk.Settings
	if p.Phone != "" || p.Email != "" { // which numbers are valid, the country says
		if settings, err = b.Config.Settings(ctx); err != nil {
			return nil, err
		}
	}
	said := map[desk.FieldName]string{
		"name": p.Name, "phone": p.Phone, "email": p.Email, "photo": p.Photo, "username": p.Username,
		line.Channel.IDField(): p.User,
	}
	values := map[desk.FieldName]desk.Value{}
	for _, f := range fields {
		if v := b.canonical(f, said[f.Name], settings.Locale(line)); v != "" {
			values[f.Name] = v
		}
	}
	return values, nil
}

// canonical is what was said as a value of the field, "" if it is none. A person
// who writes their phone into a form says it as in a message: it is proven alike.
func (b *Binder) canonical(f desk.Field, said string, l desk.Locale) desk.Value {
	if b.Prover != nil && said != "" && (f.Type == desk.TypePhone || f.Type == desk.TypeEmail) {
		found := desk.Finding{Field: f.Name, Value: said, Quote: said}
		if v, err := b.Prover.Prove(f, found, desk.Message{Author: desk.ByCustomer, Text: said}, l); err == nil {
			return v
		}
	}
	if v := desk.Value(said); f.Check(v) == nil {
		return v
	}
	return ""
}

func title(c desk.Customer, ch desk.Channel) string {
	if c.Profile.Name != "" {
		return c.Profile.Name
	}
	return desk.Untitled(ch)
}

// lead makes the dialog's lead if the line's policy wants it now; one for the
// whole thread.
func (b *Binder) lead(ctx context.Context, d desk.Dialog, line desk.Line, c desk.Customer) ([]desk.BoundCard, error) {
	switch line.LeadPolicy {
	case desk.LeadOnFirstMessage:
	case desk.LeadWhenDataComplete:
		complete, err := b.Collector.Collect(ctx, d, line, c.Contact)
		if err != nil || !complete {
			return nil, err
		}
	default:
		return nil, nil
	}
	name, err := b.called(ctx, c, line.Channel)
	if err != nil {
		return nil, err
	}
	card, err := b.Registry.CreateCard(ctx, desk.Card{
		Ref: desk.CardRef{Kind: desk.KindLead, Connection: line.Connection}, Title: name, Contact: c.Contact,
	}, "dialog:"+string(d.Root()))
	if err != nil {
		return nil, err
	}
	return []desk.BoundCard{card.Bound()}, nil
}

// called is what a customer's lead is called: as their messenger names them, else as their
// contact is called by now.
func (b *Binder) called(ctx context.Context, c desk.Customer, ch desk.Channel) (string, error) {
	name := title(c, ch)
	if !desk.IsUntitled(name) || c.Contact.ID == "" {
		return name, nil
	}
	contact, err := b.Cards.Card(ctx, c.Contact)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return name, nil
	case err != nil:
		return "", fmt.Errorf("contact %s: %w", c.Contact, err)
	}
	return cmp.Or(contact.Shown(), name), nil
}
