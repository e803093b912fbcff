package whatsapp

import (
	"context"
	"net/url"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// Setup has the app ask for messages and subscribes it to the account, if the
// line names them, and points the phone number's webhooks to webhookURL, whatever
// the app's own address is. So lines of one app stay apart.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
func (p Plug) Setup(ctx context.Context, line desk.Line, webhookURL string) error {
	c, err := p.caller(line)
	if err != nil {
		return err
	}
	if err := kit.CheckNeeds(p.Needs(), line); err != nil {
		return kit.Broken("incomplete", err.Error())
	}
	app := graph.App{Caller: c, Line: line, Object: "whatsapp_business_account", Fields: []string{"messages", "smb_message_echoes"}, Needs: "messages", Aside: true}
	if err := app.Point(ctx, webhookURL); err != nil {
		return err
	}
	var done struct {
		Success bool `json:"success"`
	}
	if waba := line.Options["waba_id"]; waba != "" {
		if err := graph.Call(ctx, c, line, kit.Call{Path: "/" + url.PathEscape(waba) + "/subscribed_apps"}, &done); err != nil {
			return err
		}
	}
	return graph.Call(ctx, c, line, kit.Call{
		Path: "/" + url.PathEscape(line.Options["phone_number_id"]),
		Body: map[string]any{"webhook_configuration": map[string]any{"override_callback_uri": webhookURL, "verify_token": line.Secrets["verify_token"]}},
	}, &done)
}

// Teardown takes the phone number's own address away; the account stays
// subscribed, since its other numbers may be lines.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
func (p Plug) Teardown(ctx context.Context, line desk.Line) error {
	c, err := p.caller(line)
	if err != nil {
		return err
	}
	var done struct {
		Success bool `json:"success"`
	}
	return graph.Call(ctx, c, line, kit.Call{
		Path: "/" + url.PathEscape(line.Options["phone_number_id"]),
		Body: map[string]any{"webhook_configuration": map[string]any{"override_callback_uri": ""}},
	}, &done)
}

// Sign gives the header with which the messenger itself would send body.
func (Plug) Sign(line desk.Line, body []byte) map[string]string {
	return map[string]string{graph.SignatureHeader: "sha256=" + kit.HexMAC(line.Secrets["app_secret"], body)}
}
