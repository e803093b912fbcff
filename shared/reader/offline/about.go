package offline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// What a talk is about: goods or a service have no form that tells them, so every
// stretch of a few words that may be a noun is a candidate, and a logistic model over
// where it stands, what stands around it and who says it again picks one. Its weights are
// learned as those of sure.go are.

// candidate is a stretch of a line that may name what a talk is about.
type candidate struct {
	line       *line
	start, end int
	gone       bool // somebody refused all of it later
	signs      [abouts]float64
}

const (
	// mostAbout is how many of a line's words are looked at, mostLines how many of the
	// customer's lines, longestAbout how many words a name has.
	mostAbout, mostLines, longestAbout = 60, 8, 3
)

// WeighAbout gives the candidates of each field for what a talk is about, with their
// signs, as Weigh does for values.
func (r Reader) WeighAbout(ctx context.Context, chat desk.Chat) ([][]Weighed, error) {
	t := r.listen(ctx, chat)
	var out [][]Weighed
	for _, s := range t.slots {
		if s.kind != product {
			continue
		}
		var mine []Weighed
		for _, c := range t.candidates(s) {
			mine = append(mine, Weighed{claim{slot: s, line: c.line, value: asNamed(c.line, c.start, c.end), start: c.start, end: c.end}.finding(), slices.Clone(c.signs[:]), true})
		}
		out = append(out, mine)
	}
	if t.over() {
		return nil, fmt.Errorf("weigh offline: %w", t.err)
	}
	return out, nil
}

// Unruled are a candidate's signs without what the rules say.
func Unruled(signs []float64) []float64 {
	out := slices.Clone(signs)
	out[aboutRule], out[aboutPart] = 0, 0
	return out
}

// about is the likeliest of the candidates, if it is likely at all.
func (t *talk) about(s *slot) []claim {
	all := t.candidates(s)
	signs := make([][]float64, len(all))
	for i := range all {
		signs[i] = all[i].signs[:]
	}
	var best candidate
	top := 0.0
	for i, p := range Choice(signs, t.by.About) {
		if p > top {
			best, top = all[i], p
		}
	}
	if top < likely || t.noGoods(best) {
		return nil
	}
	return []claim{{slot: s, line: best.line, value: asNamed(best.line, best.start, best.end), start: best.start, end: best.end, score: threshold + 0.4*(top-likely), chance: toldFrom(top, likely), spread: true}}
}

// Choice is how probable each of several is, one of which, or none, is right.
func Choice(signs [][]float64, weights []float64) []float64 {
	out, sum := make([]float64, len(signs)), 1.0
	for i, s := range signs {
		z := 0.0
		for k, x := range s {
			z += x * weights[k]
		}
		out[i] = math.Exp(z)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// likely is how probable a candidate must be to be told. What is less so would be wrong
// more often than not, and a person would have to decide it.
const likely = 0.4

// candidates are the stretches of the customer's lines that may be names of goods.
func (t *talk) candidates(s *slot) []candidate {
	ruled := t.ruled(s)
	var out []candidate
	lines := 0
	for l := range t.heard() {
		if !l.customer || l.void {
			continue
		}
		found := t.candidatesOf(s, l, lines, ruled)
		if len(found) > 0 {
			lines++
		}
		out = append(out, found...)
		if lines >= mostLines {
			break
		}
	}
	return out
}

// noGoods: what is only supposed, or not wanted, or counted in Russian, where it stands in
// another case, or no goods at all.
func (t *talk) noGoods(c candidate) bool {
	l := c.line
	rest := l.text[c.end:min(c.end+60, len(l.text))]
	return t.isSomebody(l, c.start, c.end) || l.isTownOfAddress(c.start, c.end) || reOwnData.MatchString(strings.ToLower(rest)) || c.gone || l.part(c.start).hypothesis || l.tongue == "en" && reVerbOf.MatchString(l.left(c.start, 20)) && !strings.Contains(l.text[c.start:c.end], " ") || reCopula.MatchString(l.left(c.start, 20)) || reUnwanted.MatchString(l.left(c.start, 40)) || reNoGoods.MatchString(fold(l.text[c.start:c.end])) ||
		l.tongue == "ru" && c.signs[aboutCounted] == 1 && c.signs[aboutUnit] == 0
}

// isSomebody: by these words somebody says who they are: "Это Юлия Сергеева, пишу …".
func (t *talk) isSomebody(l *line, start, end int) bool {
	m := reThisIs.FindStringSubmatchIndex(l.text[l.part(start).start:])
	at := l.part(start).start
	return m != nil && start < at+m[3] && at+m[2] < end
}

// reThisIs is who writes, at the beginning of what they write, by given and family name, or
// with what they do.
var reThisIs = lazy.Pattern(`^(?i:(?:hi|hello|hey|hola|buenas|здравствуйте|добрый день|привет)[,!. ]+)?(?i:это|this is|it's|soy|вас беспокоит) (` + capWord + `(?: ` + capWord + `){1,2}|` + capWord + `(?:,| (?i:пишу|звоню|writing|calling|escribo)))`)

// isTownOfAddress: an address begins with these words, or has them.
func (l *line) isTownOfAddress(start, end int) bool {
	for _, h := range l.addressHits() {
		if start < h.End && h.Start < end || end <= h.Start && strings.Trim(l.text[end:h.Start], " ,") == "" {
			return true
		}
	}
	return false
}

// reOwnData is a phone or an e-mail right behind what it is called by: "my phone is +1 …".
var reOwnData = lazy.Pattern(`^(?: (?:number|номер))?(?: ?[:=—–-]| is| es)? ?(?:\+?\(?\d[\d ().-]{6,}|[^\s@]{1,40}@[^\s@])`)

// reVerbOf leads to what somebody does: "do you deliver".
var reVerbOf = lazy.Pattern(`(?:^|[^\p{L}])(?:i|you|we|they|to|can|could|please|don't|will|would) $`)

// reCopula leads to what something or somebody is: "is late", "I am Anna".
var reCopula = lazy.Pattern(`(?:^|[^\p{L}])(?:is|are|was|were|isn't|am|i'm|i’m|still|too|зовут|es|está|esta|estan|son|soy|llamo|muy) $`)

// ruled are what the rules claim for the field.
func (t *talk) ruled(s *slot) []claim {
	return append(t.interests(s), t.ordered(s)...)
}
