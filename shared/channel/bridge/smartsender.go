package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// SmartSender is the plug to Smart Sender (smartsender.com): the request block
// of a scenario in, its API out. https://api.smartsender.com/v1
//
// The request's body is the company's own; these names are read: userId, name,
// firstName, lastName, phone, email, username, photo, language, text, payload,
// messageId, time, author, mediaUrl, mediaType. Without messageId and time, two
// messages with the same words are told apart by their arrival alone. A customer
// is a contact. What we send gets no id, so ours stays.
type SmartSender struct {
	HTTP    *http.Client
	BaseURL string     // "": https://api.smartsender.com/v1
	Hosts   []string   // others that a line's api_url may name
	Wait    kit.Waiter // between tries of a later part
}

const ssAPI = "https://api.smartsender.com/v1"

const ssNothing = `{"state":true}`

// Needs lists what a Smart Sender line is made of.
func (p SmartSender) Needs() []kit.Need {
	return []kit.Need{
		secretNeed,
		{Name: "token", Secret: true, Required: true, Text: "The project's API token: Settings, API, in Smart Sender."},
		messengerNeed("messenger", "instagram", "whatsapp", "telegram", "viber"),
		fieldsNeed,
		{Name: "person_tag", Text: "Of a line on which Smart Sender answers first: the id of a tag, a number. The contact has it while people answer, and each scenario looks at it before it says anything: Smart Sender's API has no call that pauses a contact."},
		kit.APIURLNeed(p.BaseURL, p.Hosts, ssAPI),
	}
}

// Handshake: Smart Sender has none.
func (SmartSender) Handshake(desk.Line, desk.Webhook) (desk.Answer, bool) {
	return desk.Answer{}, false
}

// Verify compares our own secret; Smart Sender signs nothing.
func (SmartSender) Verify(line desk.Line, w desk.Webhook) error { return verify(line, w) }

// ProvenByHeader: Verify needs no body.
func (SmartSender) ProvenByHeader() {}

type ssBody struct {
	UserID     kit.AnyID   `json:"userId"`
	ContactID  kit.AnyID   `json:"contactId"`
	ContactID2 kit.AnyID   `json:"contact_id"`
	UserID2    kit.AnyID   `json:"user_id"`
	MessageID  kit.AnyID   `json:"messageId"`
	MessageID2 kit.AnyID   `json:"message_id"`
	Text       string      `json:"text"`
	Message    string      `json:"message"`
	Payload    string      `json:"payload"`
	Author     string      `json:"author"`
	MediaURL   string      `json:"mediaUrl"`
	MediaType  string      `json:"mediaType"`
	Name       string      `json:"name"`
	FullName   string      `json:"fullName"`
	First      string      `json:"firstName"`
	Last       string      `json:"lastName"`
	Username   string      `json:"username"`
	Phone      kit.AnyID   `json:"phone"`
	Email      string      `json:"email"`
	Photo      string      `json:"photo"`
	Language   string      `json:"language"`
	Time       kit.AnyTime `json:"time"`
	Timestamp  kit.AnyTime `json:"timestamp"`
	Person     flag        `json:"person"`
}

// Parse reads one request.
func (SmartSender) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	var m ssBody
	h, mismatch, err := readBody(line, w.Body, &m)
	if err != nil {
		return desk.Parsed{}, fmt.Errorf("smart sender request: %w", err)
	}
	if m.Time.IsZero() {
		m.Time = m.Timestamp
	}
	b := bridged{
		handed: h, raw: w.Body,
		from: desk.Profile{
			User: first(m.UserID, m.ContactID, m.ContactID2, m.UserID2), Name: kit.FullName(first(m.Name, m.FullName, kit.FullName(filled(m.First), filled(m.Last)))),
			Username: first(m.Username), Phone: first(m.Phone), Email: first(m.Email), Photo: first(m.Photo), Language: first(m.Language),
		},
		id: first(m.MessageID, m.MessageID2), at: m.Time, came: w.At, author: first(m.Author), text: first(m.Text, m.Message),
		payload: first(m.Payload), media: first(m.MediaURL), mediaType: m.MediaType,
		person: line.Bot == desk.BotExternal && bool(m.Person),
	}
	p, err := b.read(ssNothing)
	if err != nil {
		return desk.Parsed{}, fmt.Errorf("smart sender request: %w", err)
	}
	return kit.Noted(p, mismatch), nil
}

// Send sends the text, in parts, and then each attachment.
func (p SmartSender) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	if out.To.User == "" {
		return "", kit.Refused("bad_customer", "The customer has no contact id.")
	}
	out, err := kit.Lent(ctx, out)
	if err != nil {
		return "", err
	}
	steps, err := ssSteps(line, out)
	if err != nil {
		return "", err
	}
	err = p.Wait.InParts(ctx, out.Done, len(steps), func(i int) error {
		steps[i]["watermark"] = 1
		return p.call(ctx, line, kit.Call{Path: "/contacts/" + url.PathEscape(out.To.User) + "/send", Body: steps[i]})
	})
	if err != nil {
		return "", err
	}
	return out.Marker, nil
}

func ssSteps(line desk.Line, out desk.Outbound) ([]map[string]any, error) {
	kinds := map[desk.AttachmentKind]string{desk.AttachedPhoto: "picture", desk.AttachedVideo: "video", desk.AttachedAudio: "audio", desk.AttachedVoice: "audio", desk.AttachedDocument: "file", desk.AttachedOther: "file"}
	if err := kit.NoTemplate(out); err != nil {
		return nil, err
	}
	text := kit.Numbered(out.Text, out.Buttons)
	var files []map[string]any
	for _, a := range out.Attachments {
		switch {
		case a.Kind == desk.AttachedLocation || a.Kind == desk.AttachedContact:
			text += "\n" + kit.InWords(a)
		case kinds[a.Kind] == "" || !strings.HasPrefix(a.URL, "https://"):
			return nil, kit.Refused("bad_attachment", "Smart Sender can't send an attachment of kind "+string(a.Kind)+" without an https address of its file.")
		default:
			files = append(files, map[string]any{"type": kinds[a.Kind], "media": a.URL})
		}
	}
	limit, size := textLimit(line)
	var steps []map[string]any
	for _, part := range kit.Split(text, limit, size) {
		steps = append(steps, map[string]any{"type": "text", "content": part})
	}
	steps = append(steps, files...)
	if len(steps) == 0 {
		return nil, kit.Refused("empty", "There is nothing to send: no text and no attachment.")
	}
	return steps, nil
}

// Setup tests the token: what calls us is set up in Smart Sender, by hand.
func (p SmartSender) Setup(ctx context.Context, line desk.Line, _ string) error {
	c, r, err := p.ask(ctx, line, kit.Call{Method: http.MethodGet, Path: "/tags?page=1&limitation=1"})
	if err != nil {
		return err
	}
	if s := ssFailure(r); s != nil {
		return s
	}
	if !json.Valid(r.Body) {
		return kit.Broken("answer_unreadable", "What answers at "+kit.HostOf(c.Base)+" is not Smart Sender.")
	}
	return checkFlag(line)
}

func (p SmartSender) call(ctx context.Context, line desk.Line, k kit.Call) error {
	_, r, err := p.ask(ctx, line, k)
	if err != nil {
		return err
	}
	if s := ssFailure(r); s != nil {
		return s
	}
	var a struct {
		State bool `json:"state"`
	}
	if json.Unmarshal(r.Body, &a) != nil || !a.State {
		return kit.Unreadable()
	}
	return nil
}

func (p SmartSender) ask(ctx context.Context, line desk.Line, k kit.Call) (kit.Caller, kit.Reply, error) {
	c, err := kit.NewCaller(p.HTTP, p.BaseURL, ssAPI, p.Hosts, line)
	if err != nil {
		return c, kit.Reply{}, err
	}
	token := line.Secrets["token"]
	if token == "" {
		return c, kit.Reply{}, kit.Broken("no_token", "The line has no API token.")
	}
	k.Header = map[string]string{"Authorization": "Bearer " + token, "Accept": "application/json"}
	r, err := c.Do(ctx, k)
	return c, r, err
}

// ssFailure says what a refusal means. nil: it is none.
func ssFailure(r kit.Reply) error {
	var a struct {
		Error *struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	words := ""
	if json.Unmarshal(r.Body, &a) == nil && a.Error != nil {
		words = a.Error.Message
	}
	s := kit.ByStatus(r, words)
	switch {
	case s == nil && a.Error != nil:
		return kit.Refused("refused", "Smart Sender refused: "+words)
	case s == nil:
		return nil
	case r.Status == http.StatusNotFound:
		s.Blocked, s.Reason = true, "Smart Sender knows no such contact."
	case r.Status == http.StatusUnauthorized, r.Status == http.StatusForbidden:
		s.Broken, s.Reason = true, "Smart Sender does not accept the line's API token. "+words
	}
	return s
}

// Numbers are the buttons that stand numbered in the text.
func (SmartSender) Numbers(_ desk.Line, m desk.Message) []desk.Button { return m.Buttons }

// Fetch opens a file by the address that the scenario gave: on any public host.
func (p SmartSender) Fetch(ctx context.Context, _ desk.Line, a desk.Attachment) (desk.File, error) {
	return kit.Source{Client: p.HTTP, Hosts: p.Hosts}.Open(ctx, a.URL, "")
}

// Sign gives the header with which the messenger itself would send body.
func (SmartSender) Sign(line desk.Line, _ []byte) map[string]string {
	return map[string]string{secretHeader: line.Secrets["secret"]}
}
