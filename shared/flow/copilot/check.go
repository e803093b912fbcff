package copilot

import (
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Check makes a value out of a finding, or says why it is not proven
// (ErrInvalid, without the customer's words). It trusts nothing that the reader
// says: the field must be one that was asked for, the quote must stand word for
// word in that message, the message must be of an author who can prove such a
// value, and the value must follow from the quote.
func Check(chat desk.Chat, found desk.Finding, p flow.Prover) (desk.Value, error) {
	field, ok := fieldOf(chat, found.Field)
	if !ok {
		return "", fmt.Errorf("%w: the field was not asked for", desk.ErrInvalid)
	}
	m, ok := messageOf(chat, found.Message)
	if !ok {
		return "", fmt.Errorf("%w: there is no such message", desk.ErrInvalid)
	}
	if err := found.MayProve(field, m); err != nil {
		return "", err
	}
	v, err := desk.TryValue(func() (desk.Value, error) { return p.Prove(field, found, m, chat.Locale) })
	if work.Broke(err) {
		return "", fmt.Errorf("%w: the proof met %w", desk.ErrInvalid, err) // costs this value alone
	}
	if err != nil {
		return "", err
	}
	if v == "" {
		return "", fmt.Errorf("%w: the quote holds no value", desk.ErrInvalid)
	}
	return v, field.Check(v)
}

func fieldOf(chat desk.Chat, name desk.FieldName) (desk.Field, bool) {
	for _, f := range chat.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return desk.Field{}, false
}

func messageOf(chat desk.Chat, s desk.Seq) (desk.Message, bool) {
	for _, m := range chat.Messages {
		if m.Seq == s {
			return m, true
		}
	}
	return desk.Message{}, false
}
