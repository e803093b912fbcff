package offline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// What of a line has the form of a name, of a thing's number, of a yes or no: the candidates of pick.go, wherever they stand and whoever says them.

// namesIn are stretches of up to three capitalised words, none of which is known to be
// something else.
func (t *talk) namesIn(l *line) []value.Hit {
	return l.once("called", &l.known.called, func() []value.Hit {
		var out []value.Hit
		for _, m := range reCapitals.FindAllStringIndex(l.text, -1) {
			for start, end := m[0], m[1]; start < end; {
				name := l.text[start:end]
				first, rest, more := strings.Cut(name, " ")
				if low := fold(first); notName(first) || openers.Get()[low] || closed(low) || reImperative.MatchString(low) || !canBeName(first) {
					if !more {
						break
					}
					start = end - len(rest)
					continue
				}
				if !notName(name) && canBeName(name) && !isStreet(l, start, end) && !(l.customer && reToOperator.MatchString(l.left(start, 30)) && reSaysOn.MatchString(l.right(end, 10))) && !l.part(start).hypothesis {
					out = append(out, value.Hit{Value: value.Clean(name), Start: start, End: end})
				}
				break
			}
		}
		return out
	})
}

// noCalling: grammar refuses a name: an article stands before it, or the card wants the
// customer's and it is somebody else's.
func (t *talk) noCalling(s *slot, l *line, h value.Hit) bool {
	if i := l.wordAt(h.Start) - 1; i >= 0 && l.words[i].Start >= l.part(h.Start).start && articles.Has(l.words[i].Text) {
		return true
	}
	return s.kind == person && l.customer && (t.asksOfAnother(l) || reOthers.MatchString(l.left(h.Start, 25)))
}

var articles = lazy.Words(`a an the un una unos unas el la los las`)

var reCapitals = lazy.Pattern(fullName)

// codesIn are words of figures, and letters perhaps, that are no sum, day, phone.
func (t *talk) codesIn(l *line) []value.Hit {
	return l.once("coded", &l.known.codes, func() []value.Hit {
		var out []value.Hit
		busy := t.busy(l, true)
		for _, m := range each(t, reCodeToken.FindAllStringSubmatchIndex(l.text, -1)) {
			start, end := m[2], m[3]
			if n := utf8.RuneCountInString(l.text[start:end]); n < 3 || n > 24 || overlaps(busy, start, end) || isAmount(l, end, t) || l.namesCode(start) {
				continue
			}
			if r, _ := utf8.DecodeLastRuneInString(l.text[:start]); start > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				continue
			}
			out = append(out, value.Hit{Value: value.Clean(l.text[start:end]), Start: start, End: end})
		}
		return out
	})
}

// truthsIn are a line's answers: the slot's own words affirmed or denied, and, of the
// customer, a clause that is a yes or a no.
func (t *talk) truthsIn(s *slot, l *line) []value.Hit {
	var out []value.Hit
	for _, p := range each(t, l.parts) {
		if p.hypothesis || p.question && !isRequest(fold(l.text[p.start:p.end])) {
			continue
		}
		if a, start, end := t.mentioned(s, l, p); a != value.Unclear && !(l.customer && (reUndecided.MatchString(fold(l.text[p.start:p.end])) || reWhatPrice.MatchString(fold(l.text[p.start:p.end])))) && !(l.customer && (l.elsewhen(p.start+start, p.start+end) || s.onlyOrdered(l.text[p.start:p.end]))) {
			out = append(out, value.Hit{Value: truth(a), Start: p.start + start, End: p.start + end})
		}
		if !l.customer || l.before == nil || p.question {
			continue
		}
		for start := p.start; start < p.end; {
			end := p.end
			if i := strings.IndexAny(l.text[start:p.end], ",;"); i >= 0 {
				end = start + i + 1
			}
			if a := value.Answered(l.text[start:end]); a != value.Unclear && t.mayAnswer(s, l.before) {
				span := trim(l, start, end)
				out = append(out, value.Hit{Value: truth(a), Start: span[0], End: span[1], Weak: true})
				break
			}
			start = end
		}
	}
	return out
}

// mayAnswer: a yes or a no may be one to a line that asks, or that says all words of the
// field's title: "we send it tomorrow" is not about a catalogue.
func (t *talk) mayAnswer(s *slot, q *line) bool {
	called := t.saidOf(s)
	return q.asks() || len(called.words) < 2 || called.lines[q.at] == len(called.words)
}

// formSigns are the signs of names, numbers of things and answers.
func (t *talk) formSigns(s *slot, l *line, p *pick, c sentence) {
	g := &p.signs
	left, right := l.left(p.start, 40), l.right(p.end, 30)
	bare := strings.Trim(left, " -–—¡¿«\"") == ""
	g[pickStarts] = truthOf(bare)
	g[pickWhole] = truthOf(bare && strings.Trim(right, " .!,»\"") == "")
	g[pickTwoWords] = truthOf(strings.Contains(strings.TrimSpace(l.text[p.start:min(len(l.text), p.end)]), " "))
	switch gr, _ := s.groupOf(); gr {
	case tallies:
		g[pickWished] = truthOf(l.customer && reWants.MatchString(l.left(p.start, 80)))
		g[pickPieces] = truthOf(rePieces.MatchString(right))
		g[pickCounted] = truthOf(reCounted.MatchString(left))
	case days, hours:
		t.daySigns(s, l, p, g[pickAsked])
	case callings, selves:
		g[pickKin] = truthOf(reOthers.MatchString(lastClause(left)) || reOthers.MatchString(firstClause(right)))
		g[pickCalls] = truthOf(!l.customer && (reSaysOn.MatchString(right) && (bare || strings.HasSuffix(left, ", ") || reThanked.MatchString(left))))
		g[pickCalls2] = truthOf(l.customer && reToOperator.MatchString(left))
		g[pickOfAnother] = truthOf(l.customer && t.asksOfAnother(l))
		g[pickSelf] = truthOf(reSelf.MatchString(left))
		g[pickPlaceLead] = truthOf(rePlaceLead.MatchString(left))
		g[pickPhone] = truthOf(len(t.phonesIn(l)) > 0)
		g[pickVerb] = truthOf(verbal(lastWordOf(fold(string(p.value))), l.tongue) || reIDo.MatchString(fold(string(p.value))))
		g[pickOption] = truthOf(t.isOption(s, l, p.start, p.end))
		g[pickLower] = truthOf(t.inLower(p))
		g[pickOwn2] = truthOf(s.kind == person && t.asksName(l))
	case codings:
		said := l.text[p.start:min(len(l.text), p.end)]
		letters := strings.ContainsFunc(said, unicode.IsLetter)
		g[pickLetters] = truthOf(letters)
		g[pickLong] = truthOf(utf8.RuneCountInString(said) >= 5)
		g[pickUnit] = truthOf(otherUnit(nil, right))
		g[pickMark] = truthOf(strings.HasSuffix(left, "№") || strings.HasSuffix(left, "№ ") || strings.HasSuffix(left, "#"))
	case truths:
		g[pickTrue] = truthOf(p.value == "true")
		g[pickReply] = truthOf(p.weak)
		if q := l.before; q != nil && p.weak {
			g[pickReplyAsks] = truthOf(q.asks())
			g[pickReplyLast] = truthOf(strings.HasSuffix(strings.TrimSpace(q.text), "?"))
			g[pickReplyTopic] = min(float64(s.said(q, 0, len(q.text), s.stems)), 2) / 2
			n := len(q.parts)
			if n > 0 {
				g[pickReplyNear] = truthOf(s.said(q, q.parts[n-1].start, q.parts[n-1].end, s.stems) > 0)
			}
			g[pickReplyFirst] = truthOf(p.start == 0 || c.start == 0)
		}
		g[pickTrueReply] = g[pickTrue] * g[pickReply]
		g[pickMentionOp] = truthOf(!p.weak && !l.customer)
	}
}

// reThanked leads to whom somebody speaks to.
var reThanked = lazy.Pattern(`(?:^|[^\p{L}])(?:спасибо|здравствуйте|добрый день|добрый вечер|хорошо|отлично|thanks|thank you|hi|hello|great|ok|perfect|gracias|hola|perfecto|muy bien|genial|vale|de acuerdo),? $`)

func lastWordOf(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// inLower: the word stands elsewhere in small letters, so it is no name.
func (t *talk) inLower(p *pick) bool {
	said := p.line.text[p.start:p.end]
	low := strings.ToLower(said)
	if low == said || strings.Contains(said, " ") {
		return false
	}
	for _, l := range t.lines {
		for at := 0; at < len(l.text); {
			i := strings.Index(l.text[at:], low)
			if i < 0 {
				break
			}
			end := at + i + len(low)
			before, _ := utf8.DecodeLastRuneInString(l.text[:at+i])
			after, _ := utf8.DecodeRuneInString(l.text[end:])
			if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
				return true
			}
			at = end
		}
	}
	return false
}

// asksName: the operator's line before asks for a name.
func (t *talk) asksName(l *line) bool {
	return l.customer && l.before != nil && asks[person] != nil && l.before.says(asks[person])
}

// nearStems are the stems of the words around a place: of its clause, at most so many
// bytes away.
func (l *line) nearStems(start, end, left, right int) []string {
	p := l.part(start)
	from, to := l.wordAt(start), l.wordAt(end)
	i, next := from, start
	for i > 0 && l.words[i-1].Start >= max(p.start, start-left) && !parts(l.text, l.words[i-1].End, next) {
		i--
		next = l.words[i].Start
	}
	j, last := to, end
	for j < len(l.words) && l.words[j].Start < min(p.end, end+right) && !parts(l.text, last, l.words[j].Start) {
		last = l.words[j].End
		j++
	}
	return append(append([]string(nil), l.stems[i:from]...), l.stems[min(to, j):j]...)
}

// parts: what stands between two words parts their clauses.
func parts(text string, from, to int) bool {
	return from < to && strings.ContainsAny(text[from:to], ",;")
}
