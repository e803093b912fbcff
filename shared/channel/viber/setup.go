package viber

import (
	"context"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Setup registers the address. Viber calls it meanwhile and wants 200, so it
// must be live already. Repeating it registers the same.
func (p Plug) Setup(ctx context.Context, line desk.Line, webhookURL string) error {
	var done struct{}
	return p.call(ctx, line, "/pa/set_webhook", map[string]any{
		"url": webhookURL, "send_name": true, "send_photo": true,
		"event_types": []string{"delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started"},
	}, &done)
}

// Teardown takes the webhook away: Viber does so for an empty address.
// https://developers.viber.com/docs/api/rest-bot-api/#removing-your-webhook
func (p Plug) Teardown(ctx context.Context, line desk.Line) error {
	var done struct{}
	return p.call(ctx, line, "/pa/set_webhook", map[string]any{"url": ""}, &done)
}

// Fetch opens a file by the address in the webhook, which works for an hour.
func (p Plug) Fetch(ctx context.Context, _ desk.Line, a desk.Attachment) (desk.File, error) {
	return kit.Source{Client: p.HTTP, Domains: []string{"viber.com"}, Hosts: p.Hosts}.Open(ctx, a.URL, "")
}

// Sign gives the header with which the messenger itself would send body.
func (Plug) Sign(line desk.Line, body []byte) map[string]string {
	return map[string]string{signatureHeader: kit.HexMAC(line.Secrets["token"], body)}
}
