package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

const (
	// shortAnswer is how many words an answer has that is nothing but the value.
	shortAnswer = 3
	// answeredShort is how probable such an answer to the one question asked is.
	answeredShort = 0.55
)

// answered is the line's answer without what is added behind a comma, where that is a
// clause of its own or the answer would be too long: "a whirlpool, maybe 6 yrs old".
func (l *line) answered(limit int) (start, end int, ok bool) {
	start, end, ok = l.bare(limit + longTail)
	if !ok {
		return start, end, ok
	}
	if i := strings.IndexByte(l.text[start:end], ','); i > 0 && (len(words.Of(l.text[start:end])) > shortAnswer || reAdds.MatchString(fold(l.text[start+i:end]))) {
		end = start + i
	}
	end -= len(reHedge.FindString(l.text[start:end]))
	start += len(reArticle.FindString(l.text[start:end]))
	if m := reInMarks.FindStringSubmatchIndex(l.text[start:end]); m != nil {
		start, end = start+m[2], start+m[3] // what is written in quotation marks is meant word for word
	}
	if start < end && rePutsOff.MatchString(fold(l.text[start:end])) {
		return start, end, false
	}
	n := len(words.Of(l.text[start:end]))
	return start, end, start < end && n > 0 && n <= limit
}

// longTail is how many words more may be added to an answer.
const longTail = 6

var (
	reAdds    = lazy.Pattern(`^, ?(?:maybe|about|like|but|i |it |we |my |у |я |мы |но |может|примерно|наверно|где-то|pero|creo|como|tiene|es |son |y )`)
	reArticle = lazy.Pattern(`(?i)^(?:(?:una?|unos|unas|just|only|solo|yeah|yep|просто|только)[ ,]+)+`)
	reInMarks = lazy.Pattern(`["«“]([^"»”]{2,60})["»”]`)
	// rePutsOff: an answer that tells when, or that it is to come.
	rePutsOff = lazy.Pattern(`^[а-я]{2,}(?:[аяеу]ю|[дчщ]у)(?:[^\p{L}]|$)|(?:^|[^\p{L}])(?:вчера|завтра|сегодня|позже|потом|yesterday|tomorrow|later|ayer|luego|despues)(?:[^\p{L}]|$)`)
	reHedge   = lazy.Pattern(`(?i)[ ,.!)]*(?:вроде(?: бы)?|кажется|наверн\p{L}*|по-моему|i think|i guess|i believe|lol|haha|creo|me parece|supongo)?[ ,.!)]*$`)
)
