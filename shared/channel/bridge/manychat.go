package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// ManyChat is the plug to ManyChat: its External Request action in, its public
// API out. https://api.manychat.com/swagger
//
// The request's body is "Full Contact Data", alone or as a part of the body, or
// the company's own with the same names; message_id, timestamp, payload, author,
// media_url and media_type may be added. Contacts of WhatsApp have no time of
// their last message, so there the custom field sufler_time, set to the current
// time before the request, tells two messages with the same words apart. A
// customer is a subscriber. What we send gets no id from ManyChat, so ours stays.
type ManyChat struct {
	HTTP    *http.Client
	BaseURL string     // "": https://api.manychat.com
	Hosts   []string   // others that a line's api_url may name
	Wait    kit.Waiter // between tries of a later part
}

const mcAPI = "https://api.manychat.com"

// mcNothing answers a request or a dynamic block with nothing to show.
// https://manychat.github.io/dynamic_block_docs/
const mcNothing = `{"version":"v2","content":{"messages":[],"actions":[],"quick_replies":[]}}`

// mcMessages is how many messages one block may hold.
const mcMessages = 10

// Needs lists what a ManyChat line is made of.
func (p ManyChat) Needs() []kit.Need {
	messenger := messengerNeed("messenger", "instagram", "whatsapp", "telegram")
	messenger.Not = map[string]string{"viber": "ManyChat can't reach Viber. Set the bot up on Smart Sender instead, which can"} // CH-26
	return []kit.Need{
		secretNeed,
		{Name: "token", Secret: true, Required: true, Text: "The API key: Settings, API. It looks like <page id>:<key>."},
		{Name: "page_id", Text: "The id of the ManyChat page. With it, contacts of other pages are left alone."},
		messenger,
		fieldsNeed,
		{Name: "person_field", Text: "Of a line on which ManyChat answers first: the name of a custom field of the type boolean, such as sufler_person. It is true while people answer, and the scenario looks at it before it says anything: ManyChat's API has no call that pauses a contact."},
		{Name: "callback_url", Wrong: kit.WrongURL("callback_url"), Text: "The full address of this line's webhook. With it, ManyChat shows buttons as quick replies and brings their answers here; without it they are numbered in the text."},
		kit.APIURLNeed(p.BaseURL, p.Hosts, mcAPI),
	}
}

// Handshake: ManyChat has none.
func (ManyChat) Handshake(desk.Line, desk.Webhook) (desk.Answer, bool) { return desk.Answer{}, false }

// Verify compares our own secret; ManyChat signs nothing.
func (ManyChat) Verify(line desk.Line, w desk.Webhook) error { return verify(line, w) }

// ProvenByHeader: Verify needs no body.
func (ManyChat) ProvenByHeader() {}

type mcBody struct {
	ID           kit.AnyID   `json:"id"`
	SubscriberID kit.AnyID   `json:"subscriber_id"`
	UserID       kit.AnyID   `json:"user_id"`
	ContactID    kit.AnyID   `json:"contact_id"`
	PageID       kit.AnyID   `json:"page_id"`
	MessageID    kit.AnyID   `json:"message_id"`
	Text         string      `json:"text"`
	Message      string      `json:"message"`
	LastInput    string      `json:"last_input_text"`
	Payload      string      `json:"payload"`
	Author       string      `json:"author"`
	MediaURL     string      `json:"media_url"`
	MediaType    string      `json:"media_type"`
	Name         string      `json:"name"`
	First        string      `json:"first_name"`
	Last         string      `json:"last_name"`
	Photo        string      `json:"profile_pic"`
	Locale       string      `json:"locale"`
	Language     string      `json:"language"`
	Phone        kit.AnyID   `json:"phone"`
	WhatsApp     kit.AnyID   `json:"whatsapp_phone"`
	WAUsername   string      `json:"whatsapp_username"`
	Email        string      `json:"email"`
	IGUsername   string      `json:"ig_username"`
	TGUsername   string      `json:"tg_username"`
	Interaction  kit.AnyTime `json:"last_interaction"`
	IGInteract   kit.AnyTime `json:"ig_last_interaction"` // of a contact of Instagram, who has no other
	Timestamp    kit.AnyTime `json:"timestamp"`
	Custom       struct {
		Time   kit.AnyTime `json:"sufler_time"`
		Person flag        `json:"sufler_person"`
	} `json:"custom_fields"`
	Person flag `json:"person"`
}

func (m mcBody) user() string { return first(m.SubscriberID, m.ID, m.UserID, m.ContactID) }

// at is when the message was said: what the company put there for that goes
// before the contact's last interaction.
func (m mcBody) at() kit.AnyTime {
	for _, t := range []kit.AnyTime{m.Timestamp, m.Custom.Time, m.Interaction, m.IGInteract} {
		if !t.IsZero() {
			return t
		}
	}
	return kit.AnyTime{}
}

// Parse reads one request and answers it with an empty block.
func (ManyChat) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	var m mcBody
	h, mismatch, err := readBody(line, w.Body, &m)
	switch page := line.Options["page_id"]; {
	case err != nil:
		return desk.Parsed{}, fmt.Errorf("manychat request: %w", err)
	case page != "" && m.PageID != "" && string(m.PageID) != page:
		return ignore(mcNothing, "contact of page "+strconv.QuoteToASCII(string(m.PageID))+", which is not the line's"), nil
	}
	b := bridged{
		handed: h, raw: w.Body,
		from: desk.Profile{
			User: m.user(), Name: kit.FullName(first(m.Name, kit.FullName(filled(m.First), filled(m.Last)))),
			Username: first(m.IGUsername, m.TGUsername, m.WAUsername), Phone: first(kit.International(first(m.WhatsApp)), first(m.Phone)), Email: first(m.Email),
			Photo: first(m.Photo), Language: first(m.Language, m.Locale),
		},
		id: first(m.MessageID), at: m.at(), came: w.At, author: first(m.Author), text: first(m.Text, m.Message, m.LastInput),
		payload: first(m.Payload), media: first(m.MediaURL), mediaType: m.MediaType,
		person: line.Bot == desk.BotExternal && bool(m.Custom.Person || m.Person),
	}
	p, err := b.read(mcNothing)
	if err != nil {
		return desk.Parsed{}, fmt.Errorf("manychat request: %w", err)
	}
	return kit.Noted(p, mismatch), nil
}

// Send sends the text and the attachments as one dynamic block, or several when
// there are more than 10 parts.
func (p ManyChat) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	if out.To.User == "" {
		return "", kit.Refused("bad_customer", "The customer has no subscriber id.")
	}
	if err := kit.NoTemplate(out); err != nil {
		return "", err
	}
	out, err := kit.Lent(ctx, out)
	if err != nil {
		return "", err
	}
	pages, answers, rest := mcButtons(line, out)
	out.Text = kit.Numbered(out.Text, rest)
	messages, err := mcBlock(line, out)
	if err != nil {
		return "", err
	}
	mcBelow(messages, pages)
	content := map[string]any{}
	switch m := line.Options["messenger"]; m {
	case "instagram", "whatsapp", "telegram": // no type means Messenger
		content["type"] = m
	}
	blocks := slices.Collect(slices.Chunk(messages, mcMessages))
	err = p.Wait.InParts(ctx, out.Done, len(blocks), func(i int) error {
		content["messages"] = blocks[i]
		if i == len(blocks)-1 && len(answers) > 0 {
			content["quick_replies"] = mcReplyBlocks(line, out, answers)
		}
		body := map[string]any{"subscriber_id": mcSubscriber(out.To.User), "data": map[string]any{"version": "v2", "content": content}}
		return p.call(ctx, line, kit.Call{Path: "/fb/sending/sendContent", Body: body})
	})
	if err != nil {
		return "", err
	}
	return out.Marker, nil
}

// mcSubscriber is an id as ManyChat wants it: a number, where it is one.
func mcSubscriber(user string) any {
	if _, err := strconv.ParseUint(user, 10, 64); err == nil {
		return json.Number(user)
	}
	return user
}

func mcBlock(line desk.Line, out desk.Outbound) ([]map[string]any, error) {
	messenger := line.Options["messenger"]
	kinds := map[desk.AttachmentKind]string{desk.AttachedPhoto: "image", desk.AttachedVideo: "video", desk.AttachedAudio: "audio", desk.AttachedVoice: "audio", desk.AttachedDocument: "file", desk.AttachedOther: "file"}
	text := out.Text
	var files []map[string]any
	for _, a := range out.Attachments {
		kind := kinds[a.Kind]
		switch {
		case a.Kind == desk.AttachedLocation || a.Kind == desk.AttachedContact:
			text += "\n" + kit.InWords(a)
		case kind == "" || a.URL == "":
			return nil, kit.Refused("bad_attachment", "ManyChat can't send an attachment of kind "+string(a.Kind)+" without an address of its file.")
		case kind != "image" && (messenger == "whatsapp" || messenger == "instagram"): // blocks there hold images only
			text += "\n" + strings.TrimSpace(a.Name+" "+a.URL)
		default:
			files = append(files, map[string]any{"type": kind, "url": a.URL})
		}
	}
	limit, size := textLimit(line)
	var messages []map[string]any
	for _, part := range kit.Split(text, limit, size) {
		messages = append(messages, map[string]any{"type": "text", "text": part})
	}
	messages = append(messages, files...)
	if len(messages) == 0 {
		return nil, kit.Refused("empty", "There is nothing to send: no text and no attachment.")
	}
	return messages, nil
}

// Setup tests the token: what calls us is set up in ManyChat, by hand.
func (p ManyChat) Setup(ctx context.Context, line desk.Line, _ string) error {
	if err := p.call(ctx, line, kit.Call{Method: http.MethodGet, Path: "/fb/page/getInfo"}); err != nil {
		return err
	}
	return p.checkFlag(ctx, line)
}

func (p ManyChat) call(ctx context.Context, line desk.Line, k kit.Call) error {
	_, err := p.ask(ctx, line, k)
	return err
}

// ask is call with the answer.
func (p ManyChat) ask(ctx context.Context, line desk.Line, k kit.Call) (kit.Reply, error) {
	c, err := kit.NewCaller(p.HTTP, p.BaseURL, mcAPI, p.Hosts, line)
	if err != nil {
		return kit.Reply{}, err
	}
	token := line.Secrets["token"]
	if token == "" {
		return kit.Reply{}, kit.Broken("no_token", "The line has no API key.")
	}
	k.Header = map[string]string{"Authorization": "Bearer " + token, "Accept": "application/json"}
	r, err := c.Do(ctx, k)
	if err != nil {
		return kit.Reply{}, err
	}
	var a struct {
		Status  string `json:"status"`
		Message string `json:"message"`
		Code    int    `json:"code"`
	}
	err = json.Unmarshal(r.Body, &a)
	s := kit.ByStatus(r, a.Message)
	switch {
	case a.Code == 3011: // whatever the HTTP status
		return r, kit.Refused("3011", "More than 24 hours have passed since the customer's last message, so ManyChat does not send.")
	case s != nil:
		if r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden {
			s.Broken, s.Reason = true, "ManyChat does not accept the line's API key. "+a.Message
		}
		return r, s
	case err == nil && a.Status == "error":
		return r, kit.Refused(strconv.Itoa(a.Code), "ManyChat refused: "+a.Message)
	case err != nil || a.Status != "success":
		return r, kit.Unreadable()
	}
	return r, nil
}

// Fetch opens a file by the address that the scenario gave: on any public host.
func (p ManyChat) Fetch(ctx context.Context, _ desk.Line, a desk.Attachment) (desk.File, error) {
	return kit.Source{Client: p.HTTP, Hosts: p.Hosts}.Open(ctx, a.URL, "")
}

// Sign gives the header with which the messenger itself would send body.
func (ManyChat) Sign(line desk.Line, _ []byte) map[string]string {
	return map[string]string{secretHeader: line.Secrets["secret"]}
}
