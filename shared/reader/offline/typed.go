package offline

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

const (
	yes = value.Yes
	no  = value.No
)

func fold(s string) string { return value.Fold(s) }

// read asks the rules of the slot's kind.
func (t *talk) read(s *slot) []claim {
	switch s.kind {
	case ownPhone, otherPhone:
		return t.phones(s)
	case ownEmail:
		return t.emails(s)
	case link:
		return t.typed(s)
	case when, hour, birthday:
		return t.times(s)
	case price, refund, prepay, budget, pay:
		return t.monies(s)
	case discount:
		return t.discounts(s)
	case count, measure, term:
		return t.numbers(s)
	case choice:
		return t.choices(s)
	case yesNo:
		return t.answers(s)
	}
	return t.strings(s)
}

// typed: any value of the type that the customer says.
func (t *talk) typed(s *slot) []claim {
	var out []claim
	for _, l := range t.lines {
		for _, h := range value.Find(s.field, l.text, l.msg.At(), t.chat.Locale) {
			if l.customer {
				out = append(out, claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.6 + 0.3*t.asked(s, l)})
			}
		}
	}
	return out
}

var (
	// Somebody else's: relatives, the recipient, the number that called.
	reOthers = regexp.MustCompile(`жен[аыуе]|муж|мам[аыуе]|пап[аыуе]|сын|доч|брат|сестр|друг|коллег|начальник|директор|получ|(?:^|[^\p{L}])(?:его|ее|их)[^\p{L}]|звонил[иа]?|звонят|звонок|был[аио]? (?:его|ее)?|старый|не работает|wife|husband|mother|mom\b|father|dad\b|\bson\b|daughter|brother|sister|friend|colleague|boss|recipient|\bhis\b|\bher\b|\btheir\b|got a call|called me|called from|was called|calling from|call from|neighbou?r|assistant|madre|padre|mam[aá]|pap[aá]|espos|marid|mujer|hij[oa]|herman|amig|destinatari|\bsu (?:movil|telefono|numero|correo)|ha llamado|han llamado|llamaron`)
	reMine   = regexp.MustCompile(`(?:^|[^\p{L}])(?:мой|моя|мне|меня|запишите|мою|новый|новая)[^\p{L}]|\bmy\b|\bmine\b|\bme\b|\bnew (?:mobile|number|phone|cell|email)|(?:^|[^\p{L}])(?:mi|mio|m[ií]|apunten|apunte|anote)[^\p{L}]`)
	reForWho = regexp.MustCompile(`кто получ|получател|recipient|who (?:will|is)|receiv|destinatari|quien recib`)
)

// others says whether a phone or e-mail at a place is somebody else's. The
// nearest word before it decides; between two values only what lies between.
func (t *talk) others(l *line, hits []value.Hit, i int) bool {
	from := l.part(hits[i].Start).start
	if i > 0 {
		from = max(from, hits[i-1].End)
	}
	left := fold(l.text[max(from, hits[i].Start-70):hits[i].Start])
	other, mine := lastMatch(reOthers, left), lastMatch(reMine, left)
	if other != mine {
		return other > mine
	}
	right := l.right(hits[i].End, 40)
	if i+1 < len(hits) {
		right = ""
	}
	if strings.HasPrefix(strings.TrimLeft(right, " ,—-"), "это не") || reTheirs.MatchString(right) {
		return true
	}
	q := t.before(l)
	return q != nil && mine < 0 && reForWho.MatchString(q.low)
}

var (
	reTheirs = regexp.MustCompile(`^[ ,—-]*(?:is the one you have|it's my (?:wife|husband)|is my (?:wife|husband))`)
	reBorn   = regexp.MustCompile(`рожден|род(?:ился|илась)|birth|born|\bdob\b|nacimiento|naci`)
)

func lastMatch(re *regexp.Regexp, s string) int {
	at := -1
	for _, m := range re.FindAllStringIndex(s, -1) {
		at = m[0]
	}
	return at
}

func (t *talk) phones(s *slot) []claim {
	var out []claim
	for _, l := range t.lines {
		if !l.customer {
			continue
		}
		hits := t.phonesIn(l)
		for i, h := range hits {
			other := t.others(l, hits, i)
			if other != (s.kind == otherPhone) {
				continue
			}
			p := l.part(h.Start)
			if p.question && !other && t.asked(s, l) == 0 || p.hypothesis {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.8 + 0.15*t.asked(s, l)})
		}
	}
	return out
}

func (t *talk) emails(s *slot) []claim {
	var out []claim
	for _, l := range t.lines {
		if !l.customer {
			continue
		}
		hits := l.emailsIn()
		for i, h := range hits {
			if t.others(l, hits, i) || l.part(h.Start).hypothesis {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.8 + 0.15*t.asked(s, l)})
		}
	}
	return out
}

// base is how much a value at a place counts before the slot's own signs: by
// who said it, and whether it was taken.
func (t *talk) base(l *line, start int) float64 {
	p := l.part(start)
	switch {
	case p.unavailable, p.hypothesis, reNoLater.MatchString(l.afterWord(start)):
		return 0
	case l.customer && p.question && rePropose.MatchString(fold(l.text[p.start:p.end])):
		return 0.67
	case l.customer && p.question:
		return 0.6
	case l.customer:
		return 0.66
	}
	taken := t.taken(l, p)
	if q := t.before(l); q != nil && hypothetical(q) && taken < 1 {
		return 0 // an answer to "what if"
	}
	switch {
	case taken >= 0.8:
		return 0.7
	case taken > 0 && !p.question:
		return 0.62
	}
	return 0
}

// rePropose: a question that asks for something in place of what was said.
var rePropose = regexp.MustCompile(`how about|what about|что насчет|может,? лучше|а (?:давайте|можно) (?:лучше|на|в)|que tal|mejor`)

// afterWord is what follows the word at a place.
func (l *line) afterWord(start int) string {
	if i := l.wordAt(start); i < len(l.words) {
		return l.right(l.words[i].End, 25)
	}
	return ""
}

// busy are stretches of a line that are something else than a number.
func (t *talk) busy(l *line, money bool) []value.Hit {
	if money {
		return l.once("numbers", &l.known.numbers, func() []value.Hit { return t.busyNow(l, true) })
	}
	return l.once("amounts", &l.known.amounts, func() []value.Hit { return t.busyNow(l, false) })
}

func (t *talk) busyNow(l *line, money bool) []value.Hit {
	out := append(slices.Clone(t.phonesIn(l)), l.emailsIn()...)
	for _, h := range value.Dates(l.text, l.msg.At(), t.chat.Locale) {
		if !h.Weak {
			out = append(out, h)
		}
	}
	for _, h := range value.Times(l.text) {
		if !h.Weak {
			out = append(out, h)
		}
	}
	if money {
		for _, h := range value.Monies(l.text, "", t.chat.Locale) {
			if !h.Weak {
				out = append(out, h)
			}
		}
		out = append(out, l.addressHits()...)
	}
	return out
}

func overlaps(hits []value.Hit, start, end int) bool {
	for _, h := range hits {
		if h.Start < end && start < h.End {
			return true
		}
	}
	return false
}

var (
	reEndRole   = regexp.MustCompile(`return|inbound|check ?-?out|drop ?-?off|\bend\b|until|обратн|выезд|возвращ|окончан|vuelta|regreso|salida del|\bfin\b|to location|destination|\bending\b|конец`)
	reStartRole = regexp.MustCompile(`depart|outbound|leav|check ?-?in|pick ?-?up|\bstart|from|origin|заезд|вылет|отправл|начал|\bida\b|entrada|llegada|arriv`)
	reEndCue    = regexp.MustCompile(`return|\bback\b|until|till|through|check(?:ing)? ?-?out|drop|обратно|верн|(?:^| )до |выезд|hasta|volver|vuelta|regres|(?:^| )to (?:the )?$|(?:^| )(?:al?|и|по) $|(?:-|–|and) $|\bend`)
	reStartCue  = regexp.MustCompile(`leav|depart|\bfrom\b|start|check(?:ing)? ?-?in|arriv|pick|(?:^| )с |заезд|вылет|desde|salir|salida|entrada|llega|beginning`)
)

// role compares what the slot is (the beginning or the end of something) with
// the words before a place.
func (s *slot) role(left string, second bool) float64 {
	end, start := reEndRole.MatchString(s.title), reStartRole.MatchString(s.title)
	if end == start {
		end, start = reEndRole.MatchString(s.label), reStartRole.MatchString(s.label)
	}
	if s.leaves {
		end, start = true, false
	}
	if end == start {
		return 0
	}
	saysEnd, saysStart := lastMatch(reEndCue, left), lastMatch(reStartCue, left)
	isEnd := saysEnd > saysStart || second && saysStart < 0
	switch {
	case saysEnd < 0 && saysStart < 0 && !second:
		if end && reBackWay.MatchString(s.label) {
			return -0.3
		}
		if end {
			return -0.1
		}
		return 0
	case isEnd == end:
		return 0.2
	}
	return -0.4
}

// roleAt is the role at a place, told by the words before it or, where these
// are silent, by the operator's question.
func (t *talk) roleAt(s *slot, l *line, start int, second bool) float64 {
	left := l.left(start, 40)
	if q := t.before(l); q != nil && l.customer && !second && !reEndCue.MatchString(left) && !reStartCue.MatchString(left) {
		for _, p := range q.parts {
			if low := fold(q.text[p.start:p.end]); p.question && (reEndCue.MatchString(low) != reStartCue.MatchString(low) || reAskEnd.MatchString(low)) {
				if reAskEnd.MatchString(low) {
					low = "until"
				}
				return s.role(low, false)
			}
		}
	}
	return s.role(left, second)
}

var (
	reAskEnd  = regexp.MustCompile(`when (?:will|are|do|would) you (?:be )?(?:leav|check(?:ing)? out|return|com(?:e|ing) back)|until when|how long|check ?-?out|return`)
	reBackWay = regexp.MustCompile(`return|inbound|обратн|vuelta|regreso`)
	reUntil   = regexp.MustCompile(`(?:until|till|до|hasta)(?: the| el)? $`)
	reNoLater = regexp.MustCompile(`^ (?:won't|will not|doesn't|does not|isn't|is not|didn't|no longer|can't|cannot|не (?:подход|получ|смог|могу|удоб)|no (?:puedo|me viene|me va))`)
)

var rePast = regexp.MustCompile(`обещал|вместо|должны были|было|была запись|запись на|у меня запись|instead of|promised|was (?:scheduled|supposed|booked)|my appointment|the appointment (?:on|from)|move .{0,30}from|from$|en lugar de|en vez de|prometi|перенести (?:со?|запись)|tenia`)

// times: dates and times of day.
func (t *talk) times(s *slot) []claim {
	var out []claim
	for _, l := range t.lines {
		hits := value.Find(s.field, l.text, l.msg.At(), t.chat.Locale)
		if s.kind == birthday && s.field.Type == desk.String {
			hits = value.Dates(l.text, l.msg.At(), t.chat.Locale)
			for i := range hits {
				hits[i].Value = desk.Value(l.text[hits[i].Start:hits[i].End])
			}
		}
		for i, h := range hits {
			if c, ok := t.time(s, l, hits, i, h); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

func (t *talk) time(s *slot, l *line, hits []value.Hit, i int, h value.Hit) (claim, bool) {
	c := claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End}
	asked := t.asked(s, l)
	left := l.left(h.Start, 40)
	if s.kind == birthday {
		near := reBorn.MatchString(left)
		if asked >= 0.7 || near {
			c.score = 0.9
		}
		return c, c.score > 0
	}
	c.score = t.base(l, h.Start)
	if c.score == 0 || rePast.MatchString(left) && asked == 0 {
		return c, false
	}
	if q := t.before(l); q != nil && l.customer && asks[birthday].MatchString(q.low) {
		return c, false
	}
	second := i > 0 && len(strings.TrimSpace(l.text[hits[i-1].End:h.Start])) <= 5
	role := t.roleAt(s, l, h.Start, second)
	if asked >= 0.7 {
		role = max(role, 0)
	}
	c.score += 0.2*asked + role
	if second && s.rivals == 0 && role == 0 || role == 0 && reUntil.MatchString(left) {
		c.score -= 0.2
	}
	c.score -= t.meant(s, l, asked)
	if s.rivals > 0 {
		switch {
		case s.said(l, max(0, h.Start-40), min(len(l.text), h.End+25), s.own) > 0:
			c.score += 0.15
		case asked < 0.7 && role <= 0 && !s.first:
			c.score -= 0.25
		}
	}
	if h.Weak && asked == 0 {
		c.score -= 0.2
	}
	if s.kind == when && l.customer && (isPastDay(h, l) || reWas.MatchString(l.right(h.End, 12))) {
		c.score -= 0.3
	}
	if s.kind == hour && !l.customer && t.otherTime(s, l) {
		c.score -= 0.3
	}
	return c, true
}

// meant is what a value loses when the operator just asked for another field
// of the kind.
func (t *talk) meant(s *slot, l *line, asked float64) float64 {
	for _, o := range t.slots {
		if o != s && o.kind == s.kind && o.section == s.section && t.asked(o, l) > asked+0.3 {
			return 0.3
		}
	}
	return 0
}

var (
	reWas       = regexp.MustCompile(`^ (?:was|were|is so|был|fue)`)
	reTimeTopic = regexp.MustCompile(`start|begin|arriv|open|clos|\bends?\b|land|showtime|начина|прибыва|откры|закры|empieza|llega|abre|cierra`)
)

// otherTime: the operator tells when something begins, opens or arrives, and
// the slot is about none of these.
func (t *talk) otherTime(s *slot, l *line) bool {
	q := t.before(l)
	if q == nil || !onlyAsks(q) && !strings.Contains(q.text, "?") {
		return false
	}
	topic := reTimeTopic.FindString(q.low)
	return topic != "" && !strings.Contains(s.label, topic)
}

func isPastDay(h value.Hit, l *line) bool {
	return len(h.Value) == 10 && string(h.Value) < l.msg.At().Format("2006-01-02")
}
