package channel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sufler/sufler/shared/desk"
)

// What Setup registered by a call is taken back by Teardown when the line is
// deleted. Repeating is harmless. The app's own address at Meta stays: other lines
// may use it. Errors are *desk.SendError.

// torn is a plug that registers something.
type torn interface {
	Teardown(ctx context.Context, line desk.Line) error
}

// Teardown is the plug's; told is false where Setup registers nothing.
func (b Switchboard) Teardown(ctx context.Context, line desk.Line) (told bool, err error) {
	plug, ok := b[line.Channel].(torn)
	if !ok {
		return false, nil
	}
	return true, plug.Teardown(ctx, line)
}

// Teardown takes the webhook away.
// https://core.telegram.org/bots/api#deletewebhook
func (t Telegram) Teardown(ctx context.Context, line desk.Line) error {
	var done bool
	return t.call(ctx, line, "deleteWebhook", map[string]any{}, &done)
}

// Teardown takes the webhook away: Viber does so for an empty address.
// https://developers.viber.com/docs/api/rest-bot-api/#removing-your-webhook
func (p Viber) Teardown(ctx context.Context, line desk.Line) error {
	var done struct{}
	return p.call(ctx, line, "/pa/set_webhook", map[string]any{"url": ""}, &done)
}

// Teardown takes the phone number's own address away; the account stays
// subscribed, since its other numbers may be lines.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
func (p WhatsApp) Teardown(ctx context.Context, line desk.Line) error {
	c, err := p.caller(line)
	if err != nil {
		return err
	}
	var done struct {
		Success bool `json:"success"`
	}
	return graph(ctx, c, line, call{
		path: "/" + url.PathEscape(line.Options["phone_number_id"]),
		body: map[string]any{"webhook_configuration": map[string]any{"override_callback_uri": ""}},
	}, &done)
}

// Teardown takes the page's subscription back.
// https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/
func (p Messenger) Teardown(ctx context.Context, line desk.Line) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.unsubscribe(ctx)
}

// Teardown takes the account's, or its page's, subscription back.
func (p Instagram) Teardown(ctx context.Context, line desk.Line) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.unsubscribe(ctx)
}

func (s pgSender) unsubscribe(ctx context.Context) error {
	var done struct {
		Success bool `json:"success"`
	}
	return graph(ctx, s.caller, s.line, call{method: http.MethodDelete, path: s.path + "/subscribed_apps"}, &done)
}
