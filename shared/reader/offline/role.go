package offline

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// What is said around a candidate: whose words, and what a sum is said to be.

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
		if o == s || s.twin(o) || o.field.Type != s.field.Type || o.field.Format != s.field.Format {
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
	if many > 0 {
		last := t.lastSpoken(s, l)
		g[pickSpoken], g[pickSpokenElse] = truthOf(last == s), truthOf(last != nil && last != s)
	}
	g[pickManyBare] = truthOf(many > 0 && g[pickTopic]+g[pickTopicLine]+g[pickTopicBefore] == 0)
}

// lastSpoken is the last field of a slot's form of which a line up to this one says words
// that are its alone; nil: none was, or several in one line. What is corrected without a
// word on what it is belongs to it: "better Friday".
func (t *talk) lastSpoken(s *slot, l *line) *slot {
	if out, ok := s.spokenOf[l]; ok {
		return out
	}
	var last *slot
	for i := l.at; i >= max(0, l.at-longestTopic) && last == nil; i-- {
		for _, o := range t.slots {
			if !sameForm(o, s) || s.twin(o) || t.lines[i].void || o.said(t.lines[i], 0, len(t.lines[i].text), o.ownAmong(t.slots)) == 0 {
				continue
			}
			if last != nil {
				last = nil
				i = -1
				break
			}
			last = o
		}
	}
	if s.spokenOf == nil {
		s.spokenOf = map[*line]*slot{}
	}
	s.spokenOf[l] = last
	return last
}

// longestTopic is how many lines a field is spoken of after its words.
const longestTopic = 8

// ownAmong are the slot's stems that no other field of its type has.
func (s *slot) ownAmong(all []*slot) map[string]bool {
	if s.among == nil {
		s.among = map[string]bool{}
		for st := range s.stems {
			s.among[st] = true
		}
		for _, o := range all {
			if o != s && !s.twin(o) && o.field.Type == s.field.Type && o.field.Format == s.field.Format {
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
