package telegram

import (
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

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
	_, answers := kit.Apart(bs)
	return len(bs) <= tgButtons && kit.Fit(answers, tgButtons, 1<<10, tgAnswerLimit)
}

// Numbers are the buttons that stand numbered in the text.
func (Plug) Numbers(_ desk.Line, m desk.Message) []desk.Button {
	return kit.Unless(tgFits(m.Buttons), m.Buttons)
}
