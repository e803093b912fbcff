package channel

import (
	"context"
	"net/url"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Setup has the app ask for messages and subscribes it to the account, if the
// line names them, and points the phone number's webhooks to webhookURL, whatever
// the app's own address is. So lines of one app stay apart.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
func (p WhatsApp) Setup(ctx context.Context, line desk.Line, webhookURL string) error {
	c, err := p.caller(line)
	if err != nil {
		return err
	}
	if err := checkNeeds(p.Needs(), line); err != nil {
		return broken("incomplete", err.Error())
	}
	app := metaApp{caller: c, line: line, object: "whatsapp_business_account", fields: []string{"messages", "smb_message_echoes"}, needs: "messages", aside: true}
	if err := app.point(ctx, webhookURL); err != nil {
		return err
	}
	var done struct {
		Success bool `json:"success"`
	}
	if waba := line.Options["waba_id"]; waba != "" {
		if err := graph(ctx, c, line, call{path: "/" + url.PathEscape(waba) + "/subscribed_apps"}, &done); err != nil {
			return err
		}
	}
	return graph(ctx, c, line, call{
		path: "/" + url.PathEscape(line.Options["phone_number_id"]),
		body: map[string]any{"webhook_configuration": map[string]any{"override_callback_uri": webhookURL, "verify_token": line.Secrets["verify_token"]}},
	}, &done)
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

// Sign gives the header with which the messenger itself would send body.
func (WhatsApp) Sign(line desk.Line, body []byte) map[string]string {
	return map[string]string{metaSignatureHeader: "sha256=" + hexMAC(line.Secrets["app_secret"], body)}
}

// Pace: 80 a second a number, one in 6 s a customer, bursts borrowed.
func (WhatsApp) Pace() (line, chat pace) { return perSecond(80), pace{6 * time.Second, 10} }
