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

// mistaken are words by which somebody takes back what they said.
const mistaken = `ой|ай|нет|стоп|извин\p{L}+|прост\p{L}+|ошиб\p{L}+|перепутал\p{L}*|исправ\p{L}+|точнее|вернее|правильно|sorry|oops|actually|wait|no|my mistake|i meant?|correction|perd[oó]n\p{L}*|disculp\p{L}+|mejor dicho|me equivoqu[eé]|quise decir`

// rePutRight is a part of an address said anew, with nothing but words that what was said before is
// wrong: "ой, нет, кв. 54, перепутала", "sorry, apt 12".
var (
	rePutRight = lazy.Pattern(`(?i)^[^\p{L}\d]*(?:(?:` + mistaken + `|это|будет|там|у меня|the|it's|it is|make it|es|el|la)[^\p{L}\d]+){1,6}(?P<label>` + housePart + `)\.?[ ]?[№#]?[ ]?(?P<new>\d+\p{L}?)[^\p{L}\d]*(?:(?:` + mistaken + `|my bad|typo|опечатк\p{L}*|конечно|а не тот|не то написал\p{L}*)[^\p{L}\d]*){0,4}$`)
	reMistaken = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:` + mistaken + `)(?:[^\p{L}]|$)`)
	reLabelled = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?P<label>` + housePart + `)\.?[ ]?[№#]?[ ]?(?P<old>\d+\p{L}?)`)
)

// partPutRight is a text with the figure of one part of an address as a message corrects
// it, which names the part; "" where it corrects none, or the text has the part not once.
func partPutRight(text, by string) string {
	by = words.Visible(by)
	m := rePutRight.FindStringSubmatchIndex(by)
	if m == nil || !reMistaken.MatchString(by) {
		return ""
	}
	label, figure := housePartOf(by[m[2]:m[3]]), by[m[4]:m[5]]
	from, to := -1, -1
	for _, o := range reLabelled.FindAllStringSubmatchIndex(text, -1) {
		if housePartOf(text[o[2]:o[3]]) != label {
			continue
		}
		if from >= 0 {
			return ""
		}
		from, to = o[4], o[5]
	}
	if from < 0 || text[from:to] == figure {
		return ""
	}
	return text[:from] + figure + text[to:]
}

// housePartOf tells the parts of an address apart, however they are cut short.
func housePartOf(label string) string {
	label = strings.ToLower(label)
	for _, same := range [][]string{{"кв"}, {"оф"}, {"под"}, {"корп"}, {"стр"}, {"д"}, {"apt", "apartment", "flat", "unit", "apto", "depto", "dpto"}, {"suite", "ste"}} {
		for _, beginning := range same {
			if strings.HasPrefix(label, beginning) {
				return same[0]
			}
		}
	}
	return label
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
// stands in it once, as a word of its own, or as the part of an address that it names;
// else "".
func Corrected(text, by string) string {
	old, new, ok := Correction(by)
	if !ok {
		return partPutRight(text, by)
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
