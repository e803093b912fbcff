package reader

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// supported drops the sentences of a summary that hold a figure which stands
// neither in the chat nor on the card: a wrong figure is worse than a missing
// sentence.
func (a *asking) supported(summary string) string {
	known := ground(a.known())
	var b strings.Builder
	for _, s := range sentences(strings.TrimSpace(visible(summary))) {
		ok := true
		for _, f := range figures(s) {
			ok = ok && stands(f, known)
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
			b.WriteString(visible(m.Said()))
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

// figures are the numbers of a text, each as the runs of digits that it is
// written in, without zeros in front: "54 990" is [54 990], "8 (911) 7" is
// [8 911 7].
func figures(s string) [][]string {
	var out [][]string
	var figure []string
	run, since := "", 0
	end := func() {
		if run != "" {
			figure = append(figure, strings.TrimLeft(run, "0"))
			run = ""
		}
	}
	for _, r := range norm.NFKC.String(s) {
		if unicode.IsDigit(r) {
			run, since = run+string(r), 0
			continue
		}
		end()
		since++
		if since > 2 || !strings.ContainsRune(" .,:-'’()", r) {
			if len(figure) > 0 {
				out = append(out, figure)
			}
			figure = nil
		}
	}
	if end(); len(figure) > 0 {
		out = append(out, figure)
	}
	return out
}

// ground is the set of figures that a text supports: each run, and runs that
// stand together as one, so that 54 990 supports 54990.
func ground(s string) map[string]bool {
	const longest = 8 // runs: a phone written in pairs
	known := map[string]bool{"": true}
	for _, g := range figures(s) {
		for i := range g {
			all := ""
			for _, run := range g[i:min(len(g), i+longest)] {
				all += run
				known[run], known[all] = true, true
			}
		}
	}
	return known
}

// stands says whether a figure is supported, whole or run by run.
func stands(figure []string, known map[string]bool) bool {
	if known[strings.Join(figure, "")] {
		return true
	}
	for _, run := range figure {
		if !known[run] {
			return false
		}
	}
	return true
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
