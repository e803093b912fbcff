package copilot

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Chats puts together what a reader is given.
type Chats struct {
	Messages flow.Messages
	Config   flow.Config
	Cards    flow.Cards
	Fields   flow.Fields
}

// Chat is a dialog's whole thread (D6), in order, without notes, and the fields
// of a card that CoPilot may read, with what the card holds now. language is
// the answer's (CP-06); "" is the line's. The transcript stays as it was said
// (CP-07).
func (c Chats) Chat(ctx context.Context, d desk.Dialog, card desk.CardRef, language string) (desk.Chat, error) {
	fields, err := c.Fields.Fields(ctx, card.Connection, card.Kind)
	if err != nil {
		return desk.Chat{}, fmt.Errorf("fields of %s: %w", card.Kind, err)
	}
	chat, err := c.about(ctx, d, card, language, fields)
	if err != nil {
		return chat, err
	}
	more, err := c.ofContact(ctx, card, fields)
	chat.Fields = append(chat.Fields, more...)
	return chat, err
}

// ofContact are the fields of the customer's contact that a card is read for, too. A CRM
// that does not let us see a contact's fields costs nobody the card's.
func (c Chats) ofContact(ctx context.Context, card desk.CardRef, ofCard []desk.Field) ([]desk.Field, error) {
	if card.Connection == desk.ConnectionBuiltIn {
		return nil, nil
	}
	all, err := c.Fields.Fields(ctx, card.Connection, desk.KindContact)
	if errors.Is(err, desk.ErrRefused) || errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrInvalid) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("fields of a contact: %w", err)
	}
	return desk.OfContact(card, ofCard, all), nil
}

// about is Chat, for those of the fields that CoPilot may read.
func (c Chats) about(ctx context.Context, d desk.Dialog, card desk.CardRef, language string, fields []desk.Field) (desk.Chat, error) {
	locale, err := c.locale(ctx, d, language)
	if err != nil {
		return desk.Chat{}, err
	}
	have, err := c.Cards.Card(ctx, card)
	if err != nil {
		return desk.Chat{}, fmt.Errorf("card %s: %w", card, err)
	}
	chat := desk.Chat{Dialog: d.ID, Current: map[desk.FieldName]desk.Value{}, Locale: locale}
	for _, f := range fields {
		if f.Readable() {
			chat.Fields = append(chat.Fields, f)
			chat.Current[f.Name] = have.Values[f.Name]
		}
	}
	chat.Messages, err = c.Thread(ctx, d)
	return chat, err
}

// locale is the dialog's line's, with the answer's language.
func (c Chats) locale(ctx context.Context, d desk.Dialog, language string) (desk.Locale, error) {
	s, err := c.Config.Settings(ctx)
	if err != nil {
		return desk.Locale{}, fmt.Errorf("settings: %w", err)
	}
	line, err := c.Config.Line(ctx, d.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) { // deleted since: as the settings say
		return desk.Locale{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	l := s.Locale(line)
	if language != "" {
		l.Language = language
	}
	return l, nil
}

// Thread is the dialog's thread: parent and child as one (D6), without notes.
func (c Chats) Thread(ctx context.Context, d desk.Dialog) ([]desk.Message, error) {
	var all []desk.Message
	err := c.Each(ctx, d, func(m desk.Message) bool {
		all = append(all, m)
		return true
	})
	return all, err
}

// Enough says whether the thread has more than one message of the customer's
// (MC-12), whatever its length reading no more than it must.
func (c Chats) Enough(ctx context.Context, d desk.Dialog) error {
	n := 0
	err := c.Each(ctx, d, func(m desk.Message) bool {
		if m.Counts() {
			n++
		}
		return n < desk.MinCustomerMessages
	})
	if err != nil || n >= desk.MinCustomerMessages {
		return err
	}
	sent := "one message"
	if n == 0 {
		sent = "no message"
	}
	return desk.Refuse(desk.CodeTooFewMessages, "The customer has sent "+sent+" so far; a chat is read from the second on.")
}

// Each hands over the thread's messages until do has had enough.
func (c Chats) Each(ctx context.Context, d desk.Dialog, do func(desk.Message) bool) error {
	ask := desk.PageAsk{Limit: 200}
	for {
		page, err := c.Messages.Messages(ctx, d.Customer, d.ThreadAfter, d.Last, false, ask)
		if err != nil {
			return fmt.Errorf("messages of %s: %w", d.ID, err)
		}
		for _, m := range page.Items {
			if m.ResetsQuiet() && !do(m) {
				return nil
			}
		}
		if page.Next == "" {
			return nil
		}
		ask.Cursor = page.Next
	}
}
