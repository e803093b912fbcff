package reader

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/words"
)

// lineMessage is a message as the model sees it.
type lineMessage struct {
	Message   int      `json:"message"`
	Author    string   `json:"author"`
	Forwarded bool     `json:"forwarded,omitempty"` // somebody else's words
	At        string   `json:"at"`
	Text      string   `json:"text"`
	Attached  []string `json:"attached,omitempty"`
}

// lineLeft stands where the cut left messages out.
type lineLeft struct {
	Left  int    `json:"messages_left_out"`
	Typed int    `json:"of_which_with_figures,omitempty"`
	Notes string `json:"notes_on_them,omitempty"`
}

// lineField is a field as the model sees it.
type lineField struct {
	Field       string       `json:"field"`
	Title       string       `json:"title,omitempty"`
	Type        string       `json:"type"`
	Format      string       `json:"format,omitempty"`
	Description string       `json:"description,omitempty"`
	Options     []lineOption `json:"options,omitempty"`
	Currency    string       `json:"currency,omitempty"`
	Proof       string       `json:"proof,omitempty"`
	Current     string       `json:"current,omitempty"`
}

type lineOption struct {
	Value    string   `json:"value"`
	Synonyms []string `json:"synonyms,omitempty"`
}

// jsonLine writes v on one line. Line breaks of every kind inside a text come
// out escaped or as a space, so that a text never begins a line.
func jsonLine(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // "<" must look as the model will quote it
	if err := e.Encode(v); err != nil {
		// Strings, numbers and slices of them always encode.
		panic("reader: encode a line: " + err.Error())
	}
	return strings.TrimRight(b.String(), "\n")
}

func fieldLines(chat desk.Chat) []string {
	var lines []string
	for _, f := range chat.Fields {
		l := lineField{
			Field: words.Visible(string(f.Name)), Title: words.Visible(f.Title), Type: string(f.Type), Format: f.Format,
			Description: words.Visible(f.Description), Current: words.Visible(string(chat.Current[f.Name])),
		}
		if f.Type == desk.TypeMoney {
			if l.Currency = f.Currency; l.Currency == "" {
				l.Currency = chat.Locale.Currency
			}
		}
		if f.Grants {
			l.Proof = string(desk.ByOperator)
		}
		for _, o := range f.Options {
			l.Options = append(l.Options, lineOption{words.Visible(o.Value), o.Synonyms})
		}
		lines = append(lines, jsonLine(l))
	}
	return lines
}

// chatLines renders the kept messages, numbered by their place in chat.Messages
// whether or not some were left out.
func chatLines(chat desk.Chat, s selection) []string {
	var lines []string
	if len(s.left) > 0 || s.notes != "" {
		lines = append(lines, jsonLine(lineLeft{Left: len(s.left), Typed: s.typedLeft, Notes: words.Visible(s.notes)}))
	}
	for _, k := range s.kept {
		lines = append(lines, messageLine(chat, k))
	}
	return lines
}

func messageLine(chat desk.Chat, k kept) string {
	m := chat.Messages[k.index]
	zone := chat.Locale.Zone
	if zone == nil {
		zone = time.UTC
	}
	l := lineMessage{
		Message: k.index, Author: string(m.Author), Forwarded: m.Forwarded,
		At: m.At().In(zone).Format("2006-01-02 Mon 15:04"), Text: words.Visible(k.text),
	}
	if k.text == "" {
		for _, a := range m.Attachments {
			l.Attached = append(l.Attached, string(a.Kind))
		}
	}
	return jsonLine(l)
}

// readable says whether a message is shown to a model at all.
func readable(m desk.Message) bool {
	return m.Author != desk.AsNote && !m.Deleted && (m.SpokenText() != "" || len(m.Attachments) > 0)
}
