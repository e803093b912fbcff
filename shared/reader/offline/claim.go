package offline

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// claim is a value that one rule reads for one field at one place.
type claim struct {
	slot       *slot
	line       *line
	value      desk.Value
	start, end int     // where it stands
	proof      [2]int  // a longer quote, where the value alone does not prove itself
	score      float64 // by the rules: threshold and up may be a value
	sure       float64 // how probable it is; 0: not weighed yet
	chance     float64 // the same, where another model than that of sure.go says so; 0: none does
	// second is a line that makes the claim whole, by a rule; nil: none is needed.
	second *line
	rule   desk.ProofRule
	// spread claims don't use up their place: a city may stand in an address.
	spread bool
}

const (
	threshold = 0.6
	// annotations is by how much a later claim may be weaker and still have the last
	// word.
	annotations = 0.25
)

func (c claim) quote() string {
	if c.proof[1] > c.proof[0] {
		return c.line.text[c.proof[0]:c.proof[1]]
	}
	return c.line.text[c.start:c.end]
}

// claims asks every rule.
func (t *talk) claims() []claim {
	var all []claim
	for _, s := range t.slots {
		mine := 0
		for _, c := range superseded(t.read(s)) {
			if t.over() {
				return nil
			}
			if c.line.void || c.secret() || s.field.Grants && c.line.msg.Author != desk.ByOperator {
				continue
			}
			if s.section != "" && c.line.section != "" && c.line.section != s.section {
				c.score -= 0.35
			}
			if c.score < threshold {
				continue
			}
			if mine++; mine > maxClaims {
				t.left.values = true
				break
			}
			if c, ok := t.proven(c); ok {
				all = append(all, c)
			}
		}
	}
	return all
}

// secret: a card's number, a part of one, or a one-time code.
func (c claim) secret() bool {
	switch c.slot.field.Type {
	case desk.TypeDate, desk.TypeDateTime, desk.TypeBoolean, desk.TypeEnum, desk.TypeMultiEnum, desk.TypeEmail, desk.TypeMoney:
		return false
	}
	said := c.line.text[c.start:c.end]
	return overlaps(c.line.cardsIn(), c.start, c.end) ||
		c.slot.kind != ownPhone && c.slot.kind != otherPhone && (value.HoldsCard(said) || value.IsCode(said) && c.line.namesCode(c.start))
}

// proven puts a claim through the same proof as any reader's. A quote that
// proof.Guard takes for too long is not tried.
func (t *talk) proven(c claim) (claim, bool) {
	if utf8.RuneCountInString(c.quote()) > desk.MaxQuote {
		return c, false
	}
	v, err := value.Prover{}.Prove(c.slot.field, c.finding(), c.line.msg, t.chat.Locale)
	if err != nil && c.proof[1] == 0 { // the words around may be needed
		p := c.line.part(c.start)
		c.proof = trim(c.line, p.start, p.end)
		return t.proven(c)
	}
	c.value = v
	return c, err == nil
}

func (c claim) finding() desk.Finding {
	f := desk.Finding{
		Field: c.slot.field.Name, Value: string(c.value), Quote: c.quote(), Message: c.line.msg.Seq,
		Confidence: c.sure,
	}
	if c.second != nil && utf8.RuneCountInString(c.second.text) <= desk.MaxQuote {
		f.Second, f.SecondIn, f.Rule = c.second.text, c.second.msg.Seq, c.rule
	}
	return f
}

// settled settles the claims. What wins must stand proof.Guard's doubts too: the
// rules here hear what a talk says, Guard knows how strangers try to be heard.
// What it refuses makes room for the next.
func (t *talk) settled() []claim {
	all, sound := t.claims(), map[desk.Finding]bool{}
	t.all = slices.Clone(all)
	for tried := 0; ; {
		won := settle(all, t.slots)
		refused := map[desk.Finding]bool{}
		for _, c := range won {
			f := c.finding()
			if t.over() || sound[f] {
				continue
			}
			if tried >= maxRefused {
				t.left.values, refused[f] = true, true
				continue
			}
			_, err := proof.Guard{Prover: value.Prover{}}.Prove(c.slot.field, f, c.line.msg, t.chat.Locale)
			sound[f], refused[f] = err == nil, err != nil
			if err != nil {
				tried++
			}
		}
		if tried >= maxRefused && len(refused) > 0 {
			return slices.DeleteFunc(won, func(c claim) bool { return !sound[c.finding()] })
		}
		n := len(all)
		all = slices.DeleteFunc(all, func(c claim) bool { return refused[c.finding()] })
		if len(all) == n {
			return won
		}
	}
}

// settle gives each field one claim and each place one field: the last word
// among the sure ones wins, and a place goes to the field that is surest of it.
func settle(all []claim, slots []*slot) []claim {
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	var kept []claim
	places := map[*line][]claim{}
	for _, c := range all {
		taken := false
		for _, k := range places[c.line] {
			taken = taken || k.slot != c.slot && !k.slot.ofAnother(c.slot) && !k.spread && !c.spread && k.start < c.end && c.start < k.end
		}
		if !taken {
			kept = append(kept, c)
			places[c.line] = append(places[c.line], c)
		}
	}
	var out []claim
	for _, s := range slots {
		if c, ok := lastWord(kept, s); ok {
			out = append(out, c)
		}
	}
	return out
}

// lastWord is the slot's value: the last among the sure claims, proven by the
// first line that said so.
func lastWord(all []claim, s *slot) (claim, bool) {
	var mine []claim
	top := 0.0
	for _, c := range all {
		if c.slot == s {
			mine = append(mine, c)
			top = max(top, c.score)
		}
	}
	if len(mine) == 0 {
		return claim{}, false
	}
	sort.SliceStable(mine, func(i, j int) bool {
		if mine[i].line.at != mine[j].line.at {
			return mine[i].line.at < mine[j].line.at
		}
		if mine[i].score != mine[j].score {
			return mine[i].score < mine[j].score
		}
		return mine[i].start < mine[j].start
	})
	if likeliest := slices.MaxFunc(mine, func(a, b claim) int { return cmp.Compare(a.chance, b.chance) }); likeliest.chance > 0 {
		return surestOf(mine, likeliest.value), true
	}
	slack := annotations
	switch {
	case s.kind == choice && reTopicField.MatchString(s.title):
		slack = 0 // what a talk is about is said once, and asides are no news
	}
	switch s.kind {
	case when, hour:
		if s.rivals > 0 {
			slack = 0.2 // what another field of the kind may mean is no later word on this one
		}
	case title:
		slack = 0.05 // names are easily mistaken: the surest counts
	case person:
		slack = 0.1
	}
	best := 0
	for i, c := range mine[1:] {
		if c.score >= min(top, 0.9)-slack && (c.line != mine[best].line || c.score >= mine[best].score) {
			best = i + 1
		}
	}
	return firstOf(mine, best), true
}

// surestOf is the likeliest place of a value: it may have been said of something else before.
func surestOf(mine []claim, v desk.Value) (best claim) {
	for _, c := range mine {
		if c.value == v && c.score > best.score {
			best = c
		}
	}
	return best
}

var reTopicField = lazy.Pattern(`(?:^|[^\p{L}])(?:тема|причина|повод|motivo|asunto|tema|topic|subject|reason)(?:[^\p{L}]|$)`)

// firstOf goes back from the winning claim to the first that said the same, as
// long as nothing else was said in between.
func firstOf(mine []claim, best int) claim {
	first := best
	for i := best - 1; i >= 0; i-- {
		switch {
		case same(mine[i], mine[best]):
			if mine[i].line.customer || !mine[first].line.customer || mine[i].score >= mine[first].score {
				first = i
			}
		case mine[i].line != mine[best].line && mine[i].line != mine[first].line:
			return mine[first]
		}
	}
	return mine[first]
}

// same: the two claims have one value; of free texts one may be longer.
func same(a, b claim) bool {
	if a.value == b.value {
		return true
	}
	if a.slot.kind != title && a.slot.kind != city {
		return false
	}
	return fold(string(a.value)) == fold(string(b.value))
}

// asked says how well the operator's line before l asks for the slot: 0 not at
// all, 1 by its own words.
func (t *talk) asked(s *slot, l *line) float64 {
	if a, ok := l.known.asked[s]; ok {
		return a
	}
	a := t.askedNow(s, l)
	if l.known.asked == nil {
		l.known.asked = map[*slot]float64{}
	}
	l.known.asked[s] = a
	return a
}

func (t *talk) askedNow(s *slot, l *line) float64 {
	q := l.before
	if !l.customer || q == nil {
		return 0
	}
	if q.again {
		if before := l.earlier(); before != nil && asks[s.kind] != nil && before.says(asks[s.kind]) && (s.kind == person || s.kind == ownPhone || s.kind == ownEmail) {
			return 1
		}
	}
	if asked := s.askedIn(q); asked > 0 || q.asks() {
		return asked
	}
	// The question still stands where the customer asked back and was answered.
	if before := l.earlier(); before != nil && l.back != nil && l.back.onlyAsksOrWhy() && before != q {
		return s.askedIn(before)
	}
	return 0
}

// asks says whether an operator's line asks for anything.
func (l *line) asks() bool { return strings.Contains(l.text, "?") || l.says(reAsks) }

// onlyAsksOrWhy: the line asks back, with or without a question mark.
func (l *line) onlyAsksOrWhy() bool { return l.onlyAsks || len(l.words) <= 3 && l.says(reWhy) }

var reWhy = lazy.Pattern(`(?:^|[^\p{L}])(?:зачем|почему|для чего|why|what for|por que|para que)(?:[^\p{L}]|$)`)

// askedIn is how well an operator's line asks for the slot. Many answers may
// follow one question.
func (s *slot) askedIn(q *line) float64 {
	if best, ok := q.known.asksFor[s]; ok {
		return best
	}
	best := 0.0
	for _, p := range q.parts {
		if q.talk.over() {
			return 0
		}
		low := words.Fold(q.text[p.start:p.end])
		if p.question || reAsks.MatchString(low) {
			best = max(best, s.askedBy(q, p, low))
		}
	}
	if q.known.asksFor == nil {
		q.known.asksFor = map[*slot]float64{}
	}
	q.known.asksFor[s] = best
	return best
}

// earlier is what the other side said before this side's line before.
func (l *line) earlier() *line {
	if l.back != nil {
		return l.back.before
	}
	return l.before
}

// said is the slot's stems that stand among the words of a stretch.
func (s *slot) said(l *line, start, end int, stems map[string]bool) int {
	n := 0
	for i := sort.Search(len(l.words), func(i int) bool { return l.words[i].Start >= start }); i < len(l.words) && l.words[i].End <= end; i++ {
		if stems[l.stems[i]] {
			n++
		}
	}
	return n
}

func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
