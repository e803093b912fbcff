package offline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// What a talk is about: goods or a service have no form that tells them, so every
// stretch of a few words that may be a noun is a candidate, and a logistic model over
// where it stands, what stands around it and who says it again picks one. Its weights are
// learned as those of sure.go are.

// The signs of a candidate, in the order of their weights.
const (
	aboutAlways   = iota
	aboutFirst    // the first of the customer's lines that holds any candidate
	aboutSecond   // the second of them
	aboutEarly    // how early among the customer's lines
	aboutOpens    // the first candidate of its line
	aboutQuestion // its sentence asks
	aboutHead     // it begins its run of words
	aboutTail     // it ends it
	aboutTailEn   // the same in English, where the noun comes last
	aboutTwo      // two words
	aboutThree    // three and more
	aboutJoined   // with a preposition within
	aboutDet      // an article or "my" before it
	aboutCounted  // a number before it
	aboutCue      // a verb of wishing or asking right before it
	aboutAfter    // another preposition or pronoun before it
	aboutStarts   // it begins its sentence
	aboutEnds     // it ends its sentence
	aboutThen     // a preposition or a conjunction behind it
	aboutVerb     // one of its words has a verb's ending
	aboutAdjFirst // the first has an adjective's
	aboutAdjLast  // the last has
	aboutVerbNext // a verb's ending behind it
	aboutTold     // the operator says it, too
	aboutAgain    // the customer says it again
	aboutCapital  // a capital letter within a sentence
	aboutFigure   // figures in it
	aboutShort    // fewer than four letters
	aboutAsked    // the operator's question for it
	aboutField    // a word of its own field's title
	aboutOther    // a word of another field's title
	aboutOption   // an option of another field
	aboutKin      // a person's word: mother, neighbour
	aboutNoGoods  // a word of what people ask for that is no goods
	aboutRule     // a rule claims it
	aboutPart     // a rule claims what it is a part of, or a part of it
	aboutEs       // in Spanish
	aboutEn       // in English
	aboutGone     // somebody refused it
	aboutVerbPrev // a verb's ending before it: "вернуть куртку"
	aboutTailEs   // aboutTail in Spanish
	aboutOf       // joined by "de" or "of"
	aboutForWhat  // behind what is no goods and a preposition: "cita para …"
	aboutUnit     // it begins with a word for pieces
	abouts
)

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
func (Reader) WeighAbout(ctx context.Context, chat desk.Chat) ([][]Weighed, error) {
	t := listen(ctx, chat)
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
	for i, p := range Choice(signs, aboutWeights[:]) {
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
	return reOwnData.MatchString(strings.ToLower(rest)) || c.gone || l.part(c.start).hypothesis || l.tongue == "en" && reVerbOf.MatchString(l.left(c.start, 20)) && !strings.Contains(l.text[c.start:c.end], " ") || reCopula.MatchString(l.left(c.start, 20)) || reUnwanted.MatchString(l.left(c.start, 40)) || reNoGoods.MatchString(fold(l.text[c.start:c.end])) ||
		l.tongue == "ru" && c.signs[aboutCounted] == 1 && c.signs[aboutUnit] == 0
}

// reOwnData is a phone or an e-mail right behind what it is called by: "my phone is +1 …".
var reOwnData = lazy.Pattern(`^(?: (?:number|номер))?(?: ?[:=—–-]| is| es)? ?(?:\+?\(?\d[\d ().-]{6,}|[^\s@]{1,40}@[^\s@])`)

// reVerbOf leads to what somebody does: "do you deliver".
var reVerbOf = lazy.Pattern(`(?:^|[^\p{L}])(?:i|you|we|they|to|can|could|please|don't|will|would) $`)

// reCopula leads to what something or somebody is: "is late", "I am Anna".
var reCopula = lazy.Pattern(`(?:^|[^\p{L}])(?:is|are|was|were|isn't|am|i'm|i’m|still|too|зовут|es|está|esta|estan|son|soy|llamo|muy) $`)

// run is a stretch of open words, by their numbers in a line.
type run struct{ from, to int }

// runs are the line's stretches of words that may be nouns or what stands beside them:
// no function words, nothing that is a number, a day, a sum, an address.
func (t *talk) runs(l *line) []run {
	busy := t.busy(l, true)
	var out []run
	open := -1
	n := min(len(l.words), mostAbout)
	closeAt := func(i int) {
		if open >= 0 && i > open {
			out = append(out, run{open, i})
		}
		open = -1
	}
	for i := range n {
		w := l.words[i]
		if i > 0 && open >= 0 && !joinedBy(l.text[l.words[i-1].End:w.Start]) {
			closeAt(i)
		}
		figure := w.Text[0] >= '0' && w.Text[0] <= '9'
		switch {
		case closed(w.Text), l.tongue == "ru" && reNoNounRu.MatchString(w.Text), figure && open < 0, overlaps(busy, w.Start, w.End), t.isNumber(l, w.Start, w.End) && (open < 0 || !figure), utf8.RuneCountInString(w.Text) < 2 && !figure:
			closeAt(i)
		case open < 0:
			open = i
		}
	}
	closeAt(n)
	return out
}

// joinedBy: what stands between two words of one name.
func joinedBy(gap string) bool {
	return gap == "" || strings.Trim(gap, " -«»\"“”'’") == "" && strings.Count(gap, " ") <= 1
}

func (t *talk) candidatesOf(s *slot, l *line, at int, ruled []claim) []candidate {
	var out []candidate
	runs := t.runs(l)
	for k, r := range runs {
		for from := r.from; from < r.to; from++ {
			for to := from + 1; to <= r.to && to <= from+longestAbout; to++ {
				out = append(out, t.candidate(s, l, from, to, r, at, len(out) == 0 || k == 0, ruled))
			}
		}
		// "pastel de tres leches", "футболки с логотипом"
		if k+1 < len(runs) && runs[k+1].from <= r.to+2 && joins(l, r.to, runs[k+1].from) {
			next := runs[k+1]
			for from := max(r.from, r.to-2); from < r.to; from++ {
				for to := next.from + 1; to <= min(next.to, next.from+2); to++ {
					c := t.candidate(s, l, from, to, run{r.from, next.to}, at, k == 0, ruled)
					c.signs[aboutJoined] = 1
					c.signs[aboutOf] = truthOf(of.Has(l.words[r.to].Text))
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// joins: nothing but a preposition stands between two runs.
func joins(l *line, from, to int) bool {
	for i := from; i < to; i++ {
		if !linking.Has(l.words[i].Text) {
			return false
		}
	}
	return to > from && joinedBy(l.text[l.words[from-1].End:l.words[from].Start]) && joinedBy(l.text[l.words[to-1].End:l.words[to].Start])
}

func (t *talk) candidate(s *slot, l *line, from, to int, r run, at int, opens bool, ruled []claim) candidate {
	c := candidate{line: l, start: l.words[from].Start, end: l.words[to-1].End}
	p := l.part(c.start)
	g := &c.signs
	set := func(sign int, on bool) {
		if on {
			g[sign] = 1
		}
	}
	set(aboutAlways, true)
	set(aboutFirst, at == 0)
	set(aboutSecond, at == 1)
	g[aboutEarly] = 1 / float64(at+1)
	set(aboutOpens, opens)
	set(aboutQuestion, p.question)
	set(aboutHead, from == r.from)
	set(aboutTail, to == r.to)
	set(aboutTailEn, to == r.to && l.tongue == "en")
	set(aboutTailEs, to == r.to && l.tongue == "es")
	set(aboutUnit, rePieces.MatchString(l.words[from].Text))
	set(aboutTwo, to-from == 2)
	set(aboutThree, to-from >= 3)
	set(aboutEs, l.tongue == "es")
	set(aboutEn, l.tongue == "en")
	t.before(l, from, p, &c)
	t.behind(l, to, p, &c)
	stems := l.stems[from:to]
	for i := from; i < to; i++ {
		w := l.words[i].Text
		set(aboutVerb, verbal(w, l.tongue))
		set(aboutFigure, strings.ContainsAny(w, "0123456789"))
	}
	set(aboutAdjFirst, adjective(l.words[from].Text, l.tongue))
	set(aboutAdjLast, adjective(l.words[to-1].Text, l.tongue))
	set(aboutShort, utf8.RuneCountInString(l.text[c.start:c.end]) < 4)
	first, _ := utf8.DecodeRuneInString(l.text[c.start:])
	set(aboutCapital, unicode.IsUpper(first) && g[aboutStarts] == 0)
	said := t.spoken()
	c.gone = true
	for _, st := range stems {
		c.gone = c.gone && said.refused[st] > l.at+1
		if utf8.RuneCountInString(st) > 2 {
			set(aboutAgain, said.again(st, l, true))
			set(aboutTold, said.again(st, l, false))
			set(aboutGone, said.refused[st] != 0 && said.refused[st] != l.at+1)
		}
	}
	g[aboutAsked] = t.asked(s, l)
	for _, st := range stems {
		set(aboutField, s.titled[st])
		for _, o := range t.slots {
			set(aboutOther, o != s && o.titled[st])
		}
	}
	set(aboutOption, t.isOption(s, l, c.start, c.end))
	low := fold(l.text[c.start:c.end])
	set(aboutKin, reOthers.MatchString(low))
	set(aboutNoGoods, reNoGoods.MatchString(low))
	for _, o := range ruled {
		if o.line == l && o.start < c.end && c.start < o.end {
			set(aboutPart, true)
			set(aboutRule, o.start == c.start && o.end == c.end)
		}
	}
	return c
}

// before are the signs of what stands before a candidate.
func (t *talk) before(l *line, from int, p sentence, c *candidate) {
	g := &c.signs
	i := from - 1
	for i >= 0 && l.words[i].Start >= p.start && determiner.Has(l.words[i].Text) {
		g[aboutDet] = 1
		i--
	}
	for i >= 0 && from-i <= 3 && l.words[i].Start >= p.start && (of.Has(l.words[i].Text) || rePieces.MatchString(l.words[i].Text)) {
		i-- // "3 пачки", "tins of"
	}
	if i >= 0 && l.words[i].Start >= p.start && t.isNumber(l, l.words[i].Start, l.words[i].End) {
		g[aboutCounted] = 1
		i--
	}
	if i >= 0 && l.words[i].Start >= p.start {
		g[aboutVerbPrev] = truthOf(verbal(l.words[i].Text, l.tongue))
		g[aboutForWhat] = truthOf(i > 0 && linking.Has(l.words[i].Text) && reNoGoods.MatchString(l.words[i-1].Text))
	}
	switch {
	case i < 0 || l.words[i].Start < p.start:
		g[aboutStarts] = truthOf(from == 0 || l.words[from-1].Start < p.start)
	default:
		left := l.text[max(p.start, l.words[i].End-cueBytes) : l.words[i].End+1]
		left = strings.ToValidUTF8(left, "")
		if endsWith(reInterest, left) || endsWith(reOrders, left) || endsWith(reWishes, left) {
			g[aboutCue] = 1
		} else if words.Filler(l.words[i].Text) {
			g[aboutAfter] = 1
		}
	}
}

// cueBytes is how far before a candidate a verb of wishing is looked for.
const cueBytes = 60

func endsWith(re *lazy.Regexp, s string) bool {
	for _, m := range re.FindAllStringIndex(s, -1) {
		if strings.TrimSpace(s[m[1]:]) == "" {
			return true
		}
	}
	return false
}

// behind are the signs of what stands behind it.
func (t *talk) behind(l *line, to int, p sentence, c *candidate) {
	g := &c.signs
	if to >= len(l.words) || l.words[to].Start >= p.end || strings.ContainsAny(l.text[c.end:l.words[to].Start], ",.;:!?()\n") {
		g[aboutEnds] = 1
		return
	}
	g[aboutThen] = truthOf(words.Filler(l.words[to].Text))
	g[aboutVerbNext] = truthOf(verbal(l.words[to].Text, l.tongue))
}

// ruled are what the rules claim for the field.
func (t *talk) ruled(s *slot) []claim {
	return append(t.interests(s), t.ordered(s)...)
}

// spoken is who says which stems, by the first and the last line of each side.
type spoken struct {
	first, last [2]map[string]int
	refused     map[string]int // the customer's last line that refuses, counted from 1
}

func (t *talk) spoken() *spoken {
	if t.said != nil {
		return t.said
	}
	t.said = &spoken{refused: map[string]int{}}
	for i := range 2 {
		t.said.first[i], t.said.last[i] = map[string]int{}, map[string]int{}
	}
	for l := range t.heard() {
		side := int(truthOf(l.customer))
		for _, st := range l.stems {
			if _, ok := t.said.first[side][st]; !ok {
				t.said.first[side][st] = l.at
			}
			t.said.last[side][st] = l.at
			if l.customer && l.does(refuses) {
				t.said.refused[st] = l.at + 1
			}
		}
	}
	return t.said
}

// again: another line of a side says the stem.
func (s *spoken) again(st string, l *line, customer bool) bool {
	side := int(truthOf(customer))
	first, ok := s.first[side][st]
	return ok && (first != l.at || s.last[side][st] != l.at)
}

// closed: a word of a closed class, which no name of goods begins with or holds.
func closed(w string) bool {
	return words.Filler(w) || closedWords.Has(w) || linking.Has(w) || determiner.Has(w) || value.Answered(w) != value.Unclear
}

var (
	of         = lazy.Words(`of de del`)
	determiner = lazy.Words(`a an the my our your this that some any un una unos unas el la los las mi mis su sus este esta ese esa мой моя моё мое мою мои моего наш наша наше нашу этот эта эту это какой-нибудь какую-нибудь`)
	linking    = lazy.Words(`of for with de del para con sin в во на с со для после под от из по`)
	// closedWords are pronouns, auxiliaries, question words, adverbs, greetings.
	closedWords = lazy.Words(`я ты он она оно мы вы они себе себя тебе тебя вами нами ими им ей ему кто что чего чему чем какой какая какое какие какую каких каком сколько когда где куда откуда почему зачем как так там тут здесь уже еще ещё только даже тоже также очень можно нельзя надо нужно нужен нужна нужны есть нет да был была было были будет буду будем будут быть может могу можем можете мог могла хочу хотим хотел хотела хотели хотелось бы если чтобы потому поэтому или либо зато лучше больше меньше сейчас сегодня завтра послезавтра вчера утром вечером днем днём ночью потом теперь тогда сразу скоро здравствуйте здрасьте здрасте привет добрый доброе доброго день дня вечер утро подскажите скажите пожалуйста спасибо алло ну вот все всё весь всю всех сам сама этого этому этим тот та те ту того такой такая такое такие другой другая другое другую который которая которую которые около примерно срочно просто вообще короче голосовое значит
		yo tu él ella ello nosotros vosotros ellos ellas usted ustedes me te os les quien quién que qué cual cuál cuales cuáles cuanto cuánto cuanta cuánta cuantos cuántos cuantas cuántas cuando cuándo donde dónde como cómo porque aunque pero sino también tambien muy más mas menos ya aún aun aquí aqui ahí ahi allí hoy mañana manana ayer ahora luego después despues antes siempre nunca hay ha he han hemos has es son está esta están estan estoy estamos era fue ser estar tengo tiene tienen tenéis teneis tenemos quiero quiere queremos quería queria quisiera necesito necesitamos puedo puede pueden podéis podeis podría podria hola buenas buenos buen días dias tardes noches gracias favor bueno pues vale oye perdón perdon si sí no algo alguien nada otro otra otros otras todo toda todos todas tal vez solo sólo
		he she they him them who whom whose which what when where why how there here then than so too very just only also even still already now today tomorrow tonight yesterday soon later maybe please thanks thank hi hello hey morning evening afternoon ok okay yes no not don't doesn't didn't can't won't isn't aren't do does did done have has had having was were been being will would can could should shall may might must need needs want wants wanted like get got give let i'm i'd i'll i've it's that's there's we're we'd you're anyone someone something anything nothing one ones more most less much many few all both each every other another same if because but about into over under until till before after again up down out off back well um uh oh lol am u ur pls plz im id`)
)

func verbal(w, tongue string) bool {
	switch tongue {
	case "ru":
		return reVerbRu.MatchString(w)
	case "es":
		return reVerbEs.MatchString(w)
	}
	return reVerbEn.MatchString(w)
}

func adjective(w, tongue string) bool {
	switch tongue {
	case "ru":
		return reAdjRu.MatchString(w)
	case "es":
		return reAdjEs.MatchString(w)
	}
	return reAdjEn.MatchString(w)
}

var (
	reVerbRu = lazy.Pattern(`(?:[аеиоуыяю]ть|ться|тись|чь|[аеиоуыя]л[аио]?|[аеиыя]л[аио]?сь|[иы]ли|[аяеи]м?те|йте|[аеуюя]ешь|ишь|[аеоуюя]ет|[ую]т|[ия]т|[аеуя]ю|[аеи]ем|[юу]тся|[ие]тся|лся|лась|лось|лись)$`)
	// reNoNounRu are verbs' endings that no noun has.
	reNoNounRu = lazy.Pattern(`(?:[аеиоуыяю]ть|ться|тись|[аеиоуыюят]ся|[аеиоуыл][лт]?ась|лось|лись|[иа]йте|ите)$`)
	reVerbEs   = lazy.Pattern(`(?:[aei]r|[aeií]rl[oae]s?|[aei]rme|ando|iendo|amos|emos|imos|aron|ieron|aba|aban|aste|iste|áis|éis|aré|eré|iré|aría|ería|iría)$`)
	reVerbEn   = lazy.Pattern(`(?:ing|ed|n't)$`)
	reAdjRu    = lazy.Pattern(`(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ую|юю|ого|его|ому|ему|ым|им|ых|их)$`)
	reAdjEs    = lazy.Pattern(`(?:ad[oa]s?|id[oa]s?|os[oa]s?|al(?:es)?|ivo|iva|ic[oa]s?|able)$`)
	reAdjEn    = lazy.Pattern(`(?:ful|less|able|ous|ive|ish|ly|est)$`)
)
