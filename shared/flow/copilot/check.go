package copilot

import (
	"fmt"
	"slices"
	"strings"
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
	v, _, err := Prove(chat, found, p)
	return v, err
}

// Prove is Check, and gives the finding as it is proven: where its quote alone
// proves nothing, another message of the customer's may make it whole, as its
// second quote. Which may, and by which rule, the prover decides.
func Prove(chat desk.Chat, found desk.Finding, p flow.Prover) (desk.Value, desk.Finding, error) {
	found.Second, found.SecondIn, found.Rule = "", 0, "" // no reader's to say
	v, err := prove(chat, found, p)
	if err == nil {
		return v, found, nil
	}
	for _, whole := range withSeconds(chat, found) {
		if v, err := prove(chat, whole, p); err == nil {
			return v, whole, nil
		}
	}
	return "", found, err
}

// mostSeconds is in how many messages a second quote is looked for.
const mostSeconds = 3

// withSeconds are the finding with each second quote that it may have: the
// customer's next message as a yes to an operator's, their next ones as
// corrections, and an earlier one that a "there" points back to.
func withSeconds(chat desk.Chat, found desk.Finding) []desk.Finding {
	var out []desk.Finding
	at := slices.IndexFunc(chat.Messages, func(m desk.Message) bool { return m.Seq == found.Message })
	if at < 0 {
		return nil
	}
	first := chat.Messages[at]
	for i, m := range chat.Messages[at+1:] {
		said := m.SpokenText()
		if m.Author != desk.ByCustomer || m.Forwarded || said == "" || utf8.RuneCountInString(said) > desk.MaxQuote {
			continue
		}
		found.Second, found.SecondIn = said, m.Seq
		if first.Author == desk.ByOperator && i == 0 {
			found.Rule = desk.RuleConfirmed
			out = append(out, found)
		}
		found.Rule = desk.RuleCorrected
		if out = append(out, found); len(out) > mostSeconds {
			break
		}
	}
	return append(out, pointed(chat, found, at)...)
}

// pointed are the finding with what the customer said before, the latest first,
// where they said a word of the value: a quote may point back to it.
func pointed(chat desk.Chat, found desk.Finding, at int) []desk.Finding {
	var out []desk.Finding
	value := strings.ToLower(strings.TrimSpace(found.Value))
	for i := at - 1; i >= 0 && value != "" && len(out) == 0; i-- {
		m := chat.Messages[i]
		said := m.SpokenText()
		if m.Author != desk.ByCustomer || m.Forwarded || utf8.RuneCountInString(said) > desk.MaxQuote || !strings.Contains(strings.ToLower(said), value) {
			continue
		}
		found.Second, found.SecondIn, found.Rule = said, m.Seq, desk.RulePointed
		out = append(out, found)
	}
	return out
}

func prove(chat desk.Chat, found desk.Finding, p flow.Prover) (desk.Value, error) {
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
