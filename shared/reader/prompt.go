package reader

import (
	"crypto/rand"
	_ "embed"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Version names the prompt files, together with the tool's schema and the
// rendering of the data. Each run records it. A test holds it against the
// files' checksum: who changes a word, changes the version.
const Version = "reading-2"

var (
	//go:embed prompts/rules.txt
	rules string
	//go:embed prompts/ask.txt
	askText string
	//go:embed prompts/repair.txt
	repairText string
	//go:embed prompts/notes.txt
	notesText string
)

// render is the user turn of a reading: fields, chat, then the question.
func (a *asking) render(s selection, trouble string) (string, error) {
	nonce, err := a.nonce(s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	opening(&b, nonce)
	fence(&b, "fields", nonce, fieldLines(a.chat))
	fence(&b, "chat", nonce, chatLines(a.chat, s))
	b.WriteString(fill(askText, a.chat.Locale.Language, nonce, ReportTool.Name))
	if trouble != "" {
		b.WriteString("\n" + strings.ReplaceAll(fill(repairText, a.chat.Locale.Language, nonce, ReportTool.Name), "{{trouble}}", trouble))
	}
	return b.String(), nil
}

func opening(b *strings.Builder, nonce string) {
	fmt.Fprintf(b, "The data follows. The code of its markers is %s.\n\n", nonce)
}

// fence puts lines between markers. Each line is one JSON object, so no line
// can be a marker, whatever is in it; the nonce is there for the model's eyes.
func fence(b *strings.Builder, name, nonce string, lines []string) {
	fmt.Fprintf(b, "<<<%s %s\n", name, nonce)
	for _, l := range lines {
		b.WriteString(l)
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "%s %s>>>\n\n", name, nonce)
}

func fill(text, language, nonce, tool string) string {
	return strings.NewReplacer("{{language}}", languageName(language), "{{nonce}}", nonce, "{{tool}}", tool).Replace(text)
}

func languageName(code string) string {
	base, _, _ := strings.Cut(strings.ToLower(code), "-")
	switch base {
	case "ru":
		return "Russian"
	case "es":
		return "Spanish"
	case "en", "":
		return "English"
	}
	return "the language with the code " + base
}

// nonce draws a code that stands nowhere in the data.
func (a *asking) nonce(s selection) (string, error) {
	draw := a.Nonce
	if draw == nil {
		draw = func() string { return strings.ToLower(rand.Text()[:16]) }
	}
	data := strings.Join(append(chatLines(a.chat, s), fieldLines(a.chat)...), "\n")
	for range 4 {
		if n := draw(); n != "" && !strings.Contains(data, n) {
			return n, nil
		}
	}
	return "", fmt.Errorf("%w: no code for the fence that the chat does not hold", desk.ErrBusy)
}
