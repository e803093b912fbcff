package kit

import (
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Numbered writes buttons below a text, for channels that have no form for them,
// or not for so many or such long ones: nothing that was offered gets lost.
func Numbered(text string, bs []desk.Button) string {
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

// Fit says whether buttons are at most so many, and each within its limits:
// the text in characters, what it answers in bytes. Those that open a page do
// not fit.
func Fit(bs []desk.Button, most, text, answer int) bool {
	for _, b := range bs {
		if b.URL != "" || Utf16Len(b.Text) > text || len(b.Answer()) > answer {
			return false
		}
	}
	return len(bs) <= most
}

// Apart tells the buttons that open a page from those that answer.
func Apart(bs []desk.Button) (pages, answers []desk.Button) {
	for _, b := range bs {
		if b.URL != "" {
			pages = append(pages, b)
		} else {
			answers = append(answers, b)
		}
	}
	return pages, answers
}

// NoTemplate refuses a template where there are none.
func NoTemplate(out desk.Outbound) error {
	if out.Template.Name == "" {
		return nil
	}
	return Refused("no_templates", "Lines of this channel have no templates.")
}

// Unless are the buttons if they do not fit.
func Unless(fits bool, bs []desk.Button) []desk.Button {
	if fits {
		return nil
	}
	return bs
}
