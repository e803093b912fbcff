package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// phrases of a summary, by language.
type phrases struct {
	agreed, open, none     string
	messages, ends, values string // were left out
}

func phrasesOf(language string) phrases {
	switch language {
	case "ru":
		return phrases{"Итог:", "Открытый вопрос:", "Запроса нет.",
			"Начало длинного чата не прочитано.", "Конец длинных сообщений не прочитан.", "Из длинных перечней прочитано только начало."}
	case "es":
		return phrases{"Resultado:", "Pregunta abierta:", "Sin petición.",
			"No se ha leído el principio del chat, que es largo.", "No se ha leído el final de los mensajes largos.", "De las listas largas solo se ha leído el principio."}
	}
	return phrases{"Result:", "Open question:", "No request.",
		"The beginning of this long chat was not read.", "The ends of long messages were not read.", "Of long lists only the beginning was read."}
}

// longest parts of a summary, in bytes.
const maxRequest, maxQuestion = 240, 160

// summary tells the customer's request, what was found and the question that
// nobody answered. The words around are in the language asked for; what people
// said stays as they said it, so that every figure in it stands in the chat.
// Cards' numbers are hidden.
func (t *talk) summary(found []claim) string {
	p := phrasesOf(t.chat.Locale.Language)
	var parts []string
	request := t.request()
	if request != "" {
		parts = append(parts, ended(request))
	}
	var values []string
	for _, c := range found {
		said := short(c.line.text[c.start:c.end], maxRequest)
		if !strings.Contains(request, said) || c.slot.kind == yesNo {
			values = append(values, c.slot.field.Title+": **"+strings.Trim(said, " .,!?")+"**")
		}
	}
	if len(values) > 0 {
		parts = append(parts, p.agreed+" "+strings.Join(values, ", ")+".")
	}
	if q := t.unanswered(); q != "" && q != request {
		parts = append(parts, p.open+" "+q)
	}
	if len(parts) == 0 && !t.left.anything() {
		return p.none
	}
	for _, l := range []struct {
		out  bool
		said string
	}{{t.left.messages, p.messages}, {t.left.ends, p.ends}, {t.left.values, p.values}} {
		if l.out {
			parts = append(parts, l.said)
		}
	}
	return value.HideCards(strings.Join(parts, " "))
}

// request is the customer's first line that says something.
func (t *talk) request() string {
	for _, l := range t.lines {
		if !l.customer || l.void {
			continue
		}
		var said []string
		for _, s := range l.parts {
			if text := l.text[s.start:s.end]; len(words.Of(text)) > 2 {
				said = append(said, strings.TrimSpace(text))
			}
		}
		if len(said) > 0 {
			return short(strings.Join(said, " "), maxRequest)
		}
	}
	return ""
}

// unanswered is the customer's last question, if no operator spoke after it.
func (t *talk) unanswered() string {
	if len(t.lines) == 0 {
		return ""
	}
	l := t.lines[len(t.lines)-1]
	for _, s := range l.parts {
		if l.customer && !l.void && s.question {
			return short(strings.TrimSpace(l.text[s.start:s.end]), maxQuestion)
		}
	}
	return ""
}

// short folds white space and cuts at a word.
func short(s string, limit int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= limit {
		return s
	}
	head := words.Head(s, limit)
	if at := strings.LastIndexByte(head, ' '); at > 0 {
		head = head[:at]
	}
	return strings.TrimRight(head, " ,;:") + "…"
}

func ended(s string) string {
	if strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}
