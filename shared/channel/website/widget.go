package website

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of what is set for a widget. Every page of the site loads it.
const (
	optionLimit   = 2_000 // bytes, of any text, all languages together
	questionsMost = 10
	choicesMost   = 20
	buttonsMost   = 10
	openAfterMost = 600 // seconds
)

// looks are the options of a web line that its widget shows. Texts may be in several
// languages: see inLanguage.
func looks() []kit.Need {
	text := func(name, what string) kit.Need {
		return kit.Need{Name: name, Words: true, Wrong: tooLong(name), Text: what + " In several languages: Hello! [ru] Привет! [es] ¡Hola!"}
	}
	list := func(name, what string, wrong func(string) string) kit.Need {
		n := text(name, what)
		n.Wrong = eachLanguage(name, wrong)
		return n
	}
	return []kit.Need{
		{Name: "color", Text: "The widget's colour, like #1a73e8.", Wrong: wrongColor},
		{Name: "position", Text: "In which corner of the page it stands; right if nothing is set.", OneOf: []string{"right", "left"}},
		{Name: "theme", Text: "Light or dark; as the visitor's system has it if nothing is set.", OneOf: []string{"auto", "light", "dark"}},
		text("title", "What stands at the top of the chat."),
		text("greeting", "What it says before the visitor has said anything."),
		text("away", "What it says outside of the hours of the line's team."),
		text("consent", "What a visitor must agree to before the first word. Until then nothing is kept in their browser."),
		{Name: "privacy_url", Text: "The address of your privacy notice, shown beside the consent.", Wrong: kit.WrongURL("privacy_url")},
		{Name: "ask", Words: true, Text: "What is asked before the first word and fills the contact: name, email, phone, by comma; * for those that must be given: name*, email", Wrong: func(v string) string { _, wrong := fields(v); return wrong }},
		list("questions", "Questions of your own, by semicolon, whose answers begin the first message; choices after a colon, with | between them, * for those that must be answered: Topic*: Sales | Support; Order number.", func(v string) string { _, wrong := questions(v); return wrong }),
		list("buttons", "What a visitor can say by one press, with | between them: Prices | Where is my order?", func(v string) string { _, wrong := presses(v); return wrong }),
		{Name: "sound", Text: "A sound when an answer comes; on if nothing is set.", OneOf: []string{"on", "off"}},
		{Name: "files", Text: "Whether visitors can send files; on if nothing is set.", OneOf: []string{"on", "off"}},
		{Name: "names", Text: "Whether visitors see who answers; on if nothing is set.", OneOf: []string{"on", "off"}},
		{Name: "open_after", Text: "After how many seconds on a page it opens by itself, once a visit; never if nothing is set.", Wrong: wrongSeconds},
	}
}

// Widget reads the line's options, in the first of the languages that each text has.
// What an option says wrongly is left out: it was refused when it was set.
func (Plug) Widget(line desk.Line, languages ...string) desk.Widget {
	o := line.Options
	say := func(name string) string { return inLanguage(o[name], append(languages, line.Language)...) }
	w := desk.Widget{
		Color: strings.ToLower(o["color"]), Position: o["position"], Theme: o["theme"], Title: say("title"), Greeting: say("greeting"), Away: say("away"),
		Consent: say("consent"), Privacy: o["privacy_url"], Silent: o["sound"] == "off", NoFiles: o["files"] == "off", NoNames: o["names"] == "off",
	}
	w.Ask, _ = fields(o["ask"])
	w.Questions, _ = questions(say("questions"))
	w.Buttons, _ = presses(say("buttons"))
	if n, err := strconv.Atoi(o["open_after"]); err == nil {
		w.OpenAfter = time.Duration(n) * time.Second
	}
	return w
}

// texts are the languages of a text and what it says in each: what stands before the
// first mark, like [ru], is for everybody else.
func texts(s string) (languages, said []string) {
	languages, said = []string{""}, []string{""}
	for s != "" {
		i := strings.IndexByte(s, '[')
		if i < 0 || len(s) < i+4 || s[i+3] != ']' || !small(s[i+1]) || !small(s[i+2]) {
			next := i + 1
			if i < 0 {
				next = len(s)
			}
			said[len(said)-1] += s[:next]
			s = s[next:]
			continue
		}
		said[len(said)-1] += s[:i]
		languages, said = append(languages, s[i+1:i+3]), append(said, "")
		s = s[i+4:]
	}
	for i := range said {
		said[i] = strings.TrimSpace(said[i])
	}
	return languages, said
}

func small(b byte) bool { return b >= 'a' && b <= 'z' }

// inLanguage is a text in the first of the languages that it has, else as it is for
// everybody, else in whatever it has.
func inLanguage(s string, wanted ...string) string {
	languages, said := texts(s)
	for _, want := range append(wanted, "") {
		want, _, _ = strings.Cut(strings.ToLower(want), "-")
		for i, l := range languages {
			if l == want && said[i] != "" {
				return said[i]
			}
		}
	}
	for _, text := range said {
		if text != "" {
			return text
		}
	}
	return ""
}

// fields reads which of the contact's fields are asked for.
func fields(s string) (out []desk.WidgetField, wrong string) {
	seen := map[string]bool{}
	for part := range strings.SplitSeq(s, ",") {
		name, must := required(part)
		switch {
		case name == "":
		case name != "name" && name != "email" && name != "phone" || seen[name]:
			return nil, `the option "ask" names name, email and phone, each once, with commas between them, and * after those that must be given`
		default:
			seen[name] = true
			out = append(out, desk.WidgetField{Name: name, Required: must})
		}
	}
	return out, ""
}

// questions reads the company's own questions.
func questions(s string) (out []desk.WidgetQuestion, wrong string) {
	for part := range strings.SplitSeq(s, ";") {
		text, choices, chosen := strings.Cut(part, ":")
		text, must := required(text)
		q := desk.WidgetQuestion{Text: text, Required: must, Choices: split(choices)}
		switch {
		case text == "" && len(q.Choices) == 0:
			continue
		case text == "":
			return nil, `the option "questions" has choices without a question`
		case chosen && (len(q.Choices) < 2 || len(q.Choices) > choicesMost):
			return nil, fmt.Sprintf(`the option "questions" has a question with a colon: two to %d choices follow it, with | between them`, choicesMost)
		}
		out = append(out, q)
	}
	if len(out) > questionsMost {
		return nil, fmt.Sprintf(`the option "questions" has more than %d`, questionsMost)
	}
	return out, ""
}

// filled is with how many bytes of answers to the line's own questions a text begins: the
// widget puts each on a line, behind its question, in whichever language it was asked.
func filled(line desk.Line, text string) (n int) {
	if line.Options["questions"] == "" {
		return 0
	}
	var asked []string
	_, said := texts(line.Options["questions"])
	for _, list := range said {
		all, _ := questions(list)
		for _, q := range all {
			asked = append(asked, label(q.Text))
		}
	}
	for row := range strings.Lines(text) {
		if !slices.ContainsFunc(asked, func(question string) bool { return strings.HasPrefix(row, question+" ") }) {
			break
		}
		n += len(row)
	}
	return n
}

// label is a question as it stands before its answer (functions/console/widget/src/talk.ts).
func label(question string) string {
	question = strings.TrimSpace(question)
	if strings.HasSuffix(question, "?") || strings.HasSuffix(question, ":") {
		return question
	}
	return question + ":"
}

// presses reads what can be said by one press.
func presses(s string) (out []string, wrong string) {
	if out = split(s); len(out) > buttonsMost {
		return nil, fmt.Sprintf(`the option "buttons" has more than %d`, buttonsMost)
	}
	return out, ""
}

func split(s string) (out []string) {
	for part := range strings.SplitSeq(s, "|") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func required(s string) (text string, must bool) {
	text, must = strings.CutSuffix(strings.TrimSpace(s), "*")
	return strings.TrimSpace(text), must
}

func tooLong(name string) func(string) string {
	return func(v string) string {
		if len(v) > optionLimit || !utf8.ValidString(v) {
			return fmt.Sprintf("the option %q is longer than %d bytes, or no text", name, optionLimit)
		}
		return ""
	}
}

// eachLanguage asks what is wrong with a text in each of its languages.
func eachLanguage(name string, wrong func(string) string) func(string) string {
	return func(v string) string {
		if why := tooLong(name)(v); why != "" {
			return why
		}
		_, said := texts(v)
		for _, text := range said {
			if why := wrong(text); why != "" {
				return why
			}
		}
		return ""
	}
}

func wrongColor(v string) string {
	digits, mark := strings.CutPrefix(strings.ToLower(v), "#")
	if !mark || len(digits) != 6 || strings.Trim(digits, "0123456789abcdef") != "" {
		return `the option "color" is # and six digits of 0 … f, like #1a73e8`
	}
	return ""
}

func wrongSeconds(v string) string {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > openAfterMost || strconv.Itoa(n) != v {
		return fmt.Sprintf(`the option "open_after" is a number of seconds, 1 to %d`, openAfterMost)
	}
	return ""
}
