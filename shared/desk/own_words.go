package desk

import (
	"strings"
	"unicode/utf8"
)

// agreed begins what a visitor agreed to before their first word: the widget puts it below
// what they wrote (functions/console/widget/src/talk.ts).
const agreed = "☑ "

// OwnWords is what a customer says in their own words: SpokenText without what they filled
// into a form and agreed to, which ask for nothing and are worded by the company. Of a form
// stays what somebody asks in it.
func (m Message) OwnWords() string {
	all := m.SpokenText()
	if m.Deleted {
		return all
	}
	said := strings.TrimPrefix(all, m.Text)
	own, filled := m.Text, ""
	if at := min(m.Filled, len(own)); len(m.Versions) < 2 && at > 0 && (at == len(own) || utf8.RuneStart(own[at])) {
		filled, own = own[:at], own[at:]
	}
	if at := strings.Index("\n"+own, "\n"+agreed); at >= 0 {
		own = own[:max(0, at-1)]
	}
	var lines []string
	for line := range strings.Lines(filled) {
		if answer := strings.TrimSpace(answerIn(line)); asksIn(answer) {
			lines = append(lines, answer)
		}
	}
	for _, s := range []string{own, said} {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// Fills says whether the message brings answers to a form.
func (m Message) Fills() bool { return m.Filled > 0 && !m.Deleted }

// answerIn is what stands behind the question in a line of a form.
func answerIn(line string) string {
	colon, mark := strings.Index(line, ": "), strings.Index(line, "? ")
	if at := min(uint(colon), uint(mark)); at < uint(len(line)) { // -1 is the greatest of all
		return line[at+2:]
	}
	return ""
}

// asksIn says whether somebody asks something in an answer: who is called Will Smith does
// not.
func asksIn(answer string) bool {
	for _, q := range Questions(answer) {
		if q.Asks && (strings.HasSuffix(q.Text, "?") || len(strings.Fields(q.Text)) > 2) {
			return true
		}
	}
	return false
}
