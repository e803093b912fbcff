// Package viber is the messenger Viber: its bot API, both ways.
package viber

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Plug is the plug to Viber's bot API.
// https://developers.viber.com/docs/api/rest-bot-api/
//
// A customer is a user id, unique per bot. A message's external id is Viber's
// message token, for what we send too. Receipts come once per device, also for
// tokens that we don't know.
type Plug struct {
	HTTP    *http.Client
	BaseURL string     // "": https://chatapi.viber.com
	Hosts   []string   // others that a line's api_url may name
	Wait    kit.Waiter // between tries of a later part
}

const api = "https://chatapi.viber.com"

const signatureHeader = "x-viber-content-signature"

// Needs lists what a Viber line is made of.
func (p Plug) Needs() []kit.Need {
	return []kit.Need{
		{Name: "token", Secret: true, Required: true, Also: []string{"auth_token", "authentication_token", "access_token", "bot_token", "app_key", "api_key"},
			Text: "The bot's authentication token: Edit info, in Viber. It signs the webhooks too."},
		{Name: "sender_name", Words: true, Text: "The name that customers see beside our messages, at most 28 characters. Without it, the line's title."},
		{Name: "welcome", Words: true, Text: "What a person is greeted with who opens the chat for the first time. Without it, nothing."},
		kit.APIURLNeed(p.BaseURL, p.Hosts, api),
	}
}

// Handshake: Viber's check of the address is an ordinary signed event.
func (Plug) Handshake(desk.Line, desk.Webhook) (desk.Answer, bool) { return desk.Answer{}, false }

// Verify checks the signature over the raw body. Viber repeats it in the query,
// for hosts that keep the header to themselves.
func (Plug) Verify(line desk.Line, w desk.Webhook) error {
	got := w.Header[signatureHeader]
	if sig := w.Query["sig"]; got == "" && len(sig) > 0 {
		got = sig[0]
	}
	return kit.VerifyMAC(line, "token", w.Body, got, signatureHeader)
}

// event is a callback.
// https://developers.viber.com/docs/api/rest-bot-api/#callbacks
type event struct {
	Event     string      `json:"event"`
	Timestamp kit.AnyTime `json:"timestamp"`
	Token     kit.AnyID   `json:"message_token"` // 19 digits: no float holds it
	User      person      `json:"user"`
	UserID    string      `json:"user_id"`
	Sender    person      `json:"sender"`
	Message   message     `json:"message"`
	Desc      string      `json:"desc"`
	ChatID    kit.AnyID   `json:"chat_id"` // of a group that the bot is in
}

type person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Avatar   string `json:"avatar"`
	Language string `json:"language"`
}

func (u person) profile() desk.Profile {
	return desk.Profile{User: u.ID, Name: kit.FullName(u.Name), Photo: u.Avatar, Language: u.Language}
}

type message struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Media    string `json:"media"`
	Location *struct {
		Lat     float64 `json:"lat"`
		Lon     float64 `json:"lon"`
		Address string  `json:"address"`
	} `json:"location"`
	Contact *struct {
		Name  string    `json:"name"`
		Phone kit.AnyID `json:"phone_number"`
	} `json:"contact"`
	FileName  string    `json:"file_name"`
	FileSize  kit.AnyID `json:"file_size"`
	Size      kit.AnyID `json:"size"`
	Duration  kit.AnyID `json:"duration"`
	StickerID kit.AnyID `json:"sticker_id"`
}

// Parse reads one callback.
func (Plug) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	var e event
	mismatch, err := kit.Decode(w.Body, &e)
	if err != nil {
		return desk.Parsed{}, fmt.Errorf("viber callback: %w", err)
	}
	return kit.Noted(e.read(line), mismatch), nil
}

func (e event) read(line desk.Line) desk.Parsed {
	if e.ChatID != "" {
		return kit.Ignore("event " + strconv.QuoteToASCII(e.Event) + ": in a group")
	}
	in := desk.Inbound{From: desk.Profile{User: e.UserID}, External: desk.ExternalID(e.Token), At: e.Timestamp.Time}
	switch e.Event {
	case "message":
		return e.message()
	case "delivered":
		in.Kind, in.Status = desk.InStatus, desk.StatusDelivered
	case "seen":
		in.Kind, in.Status = desk.InStatus, desk.StatusRead
	case "failed":
		in.Kind, in.Status, in.Reason = desk.InStatus, desk.StatusFailed, e.Desc
		if in.Reason == "" {
			in.Code = "not_delivered"
			in.Reason = "Viber did not deliver the message and did not say why."
		}
	case "subscribed":
		in.Kind, in.From, in.External = desk.InUnblock, e.User.profile(), ""
	case "unsubscribed":
		in.Kind, in.External = desk.InBlocked, ""
	case "conversation_started":
		return e.started(line)
	default:
		return kit.Ignore("event " + strconv.QuoteToASCII(e.Event))
	}
	if in.From.User == "" || (in.Kind == desk.InStatus && in.External == "") {
		return kit.Ignore("event " + e.Event + " without a user or a message")
	}
	return kit.One(in)
}

// started greets who opens the chat: the answer may be one message, the only one
// that Viber lets through before the person has written.
func (e event) started(line desk.Line) desk.Parsed {
	p := kit.Ignore("conversation started: nothing is said yet")
	welcome := line.Options["welcome"]
	if welcome == "" {
		return p
	}
	body, err := json.Marshal(map[string]any{"type": "text", "text": welcome, "sender": map[string]any{"name": senderName(line)}})
	if err != nil {
		return p
	}
	p.Answer = &desk.Answer{Status: http.StatusOK, Type: "application/json", Body: body}
	return p
}

func (e event) message() desk.Parsed {
	text, files := e.Message.read()
	switch {
	case e.Sender.ID == "":
		return kit.Ignore("message without a sender")
	case text == "" && len(files) == 0:
		return kit.Ignore(fmt.Sprintf("message %s: of type %s", e.Token, strconv.QuoteToASCII(e.Message.Type)))
	}
	id := string(e.Token)
	if id == "" { // what it says tells it apart, so that a repeat is the same
		id = desk.Digest("said-", e.Sender.ID, e.Timestamp.String(), e.Message.Type, text, e.Message.Media)
	}
	return kit.One(desk.Inbound{
		Kind: desk.InMessage, Author: desk.ByCustomer, From: e.Sender.profile(), External: desk.ExternalID(id),
		Text: text, Attachments: files, At: e.Timestamp.Time,
	})
}

// read gives the words and what is attached. A type that is not known is named
// rather than dropped: it is something that the customer sent.
func (m message) read() (text string, files []desk.Attachment) {
	switch {
	case m.Type == "text":
		return m.Text, nil
	case m.Type == "url":
		return cmp.Or(m.Media, m.Text), nil
	case m.Type == "picture":
		return m.file(desk.AttachedPhoto)
	case m.Type == "video":
		return m.file(desk.AttachedVideo)
	case m.Type == "file":
		return m.file(desk.AttachedDocument)
	case m.Type == "sticker":
		return m.file(desk.AttachedSticker)
	case m.Type == "contact" && m.Contact != nil:
		// Nobody vouches that it is the sender's own.
		return m.Text, []desk.Attachment{{Kind: desk.AttachedContact, Name: kit.FullName(m.Contact.Name), Phone: string(m.Contact.Phone)}}
	case m.Type == "location" && m.Location != nil:
		l := m.Location
		return m.Text, []desk.Attachment{{Kind: desk.AttachedLocation, Lat: l.Lat, Long: l.Lon, Address: l.Address}}
	case m.Type == "":
		return m.Text, nil
	}
	name := strings.ReplaceAll(strings.ToValidUTF8(m.Type, ""), "_", " ")
	return cmp.Or(m.Text, "["+name+"]"), []desk.Attachment{{Kind: desk.AttachedOther, Name: name, URL: m.Media}}
}

// file is a file, and the words with it. Now and then Viber does not say where
// the file lies; that one was sent is known all the same.
func (m message) file(k desk.AttachmentKind) (text string, files []desk.Attachment) {
	if text = m.Text; text == "" && m.Media == "" && m.StickerID == "" {
		text = "[" + m.Type + "]"
	}
	return text, []desk.Attachment{{
		Kind: k, URL: m.Media, Name: m.FileName, Ref: string(m.StickerID),
		Size: max(m.FileSize.Whole(), m.Size.Whole()), Duration: time.Duration(min(m.Duration.Whole(), 1e6)) * time.Second,
	}}
}
