package whatsapp

import (
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of WhatsApp's interactive messages.
// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
const (
	waBodyLimit  = 1024
	waReplies    = 3
	waTitle      = 20
	waReplyID    = 256
	waRows       = 10
	waRowTitle   = 24
	waRowID      = 200
	waListButton = "Menu"
)

// waOffer is the form in which WhatsApp shows buttons: three at most as
// buttons, ten as a list, a lone page as a link. nil: it has none for them.
func waOffer(text string, bs []desk.Button) map[string]any {
	body := map[string]any{"text": text}
	switch {
	case len(bs) == 1 && bs[0].URL != "" && kit.Utf16Len(bs[0].Text) <= waTitle:
		return map[string]any{"type": "cta_url", "body": body, "action": map[string]any{
			"name": "cta_url", "parameters": map[string]any{"display_text": bs[0].Text, "url": bs[0].URL},
		}}
	case kit.Fit(bs, waReplies, waTitle, waReplyID):
		var buttons []any
		for _, b := range bs {
			buttons = append(buttons, map[string]any{"type": "reply", "reply": map[string]any{"id": b.Answer(), "title": b.Text}})
		}
		return map[string]any{"type": "button", "body": body, "action": map[string]any{"buttons": buttons}}
	case kit.Fit(bs, waRows, waRowTitle, waRowID):
		var rows []any
		for _, b := range bs {
			rows = append(rows, map[string]any{"id": b.Answer(), "title": b.Text})
		}
		return map[string]any{"type": "list", "body": body, "action": map[string]any{
			"button": waListButton, "sections": []any{map[string]any{"title": waListButton, "rows": rows}},
		}}
	}
	return nil
}

// Numbers are the buttons that stand numbered in the text.
func (Plug) Numbers(_ desk.Line, m desk.Message) []desk.Button {
	return kit.Unless(waOffer(m.Text, m.Buttons) != nil, m.Buttons)
}
