package reader

import (
	"context"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/sufler/sufler/shared/desk"
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
	m.names = namesOf(chat.Messages)
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

// MaskText is a text with everything masked that has a form of its own: what of
// a text may be kept in a log or a recording. Names stay only if nothing
// introduces them.
func MaskText(text string) string {
	m := &masking{known: map[string]string{}, first: map[string]string{}, counts: map[string]int{}}
	m.names = namesOf([]desk.Message{{Author: desk.ByCustomer, Text: text}})
	out, _ := m.text(text)
	return out
}

// masking is the masking of one chat.
type masking struct {
	names  nameSet
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

// The kinds of placeholders. Those in secretKinds are never put back.
const (
	kindPhone   = "PHONE"
	kindEmail   = "EMAIL"
	kindAccount = "ACCOUNT"
	kindCard    = "CARD"
	kindSecret  = "SECRET"
	kindName    = "NAME"
	kindText    = "TEXT" // what only looks like a placeholder
)

var rePlaceholder = regexp.MustCompile(`\[(PHONE|EMAIL|ACCOUNT|CARD|SECRET|NAME|TEXT)_\d+\]`)

func neverBack(placeholder string) bool {
	return strings.HasPrefix(placeholder, "["+kindCard+"_") || strings.HasPrefix(placeholder, "["+kindSecret+"_")
}

func (m *masking) chat(chat desk.Chat) desk.Chat {
	out := chat
	out.Messages = make([]desk.Message, len(chat.Messages))
	m.parts = make([][]part, len(chat.Messages))
	for i, msg := range chat.Messages {
		said := msg.Said()
		// What is said goes in as the text; of an attachment only its kind stays.
		var attached []desk.Attachment
		for _, a := range msg.Attachments {
			attached = append(attached, desk.Attachment{Kind: a.Kind})
		}
		masked, parts := m.text(said)
		m.parts[i] = parts
		out.Messages[i] = desk.Message{
			Customer: msg.Customer, Seq: msg.Seq, Author: msg.Author, SentAt: msg.SentAt, Deleted: msg.Deleted,
			Text: masked, Attachments: attached,
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
	for _, s := range m.spans(said) {
		keep(s.from)
		p := m.placeholder(s.kind, said[s.from:s.to])
		parts = append(parts, part{b.Len(), b.Len() + len(p), s.from, s.to, false})
		b.WriteString(p)
		at = s.to
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
	case kindPhone:
		d := digitsOf(s)
		return d[max(0, len(d)-10):] // the country's code, or a trunk 8, may be missing
	case kindName:
		return nameStem(foldWord([]rune(s)))
	case kindText:
		return s
	}
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}

// restore puts originals back; local ones, of the quoted words, go first.
func (m *masking) restore(s string, local map[string]string) string {
	return rePlaceholder.ReplaceAllStringFunc(s, func(p string) string {
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
		at := strings.Index(msg.Said(), f.Quote)
		if at < 0 {
			break // it does not stand: it stays as claimed
		}
		if quote, ok := m.quote(i, chat.Messages[i].Said(), msg.Said(), at, at+len(f.Quote), local); ok {
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

// span is a piece of a text to mask.
type span struct {
	from, to int
	kind     string
}

var (
	reMaskEmail   = regexp.MustCompile(`[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`)
	reMaskAccount = regexp.MustCompile(`\b[A-Z]{2}\d{2}(?:[ \x{a0}]?[A-Z0-9]{4}){3,7}(?:[ \x{a0}]?[A-Z0-9]{1,3})?\b`)
	reMaskNumber  = regexp.MustCompile(`[+(]?\d(?:[ \t\x{a0}\x{2009}\x{202f}().\-–]{0,3}\d){6,}`)
	reMaskKey     = regexp.MustCompile(`\b(?:(?:sk|pk|rk|ghp|gho|xox[abp]|glpat)[-_][A-Za-z0-9_\-]{10,}|AKIA[A-Z0-9]{12,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+)`)
	reMaskSecret  = regexp.MustCompile(`(?i)(?:парол[а-я]*|пин[- ]?код[а-я]*|код[а-я]* (?:из|от|в) (?:смс|sms)|cvv2?|cvc2?|\bpin(?:[- ]code)?|\bpasswords?|\bpasscode|\botp|(?:sms|security|verification|one[- ]time) code|contraseña|\bclave|código (?:de )?(?:sms|seguridad|verificación))[ \t]*(?:is|was|это|от\s+\S+|es|вот)?[ \t]*[:=\-–—]?[ \t]*([^\s,;]*[\d!@#$%^&*_][^\s,;]*)`)
)

// spans are the pieces of a text to mask, in order, without overlap.
func (m *masking) spans(s string) []span {
	var all []span
	add := func(kind string, at []int) {
		for _, h := range all {
			if at[0] < h.to && h.from < at[1] {
				return
			}
		}
		all = append(all, span{at[0], at[1], kind})
	}
	for _, at := range rePlaceholder.FindAllStringIndex(s, -1) {
		add(kindText, at)
	}
	for _, at := range reMaskSecret.FindAllStringSubmatchIndex(s, -1) {
		add(kindSecret, at[2:4])
	}
	for _, at := range reMaskKey.FindAllStringIndex(s, -1) {
		add(kindSecret, at)
	}
	for _, at := range reMaskEmail.FindAllStringIndex(s, -1) {
		add(kindEmail, at)
	}
	for _, at := range reMaskAccount.FindAllStringIndex(s, -1) {
		add(kindAccount, at)
	}
	for _, at := range reMaskNumber.FindAllStringIndex(s, -1) {
		if kind := numberKind(s[at[0]:at[1]]); kind != "" {
			add(kind, at)
		}
	}
	for _, at := range m.names.find(s) {
		add(kindName, at[:])
	}
	sort.Slice(all, func(i, j int) bool { return all[i].from < all[j].from })
	return all
}

var reMaskDate = regexp.MustCompile(`^\d{4}[-.]\d\d[-.]\d\d|^\d\d?[-.]\d\d?[-.]\d{4}`)

// numberKind says whether a run of digits is a card's number, a phone, or
// neither.
func numberKind(s string) string {
	d := digitsOf(s)
	switch {
	case len(d) >= 13 && len(d) <= 19 && luhn(d):
		return kindCard
	case reMaskDate.MatchString(s):
		return ""
	case len(d) >= 9 && len(d) <= 15, len(d) >= 7 && strings.HasPrefix(s, "+"):
		return kindPhone
	case len(d) >= 16 && len(d) <= 19 && strings.Trim(s, "0123456789 -\u00a0") == "":
		return kindCard // mistyped, or of a kind without the check digit
	case len(d) > 15:
		return kindAccount
	}
	return ""
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// luhn is the check of card numbers (ISO/IEC 7812-1, annex B).
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		x := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return sum%10 == 0
}
