package telegram

import (
	"context"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// ShowTyping shows it for five seconds, or until the next message.
// https://core.telegram.org/bots/api#sendchataction
func (t Plug) ShowTyping(ctx context.Context, line desk.Line, to desk.TypingTo) error {
	chat, err := strconv.ParseInt(to.Customer.User, 10, 64)
	if err != nil {
		return kit.Refused("bad_customer", "The customer's id is not a Telegram id.")
	}
	fields := map[string]any{"chat_id": chat, "action": "typing"}
	if c := onBehalf(line, to.Last); c != "" {
		fields["business_connection_id"] = c
	}
	var done bool
	return t.call(ctx, line, "sendChatAction", fields, &done)
}

// onBehalf is the business account on whose behalf the bot answers a message: the
// message's, else the line's; "": its own.
func onBehalf(line desk.Line, answers desk.ExternalID) string {
	if p := strings.Split(string(answers), "/"); len(p) == 3 && p[1] != "cb" {
		return p[0]
	}
	return line.Options["business_connection_id"]
}
