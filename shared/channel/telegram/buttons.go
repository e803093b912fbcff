package telegram

import (
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of Telegram's inline keyboards.
// https://core.telegram.org/bots/api#inlinekeyboardbutton
const (
	buttons     = 100
	answerLimit = 64 // bytes of callback_data
)

// keyboard is the inline keyboard of a message, a button a row.
func keyboard(bs []desk.Button) map[string]any {
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

// fits: pages fit Telegram too.
func fits(bs []desk.Button) bool {
	_, answers := kit.Apart(bs)
	return len(bs) <= buttons && kit.Fit(answers, buttons, 1<<10, answerLimit)
}

// Numbers are the buttons that stand numbered in the text.
func (Plug) Numbers(_ desk.Line, m desk.Message) []desk.Button {
	return kit.Unless(fits(m.Buttons), m.Buttons)
}
