package picking

import (
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/model"
	"github.com/sufler/sufler/shared/words"
)

// Version names the prompt files, the tool's schema and the rendering of the data. A
// test holds it against the files' checksum: who changes a word, changes the version.
const Version = "picking-1"

var (
	//go:embed prompts/rules.txt
	rules string
	//go:embed prompts/ask.txt
	askText string
	//go:embed prompts/shorten.txt
	shortenText string
	//go:embed prompts/repair.txt
	repairText string
)

// Bounds of what a model is shown, in characters.
const (
	maxShownQuestion = 1000
	maxShownAnswer   = 1500
	maxShownWordings = 5
)

var no = new(bool)

// ChooseTool takes the choice.
var ChooseTool = model.Tool{
	Name:        "report_choice",
	Description: "Hand in which entries answer the question. An empty list is a normal, complete answer.",
	Schema: model.Schema{
		Type: "object", Required: []string{"answers", "open"}, Closed: no,
		Properties: &model.Properties{
			Answers: &model.Schema{Type: "array", Description: "One for each question in the message that an entry answers, at most three; [] if none does.", Items: &model.Schema{
				Type: "object", Required: []string{"entry", "quote"}, Closed: no,
				Properties: &model.Properties{
					Entry: &model.Schema{Type: "integer", Description: "The entry's number."},
					Quote: &model.Schema{Type: "string", Description: "The words of the entry's answer that answer the question, copied character for character, as short as answers it."},
					Text:  &model.Schema{Type: "string", Description: "Only if asked for: the whole sentences of the entry's answer that the customer needs, copied character for character."},
				},
			}},
			Open: &model.Schema{Type: "boolean", Description: "Whether the message asks something beside, that no entry answers."},
		},
	},
}

// toolTokens is about what the tool costs in a prompt.
const toolTokens = 350

// entryLine is an entry as the model sees it, questionLine the question.
type entryLine struct {
	Entry  int      `json:"entry"`
	Kind   string   `json:"kind,omitempty"`
	Asked  []string `json:"asked"`
	Answer string   `json:"answer"`
}

type questionLine struct {
	Before   string `json:"before,omitempty"`
	Question string `json:"question"`
}

func (p Picker) prompt(c desk.FAQChoice, trouble string) (model.Prompt, error) {
	entries := make([]string, len(c.Entries))
	for i, e := range c.Entries {
		texts := e.Texts()
		answer, _ := e.Answer(c.Languages...)
		entries[i] = line(entryLine{i, string(e.Kind), texts[:min(len(texts), 1+maxShownWordings)], words.Head(words.Visible(answer.Text), maxShownAnswer)})
	}
	question := line(questionLine{words.Head(words.Visible(c.Before), maxShownQuestion), words.Head(words.Visible(c.Question), maxShownQuestion)})
	nonce, err := p.nonce(append(entries, question))
	if err != nil {
		return model.Prompt{}, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The data follows. The code of its markers is %s.\n\n", nonce)
	fence(&b, "entries", nonce, entries...)
	fence(&b, "question", nonce, question)
	fill := strings.NewReplacer("{{nonce}}", nonce, "{{tool}}", ChooseTool.Name, "{{trouble}}", trouble)
	b.WriteString(fill.Replace(askText))
	room := answerTokens
	if c.Shorten {
		b.WriteString(fill.Replace(shortenText))
		room = shortenTokens
	}
	if trouble != "" {
		b.WriteString(fill.Replace(repairText))
	}
	return model.Prompt{System: rules, User: b.String(), Tool: ChooseTool, MaxTokens: room}, nil
}

// line is one JSON object on one line: whatever is in it can be no marker.
func line(v any) string {
	raw, err := json.Marshal(v)
	if err != nil { // nothing of what is shown can't be written
		return "{}"
	}
	return string(raw)
}

func fence(b *strings.Builder, name, nonce string, lines ...string) {
	fmt.Fprintf(b, "<<<%s %s\n%s\n%s %s>>>\n\n", name, nonce, strings.Join(lines, "\n"), name, nonce)
}

// nonce draws a code that stands nowhere in the data.
func (p Picker) nonce(data []string) (string, error) {
	draw := p.Nonce
	if draw == nil {
		draw = func() string { return strings.ToLower(rand.Text()[:16]) }
	}
	all := strings.Join(data, "\n")
	for range 4 {
		if n := draw(); n != "" && !strings.Contains(all, n) {
			return n, nil
		}
	}
	return "", fmt.Errorf("%w: no code for the fence that the question does not hold", desk.ErrBusy)
}
