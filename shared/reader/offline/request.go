package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// What a customer came for, as they said it: the first point of a summary. A website's form
// says much that nobody asked for: the labels of its boxes and what had to be agreed to.

// request is the customer's first line that says something.
func (t *talk) request() string {
	for _, l := range t.lines {
		if !l.customer || l.void {
			continue
		}
		var said []string
		filled := l.isForm()
		for _, s := range l.parts {
			if reConsent.MatchString(fold(l.text[s.start:s.end])) || reTicked.MatchString(l.text[s.start:s.end]) {
				continue
			}
			if filled {
				if text := formAnswer(l.text[s.start:s.end]); len(words.Of(text)) > 2 {
					said = append(said, text)
				}
				continue
			}
			if text := strings.TrimSpace(greeting.ReplaceAllString(l.text[s.start:s.end], "")); len(words.Of(text)) > 2 {
				said = append(said, text)
			}
		}
		if len(said) > 0 {
			return short(strings.Join(said, " "), maxRequest)
		}
	}
	return ""
}

// greeting begins what somebody writes, and says nothing.
var greeting = lazy.Pattern(`(?i)^[\s¡¿]*(?:(?:вечер добрый|день добрый|утро доброе|здравствуйте|здрасте|здравствуй|привет(?:ствую)?|добр(?:ый|ое|ого) (?:день|вечер|утро|времени суток)|hola|buenas(?: (?:tardes|noches))?|buen(?:os)? d[ií]as?|hi|hello|hey|good (?:morning|afternoon|evening))(?: there| guys| всем| che| buenas)?(?:\s*[,.!)—–-]+\s*|\s+|$))+`)

// isForm: a website's form was sent, a label and an answer a line.
func (l *line) isForm() bool {
	return len(reFormLine.FindAllStringIndex(l.text, leastForm)) >= leastForm
}

// leastForm is how many lines of a label and an answer make a form.
const leastForm = 2

// formAnswer is what stands behind a form's label.
func formAnswer(s string) string {
	s = strings.TrimSpace(s)
	if m := reFormLine.FindStringIndex(s); m != nil && m[0] == 0 {
		if at := strings.IndexByte(s, ':'); at >= 0 {
			return strings.TrimSpace(s[at+1:])
		}
	}
	return s
}

var (
	// reFormLine is a form's label with an answer.
	reFormLine = lazy.Pattern(`(?m)^[ *•-]{0,3}\p{Lu}[^:.?!\n]{1,40}:[ \t]+\S`)
	// reTicked begins with a box that is ticked, or that is not.
	reTicked = lazy.Pattern(`^[\s*•-]*(?:[☑☒☐✅✔✓]|\[[xXхХ✓ ]\])`)
	// reConsent is agreed to by whoever sends a form, and says nothing of what they want.
	reConsent = lazy.Pattern(`^[\s¡¿*•-]*(?:(?:я )?(?:соглас\p{L}+ (?:на|с) |даю согласие|принимаю (?:условия|политику|правила))|(?:i )?(?:agree|consent|accept) (?:to |that |with )?(?:the |your |our |having |receiv|be )|i have read (?:and |the )|(?:yo )?(?:acepto|consiento|autorizo|he leido) (?:y (?:acepto )?)?(?:el|la|las|los|que|recibir))[^?]*(?:персональн|политик|услови|обработк|рассыл|правил|privacy|terms|policy|personal data|newsletter|marketing|processing|privacidad|terminos|condiciones|politica|datos|comunicaciones|tratamiento|aviso legal)`)
)
