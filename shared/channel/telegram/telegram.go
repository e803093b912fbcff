// Package telegram is the messenger Telegram: its bot API, both ways, by webhook or
// by polling.
package telegram

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Plug is the plug to the Telegram Bot API.
// https://core.telegram.org/bots/api
//
// A customer is the person of a private chat, by user id. A message's external
// id is "<chat>/<message>", since Telegram numbers messages within a chat; one
// of a business account that the bot is connected to is
// "<connection>/<chat>/<message>", since the same person's chat with the bot
// itself has the same chat id. A button press is "<chat>/cb/<query>".
type Plug struct {
	HTTP    *http.Client
	BaseURL string     // "": https://api.telegram.org
	Hosts   []string   // others that a line's api_url may name
	Wait    kit.Waiter // between tries of a later part
}

const secretHeader = "x-telegram-bot-api-secret-token"

// word says whether s is what Telegram takes for a secret or for a start
// parameter: 1 to most of A-Z a-z 0-9 _ -.
//
// https://core.telegram.org/bots/api#setwebhook
// https://core.telegram.org/bots/features#deep-linking
func word(s string, most int) bool {
	other := func(r rune) bool {
		return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || r == '-')
	}
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, other)
}

// How long Telegram lets them be.
const (
	maxSecret = 256
	maxStart  = 64
)

// Needs lists what a Telegram line is made of.
func (t Plug) Needs() []kit.Need {
	return []kit.Need{
		{Name: "token", Secret: true, Required: true, Also: []string{"bot_token", "auth_token", "access_token", "api_token", "api_key"},
			Text: "The bot's token, as @BotFather gave it."},
		{Name: "secret", Secret: true, Required: true, Also: []string{"secret_token", "webhook_secret"},
			Text: "Any word of yours that Telegram repeats with every webhook: 6 to 256 of A-Z a-z 0-9 _ -.", Wrong: func(value string) string {
				if len(value) > 256 || strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
					return `the secret "secret" is none that Telegram takes: up to 256 of A-Z a-z 0-9 _ -`
				}
				return ""
			}},
		{Name: "business_connection_id", Text: "The connected Telegram Business account that replies go out through. Without it they go out from the bot itself."},
		{Name: desk.OptionAdminChat, Text: "The id of a group on Telegram, like -1001234567890, in which the bot tells your people of chats that were handed over to them. Add the bot to the group: it says the id there.", Wrong: func(value string) string {
			if n, err := strconv.ParseInt(value, 10, 64); err != nil || n >= 0 {
				return "admin_chat is the id of a group, a number below zero, as the bot says it when it is added to one"
			}
			return ""
		}},
		kit.APIURLNeed(t.BaseURL, t.Hosts, api),
	}
}

// Handshake: Telegram has none.
func (Plug) Handshake(desk.Line, desk.Webhook) (desk.Answer, bool) { return desk.Answer{}, false }

// Verify compares the secret header; Telegram signs nothing.
func (Plug) Verify(line desk.Line, w desk.Webhook) error {
	return kit.VerifySecret(line, "secret", w.Header[secretHeader], secretHeader)
}

// ProvenByHeader: Verify needs no body.
func (Plug) ProvenByHeader() {}

// Parse reads an update. Groups, channels and service messages are ignored;
// whatever else a customer sends is read, if only by its name.
func (Plug) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	var u update
	mismatch, err := kit.Decode(w.Body, &u)
	if err != nil {
		return desk.Parsed{}, fmt.Errorf("telegram update: %w", err)
	}
	return kit.Noted(u.read(line, w.Body), mismatch), nil
}

func (u update) read(line desk.Line, body []byte) desk.Parsed {
	switch {
	case u.Message != nil:
		return u.Message.read(line, desk.InMessage, body)
	case u.Edited != nil:
		return u.Edited.read(line, desk.InEdit, body)
	case u.Business != nil:
		return u.Business.read(line, desk.InMessage, body)
	case u.EditedBusiness != nil:
		return u.EditedBusiness.read(line, desk.InEdit, body)
	case u.DeletedBusiness != nil:
		return u.DeletedBusiness.read(line)
	case u.Connection != nil:
		return kit.Ignore(fmt.Sprintf("business connection %s, enabled: %t", u.Connection.ID, u.Connection.Enabled))
	case u.Callback != nil:
		return u.Callback.read()
	case u.MyChatMember != nil:
		return u.MyChatMember.read()
	case u.Reaction != nil:
		return u.Reaction.read(u.UpdateID)
	}
	return kit.Ignore("update of kind " + kind(body))
}

// kind names what an update that we don't read is.
func kind(body []byte) string {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(body, &parts); err != nil {
		return "unknown"
	}
	var names []string
	for name := range parts {
		if name != "update_id" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	slices.Sort(names)
	return strconv.QuoteToASCII(names[0])
}

func (u person) profile() desk.Profile {
	return desk.Profile{User: strconv.FormatInt(u.ID, 10), Name: kit.FullName(u.First, u.Last), Username: u.Username, Language: u.Language}
}

func (c chat) profile() desk.Profile {
	return desk.Profile{User: strconv.FormatInt(c.ID, 10), Name: kit.FullName(c.First, c.Last), Username: c.Username}
}

// private says whether the chat is a person's own. Where the type is missing, the
// id tells: groups and channels have negative ones.
func (c chat) private() bool { return c.Type == "private" || c.Type == "" && c.ID > 0 }

func external(connection string, chat, message int64) desk.ExternalID {
	id := strconv.FormatInt(chat, 10) + "/" + strconv.FormatInt(message, 10)
	if connection != "" {
		id = connection + "/" + id
	}
	return desk.ExternalID(id)
}

func (m *message) read(line desk.Line, kind desk.InboundKind, update []byte) desk.Parsed {
	id := external(m.Connection, m.Chat.ID, m.ID)
	if m.From == nil && m.Connection == "" && m.Chat.private() { // nobody else is there
		m.From = &person{ID: m.Chat.ID, First: m.Chat.First, Last: m.Chat.Last, Username: m.Chat.Username}
	}
	if reason := m.foreign(line); reason != "" {
		return kit.Ignore(fmt.Sprintf("message %s: %s", id, reason))
	}
	text, payload, files, service := m.content(update)
	if service != "" {
		return kit.Ignore(fmt.Sprintf("message %s: a service message, %s", id, service))
	}
	in := desk.Inbound{
		Kind: kind, From: m.From.profile(), Author: desk.ByCustomer, External: id,
		Text: text, Payload: payload, Attachments: files, At: kit.Unix(m.Date),
		Forwarded: m.forwarded(),
	}
	if m.WebApp != nil && kit.ReadAnswers([]byte(m.WebApp.Data), nil).Text() != "" {
		in.Filled = len(in.Text)
	}
	switch {
	case m.Connection == "" || m.From.ID == m.Chat.ID:
	case m.BusinessBot != nil, m.ByItself: // or a greeting, an away message, a scheduled one
		in.From, in.Author = m.Chat.profile(), desk.ByBot
	default: // the owner of the business account, in Telegram's own app
		in.From, in.Author = m.Chat.profile(), desk.ByOperator
	}
	for i, a := range files {
		if a.Own && in.Author == desk.ByCustomer {
			in.From.Phone = a.Phone
		}
		files[i].Own = a.Own && in.Author == desk.ByCustomer // an operator's own card is not the customer's
	}
	if m.ReplyTo != nil {
		in.ReplyTo = external(m.Connection, m.Chat.ID, m.ReplyTo.ID)
	}
	if kind == desk.InEdit {
		in.EditedAt = kit.Unix(max(m.EditDate, m.Date))
	}
	return kit.One(in)
}

// forwarded says whether somebody else's words were passed on. One's own stay
// one's own.
func (m *message) forwarded() bool {
	switch {
	case m.Origin != nil:
		return m.Origin.Sender.ID != m.From.ID
	case m.ForwardFrom != nil:
		return m.ForwardFrom.ID != m.From.ID
	}
	return m.ForwardChat != nil || m.ForwardName != "" || m.ForwardDate != 0
}

// foreign says why a message is none of a customer's dialog, "" if it is.
func (m *message) foreign(line desk.Line) string {
	bot, _, _ := strings.Cut(line.Secrets["token"], ":")
	only := line.Options["business_connection_id"]
	switch {
	case !m.Chat.private():
		return "in a chat of type " + strconv.QuoteToASCII(m.Chat.Type) + ", not a private one"
	case m.From == nil || m.From.ID == 0 || m.Chat.ID == 0 || m.ID == 0:
		return "has no sender, no chat or no number"
	case m.Connection == "" && m.From.IsBot:
		return "from a bot"
	case m.Connection != "" && only != "" && m.Connection != only:
		return "of another business connection than the line's"
	case m.BusinessBot != nil && bot != "" && strconv.FormatInt(m.BusinessBot.ID, 10) == bot:
		return "our own, sent through the business connection"
	}
	return ""
}

func (f *file) attachment(kind desk.AttachmentKind) desk.Attachment {
	return desk.Attachment{Kind: kind, Ref: f.ID, Name: f.Name, MIME: f.MIME, Size: f.Size, Duration: time.Duration(f.Duration) * time.Second}
}
