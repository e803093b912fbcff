package reader

import (
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/words"
)

// supported drops the sentences of a summary that hold a figure which stands
// neither in the chat nor on the card: a wrong figure is worse than a missing
// sentence.
func (a *asking) supported(summary string) string {
	known := words.Supported(a.known())
	var b strings.Builder
	for _, s := range words.SplitAfter(strings.TrimSpace(words.Visible(summary)), summarySentence) {
		ok := true
		for _, f := range words.Figures(s) {
			ok = ok && words.Stands(f, known)
		}
		if ok {
			b.WriteString(s)
		}
	}
	return strings.TrimSpace(b.String())
}

// known is all text that figures may come from.
func (a *asking) known() string {
	var b strings.Builder
	for _, m := range a.chat.Messages {
		if readable(m) {
			b.WriteString(words.Visible(m.SpokenText()))
			b.WriteByte('\n')
		}
	}
	for _, f := range a.chat.Fields {
		b.WriteString(f.Title + "\n" + string(a.chat.Current[f.Name]) + "\n")
		for _, o := range f.Options {
			b.WriteString(o.Value + "\n")
		}
	}
	return b.String()
}

// summarySentence says where a sentence of a summary ends: after . ! ? … and at a
// line's end.
func summarySentence(_, after, r rune) bool {
	return r == '\n' || strings.ContainsRune(".!?…", r) && (unicode.IsSpace(after) || after == '*')
}
