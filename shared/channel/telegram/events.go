package telegram

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

// What Telegram tells beside messages: presses, deletions, reactions, blocks.

func (d *deleted) read(line desk.Line) desk.Parsed {
	if only := line.Options["business_connection_id"]; only != "" && only != d.Connection {
		return kit.Ignore("deletion of another business connection than the line's")
	}
	var p desk.Parsed
	if d.Chat.ID == 0 {
		return kit.Ignore("deletion in no chat")
	}
	for _, id := range d.IDs {
		p.Inbound = append(p.Inbound, desk.Inbound{Kind: desk.InDeletion, From: d.Chat.profile(), External: external(d.Connection, d.Chat.ID, id)})
	}
	return p
}

// read makes a button press a message. Its words are the button's, where the
// message with the button came along, else what the button stands for. The
// answer stops the button's spinning in the customer's app.
func (c *callback) read() desk.Parsed {
	chat := chat{ID: c.From.ID, Type: "private"}
	in := desk.Inbound{Kind: desk.InMessage, From: c.From.profile(), Author: desk.ByCustomer, Text: c.Data, Payload: c.Data}
	var connection string
	if m := c.Message; m != nil && m.Chat.ID != 0 {
		chat, connection = m.Chat, m.Connection
		in.ReplyTo = external(connection, chat.ID, m.ID)
		if label := m.label(c.Data); label != "" {
			in.Text = label
		}
	}
	in.External = desk.ExternalID(strconv.FormatInt(chat.ID, 10) + "/cb/" + c.ID)
	switch {
	case !chat.private():
		return kit.Ignore(fmt.Sprintf("button press %s: not in a private chat", c.ID))
	case c.Data == "" || c.ID == "" || c.From.ID == 0:
		return kit.Ignore("button press without data or a sender")
	}
	p := kit.One(in)
	if body, err := json.Marshal(map[string]string{"method": "answerCallbackQuery", "callback_query_id": c.ID}); err == nil {
		p.Answer = &desk.Answer{Status: http.StatusOK, Type: "application/json", Body: body}
	}
	return p
}

func (m *message) label(data string) string {
	if m.Markup == nil {
		return ""
	}
	for _, row := range m.Markup.Inline {
		for _, b := range row {
			if b.Data == data {
				return b.Text
			}
		}
	}
	return ""
}

func (m *member) read() desk.Parsed {
	in := desk.Inbound{From: m.From.profile(), At: kit.Unix(m.Date)}
	switch {
	case !m.Chat.private():
		return m.group()
	case m.From.ID == 0:
		return kit.Ignore("the bot's membership in nobody's chat")
	case m.New.Status == "kicked":
		in.Kind = desk.InBlocked
	case m.New.Status == "member":
		in.Kind = desk.InUnblock
	default:
		return kit.Ignore("the bot's membership is now " + strconv.QuoteToASCII(m.New.Status))
	}
	return kit.One(in)
}

// group says the group's id there when the bot is added to one, for who makes it the
// line's admin chat. Nothing else of a group is read.
func (m *member) group() desk.Parsed {
	p := kit.Ignore("the bot's membership in a chat of type " + strconv.QuoteToASCII(m.Chat.Type))
	if !m.added() {
		return p
	}
	if body, err := json.Marshal(m.greeting()); err == nil {
		p.Answer = &desk.Answer{Status: http.StatusOK, Type: "application/json", Body: body}
	}
	return p
}

// added says whether the bot was just added to a group.
func (m *member) added() bool {
	in := func(status string) bool { return status == "member" || status == "administrator" }
	return (m.Chat.Type == "group" || m.Chat.Type == "supergroup") && m.Chat.ID < 0 && in(m.New.Status) && !in(m.Old.Status)
}

// greeting is a call of Telegram's, as an answer to a webhook makes it.
// https://core.telegram.org/bots/api#making-requests-when-getting-updates
func (m *member) greeting() map[string]any {
	return map[string]any{
		"method": "sendMessage", "chat_id": m.Chat.ID,
		"text": "This group's id is " + strconv.FormatInt(m.Chat.ID, 10) + "\nSet it as admin_chat of this bot's line in Sufler to be told here of chats that need a person.",
	}
}

// otherReactions stand for reactions that are no emoji of Unicode's.
// https://core.telegram.org/bots/api#reactiontype
var otherReactions = map[string]string{"paid": "⭐", "custom_emoji": "[custom emoji]"}

// read makes all of a person's reactions to a message one. Telegram's clock ticks
// in seconds and its updates are numbered in their order, so the number is added
// as nanoseconds: of two within a second the later one stays the later.
func (r *reaction) read(number int64) desk.Parsed {
	if !r.Chat.private() || r.User == nil || r.User.ID == 0 || r.MessageID == 0 {
		return kit.Ignore("reaction outside a private chat")
	}
	in := desk.Inbound{
		Kind: desk.InReaction, From: r.User.profile(), Author: desk.ByCustomer,
		External: external("", r.Chat.ID, r.MessageID), At: kit.Unix(r.Date).Add(time.Duration(number % int64(time.Second))),
	}
	var signs strings.Builder
	for _, e := range r.New {
		signs.WriteString(cmp.Or(e.Emoji, otherReactions[e.Type], "?")) // empty would say that it was taken back
	}
	in.Text = signs.String()
	return kit.One(in)
}
