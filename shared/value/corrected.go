package value

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// reNotThat: a figure in the place of another: "12, not 21", "не 15, а 17", "el 2º,
// no el 1º", "no 15 sino 17".
var reNotThat = lazy.Pattern(`(?i)(?P<new>\d+\p{L}?)[º°ªo]?,? (?:and )?(?:not|а не|не|no|y no|instead of|вместо) (?:the |el |la )?(?P<old>\d+\p{L}?)|(?:not|не|no)(?: the| el| la)? (\d+\p{L}?)[º°ªo]?,? (?:but|а|sino|it's|it is|es)(?: the| el| la)? (\d+\p{L}?)`)

// rePointsBack: "a hotel there", "in the area", "рядом", "por la zona" say a place that
// was named before. "There is" names none.
var rePointsBack = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:there|around here|near ?by|in (?:the|that|this) (?:same )?(?:area|city|town|place)|(?:in the )?same (?:city|town|place|area)|там|туда|там же|рядом|в (?:этом|том) (?:же )?(?:городе|районе|месте)|неподал[её]ку|allí|alli|ahí|ahi|allá|por (?:la|esa) zona|en (?:la|esa|esta) (?:misma )?(?:zona|ciudad)|cerca)(?:$|[^\p{L}'’])`)

// reThereIs is the other "there".
var reThereIs = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:(?:is|are|was|were|will|would|if|whether) there|there (?:is|are|was|were|will|would|be|has|have|must|should)|(?:hi|hello|hey) there|still there|anybody there|там (?:есть|был|будет))(?:$|[^\p{L}])`)

// PointsBack says whether a text points to a place that was named before it.
func PointsBack(text string) bool {
	return rePointsBack.MatchString(reThereIs.ReplaceAllString(text, " "))
}

// Correction is the figure that a text takes back, and the one that it says in its
// place; ok is false where it does not say both.
func Correction(text string) (old, new string, ok bool) {
	m := reNotThat.FindStringSubmatch(words.Visible(text))
	switch {
	case m == nil:
		return "", "", false
	case m[1] != "":
		return m[2], m[1], m[1] != m[2]
	}
	return m[3], m[4], m[3] != m[4]
}

// Corrected is a text with a figure that a correction takes back replaced, where it
// stands in it once, as a word of its own; else "".
func Corrected(text, by string) string {
	old, new, ok := Correction(by)
	if !ok {
		return ""
	}
	at := -1
	for i := 0; ; {
		j := strings.Index(text[i:], old)
		if j < 0 {
			break
		}
		if j += i; !alnum(before(text, j)) && !alnum(after(text, j+len(old))) {
			if at >= 0 {
				return "" // which of the two was meant?
			}
			at = j
		}
		i = j + len(old)
	}
	if at < 0 {
		return ""
	}
	return text[:at] + new + text[at+len(old):]
}

// corrected is the quote of a free text as its correction leaves it, or "".
func corrected(f desk.Field, claim, quote, second string) string {
	if f.Type != desk.TypeString && f.Type != desk.TypeText && f.Type != desk.TypeAddress || f.Format != "" {
		return ""
	}
	return Corrected(quote, second)
}
