package offline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

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
