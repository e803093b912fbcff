package copilot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Collector looks in a dialog for the data that a contact must have before a
// lead is made of it (CB-04, CB-05), and fills the contact's empty fields with
// what is proven. Its reader must cost nothing: it may look after each message.
//
// Repeating is harmless: empty fields are filled by compare and set.
type Collector struct {
	Chats       Chats
	Reader      flow.Reader
	Prover      flow.Prover
	Annotations flow.Annotations
	Now         func() time.Time
}

// Collect says whether the contact now has all that the line requires. A line
// that requires nothing is complete.
func (c *Collector) Collect(ctx context.Context, d desk.Dialog, line desk.Line, contact desk.CardRef) (bool, error) {
	chat, err := c.chat(ctx, d, line, contact)
	if err != nil {
		return false, err
	}
	return c.look(ctx, d, line, contact, chat)
}

// Missing are the fields that the line requires and that the customer's contact has
// not, in the line's order, after the dialog was looked through for them; none where
// no lead waits for them (FB-13).
func (c *Collector) Missing(ctx context.Context, d desk.Dialog, line desk.Line) ([]desk.Field, error) {
	if line.LeadPolicy != desk.LeadWhenDataComplete || len(line.Required) == 0 || d.Contact.ID == "" {
		return nil, nil
	}
	chat, err := c.chat(ctx, d, line, d.Contact)
	if err != nil {
		return nil, err
	}
	if complete, err := c.look(ctx, d, line, d.Contact, chat); complete || err != nil {
		return nil, err
	}
	return slices.DeleteFunc(chat.Fields, func(f desk.Field) bool { return chat.Current[f.Name] != "" }), nil
}

// look fills what it finds, also in what chat says that the contact has.
func (c *Collector) look(ctx context.Context, d desk.Dialog, line desk.Line, contact desk.CardRef, chat desk.Chat) (bool, error) {
	if complete(line, chat.Current) {
		return true, nil
	}
	reading, err := desk.TryValue(func() (desk.Reading, error) { return c.Reader.Read(ctx, chat) })
	if work.Broke(err) {
		return false, nil // the contact is bound all the same; the next message looks again
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", d.ID, err)
	}
	id := desk.RunID(desk.Digest("c", string(d.ID), fmt.Sprint(d.Last)))
	change := desk.CardChange{ID: string(id), Card: contact, Run: id, By: desk.Automatic.Name, At: c.Now()}
	var es []desk.Entry
	found, err := outcomes(ctx, chat, chat.Fields, reading, c.Prover)
	if err != nil {
		return false, err
	}
	for _, o := range found {
		if o.Kind != desk.OutcomeFilled {
			continue
		}
		change.Fields = append(change.Fields, desk.FieldChange{Field: o.Field, New: o.Value})
		run := desk.Run{ID: id, Dialog: d.ID, Card: contact}
		es = append(es, proof(run, o, desk.EntryFilled, desk.Automatic.Name, change.At, "", o.Value))
	}
	if len(change.Fields) == 0 {
		return false, nil
	}
	done, err := c.Chats.Cards.ChangeCard(ctx, change)
	if err != nil {
		return false, fmt.Errorf("change %s: %w", contact, err)
	}
	told := brought(chat.Current, done, es)
	return complete(line, chat.Current), c.Annotations.AddEntries(ctx, told)
}

// brought brings what a card holds up to date with what became of a change, and
// answers with the entries of what was set.
func brought(have map[desk.FieldName]desk.Value, done desk.Changed, es []desk.Entry) (told []desk.Entry) {
	for _, e := range es {
		if done.Set[e.Field] {
			have[e.Field] = e.New
			told = append(told, e)
		} else if other, ok := done.Stale[e.Field]; ok {
			have[e.Field] = other
		}
	}
	return told
}

// chat is the dialog with just the required fields, all switched on: the
// company asked for them by requiring them.
func (c *Collector) chat(ctx context.Context, d desk.Dialog, line desk.Line, contact desk.CardRef) (desk.Chat, error) {
	chat, err := c.Chats.Chat(ctx, d, contact, "")
	if err != nil {
		return desk.Chat{}, err
	}
	fields, err := c.Chats.Fields.Fields(ctx, contact.Connection, desk.KindContact)
	if err != nil {
		return desk.Chat{}, fmt.Errorf("fields: %w", err)
	}
	card, err := c.Chats.Cards.Card(ctx, contact)
	if err != nil {
		return desk.Chat{}, fmt.Errorf("card %s: %w", contact, err)
	}
	chat.Fields, chat.Current = nil, card.Values
	if chat.Current == nil {
		chat.Current = map[desk.FieldName]desk.Value{}
	}
	for _, name := range line.Required {
		for _, f := range fields {
			if f.Name == name {
				f.On, f.Policy = true, desk.PolicyFillIfEmpty
				chat.Fields = append(chat.Fields, f)
			}
		}
	}
	return chat, nil
}

func complete(line desk.Line, have map[desk.FieldName]desk.Value) bool {
	for _, name := range line.Required {
		if have[name] == "" {
			return false
		}
	}
	return true
}
