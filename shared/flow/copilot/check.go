package copilot

import (
	"fmt"
	"unicode/utf8"

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
	switch {
	case utf8.RuneCountInString(found.Quote) > maxQuote:
		return "", fmt.Errorf("%w: the quote is longer than %d characters", desk.ErrInvalid, maxQuote)
	case !ok:
		return "", fmt.Errorf("%w: there is no such message", desk.ErrInvalid)
	case !found.Stands(m):
		return "", fmt.Errorf("%w: the quote does not stand in that message", desk.ErrInvalid)
	case field.Grants && m.Author != desk.ByOperator:
		return "", fmt.Errorf("%w: what the field grants, only an operator's message can prove", desk.ErrInvalid)
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

// maxQuote is how long a proof may be, in characters: whoever quotes half a chat
// proves nothing, and proving takes time by the length.
const maxQuote = 1000

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
