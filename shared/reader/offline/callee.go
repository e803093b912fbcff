package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// Whom to call instead: a friend's number is no customer's, so no field for the customer's
// takes it, but whoever brings the order has to know it.

// reCallThem asks to call, to write or to tell somebody.
var reCallThem = lazy.Pattern(`(?:^|[^\p{L}])(?:(?:по)?звон\p{L}+|набер\p{L}+|наб(?:ира\p{L}+)|пишите|напишите|свяж\p{L}+|call|ring|text|phone|message|llam\p{L}+|avis\p{L}+|escrib\p{L}+|marque\p{L}*)(?:[^\p{L}]|$)`)

// toCall are the customer's sentences that ask to call somebody else, with that number, as
// they were said; said is what the summary holds already.
func (t *talk) toCall(said string) []string {
	var out []string
	for l := range t.heard() {
		if !l.customer {
			continue
		}
		hits := few(t, t.phonesIn(l))
		for i, h := range hits {
			p := l.part(h.Start)
			sentence := strings.TrimSpace(l.text[p.start:p.end])
			if p.question || p.hypothesis || !reCallThem.MatchString(fold(sentence)) || !t.others(l, hits, i) || strings.Contains(said, sentence) {
				continue
			}
			out, said = append(out, ended(short(sentence, maxRequest))), said+sentence
		}
	}
	return out
}
