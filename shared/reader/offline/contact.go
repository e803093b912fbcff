package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

var (
	// Somebody else's: relatives, the recipient, the number that called.
	reOthers = lazy.Pattern(`жен[аыуе]|муж|мам[аыуе]|пап[аыуе]|сын|доч|брат|сестр|друг|коллег|начальник|директор|получ|(?:^|[^\p{L}])(?:его|ее|их)[^\p{L}]|звонил[иа]?|звонят|звонок|был[аио]? (?:его|ее)?|старый|не работает|wife|husband|mother|\bmom\b|father|\bdad\b|\bson\b|daughter|brother|sister|friend|colleague|boss|recipient|\bhis\b|\bher\b|\btheir\b|got a call|called me|called from|was called|calling from|call from|neighbou?r|assistant|madre|padre|mam[aá]|pap[aá]|espos|marid|mujer|hij[oa]|herman|amig|destinatari|\bsu (?:movil|telefono|numero|correo)|ha llamado|han llamado|llamaron`)
	reMine   = lazy.Pattern(`(?:^|[^\p{L}])(?:мой|моя|мне|меня|запишите|мою|новый|новая)[^\p{L}]|\bmy\b|\bmine\b|\bme\b|\bnew (?:mobile|number|phone|cell|email)|(?:^|[^\p{L}])(?:mi|mio|m[ií]|apunten|apunte|anote)[^\p{L}]`)
	reForWho = lazy.Pattern(`кто получ|получател|recipient|who (?:will|is)|receiv|destinatari|quien recib|\b(?:her|his|their) (?:\w+ )?(?:phone|number|cell|mobile)|(?:^|[^\p{L}])(?:ее|его|их) (?:телефон|номер)`)
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
	q := l.before
	return q != nil && mine < 0 && q.says(reForWho)
}

var (
	reTheirs = lazy.Pattern(`^[ ,—-]*(?:is the one you have|it's my (?:wife|husband)|is my (?:wife|husband)|(?:это|it'?s|that'?s|es) (?:наш[аеи]?|мо[йяе]|our|my|mi|nuestr[oa]) \p{L}+)`)
	reBorn   = lazy.Pattern(`рожден|род(?:ился|илась)|birth|born|\bdob\b|nacimiento|naci`)
)

func lastMatch(re *lazy.Regexp, s string) int {
	at := -1
	for _, m := range re.FindAllStringIndex(s, -1) {
		at = m[0]
	}
	return at
}

func (t *talk) phones(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if !l.customer {
			if s.kind == ownPhone {
				out = append(out, t.readBack(s, l, t.phonesIn(l))...)
			}
			continue
		}
		hits := few(t, t.phonesIn(l))
		for i, h := range each(t, hits) {
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
	for l := range t.heard() {
		if !l.customer {
			out = append(out, t.readBack(s, l, l.emailsIn())...)
			continue
		}
		hits := few(t, l.emailsIn())
		for i, h := range each(t, hits) {
			if t.others(l, hits, i) || l.part(h.Start).hypothesis {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.8 + 0.15*t.asked(s, l)})
		}
	}
	return out
}

// readBack: a contact that the operator names and asks about, and the customer says
// yes to. The company's own is never asked about.
func (t *talk) readBack(s *slot, l *line, hits []value.Hit) []claim {
	n := l.next
	if len(hits) != 1 || n == nil || n.reply != yes || !strings.Contains(l.text, "?") {
		return nil
	}
	h := hits[0]
	return []claim{{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.8, second: n, rule: desk.RuleConfirmed}}
}
