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
	for _, s := range sentences(strings.TrimSpace(words.Visible(summary))) {
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

// sentences splits after . ! ? … and line breaks, keeping all of the text.
func sentences(s string) []string {
	var out []string
	rs := []rune(s)
	from := 0
	for i, r := range rs {
		end := r == '\n' || strings.ContainsRune(".!?…", r) && (i+1 == len(rs) || unicode.IsSpace(rs[i+1]) || rs[i+1] == '*')
		if end {
			out = append(out, string(rs[from:i+1]))
			from = i + 1
		}
	}
	return append(out, string(rs[from:]))
}
