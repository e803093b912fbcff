package reader

import (
	"context"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/mask"
	"github.com/sufler/sufler/shared/words"
)

// Reader is the port that the wrappers of this package take and are: Masked,
// Agreed, Daily.
type Reader interface {
	Read(ctx context.Context, chat desk.Chat) (desk.Reading, error)
}

// Masked keeps people's data from a model: phones, e-mail addresses, account and
// card numbers, secrets and names become numbered placeholders ("[PHONE_1]") in
// what Reader sees, and what it answers is put back: in values, in quotes, which
// come out as the original bytes, and in the summary. Card numbers and secrets
// are never put back: a finding that holds one does not stand, and the check
// drops it.
//
// The same data has the same placeholder throughout a chat. Phones, e-mails and
// numbers are found by their form. Names are found by what introduces them ("my
// name is"), as answers to the question for a name, and from a list of first
// names: most, not all.
type Masked struct {
	Reader Reader
}

// Read implements the reader's port. It keeps nothing between calls.
func (r Masked) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	m := &masking{known: map[string]string{}, first: map[string]string{}, counts: map[string]int{}}
	m.names = mask.NamesOf(chat.Messages)
	masked := m.chat(chat)
	out, err := r.Reader.Read(ctx, masked)
	out.Summary = m.restore(out.Summary, nil)
	// Findings may belong to whoever made them: a replay gives the same ones again.
	out.Findings = append([]desk.Finding(nil), out.Findings...)
	for i, f := range out.Findings {
		out.Findings[i] = m.finding(chat, masked, f)
	}
	return out, err
}

// masking is the masking of one chat.
type masking struct {
	names  mask.Names
	known  map[string]string // normal form of what is masked → its placeholder
	first  map[string]string // placeholder → the first original
	counts map[string]int    // placeholders by kind
	parts  [][]part          // by message
}

// part says that masked[at:to] stands for said[from:until].
type part struct {
	at, to, from, until int
	kept                bool // not masked: the bytes are the same
}

func neverBack(placeholder string) bool {
	return strings.HasPrefix(placeholder, "["+mask.Card+"_") || strings.HasPrefix(placeholder, "["+mask.Secret+"_")
}

func (m *masking) chat(chat desk.Chat) desk.Chat {
	out := chat
	out.Messages = make([]desk.Message, len(chat.Messages))
	m.parts = make([][]part, len(chat.Messages))
	for i, msg := range chat.Messages {
		said := msg.SpokenText()
		// What is said goes in as the text; of an attachment only its kind stays.
		var attached []desk.Attachment
		for _, a := range msg.Attachments {
			attached = append(attached, desk.Attachment{Kind: a.Kind})
		}
		masked, parts := m.text(said)
		m.parts[i] = parts
		out.Messages[i] = desk.Message{
			Customer: msg.Customer, Seq: msg.Seq, Author: msg.Author, SentAt: msg.SentAt, Deleted: msg.Deleted,
			Forwarded: msg.Forwarded, Text: masked, Attachments: attached,
		}
	}
	out.Current = map[desk.FieldName]desk.Value{}
	for name, v := range chat.Current {
		masked, _ := m.text(string(v))
		out.Current[name] = desk.Value(masked)
	}
	return out
}

// text masks a text and says where its parts came from.
func (m *masking) text(said string) (string, []part) {
	var b strings.Builder
	var parts []part
	at := 0
	keep := func(until int) {
		if until > at {
			parts = append(parts, part{b.Len(), b.Len() + until - at, at, until, true})
			b.WriteString(said[at:until])
		}
	}
	for _, s := range m.names.Spans(said) {
		keep(s.From)
		p := m.placeholder(s.Kind, said[s.From:s.To])
		parts = append(parts, part{b.Len(), b.Len() + len(p), s.From, s.To, false})
		b.WriteString(p)
		at = s.To
	}
	keep(len(said))
	return b.String(), parts
}

func (m *masking) placeholder(kind, original string) string {
	key := kind + " " + normal(kind, original)
	if p, ok := m.known[key]; ok {
		return p
	}
	m.counts[kind]++
	p := fmt.Sprintf("[%s_%d]", kind, m.counts[kind])
	m.known[key] = p
	m.first[p] = original
	return p
}

// normal is the form in which two writings of the same data are equal.
func normal(kind, s string) string {
	switch kind {
	case mask.Phone:
		d := words.Digits(s)
		return d[max(0, len(d)-10):] // the country's code, or a trunk 8, may be missing
	case mask.Name:
		return mask.NameStem(words.Bare(s))
	case mask.Text:
		return s
	}
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}

// restore puts originals back; local ones, of the quoted words, go first.
func (m *masking) restore(s string, local map[string]string) string {
	return mask.Placeholder.ReplaceAllStringFunc(s, func(p string) string {
		if neverBack(p) {
			return p
		}
		if o, ok := local[p]; ok {
			return o
		}
		if o, ok := m.first[p]; ok {
			return o
		}
		return p
	})
}

// finding puts a finding's quote and value back.
func (m *masking) finding(chat, masked desk.Chat, f desk.Finding) desk.Finding {
	local := map[string]string{}
	for i, msg := range masked.Messages {
		if msg.Seq != f.Message || f.Quote == "" {
			continue
		}
		at := strings.Index(msg.SpokenText(), f.Quote)
		if at < 0 {
			break // it does not stand: it stays as claimed
		}
		if quote, ok := m.quote(i, chat.Messages[i].SpokenText(), msg.SpokenText(), at, at+len(f.Quote), local); ok {
			f.Quote = quote
		}
		break
	}
	f.Value = m.restore(f.Value, local)
	return f
}

// quote is the original of masked[at:to] in message i. A placeholder counts
// whole. ok is false if a card's number or a secret is in it.
func (m *masking) quote(i int, said, masked string, at, to int, local map[string]string) (string, bool) {
	from, until := -1, 0
	for _, p := range m.parts[i] {
		if p.to <= at || p.at >= to {
			continue
		}
		start, end := p.from, p.until
		if p.kept {
			start += max(0, at-p.at)
			end -= max(0, p.to-to)
		} else {
			placeholder := masked[p.at:p.to]
			if neverBack(placeholder) {
				return "", false
			}
			local[placeholder] = said[p.from:p.until]
		}
		if from < 0 {
			from = start
		}
		until = end
	}
	if from < 0 {
		return "", false
	}
	return said[from:until], true
}
