package offline

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// Which of a talk's sums, counts, names, numbers of things or answers a field means:
// everything of the form is a candidate,
// and a conditional logit chooses one, or none, by what the talk's turns did with it, by
// what is said around it and by the words of the field and of the others. The rules of
// other files are one sign of many. Days and hours would gain nothing by it.

// group is which fields are chosen for by the same weights.
type group int

const (
	sums group = iota
	tallies
	callings // names of people
	codings  // numbers of things
	truths   // yes or no
	groups
)

// groupOf is the slot's; false: it is not chosen for.
func (s *slot) groupOf() (group, bool) {
	switch s.kind {
	case price, refund, prepay, budget, pay:
		return sums, true
	case count, measure, term:
		return tallies, true
	case someone:
		return callings, true
	case code:
		return codings, true
	case yesNo:
		return truths, true
	}
	return 0, false
}

// The signs of a candidate.
const (
	pickAlways = iota
	pickRule   // a rule claims it
	pickRuled  // by how much
	pickWon    // the rules' last word
	pickNoRule // the rules have none
	pickOwn    // the customer says it
	pickTaken  // the operator does, and it was taken
	pickStood  // and nobody objected
	pickLost   // and it was not taken
	pickAsksOp // the operator's sentence asks
	pickAsks   // the customer's does
	pickMaybe  // supposed, or not to be had
	pickNo     // the next answer refuses
	pickYes    // the next answer is a yes
	pickAsked  // the question for it
	pickTopic  // the field's own words around it
	pickTopicLine
	pickTopicBefore
	pickOther // another field's own words around it
	pickOtherLine
	pickTotal
	pickEach
	pickExtra // it comes on top
	pickFits  // the field's role is said: a deposit, a refund, a budget
	pickClash // another role is
	pickNoRole
	pickAdds   // other sums make it
	pickAddend // it makes another
	pickAfter  // how many other values come later
	pickFirst
	pickAgain  // the same side says it again
	pickEcho   // the other side says it
	pickBeside // others beside it
	pickOffer  // its line ends in a question that does not hold it
	pickIf     // the field is only for what is ordered beside
	pickIfTaken
	pickIfYes
	pickWas // what was, or is others'
	pickWeak
	pickPicked
	pickPassed // another was picked
	pickGone
	pickSlips // the customer takes something back in its line
	pickUnit
	pickUnitOther
	pickNamed
	pickCompany // the card has other fields of its kind
	pickFore    // and it is the first of them
	pickShort   // an answer of few words
	pickBack    // how long ago
	pickCurrent
	pickEachFits   // of one, or of a month, as the field wants
	pickEachClash  // or as it does not
	pickOfferTaken // what its line asks about got a yes
	pickOfferElse  // or anything else
	pickAnew       // its line sums up anew
	pickMany       // the card has other fields of its type
	pickManyBare   // and nobody says the field's own words
	pickSole       // no other value in the talk
	pickStarts     // it begins its sentence
	pickWhole      // and is all of it
	pickTwoWords
	pickForm // from here on, signs of the group's own form: see formSigns
	pickKind = pickForm + forms
	picks    = pickKind + kinds
)

// The signs of each form, which share their places.
const (
	pickKin       = pickForm + iota // a relative is named beside it
	pickCalls                       // the operator speaks to them
	pickCalls2                      // the customer does
	pickOfAnother                   // the question was for somebody else
	pickSelf
	pickPlaceLead
	pickPhone // a phone stands in its line
	pickVerb
	pickOption
	pickLower // the word stands elsewhere in small letters
	pickOwn2  // the question was for a name
	forms     = iota
)

const (
	pickLetters = pickForm + iota // letters beside the figures
	pickLong
	pickMark // a sign for numbers before it
)

const (
	pickTrue       = pickForm + iota
	pickReply      // a short yes or no
	pickReplyAsks  // to what asks something
	pickReplyLast  // and nothing behind the question
	pickReplyTopic // in the field's words
	pickReplyNear  // the last sentence holds them
	pickReplyFirst // it begins the answer
	pickTrueReply
	pickMentionOp // the operator says it
)

// pick is a candidate with its signs.
type pick struct {
	claim
	weak  bool
	signs [picks]float64
}

// RulesSay says whether the signs are those of the rules' last word.
func RulesSay(signs []float64) bool { return signs[pickWon] > 0 }

// WeighPicks gives the candidates of each field that is chosen for, with their signs, and
// the group of each field.
func (Reader) WeighPicks(ctx context.Context, chat desk.Chat) (all [][]Weighed, of []int, err error) {
	t := listen(ctx, chat)
	for _, s := range t.slots {
		g, ok := s.groupOf()
		if !ok {
			continue
		}
		mine := []Weighed{}
		for _, p := range t.picks(s) {
			mine = append(mine, Weighed{Finding: p.finding(), Signs: slices.Clone(p.signs[:])})
		}
		all, of = append(all, mine), append(of, int(g))
	}
	if t.over() {
		return nil, nil, fmt.Errorf("weigh offline: %w: %w", desk.ErrBusy, t.err)
	}
	return all, of, nil
}

// Groups is how many groups of fields are chosen for.
const Groups = int(groups)

// UnruledPick are a candidate's signs without what the rules say.
func UnruledPick(signs []float64) []float64 {
	out := slices.Clone(signs)
	out[pickRule], out[pickRuled], out[pickWon], out[pickNoRule] = 0, 0, 0, 0
	return out
}

// choose gives the likely candidates for a field.
func (t *talk) choose(s *slot, g group) []claim {
	all := t.picks(s)
	signs := make([][]float64, len(all))
	for i := range all {
		signs[i] = all[i].signs[:]
	}
	chances := Choice(signs, pickWeights[g][:])
	of := map[desk.Value]float64{}
	for i, p := range chances {
		of[all[i].value] += p
	}
	var out []claim
	for i, p := range chances {
		c := all[i].claim
		if of[c.value] < leastLikely || p < leastLikely/2 {
			continue
		}
		c.score, c.chance = threshold+0.3*of[c.value]+0.1*p, toldFrom(of[c.value], fillFrom[g])
		out = append(out, c)
	}
	return out
}

// fillFrom is from what probability on a value is filled rather than proposed, by group:
// where a miss costs as much as a mistake does, F1 is best at these.
var fillFrom = [groups]float64{sums: 0.5, tallies: 0.4, callings: 0.5, codings: 0.45, truths: 0.5}

// toldFrom moves a probability so that what is filled from a place on is more than half.
func toldFrom(p, from float64) float64 {
	return p * (1 - from) / (p*(1-from) + (1-p)*from)
}

// mostPicks is among how many candidates one is chosen, the last ones.
const mostPicks = 80

// deniedLater: the customer denies the figure in a later line: "not six, four".
func (t *talk) deniedLater(l *line, v desk.Value) bool {
	figure, _, _ := strings.Cut(string(v), ".")
	for n := l.next; n != nil && n.at <= l.at+mostBetween; n = n.next {
		for _, m := range each(t, t.numbersIn(n)) {
			if string(m.Value()) == figure && reDenied.MatchString(n.left(m.Start, 20)) {
				return true
			}
		}
	}
	return false
}

// leastLikely is how probable a candidate must be to be thought of.
const leastLikely = 0.1

// picks are the candidates: what the rules claim, and whatever has the form.
func (t *talk) picks(s *slot) []pick {
	ruled, all := t.ruledFor(s), []pick(nil)
	g, _ := s.groupOf()
	add := func(c claim, weak bool) {
		for i, o := range all {
			if o.line == c.line && o.start < c.end && c.start < o.end && o.value == c.value {
				all[i].weak = all[i].weak && weak
				return
			}
		}
		if len(all) < maxClaims {
			all = append(all, pick{claim: c, weak: weak})
		}
	}
	for _, c := range ruled {
		if g > tallies || !t.deniedLater(c.line, c.value) {
			add(c, false)
		}
	}
	for l := range t.heard() {
		if l.void {
			continue
		}
		formed := t.formed(s, l)
		for i, h := range formed {
			if t.over() {
				return nil
			}
			if i+1 < len(formed) && l.takenBack(h.End, formed[i+1].Start) || g <= tallies && t.deniedLater(l, h.Value) {
				continue
			}
			add(claim{slot: s, line: l, value: h.Value, start: h.Start, end: min(len(l.text), h.End), spread: g == truths}, h.Weak)
		}
	}
	slices.SortStableFunc(all, func(a, b pick) int {
		if a.line.at != b.line.at {
			return a.line.at - b.line.at
		}
		return a.start - b.start
	})
	if len(all) > mostPicks {
		t.left.values, all = true, all[len(all)-mostPicks:]
	}
	won, _ := lastWord(ruled, s)
	for i := range all {
		if t.over() {
			return nil
		}
		t.sign(s, all, i, ruled, won)
	}
	return all
}

// ruledFor are the claims of the slot's rules that are sure enough.
func (t *talk) ruledFor(s *slot) []claim {
	var out []claim
	for _, c := range superseded(t.readByRules(s)) {
		if c.score >= threshold && !c.line.void {
			out = append(out, c)
		}
	}
	return out
}

// formed is what of a line has the slot's form.
func (t *talk) formed(s *slot, l *line) []value.Hit {
	var out []value.Hit
	g, _ := s.groupOf()
	switch g {
	case callings:
		return slices.DeleteFunc(slices.Clone(t.namesIn(l)), func(h value.Hit) bool { return t.noCalling(s, l, h) })
	case codings:
		return t.codesIn(l)
	case truths:
		return t.truthsIn(s, l)
	case sums:
		busy := t.busy(l, false)
		for _, h := range each(t, value.Monies(l.text, s.field.Currency, t.chat.Locale)) {
			if !overlaps(busy, h.Start, h.End) && !t.noSum(s, l, h) && !(h.Weak && (overlaps(l.addressHits(), h.Start, h.End) || !isScaled(l, h) && otherUnit(nil, l.right(h.End, 30)))) {
				out = append(out, h)
			}
		}
		return out
	}
	busy := t.busy(l, true)
	for _, n := range each(t, t.numbersIn(l)) {
		if !n.Percent && !overlaps(busy, n.Start, n.End) && !t.noTally(s, l, n) {
			out = append(out, value.Hit{Value: n.Value(), Start: n.Start, End: n.End, Weak: n.Weak})
		}
	}
	return out
}

// noSum: grammar refuses a sum, whatever else speaks for it: it is supposed, not to be
// had, of another role, of one, one of a list that nobody picks from, or was not taken.
func (t *talk) noSum(s *slot, l *line, h value.Hit) bool {
	p, left, right := l.part(h.Start), l.left(h.Start, 60), firstClause(l.right(h.End, 30))
	around := sinceFigure(left) + " " + right
	if p.hypothesis || p.unavailable || l.before != nil && l.before.supposes && !l.customer {
		return true
	}
	if s.kind == budget || l.customer {
		return s.kind == price && l.customer && p.question
	}
	if t.taken(l, p) == 0 || reEither.MatchString(fold(l.text[p.start:p.end])) && (p.question || s.kind == refund) {
		return true
	}
	switch s.kind {
	case refund:
		return !reRefundW.MatchString(around) && !t.topic(l, reRefundW)
	case prepay:
		return !rePrepayW.MatchString(around) || l.next != nil && l.next.supposes && l.next.says(rePrepayW)
	}
	each := reEachField.MatchString(s.label)
	return reRefundW.MatchString(around) || rePrepayW.MatchString(around) || !each && (t.noPrice(l, h, left) || reByUnit.MatchString(l.right(h.End, 30)))
}

// noTally: grammar refuses a count.
func (t *talk) noTally(s *slot, l *line, n value.Number) bool {
	p, left := l.part(n.Start), l.left(n.Start, 40)
	mine := s.unitsOf()
	return p.hypothesis || p.unavailable || reDenied.MatchString(left) || reUnwanted.MatchString(left) || reApprox.MatchString(left) && !hasLead(mine, left) ||
		n.Ordinal || t.base(l, n.Start) == 0 || !l.customer && reTier.MatchString(left) || t.noCount(s, l, n, mine, t.asked(s, l))
}

// sign finds the signs of one of the candidates.
func (t *talk) sign(s *slot, all []pick, at int, ruled []claim, won claim) {
	p := &all[at]
	l, g := p.line, &p.signs
	c := l.part(p.start)
	set := func(sign int, on bool) {
		if on {
			g[sign] = 1
		}
	}
	set(pickAlways, true)
	set(pickKind+int(s.kind), true)
	for _, o := range ruled {
		if o.line == l && o.start < p.end && p.start < o.end && o.value == p.value {
			g[pickRule], g[pickRuled] = 1, max(g[pickRuled], min(o.score-threshold, 0.5))
		}
	}
	set(pickWon, won.line != nil && won.value == p.value)
	set(pickNoRule, won.line == nil)
	asked := t.asked(s, l)
	g[pickAsked] = asked
	set(pickShort, asked >= 0.7 && len(l.words) <= 6)
	set(pickOwn, l.customer)
	set(pickAsks, l.customer && c.question)
	set(pickSlips, l.customer && l.does(corrects))
	if !l.customer {
		taken := t.taken(l, c)
		set(pickTaken, taken >= 0.8)
		set(pickStood, taken > 0 && taken < 0.8)
		set(pickLost, taken == 0)
		set(pickAsksOp, c.question)
		last := l.parts[len(l.parts)-1]
		set(pickOffer, last.question && last.start > c.start)
		if offers := c.question || last.question; offers {
			yes := l.next != nil && (l.next.reply == yes || l.next.does(accepts))
			set(pickOfferTaken, yes)
			set(pickOfferElse, !yes)
		}
		set(pickAnew, l.says(reAnew))
		set(pickNo, l.next.does(refuses))
		set(pickYes, l.next != nil && l.next.reply == yes)
		if reIf.MatchString(s.label) {
			set(pickIfTaken, taken >= 0.8)
			set(pickIfYes, l.next != nil && l.next.reply == yes)
		}
	}
	set(pickIf, reIf.MatchString(s.label))
	set(pickMaybe, c.hypothesis || c.unavailable || l.before != nil && l.before.supposes)
	t.topics(s, l, p, c)
	t.roles(s, l, p)
	t.among(s, all, at)
	set(pickWas, l.elsewhen(p.start, p.end))
	set(pickWeak, p.weak)
	set(pickGone, l.at < t.gone)
	set(pickCompany, s.rivals > 0)
	set(pickFore, s.rivals > 0 && s.first)
	set(pickCurrent, t.chat.Current[s.field.Name] != "")
	g[pickBack] = float64(len(t.lines)-l.at) / float64(len(t.lines))
	left, right := l.left(p.start, 40), l.right(p.end, 30)
	if gr, _ := s.groupOf(); gr == tallies {
		mine := s.unitsOf()
		set(pickUnit, counts(mine, left, right, value.Number{}))
		set(pickUnitOther, otherUnit(mine, right))
		set(pickNamed, s.named(l, value.Number{Start: p.start, End: p.end}))
	}
	t.formSigns(s, l, p, c)
}

// reIf: the field is for what may be ordered beside.
var reIf = lazy.Pattern(`(?:^|[^\p{L}])(?:если|if|only if|si|в случае|доп\p{L}*|extra)(?:[^\p{L}]|$)`)

// topics are the signs of whose words stand around a candidate.
func (t *talk) topics(s *slot, l *line, p *pick, c sentence) {
	near := l.nearStems(p.start, p.end, 60, 40)
	own := s.ownAmong(t.slots)
	n := 0
	for _, st := range near {
		if own[st] {
			n++
		}
	}
	g := &p.signs
	g[pickTopic] = min(float64(n), 2) / 2
	if n == 0 {
		g[pickTopicLine] = truthOf(s.said(l, 0, len(l.text), own) > 0)
	}
	if q := l.before; q != nil && n == 0 {
		g[pickTopicBefore] = truthOf(s.said(q, 0, len(q.text), own) > 0)
	}
	many := 0.0
	for _, o := range t.slots {
		if o == s || o.field.Type != s.field.Type || o.field.Format != s.field.Format {
			continue
		}
		many++
		theirs := o.ownAmong(t.slots)
		if slices.ContainsFunc(near, func(st string) bool { return theirs[st] }) {
			g[pickOther] = 1
		} else if o.said(l, 0, len(l.text), theirs) > 0 {
			g[pickOtherLine] = 1
		}
	}
	g[pickMany] = min(many, 3) / 3
	g[pickManyBare] = truthOf(many > 0 && g[pickTopic]+g[pickTopicLine]+g[pickTopicBefore] == 0)
}

// ownAmong are the slot's stems that no other field of its type has.
func (s *slot) ownAmong(all []*slot) map[string]bool {
	if s.among == nil {
		s.among = map[string]bool{}
		for st := range s.stems {
			s.among[st] = true
		}
		for _, o := range all {
			if o != s && o.field.Type == s.field.Type && o.field.Format == s.field.Format {
				for st := range o.stems {
					delete(s.among, st)
				}
			}
		}
	}
	return s.among
}

// roles are the signs of what a sum is said to be, and of what the field wants.
func (t *talk) roles(s *slot, l *line, p *pick) {
	g := &p.signs
	left, right := l.left(p.start, 60), firstClause(l.right(p.end, 30))
	around := sinceFigure(lastClause(left)) + " " + right
	g[pickTotal] = truthOf(total(left) > 0 || reSumsUp.MatchString(left) || reInAll.MatchString(l.right(p.end, 25)))
	wants := reEachField.MatchString(s.label)
	each := reEach.MatchString(right) || reByPiece.MatchString(left) || reByUnit.MatchString(l.right(p.end, 30)) || reEachTime.MatchString(right)
	g[pickEachFits], g[pickEachClash] = truthOf(wants && each), truthOf(wants != each)
	g[pickEach] = truthOf(reEach.MatchString(right) || reByPiece.MatchString(left) || reByUnit.MatchString(l.right(p.end, 30)))
	g[pickExtra] = truthOf(rePlus.MatchString(left) || reOnTop.MatchString(right) || strings.HasSuffix(strings.TrimSpace(left), "+"))
	said := plain
	switch {
	case s.field.Type != desk.TypeMoney:
		return
	case rePrepayW.MatchString(around):
		said = prepay
	case reRefundW.MatchString(around):
		said = refund
	case reBudgetW.MatchString(around):
		said = budget
	case reOtherSum.MatchString(lastClause(left)):
		said = discount
	}
	g[pickFits] = truthOf(said != plain && said == s.kind)
	g[pickClash] = truthOf(said != plain && said != s.kind)
	g[pickNoRole] = truthOf(said == plain && s.kind != price)
}

var (
	// reEachField: the price of one, or of a month.
	reEachField = lazy.Pattern(`за (?:штуку|единиц|месяц|сутки|ночь)|в (?:месяц|неделю|день)|абонплат|ежемес|per (?:unit|month|week|day|night)|unit price|weekly|monthly|each|por (?:unidad|mes|noche)|al mes|mensual|unitario`)
	reEachTime  = lazy.Pattern(`^[ ./]*(?:руб\p{L}*|р\.?|₽|€|\$|£|euros?|pesos)?[ ]*(?:в (?:месяц|неделю|день|сутки)|/ ?(?:мес|сут|month|week|lb|mes)|a (?:month|week|day)|al mes|por mes|a la semana)`)
)

// among are the signs of a candidate among the others.
func (t *talk) among(s *slot, all []pick, at int) {
	p := &all[at]
	g := &p.signs
	later, before, beside := map[desk.Value]bool{}, false, 0
	for i := range all {
		o := &all[i]
		switch {
		case o.value == p.value && o.line != p.line:
			if o.line.customer == p.line.customer {
				g[pickAgain] = 1
			} else {
				g[pickEcho] = 1
			}
		case o.value != p.value && o.line == p.line:
			beside++
		case o.value != p.value && o.line.at > p.line.at && !(o.weak && !p.weak):
			later[o.value] = true
		}
		before = before || o.value != p.value && o.line.at < p.line.at
	}
	g[pickAfter] = min(float64(len(later)), 4) / 4
	g[pickFirst], g[pickSole] = truthOf(!before), truthOf(!before && len(later) == 0 && beside == 0)
	g[pickBeside] = min(float64(beside), 2) / 2
	if gr, _ := s.groupOf(); gr == sums {
		g[pickAdds], g[pickAddend] = truthOf(t.adds(all, at)), truthOf(t.addend(all, at))
	}
	hits := make([]value.Hit, 0, 4)
	for _, o := range all {
		if o.line == p.line && !o.weak && !overlaps(hits, o.start, o.end) {
			hits = append(hits, value.Hit{Value: o.value, Start: o.start, End: o.end})
		}
	}
	if picked, made := t.picked(p.line, p.start, hits); made {
		g[pickPicked], g[pickPassed] = truthOf(picked), truthOf(!picked)
	}
}

func amountOf(v desk.Value) float64 {
	figure, _, _ := strings.Cut(string(v), " ")
	f, err := strconv.ParseFloat(figure, 64)
	if err != nil {
		return 0
	}
	return f
}

// mostSummed is how many candidates are added up.
const mostSummed = 14

// adds: two other sums that were said no later make it.
func (t *talk) adds(all []pick, at int) bool {
	x := amountOf(all[at].value)
	if x == 0 || all[at].weak {
		return false
	}
	from := max(0, at-mostSummed)
	for i := from; i < at; i++ {
		for j := i + 1; j < at; j++ {
			a, b := amountOf(all[i].value), amountOf(all[j].value)
			if a > 0 && b > 0 && a+b == x {
				return true
			}
		}
	}
	return false
}

// addend: a sum that was said no earlier is made of it and another.
func (t *talk) addend(all []pick, at int) bool {
	x := amountOf(all[at].value)
	if x == 0 {
		return false
	}
	for i := at + 1; i < min(len(all), at+mostSummed); i++ {
		for j := max(0, at-mostSummed); j < i; j++ {
			if rest := amountOf(all[j].value); j != at && rest > 0 && !all[i].weak && x+rest == amountOf(all[i].value) {
				return true
			}
		}
	}
	return false
}
