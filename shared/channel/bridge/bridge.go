// Package bridge is the bot platforms that stand between us and a messenger:
// ManyChat and Smart Sender. Their bodies are written by the company's own hand, so
// what a customer could have put into one is told from what the platform says.
package bridge

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// ManyChat and SmartSender are bridges: bot platforms with messengers behind
// them. They call us from a request block in a scenario, with a body that the
// company itself writes from the platform's placeholders; they sign nothing and
// number nothing. Two messages are told apart by an id or a time in the body;
// where there is neither, by the second in which they came.

const secretHeader = "x-sufler-secret"

var secretNeed = kit.Need{Name: "secret", Secret: true, Required: true, Text: "A long random word of yours. The request block sends it in the header X-Sufler-Secret, or as Authorization: Bearer."}

// messengerNeed is the choice of the messenger behind a platform.
func messengerNeed(those ...string) kit.Need {
	return kit.Need{Name: "messenger", OneOf: those, Text: "Which messenger is behind the platform: " + strings.Join(those, ", ") + ". It sets the limits of what we send, and whether an operator may write more than 24 hours after the customer's last message: not on messenger and whatsapp."}
}

var fieldsNeed = kit.Need{Name: "fields", Words: true, Text: "The names of all fields of the body, if you wrote it by hand: userId, name, phone, text, time. Then nothing that a customer writes is taken for a field, and those that stand after words are believed: without it phone and e-mail are not."}

// readBody reads a body into m as far as it is believed.
func readBody(line desk.Line, body []byte, m any) (h handed, mismatch string, err error) {
	if h, err = readHand(line, body, kit.NamesOf(m)); err != nil {
		return h, "", err
	}
	if h.unknown != "" {
		return h, "", kit.Invalid("%s", h.unknown)
	}
	mismatch, err = kit.Decode(h.body, m)
	return h, mismatch, err
}

func verify(line desk.Line, w desk.Webhook) error {
	got := w.Header[secretHeader]
	if got == "" {
		got = kit.Bearer(w)
	}
	return kit.VerifySecret(line, "secret", got, secretHeader)
}

// bridged is a bridge's message, whatever its fields were called.
type bridged struct {
	handed
	raw       []byte // the call's body as it came
	from      desk.Profile
	id        string      // the message's own, if the body names one
	at        kit.AnyTime // what else tells this message from the same words later …
	came      time.Time   // … and what is left where the body names no time
	author    string
	text      string
	payload   string
	person    bool   // the platform's flag says that people answer
	media     string // the address of a file
	mediaType string
}

// flag is yes or no, however a platform puts it into a body; what it did not fill in is no.
type flag bool

func (f *flag) UnmarshalJSON(b []byte) error {
	s := strings.ToLower(filled(strings.Trim(string(b), `" `)))
	*f = s != "" && s != "0" && s != "false" && s != "no" && s != "null"
	return nil
}

// filled drops a placeholder that the platform did not fill in.
func filled(s string) string {
	if t := strings.TrimSpace(s); strings.HasPrefix(t, "{{") && strings.HasSuffix(t, "}}") {
		return ""
	}
	return s
}

// first is the first of the values that is there.
func first[S ~string](values ...S) string {
	for _, v := range values {
		if s := filled(string(v)); s != "" {
			return s
		}
	}
	return ""
}

// ignore reads a request as nothing; the platform still wants its answer.
func ignore(answer, reason string) desk.Parsed {
	return desk.Parsed{
		Ignored: []string{reason},
		Answer:  &desk.Answer{Status: http.StatusOK, Type: "application/json", Body: []byte(answer)},
	}
}

// read makes it an inbound. Without an id, the customer, the time and the words
// make one, so that a repeated request is the same message. Without a time
// either, its arrival stands in, to the second: a customer's second "yes" is
// worth more than never storing a request twice, and no platform here is known
// to repeat one by itself. A reason says what to add.
//
// A message of nobody is refused, so that the platform's log shows it: it would be
// lost with a 200, and with it every message of a scenario that is set up wrongly.
func (b bridged) read(answer string) (desk.Parsed, error) {
	in := desk.Inbound{Kind: desk.InMessage, From: b.from, Author: speaker(b.author), Text: b.text, Payload: b.payload, At: b.at.Time}
	if in.Text == "" {
		in.Text = b.payload
	}
	if b.media != "" {
		in.Attachments = []desk.Attachment{{Kind: kindOf(b.mediaType), URL: b.media}}
	}
	if b.mended && in.Text == "" && len(in.Attachments) == 0 {
		b.unreadable = noteBroken
	}
	if b.unreadable != "" {
		in.Author, in.Text, in.Payload, in.Attachments, in.Raw = desk.ByCustomer, unreadableWords, "", nil, b.raw
		b.text, b.payload, b.media = string(b.raw), "", ""
		b.notes = append(b.notes, b.unreadable)
	}
	switch {
	case in.Author == "":
		return ignore(answer, "author "+strconv.QuoteToASCII(b.author)+" is none of customer, operator, bot"), nil
	case in.Text == "" && len(in.Attachments) == 0 && b.person && b.from.User != "" && b.unreadable == "":
		in.Kind, in.Author = desk.InPassed, ""
	case in.Text == "" && len(in.Attachments) == 0:
		return ignore(answer, "request without words of the contact"), nil
	case b.from.User == "":
		return desk.Parsed{}, kit.Invalid("the body does not name the contact, or its variable was empty: put the contact's id into it, before the words")
	}
	if !b.came.IsZero() && in.At.After(b.came.Add(clockSkew)) {
		in.At = time.Time{}
	}
	p := desk.Parsed{Ignored: b.notes, Answer: &desk.Answer{Status: http.StatusOK, Type: "application/json", Body: []byte(answer)}}
	if b.id == "" && b.at.IsZero() {
		p.Ignored = append(p.Ignored, "the request names neither an id nor a time of the message, so a repeat of it counts as another message: add one to the request block")
	}
	if b.id == "" {
		b.id = desk.Digest("", b.times(), b.author, b.text, b.payload, b.media)
	}
	in.External = desk.ExternalID(b.from.User + "/" + b.id)
	switch {
	case in.Kind == desk.InPassed:
		in.External = "passed/" + in.External
	case in.Author == desk.ByCustomer:
		in.Ours = b.person
	}
	p.Inbound = append(p.Inbound, in)
	return p, nil
}

// unreadableWords stand for words that could not be told from a body's fields.
const unreadableWords = "[unreadable]"

// clockSkew is how far the platform's clock may be ahead of ours. Nothing was
// said later than it came: a time beyond that was made up, or is another zone's.
const clockSkew = 5 * time.Minute

// speaker is who said it, "" if it is nobody that we know.
func speaker(author string) desk.Author {
	switch author {
	case "", "customer", "contact", "user":
		return desk.ByCustomer
	case "operator", "agent", "admin":
		return desk.ByOperator
	case "bot":
		return desk.ByBot
	}
	return ""
}

// times is what tells the message from the same words at another time.
func (b bridged) times() string {
	switch {
	case !b.at.IsZero():
		return b.at.String()
	case !b.came.IsZero():
		return "came " + strconv.FormatInt(b.came.Unix(), 10)
	}
	return ""
}

func kindOf(t string) desk.AttachmentKind {
	switch t {
	case "image", "picture", "photo":
		return desk.AttachedPhoto
	case "video":
		return desk.AttachedVideo
	case "audio":
		return desk.AttachedAudio
	case "voice":
		return desk.AttachedVoice
	case "file", "document":
		return desk.AttachedDocument
	}
	return desk.AttachedOther
}

// textLimit is how long one text may be on the messenger behind a bridge; where it
// is not known which, the least of all: 1000 bytes.
func textLimit(line desk.Line) (int, kit.Measure) {
	switch limit := line.Traits.Text; {
	case limit.Max == 0:
		return 1000, kit.ByteLen
	case limit.Bytes:
		return limit.Max, kit.ByteLen
	default:
		return limit.Max, kit.Utf16Len
	}
}
