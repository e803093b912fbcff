package offline

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/value"
)

// The signs of a stretch that are the same for every field.
const (
	textAlways = iota
	textOwn
	textTaken
	textStood
	textLost
	textEs
	textEn
	textEarly
	textLate
	textQuestion
	textMaybe
	textHead       // it begins its clause, but for words of no weight
	textStarts     // it begins it as it stands
	textTail       // it ends it
	textTailEn     //
	textTailEs     //
	textWhole      // it is all of it
	textLine       // and its line has no other clause
	textFirst      // its clause is the line's first
	textLast       // or its last
	textTwo        //
	textThree      //
	textMore       //
	textJoined     // a word of no weight within
	textDet        // an article before it
	textLink       // a preposition
	textFiller     // another word of no weight
	textVerbPrev   //
	textColon      // a colon or a dash before it
	textOpenPrev   // another open word before it
	textOpenNext   // behind it
	textVerbNext   //
	textVerb       //
	textVerbOnly   //
	textAdjFirst   //
	textAdjLast    //
	textCapital    // a capital letter that no sentence asks for
	textCapitalOne // at its beginning
	textCapitals   // all words have one
	textFigure     //
	textFigures    // nothing but figures
	textFigureLast //
	textLetters    // figures and letters in one word
	textForeign    // Latin letters in a Cyrillic line
	textQuoted     //
	textShort      //
	textLong       //
	textBusy       // it holds a phone, an e-mail, a day, an hour, a sum
	textPlace      // it holds an address
	textTown       // a known town
	textCalled     // it may be a person's name
	textAgain      // its words are said again by the same side
	textTold       // by the other side
	textGone       // and refused later
	textOption     // an option of one of the card's lists
	textKin        // a person's word
	textNoGoods    //
	textAsksElse   // the other side's line before asks something
	textAnswers    // it is all of an answer to that
	textOpAsks     // its line is the operator's, and asks
	textBase       = iota
)

// stretch finds the signs of a stretch.
func (t *talk) stretch(l *line, start, end int) stretch {
	from, to := l.wordAt(start), l.wordAt(end-1)+1
	to = min(max(to, from+1), len(l.words))
	st := stretch{line: l, start: start, end: end, from: from, to: to, value: asNamed(l, start, end), base: make([]float64, textBase)}
	st.clause = [2]int{from, to}
	clauses := l.clauses()
	at := slices.IndexFunc(clauses, func(c [2]int) bool { return c[0] <= from && from < c[1] })
	if at >= 0 {
		st.clause = clauses[at]
	}
	if from >= len(l.words) {
		return st
	}
	g := st.base
	set := func(sign int, on bool) {
		if on {
			g[sign] = 1
		}
	}
	p := l.part(start)
	g[textAlways] = 1
	set(textOwn, l.customer)
	set(textEs, l.tongue == "es")
	set(textEn, l.tongue == "en")
	g[textEarly], g[textLate] = 1/float64(l.at+1), float64(l.at+1)/float64(len(t.lines))
	set(textQuestion, p.question)
	set(textMaybe, p.hypothesis || p.unavailable)
	if !l.customer {
		taken := t.taken(l, p)
		set(textTaken, taken >= 0.8)
		set(textStood, taken > 0 && taken < 0.8)
		set(textLost, taken == 0)
		set(textOpAsks, l.asks())
	}
	lead := st.clause[0]
	for lead < from && closed(l.words[lead].Text) {
		lead++
	}
	set(textHead, lead == from)
	set(textStarts, st.clause[0] == from)
	set(textTail, st.clause[1] == to)
	set(textTailEn, st.clause[1] == to && l.tongue == "en")
	set(textTailEs, st.clause[1] == to && l.tongue == "es")
	set(textWhole, lead == from && st.clause[1] == to)
	set(textLine, lead == from && st.clause[1] == to && len(clauses) == 1)
	set(textFirst, at == 0)
	set(textLast, at == len(clauses)-1)
	set(textTwo, to-from == 2)
	set(textThree, to-from == 3)
	set(textMore, to-from > 3)
	t.besides(&st)
	t.within(&st)
	if q := l.before; l.customer && q != nil && q.at == l.at-1 && q.asks() {
		set(textAsksElse, true)
		set(textAnswers, lead == from && st.clause[1] == to && at == 0)
	}
	return st
}

// besides are the signs of what stands before and behind a stretch.
func (t *talk) besides(st *stretch) {
	l, g := st.line, st.base
	i := st.from - 1
	if i >= st.clause[0] && determiner.Has(l.words[i].Text) {
		g[textDet] = 1
		i--
	}
	switch {
	case i < st.clause[0]:
		if i >= 0 {
			gap := l.text[l.words[i].End:l.words[i+1].Start]
			g[textColon] = truthOf(strings.ContainsAny(gap, ":—–") || strings.Contains(gap, " - "))
		}
	case linking.Has(l.words[i].Text):
		g[textLink] = 1
	case closed(l.words[i].Text):
		g[textFiller] = 1
	case verbal(l.words[i].Text, l.tongue):
		g[textVerbPrev] = 1
	default:
		g[textOpenPrev] = 1
	}
	if st.to < st.clause[1] {
		switch w := l.words[st.to].Text; {
		case closed(w):
		case verbal(w, l.tongue):
			g[textVerbNext] = 1
		default:
			g[textOpenNext] = 1
		}
	}
}

// within are those of its own words.
func (t *talk) within(st *stretch) {
	l, g := st.line, st.base
	text := l.text[st.start:min(st.end, len(l.text))]
	heard, capitals, verbs, figured := t.spoken(), 0, 0, 0
	g[textGone] = 1
	for i := st.from; i < st.to; i++ {
		w := l.words[i]
		k := l.wordClass(i)
		g[textJoined] = max(g[textJoined], truthOf(k&wordClosed != 0))
		verbs += int(truthOf(k&wordVerb != 0))
		figured += int(truthOf(k&wordFigures != 0))
		g[textFigure] = max(g[textFigure], truthOf(k&(wordFigures|wordLetters) != 0))
		g[textLetters] = max(g[textLetters], truthOf(k&wordLetters != 0))
		g[textForeign] = max(g[textForeign], truthOf(k&wordForeign != 0))
		g[textKin] = max(g[textKin], truthOf(k&wordKin != 0))
		g[textNoGoods] = max(g[textNoGoods], truthOf(k&wordNoGoods != 0))
		if k&wordCapital != 0 {
			capitals++
			if i > st.clause[0] || !startsPart(l, w.Start) {
				g[textCapital] = 1
			} else {
				g[textCapitalOne] = 1
			}
		}
		if s := l.stems[i]; utf8.RuneCountInString(s) > 2 && k&wordClosed == 0 {
			g[textAgain] = max(g[textAgain], truthOf(heard.again(s, l, l.customer)))
			g[textTold] = max(g[textTold], truthOf(heard.again(s, l, !l.customer)))
			g[textGone] = min(g[textGone], truthOf(heard.refused[s] > l.at+1))
		}
	}
	n := st.to - st.from
	g[textCapitals] = truthOf(capitals == n)
	g[textVerb], g[textVerbOnly] = truthOf(verbs > 0), truthOf(verbs == n)
	g[textFigures], g[textFigureLast] = truthOf(figured == n), truthOf(l.wordClass(st.to-1)&wordFigures != 0)
	g[textAdjFirst], g[textAdjLast] = truthOf(adjective(l.words[st.from].Text, l.tongue)), truthOf(adjective(l.words[st.to-1].Text, l.tongue))
	if before, after := l.text[:st.start], l.text[min(st.end, len(l.text)):]; before != "" && after != "" {
		g[textQuoted] = truthOf((strings.HasSuffix(before, "«") || strings.HasSuffix(before, `"`) || strings.HasSuffix(before, "“")) && (after[0] == '"' || after[0] >= utf8.RuneSelf))
	}
	size := utf8.RuneCountInString(text)
	g[textShort], g[textLong] = truthOf(size < 4), min(float64(size), 40)/40
	g[textBusy] = truthOf(overlaps(t.busy(l, false), st.start, st.end) || overlaps(t.moniesStrong(l), st.start, st.end))
	g[textPlace] = truthOf(overlaps(l.addressHits(), st.start, st.end))
	g[textTown] = truthOf(cityNames.Get()[l.low0(st)])
	g[textCalled] = truthOf(slices.ContainsFunc(t.namesIn(l), func(h value.Hit) bool { return h.Start <= st.start && st.end <= h.End }))
	g[textOption] = truthOf(t.isAnyOption(l, st.start, st.end))
}

// low0 is a stretch's words, folded.
func (l *line) low0(st *stretch) string {
	if st.to-st.from == 1 {
		return l.words[st.from].Text
	}
	return joined(l.words[st.from:st.to])
}

// startsPart: a sentence begins at a place, or the line does.
func startsPart(l *line, at int) bool {
	return strings.Trim(l.text[l.part(at).start:at], " -–—¡¿«\"(") == ""
}

// moniesStrong are the line's sums that cannot be bare figures.
func (t *talk) moniesStrong(l *line) []value.Hit {
	return l.once("sums", &l.known.sums, func() []value.Hit {
		return slices.DeleteFunc(slices.Clone(t.moniesIn(l)), func(h value.Hit) bool { return h.Weak })
	})
}

// isAnyOption: most of the stretch names an option of one of the card's lists.
func (t *talk) isAnyOption(l *line, start, end int) bool {
	for _, o := range t.slots {
		if o.kind != choice {
			continue
		}
		for _, h := range t.optionsIn(o, l) {
			if h.Start >= start && h.End <= end && h.End-h.Start >= (end-start)/2 {
				return true
			}
		}
	}
	return false
}
