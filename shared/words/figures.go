package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Figures are the numbers of a text, each as the runs of digits that it is
// written in, without zeros in front: "54 990" is [54 990], "8 (911) 7" is
// [8 911 7].
func Figures(s string) [][]string {
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

// Supported is the set of figures that a text supports: each run, and runs that
// stand together as one, so that 54 990 supports 54990.
func Supported(s string) map[string]bool {
	const longest = 8 // runs: a phone written in pairs
	known := map[string]bool{"": true}
	for _, g := range Figures(s) {
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

// Stands says whether a figure is among the supported, whole or run by run.
func Stands(figure []string, known map[string]bool) bool {
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
