// Package website is the website's own channel: its pages' sessions and messages.
package website

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Plug is the plug of the website's own channel. The page knows the line's public
// key, which is no secret; so a visitor is bound to the line's allowed origins
// and to a session that we signed.
//
// A customer is a visitor, by the id that the session names. A message's
// external id is "<visitor>/<the page's own id>", so that a page may post again
// what it is not sure of.
type Plug struct {
	Now func() time.Time
}

const (
	// SessionLife is how long a session works. A page asks for a new one with
	// the old one in time, and so stays the same visitor.
	SessionLife = 30 * 24 * time.Hour

	textLimit   = 16_000 // characters
	idLimit     = 128    // bytes
	detailLimit = 2_000  // bytes, of each profile field and of the page's address
	clockSkew   = 5 * time.Minute
)

// Needs lists what a web line is made of, beside its public key and origins.
func (Plug) Needs() []kit.Need {
	return append([]kit.Need{
		{Name: "session", Secret: true, Required: true, Text: "A long random word of ours that signs visitors' sessions. Changing it ends all sessions."},
		{Name: "identity", Secret: true, Text: "A long random word that your site's server has, too, and signs with who its visitor is. Without it every visitor is a stranger."},
	}, looks()...)
}

// OriginAllowed says whether a page of that origin may use the line: it is one
// of the line's, scheme, host and port. No list allows nobody.
func (Plug) OriginAllowed(line desk.Line, origin string) bool {
	got, ok := plainOrigin(origin)
	return ok && slices.ContainsFunc(line.Origins, func(o string) bool {
		want, ok := plainOrigin(o)
		return ok && want == got
	})
}

// plainOrigin is an origin as browsers write it: lower case, no path, no default
// port. https://www.rfc-editor.org/rfc/rfc6454#section-6.1
func plainOrigin(s string) (string, bool) {
	u, err := url.Parse(strings.ToLower(strings.TrimSuffix(strings.TrimSpace(s), "/")))
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", false
	}
	switch {
	case u.Scheme == "https":
		return "https://" + strings.TrimSuffix(u.Host, ":443"), true
	case u.Scheme == "http":
		return "http://" + strings.TrimSuffix(u.Host, ":80"), true
	}
	return "", false
}

// NewSession signs a session: this visitor, on this line, for SessionLife
// from now. "" when the line has no secret to sign with.
func (Plug) NewSession(line desk.Line, visitor string, now time.Time) string {
	if line.Secrets["session"] == "" {
		return ""
	}
	claim := strings.Join([]string{
		base64.RawURLEncoding.EncodeToString([]byte(visitor)),
		strconv.FormatInt(now.Unix(), 10),
		strconv.FormatInt(now.Add(SessionLife).Unix(), 10),
	}, ".")
	return claim + "." + mac(line, claim)
}

// mac signs a claim for one line: a session of another line, even one with
// the same secret, does not fit.
func mac(line desk.Line, claim string) string {
	return kit.HexMAC(line.Secrets["session"], []byte("sufler web session\x00"+string(line.ID)+"\x00"+claim))
}

// Session reads a session's visitor. ErrInvalid: not ours, of another line, or
// expired.
func (Plug) Session(line desk.Line, token string, now time.Time) (visitor string, err error) {
	visitor, from, to, err := claim(line, token)
	switch {
	case err != nil:
		return "", err
	case now.Before(from.Add(-clockSkew)):
		return "", kit.Invalid("the session is not valid yet")
	case !now.Before(to):
		return "", kit.Invalid("the session has expired: ask for a new one")
	}
	return visitor, nil
}

// claim checks the signature and reads what was signed.
func claim(line desk.Line, token string) (visitor string, from, to time.Time, err error) {
	i := strings.LastIndexByte(token, '.')
	switch {
	case line.Secrets["session"] == "":
		return "", from, to, kit.Invalid("the line has no secret \"session\", so nobody can be let in")
	case token == "":
		return "", from, to, kit.Invalid("the session is missing")
	case i < 0 || !kit.Same(mac(line, token[:i]), token[i+1:]):
		return "", from, to, kit.Invalid("the session is not one of this line's")
	}
	part := strings.Split(token[:i], ".")
	if len(part) != 3 {
		return "", from, to, kit.Invalid("the session is not readable")
	}
	name, err1 := base64.RawURLEncoding.DecodeString(part[0])
	issued, err2 := strconv.ParseInt(part[1], 10, 64)
	expires, err3 := strconv.ParseInt(part[2], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil || len(name) == 0 {
		return "", from, to, kit.Invalid("the session is not readable")
	}
	return string(name), time.Unix(issued, 0), time.Unix(expires, 0), nil
}

// Handshake: there is none.
func (Plug) Handshake(desk.Line, desk.Webhook) (desk.Answer, bool) { return desk.Answer{}, false }

// Verify checks the page's origin and the visitor's session.
func (p Plug) Verify(line desk.Line, w desk.Webhook) error {
	if !p.OriginAllowed(line, w.Header["origin"]) {
		return kit.Invalid("header origin is missing, or is not one of the line's origins")
	}
	now := time.Now
	if p.Now != nil {
		now = p.Now
	}
	_, err := p.Session(line, kit.Bearer(w), now())
	return err
}

// post is the body of a visitor's message. Our own format.
type post struct {
	_       struct{}     `additionalProperties:"true"`
	ID      string       `json:"id" minLength:"1" maxLength:"128" doc:"The page's own, new for every message."`
	Text    string       `json:"text" required:"false" maxLength:"16000"`
	SentAt  kit.AnyTime  `json:"sentAt" required:"false" doc:"By the page's clock: RFC 3339, or seconds or milliseconds since 1970."`
	Payload string       `json:"payload" required:"false" maxLength:"2000" doc:"Of a pressed button."`
	Page    string       `json:"page" required:"false" maxLength:"2000" doc:"The address of the page."`
	ReplyTo string       `json:"replyTo" required:"false" maxLength:"2000" doc:"The id of the message replied to."`
	Profile profile      `json:"profile" required:"false" doc:"What the visitor says of themselves; with any message."`
	Files   []attachment `json:"attachments" required:"false" maxItems:"10"`
}

// attachment is the visitor's, uploaded by way of POST files.
type attachment struct {
	File string `json:"file" doc:"As announced with POST files."`
}

// profile is what a visitor says of themselves, with any message (WG-03).
type profile struct {
	Name     string `json:"name" required:"false" maxLength:"2000"`
	Email    string `json:"email" required:"false" maxLength:"2000" example:"anna@example.com" doc:"What can be none is refused (email_invalid)."`
	Phone    string `json:"phone" required:"false" maxLength:"2000" doc:"As the line's country writes it; what can be none is refused (phone_invalid)."`
	Language string `json:"language" required:"false" maxLength:"2000"`
}

// Message is an empty message of a page: what Parse decodes. Its tags are for the
// documentation; check is what holds.
func (Plug) Message() any { return post{} }

// Parse reads one posted message. The visitor is the session's, never the
// body's; whether the session has expired is Verify's question. What the profile
// says is the visitor's own word. Without a payload the address of the page is
// the payload.
func (Plug) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	visitor, _, _, err := claim(line, kit.Bearer(w))
	if err != nil {
		return desk.Parsed{}, err
	}
	var m post
	mismatch, err := kit.Decode(w.Body, &m)
	if err != nil {
		return desk.Parsed{}, err
	}
	if err := m.check(mismatch); err != nil {
		return desk.Parsed{}, err
	}
	if m.Payload == "" {
		m.Payload = m.Page
	}
	var files []desk.Attachment
	for _, f := range m.Files {
		files = append(files, desk.Attachment{Kind: desk.AttachedOther, Ref: f.File})
	}
	return kit.One(desk.Inbound{
		Attachments: files,
		Kind:        desk.InMessage, Author: desk.ByCustomer, External: desk.ExternalID(visitor + "/" + m.ID),
		From: desk.Profile{User: visitor, Name: kit.FullName(m.Profile.Name), Email: strings.TrimSpace(m.Profile.Email), Phone: strings.TrimSpace(m.Profile.Phone), Language: m.Profile.Language},
		Text: m.Text, Filled: filled(line, m.Text), Payload: m.Payload, ReplyTo: desk.ExternalID(m.ReplyTo), At: m.SentAt.Time,
	}), nil
}

func (m post) check(mismatch string) error {
	for _, d := range [][2]string{
		{"payload", m.Payload}, {"page", m.Page}, {"replyTo", m.ReplyTo}, {"profile.name", m.Profile.Name},
		{"profile.email", m.Profile.Email}, {"profile.phone", m.Profile.Phone}, {"profile.language", m.Profile.Language},
	} {
		if len(d[1]) > detailLimit {
			return kit.Invalid("%s is longer than %d bytes", d[0], detailLimit)
		}
	}
	switch {
	case mismatch != "":
		return kit.Invalid("%s", mismatch)
	case m.ID == "" || len(m.ID) > idLimit:
		return kit.Invalid("id must have 1 to %d bytes: your own id of the message, new for every message", idLimit)
	case len(m.Files) > desk.MaxFiles:
		return &desk.Refusal{Code: desk.CodeTooManyFiles, Kind: desk.ErrInvalid, Text: fmt.Sprintf("A message takes %d files.", desk.MaxFiles)}
	case strings.TrimSpace(m.Text) == "" && m.Payload == "" && len(m.Files) == 0:
		return kit.Invalid("text is empty")
	case utf8.RuneCountInString(m.Text) > textLimit:
		return kit.Invalid("text is longer than %d characters", textLimit)
	}
	return m.Profile.check()
}

// check refuses a phone or an e-mail that is none, so that the page can ask its
// visitor again: later nobody can. What number it is depends on the line's country
// and is found when the contact is written.
func (p profile) check() error {
	digits := 0
	odd := strings.ContainsFunc(p.Phone, func(r rune) bool {
		if r >= '0' && r <= '9' {
			digits++
			return false
		}
		return !unicode.IsSpace(r) && !strings.ContainsRune("+()-./–‑", r)
	})
	if p.Phone = strings.TrimSpace(p.Phone); p.Phone != "" && (odd || digits < 5 || digits > 15) {
		return &desk.Refusal{Code: desk.CodePhone, Kind: desk.ErrInvalid, Text: "profile.phone is no phone number: it has 5 to 15 digits, and beside them only +, brackets, spaces and dashes."}
	}
	email := strings.TrimSpace(p.Email)
	if a, err := mail.ParseAddress(email); email != "" && (err != nil || a.Address != email) {
		return &desk.Refusal{Code: desk.CodeEmail, Kind: desk.ErrInvalid, Text: "profile.email is no e-mail address like anna@example.com."}
	}
	return nil
}

// Send has nothing to do: the visitor's page asks for what is in the stream, and
// the message is. So it may be repeated.
func (Plug) Send(_ context.Context, _ desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	return out.Marker, nil
}

// Setup has nothing to register.
func (Plug) Setup(context.Context, desk.Line, string) error { return nil }

// Numbers: the page has buttons for all.
func (Plug) Numbers(desk.Line, desk.Message) []desk.Button { return nil }

// Sign names the first of the line's origins. A visitor's session is not among
// what it gives: ask NewSession.
func (Plug) Sign(line desk.Line, _ []byte) map[string]string {
	if len(line.Origins) == 0 {
		return nil
	}
	return map[string]string{"origin": line.Origins[0]}
}
