package whatsapp

import (
	"context"
	"net/url"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// ShowTyping shows it for 25 seconds, or until the next message. WhatsApp shows it as the
// answer to a message, which it marks as read: whoever types has read it.
// https://developers.facebook.com/docs/whatsapp/cloud-api/typing-indicators
func (p Plug) ShowTyping(ctx context.Context, line desk.Line, to desk.TypingTo) error {
	number := line.Options["phone_number_id"]
	if number == "" || !strings.HasPrefix(string(to.Last), "wamid.") {
		return kit.Refused("no_message", "There is no message to whose answer the typing belongs.")
	}
	c, err := p.caller(line)
	if err != nil {
		return err
	}
	return graph.Call(ctx, c, line, kit.Call{Path: "/" + url.PathEscape(number) + "/messages", Body: map[string]any{
		"messaging_product": "whatsapp", "status": "read", "message_id": string(to.Last), "typing_indicator": map[string]any{"type": "text"},
	}}, &struct{}{})
}
