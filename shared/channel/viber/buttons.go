package viber

import (
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// buttons is how many rows a Viber keyboard may have.
// https://developers.viber.com/docs/tools/keyboards/
const buttons = 24

// keyboard is shown in the place of the customer's own. A pressed button comes
// back as a message whose text is what it answers.
func keyboard(bs []desk.Button) map[string]any {
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

// Numbers are the buttons that stand numbered in the text.
func (Plug) Numbers(_ desk.Line, m desk.Message) []desk.Button {
	return kit.Unless(len(m.Buttons) <= buttons, m.Buttons)
}
