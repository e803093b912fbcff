package value

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/words"
)

func proveEnum(f desk.Field, claim, quote string, l desk.Locale) (desk.Value, error) {
	want, ok := option(f, claim)
	if !ok {
		want, ok = inflected(f, claim, l)
	}
	if !ok {
		return "", unproven("the value is none of the options")
	}
	for _, h := range Options(f, quote, l) {
		if h.Value == want {
			return want, nil
		}
	}
	if said := Answered(quote); said != Unclear && said == Answered(string(want)) {
		return want, nil
	}
	if meant(f, want, quote) {
		return want, nil
	}
	return "", unproven("the quote does not name the option")
}

// inflected is the only option that a claim names, in whatever case: "картой".
func inflected(f desk.Field, claim string, l desk.Locale) (desk.Value, bool) {
	if len(words.Of(claim)) != 1 {
		return "", false
	}
	named := map[desk.Value]bool{}
	var one desk.Value
	for _, h := range Options(f, claim, l) {
		named[h.Value], one = true, h.Value
	}
	return one, len(named) == 1
}

// option is the option that a claim means: its value, whatever the case, or one
// of its synonyms.
func option(f desk.Field, claim string) (desk.Value, bool) {
	for _, o := range f.Options {
		for _, s := range append([]string{o.Value}, o.Synonyms...) {
			if words.Fold(strings.TrimSpace(s)) == words.Fold(strings.TrimSpace(claim)) {
				return desk.Value(o.Value), true
			}
		}
	}
	return "", false
}

func proveMulti(f desk.Field, claim, quote string, l desk.Locale) (desk.Value, error) {
	chosen := map[desk.Value]bool{}
	for _, part := range strings.FieldsFunc(claim, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		v, err := proveEnum(f, strings.TrimSpace(part), quote, l)
		if err != nil {
			return "", err
		}
		chosen[v] = true
	}
	return multi(f, chosen), nil
}

func multi(f desk.Field, chosen map[desk.Value]bool) desk.Value {
	var lines []string
	for _, o := range f.OptionValues() {
		if chosen[desk.Value(o)] {
			lines = append(lines, o)
		}
	}
	return desk.Value(strings.Join(lines, "\n"))
}
