package value

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// What an option means, by the words that its field's description has for it:
// "Payment problem: charged wrongly or twice; Delivery problem: late, lost …".

// concepts are ways to say the same, in three languages.
var concepts = []struct {
	name string
	said *lazy.Regexp
}{
	{"twice", lazy.Pattern(`(?:two|2) times|twice|double(?:d|-)?|дважды|два раза|двойн\p{L}*|повторно|dos veces|doble|por duplicado`)},
	{"charged", lazy.Pattern(`(?:took|taken|taking) (?:the |my )?(?:money|payment)|charg\p{L}+|bill(?:ed|ing)|debit\p{L}*|списал\p{L}*|списан\p{L}*|снял[аи]? деньги|cobr\p{L}+|cargo en|cargaron`)},
	{"late", lazy.Pattern(`\blate\b|delay\p{L}*|still not here|never (?:came|arrived)|опозда\p{L}*|опазды\p{L}*|задерж\p{L}*|не (?:приш\p{L}+|приехал\p{L}*|привезли)|tarde|retras\p{L}*|no (?:ha )?lleg\p{L}+`)},
	{"broken", lazy.Pattern(`broken?|damag\p{L}*|smash\p{L}*|crack\p{L}*|defect\p{L}*|разбит\p{L}*|слома\p{L}*|поврежд\p{L}*|брак\p{L}*|\brot[oa]s?\b|danad\p{L}*|averiad\p{L}*`)},
	{"wrong", lazy.Pattern(`wrong\p{L}*|incorrect\p{L}*|mistake\p{L}*|ошиб\p{L}*|неверн\p{L}*|не т(?:от|а|о|у)\b|equivocad\p{L}*|erro?r\p{L}*`)},
	{"lost", lazy.Pattern(`\blost\b|missing|потеря\p{L}*|пропа\p{L}+|perdid\p{L}*|extravi\p{L}*`)},
	{"refund", lazy.Pattern(`refund\p{L}*|money back|верн\p{L}+ деньги|возврат\p{L}*|devol\p{L}+|devuel\p{L}+|reembols\p{L}*`)},
	{"cancel", lazy.Pattern(`cancel\p{L}*|call(?:ed)? off|отмен\p{L}*|anul\p{L}*`)},
}

// Meant says whether a quote paraphrases what a field's description says of one of its
// options.
func Meant(f desk.Field, want desk.Value, quote string) bool { return meant(f, want, quote) }

// Describes says whether a field's description says anything of its options.
func Describes(f desk.Field) bool {
	return slices.ContainsFunc(f.Options, func(o desk.Option) bool { return describedAs(f.Description, o.Value) != "" })
}

// meant says whether a quote means an option by the field's description of it:
// two things of it or more, and fewer of any other's.
func meant(f desk.Field, want desk.Value, quote string) bool {
	said := meaning(quote)
	if len(said) < 2 {
		return false
	}
	mine, most := 0, 0
	for _, o := range f.Options {
		described := describedAs(f.Description, o.Value)
		n := 0
		for m := range meaning(described) {
			if said[m] {
				n++
			}
		}
		if desk.Value(o.Value) == want {
			mine = n
		} else {
			most = max(most, n)
		}
	}
	return mine >= 2 && mine > most
}

// describedAs is what a description says behind an option's name, up to the next.
func describedAs(description, option string) string {
	low, name := words.Fold(description), words.Fold(option)
	i := strings.Index(low, name)
	if i < 0 {
		return ""
	}
	rest := strings.TrimLeft(low[i+len(name):], " ")
	if rest == "" || !strings.ContainsRune(":—–-=(", []rune(rest)[0]) {
		return ""
	}
	segment, _, _ := strings.Cut(rest, ";")
	segment, _, _ = strings.Cut(segment, "\n")
	return segment
}

// meaning are the concepts of a text, and the stems of its other words.
func meaning(text string) map[string]bool {
	low := words.Fold(words.Visible(text))
	out := map[string]bool{}
	for _, c := range concepts {
		if c.said.MatchString(low) {
			out[c.name] = true
			low = c.said.ReplaceAllString(low, " ")
		}
	}
	lang := Tongue(text, "en")
	for _, s := range words.Stems(low, lang) {
		if len([]rune(s)) > 3 {
			out["="+s] = true
		}
	}
	return out
}
