package whatsapp

import (
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of WhatsApp's interactive messages.
// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
const (
	bodyLimit  = 1024
	replies    = 3
	title      = 20
	replyID    = 256
	rows       = 10
	rowTitle   = 24
	rowID      = 200
	listButton = "Menu"
)

// offer is the form in which WhatsApp shows buttons: three at most as
// buttons, ten as a list, a lone page as a link. nil: it has none for them.
func offer(text string, bs []desk.Button) map[string]any {
	body := map[string]any{"text": text}
	switch {
	case len(bs) == 1 && bs[0].URL != "" && kit.Utf16Len(bs[0].Text) <= title:
		return map[string]any{"type": "cta_url", "body": body, "action": map[string]any{
			"name": "cta_url", "parameters": map[string]any{"display_text": bs[0].Text, "url": bs[0].URL},
		}}
	case kit.Fit(bs, replies, title, replyID):
		var buttons []any
		for _, b := range bs {
			buttons = append(buttons, map[string]any{"type": "reply", "reply": map[string]any{"id": b.Answer(), "title": b.Text}})
		}
		return map[string]any{"type": "button", "body": body, "action": map[string]any{"buttons": buttons}}
	case kit.Fit(bs, rows, rowTitle, rowID):
		var rows []any
		for _, b := range bs {
			rows = append(rows, map[string]any{"id": b.Answer(), "title": b.Text})
		}
		return map[string]any{"type": "list", "body": body, "action": map[string]any{
			"button": listButton, "sections": []any{map[string]any{"title": listButton, "rows": rows}},
		}}
	}
	return nil
}

// Numbers are the buttons that stand numbered in the text.
func (Plug) Numbers(_ desk.Line, m desk.Message) []desk.Button {
	return kit.Unless(offer(m.Text, m.Buttons) != nil, m.Buttons)
}
