package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The fields that making a case fills (OP-18 … OP-25), beside the card's
// contact. A company may take any of them away; then it stays unfilled.
const (
	CaseSubject     FieldName = "subject"     // OP-18
	CaseDescription FieldName = "description" // OP-19
	CaseSource      FieldName = "source"      // OP-20
	CaseRegistered  FieldName = "registered"  // OP-21
	CaseState       FieldName = "state"       // OP-22
	CaseAccount     FieldName = "account"     // OP-24
	CaseResponsible FieldName = "responsible" // OP-25; in a connected CRM see Card.GivenTo
	// ContactCompany is the contact's field that is the case's account.
	ContactCompany FieldName = "company"
)

// What a case that is made from a chat begins with.
const (
	CaseFromChat Value = "Chat"
	CaseNew      Value = "New"
	// MaxSubject is how long a subject may be, in characters: it is the card's
	// title too.
	MaxSubject = 500
)

// Opening is how a chat began: what a case is made of. Messages are taken in
// their order.
type Opening struct {
	first    Message   // the customer's, and until they said something ours
	asked    []Message // the customer's, before the first reply
	size     int       // bytes of what they say
	begun    bool
	heard    bool // the customer said something
	answered bool
}

// Take takes the chat's next message, and says whether more are wanted: until
// the operator's first reply, or until no more fits into a field. What was
// taken back is not looked at. An operator's word before the customer's first
// is no reply.
func (o *Opening) Take(m Message) bool {
	if !m.ResetsQuiet() {
		return !o.answered
	}
	o.answered = o.answered || o.heard && m.Author == ByOperator
	o.heard = o.heard || m.Author == ByCustomer
	if !m.Deleted && (!o.begun || o.first.Author != ByCustomer && m.Author == ByCustomer) {
		o.first, o.begun = m, true
	}
	if m.Counts() && !o.answered {
		o.asked = append(o.asked, m)
		o.size += len(m.told())
	}
	return !o.answered && (o.size <= MaxValue || len(o.asked) < 2)
}

// Subject is the text of the customer's first message on one line, or what it
// brought and whose it is (OP-18); never empty, and never our own words: of a chat
// in which only we spoke it says to whom. customer is the customer's name, if
// there is one.
func (o Opening) Subject(customer string) Value {
	if customer = strings.TrimSpace(customer); customer == "" {
		customer = "the customer"
	}
	var text string
	switch theirs := o.first.Author == ByCustomer; {
	case theirs && o.first.spoken() != "":
		text = o.first.spoken()
	case theirs:
		text = o.first.brought() + " from " + customer
	case o.begun && !o.heard:
		text = o.first.brought() + " to " + customer
	default: // what they said was taken back
		text = "Message from " + customer
	}
	return Value(shorten(strings.Join(strings.Fields(text), " "), MaxSubject, MaxValue))
}

// Description is what the customer sent before the operator's first reply, a
// message after the other, if it was more than one; else empty (OP-19).
func (o Opening) Description() Value {
	if len(o.asked) < 2 {
		return ""
	}
	told := make([]string, len(o.asked))
	for i, m := range o.asked {
		told[i] = m.told()
	}
	return Value(shorten(strings.TrimSpace(strings.Join(told, "\n")), MaxValue, MaxValue))
}

// spoken is a message's text, or what a voice note says.
func (m Message) spoken() string {
	if text := strings.TrimSpace(m.Text); text != "" {
		return text
	}
	for _, a := range m.Attachments {
		if text := strings.TrimSpace(a.Transcript); text != "" {
			return text
		}
	}
	return ""
}

// told is a message for a person who sees no pictures.
func (m Message) told() string {
	if said := strings.TrimSpace(m.SpokenText()); said != "" {
		return said
	}
	what := m.brought()
	if len(m.Attachments) > 0 && m.Attachments[0].Name != "" {
		what += ": " + m.Attachments[0].Name
	}
	return "[" + what + "]"
}

// brought is what a message without words brought, in a word.
func (m Message) brought() string {
	if len(m.Attachments) == 0 {
		return "Message"
	}
	switch m.Attachments[0].Kind {
	case AttachedPhoto:
		return "Photo"
	case AttachedVoice:
		return "Voice message"
	case AttachedAudio:
		return "Audio"
	case AttachedVideo:
		return "Video"
	case AttachedDocument:
		return "Document"
	case AttachedSticker:
		return "Sticker"
	case AttachedLocation:
		return "Location"
	case AttachedContact:
		return "Contact"
	}
	return "Attachment"
}

// ellipsis ends a text that was cut.
const ellipsis = "…"

// shorten cuts a text that has more than so many characters or bytes, after a
// word if one ends in its second half, and ends it with an ellipsis.
func shorten(s string, characters, bytes int) string {
	if len(s) <= bytes && utf8.RuneCountInString(s) <= characters {
		return s
	}
	cut, n := 0, 0
	for i, r := range s {
		if n++; n > characters-1 || i+utf8.RuneLen(r) > bytes-len(ellipsis) {
			break
		}
		cut = i + utf8.RuneLen(r)
	}
	head := s[:cut]
	if next, _ := utf8.DecodeRuneInString(s[cut:]); !unicode.IsSpace(next) {
		if i := strings.LastIndexFunc(head, unicode.IsSpace); i >= cut/2 {
			head = head[:i]
		}
	}
	return strings.TrimRightFunc(head, unicode.IsSpace) + ellipsis
}
