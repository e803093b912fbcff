package channel

import (
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// numbered writes buttons below a text, for channels that have no form for them,
// or not for so many or such long ones: nothing that was offered gets lost.
func numbered(text string, bs []desk.Button) string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(text))
	for i, k := range bs {
		fmt.Fprintf(&b, "\n%d. %s", i+1, strings.TrimSpace(k.Text))
		if k.URL != "" {
			b.WriteString(": " + k.URL)
		}
	}
	return strings.TrimSpace(b.String())
}

// fit says whether buttons are at most so many, and each within its limits:
// the text in characters, what it answers in bytes. Those that open a page do
// not fit.
func fit(bs []desk.Button, most, text, answer int) bool {
	for _, b := range bs {
		if b.URL != "" || utf16Len(b.Text) > text || len(b.Answer()) > answer {
			return false
		}
	}
	return len(bs) <= most
}

// apart tells the buttons that open a page from those that answer.
func apart(bs []desk.Button) (pages, answers []desk.Button) {
	for _, b := range bs {
		if b.URL != "" {
			pages = append(pages, b)
		} else {
			answers = append(answers, b)
		}
	}
	return pages, answers
}

// noTemplate refuses a template where there are none.
func noTemplate(out desk.Outbound) error {
	if out.Template.Name == "" {
		return nil
	}
	return refused("no_templates", "Templates exist on WhatsApp only.")
}

// Limits of Telegram's inline keyboards.
// https://core.telegram.org/bots/api#inlinekeyboardbutton
const (
	tgButtons     = 100
	tgAnswerLimit = 64 // bytes of callback_data
)

// tgKeyboard is the inline keyboard of a message, a button a row.
func tgKeyboard(bs []desk.Button) map[string]any {
	rows := make([]any, len(bs))
	for i, b := range bs {
		k := map[string]any{"text": b.Text, "callback_data": b.Answer()}
		if b.URL != "" {
			k = map[string]any{"text": b.Text, "url": b.URL}
		}
		rows[i] = []any{k}
	}
	return map[string]any{"inline_keyboard": rows}
}

// tgFits: pages fit Telegram too.
func tgFits(bs []desk.Button) bool {
	_, answers := apart(bs)
	return len(bs) <= tgButtons && fit(answers, tgButtons, 1<<10, tgAnswerLimit)
}

// Limits of Messenger's and Instagram's quick replies.
// https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
const (
	pgReplies = 13
	pgTitle   = 20
	pgPayload = 1000
)

func pgQuickReplies(bs []desk.Button) []any {
	out := make([]any, len(bs))
	for i, b := range bs {
		out[i] = map[string]any{"content_type": "text", "title": b.Text, "payload": b.Answer()}
	}
	return out
}

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
	case len(bs) == 1 && bs[0].URL != "" && utf16Len(bs[0].Text) <= waTitle:
		return map[string]any{"type": "cta_url", "body": body, "action": map[string]any{
			"name": "cta_url", "parameters": map[string]any{"display_text": bs[0].Text, "url": bs[0].URL},
		}}
	case fit(bs, waReplies, waTitle, waReplyID):
		var buttons []any
		for _, b := range bs {
			buttons = append(buttons, map[string]any{"type": "reply", "reply": map[string]any{"id": b.Answer(), "title": b.Text}})
		}
		return map[string]any{"type": "button", "body": body, "action": map[string]any{"buttons": buttons}}
	case fit(bs, waRows, waRowTitle, waRowID):
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

// vbButtons is how many rows a Viber keyboard may have.
// https://developers.viber.com/docs/tools/keyboards/
const vbButtons = 24

// vbKeyboard is shown in the place of the customer's own. A pressed button comes
// back as a message whose text is what it answers.
func vbKeyboard(bs []desk.Button) map[string]any {
	rows := make([]any, len(bs))
	for i, b := range bs {
		action, body := "reply", b.Answer()
		if b.URL != "" {
			action, body = "open-url", b.URL
		}
		rows[i] = map[string]any{"Columns": 6, "Rows": 1, "ActionType": action, "ActionBody": body, "Text": b.Text}
	}
	return map[string]any{"Type": "keyboard", "DefaultHeight": false, "Buttons": rows}
}

// Limits of ManyChat's dynamic blocks.
// https://manychat.github.io/dynamic_block_docs/
const (
	mcReplies = 11
	mcPages   = 3
	mcTitle   = 20
)
