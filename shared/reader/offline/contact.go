package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

var (
	// Somebody else's: relatives, the recipient, the number that called.
	reOthers = lazy.Pattern(`(?:^|[^\p{L}])(?:жен(?:а|ы|у|е|ой)|муж(?:а|у|ем|е)?|мам(?:а|ы|у|е|ой|ин\p{L}*)|пап(?:а|ы|у|е|ой)|сын(?:а|у|ом|е)?|доч(?:ь|к\p{L}+|ер\p{L}+)|брат(?:а|у|ом|е)?|сестр\p{L}+|друг(?:а|у|ом|е)?|подруг\p{L}*|коллег\p{L}*|начальник\p{L}*|директор\p{L}*|бабушк\p{L}*|дедушк\p{L}*|родител\p{L}*|сосед\p{L}*|помощни\p{L}*|партн[её]р\p{L}*|супруг\p{L}*|жиль?[це]\p{L}*|арендатор\p{L}*|водител\p{L}*|получ\p{L}*|его|ее|их|звонили?|звонила|звонят|звонок|был[аио]?|старый|(?:номер|телефон)(?: \p{L}+)? не работает|ella)(?:[^\p{L}]|$)|\b(?:wife|husband|mother|mom|mum|father|dad|son|daughter|brother|sister|friend|colleague|boss|recipient|tenant|roommate|flatmate|housemate|partner|driver|his|her|their)(?:'s|’s)?\b|got a call|called me|called from|was called|calling from|call from|neighbou?r|assistant|(?:^|[^\p{L}])(?:madre|padre|mam[aá]|pap[aá]|espos[ao]|marido|mujer|hij[oa]|herman[oa]|amig[oa]|inquilin[oa]|pareja|compa[nñ]er[oa]|destinatari[oa])(?:[^\p{L}]|$)|\bsu (?:movil|cel|celular|telefono|numero|correo)|ha llamado|han llamado|llamaron`)
	reMine   = lazy.Pattern(`(?:^|[^\p{L}])(?:мой|моя|мо[её]|мне|меня|мною|я|запишите|мою|новый|новая|друг(?:ой|ая) (?:номер|телефон|контакт)|(?:номер|телефон) (?:теперь )?друг(?:ой|ая)|поменял\p{L}*|сменил\p{L}*)(?:[^\p{L}]|$)|\bmy (?:own|other|new|second|work|personal|current|cell|mobile|phone|number|email|e-mail|name)\b|\b(?:mine|me|i|i'm|i'll)\b|\bnew (?:mobile|number|phone|cell|email)|(?:^|[^\p{L}])(?:mi|mio|m[ií]|yo|soy|ll[aá]m(?:a|e|en)me|apunten|apunte|anote|otro (?:numero|telefono|movil))(?:[^\p{L}]|$)`)
	// reIAm: who writes is somebody's mother, or the owner, and writes for herself.
	reIAm = lazy.Pattern(`(?:^|[^\p{L}])(?:я|i'm|i am|soy)(?: (?:его|ее|их|the|his|her|their|su|la|el))? (?:мама|мать|папа|отец|муж|жена|бабушка|дедушка|сын|дочь|сестра|брат|подруга|друг|сосед|соседка|mom|mum|mother|dad|father|wife|husband|son|daughter|sister|brother|friend|assistant|madre|padre|mama|papa|hij[oa]|mujer|marido|herman[oa]|amig[oa])(?:[^\p{L}]|$)`)
	// reSpare leads to a number that is only for when the first does not answer.
	reSpare  = lazy.Pattern(`если (?:не|что)|запасной|второй|дополнительн|or else|back-?up|alternat|otherwise|if (?:i don't|no) answer|emergency|si no (?:contesto|respondo)|otro por si`)
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
	left = reIAm.ReplaceAllString(left, " мой ")
	if reIntroduced.MatchString(left) {
		return false
	}
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

// reIntroduced: who writes has just said their name: "me llamo Yamile, 310 …".
var reIntroduced = lazy.Pattern(`(?:меня зовут|мо[её] имя|my name is|my name's|me llamo|mi nombre es) \p{L}+(?: \p{L}+)?[ ,.:;—–-]*$`)

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
			if other != (s.kind == otherPhone) && !s.isSpare() || s.isSpare() && !t.anotherPhone(l, hits, i) {
				continue
			}
			p := l.part(h.Start)
			if p.question && !other && t.asked(s, l) == 0 || p.hypothesis {
				continue
			}
			c := claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.8 + 0.15*t.asked(s, l)}
			if i > 0 && reSpare.MatchString(l.left(h.Start, 40)) {
				c.score -= 0.15
			}
			out = append(out, c)
		}
	}
	return out
}

// isSpare: the field wants another number beside the first.
func (s *slot) isSpare() bool { return reSpareField.MatchString(s.title) }

var reSpareField = lazy.Pattern(`(?:^|[^\p{L}])(?:доп(?:олнительн\p{L}+)?|втор(?:ой|ого)|запасной|резервный|друг(?:ой|ого)|second|another|other|alternat\p{L}+|additional|back-?up|secondary|segundo|otro|alternativo|adicional)(?:[^\p{L}]|$)|(?:телефон|phone|telefono|tel) ?(?:№ ?)?2$`)

// anotherPhone: another number stands before it, in the line or in the customer's earlier
// ones.
func (t *talk) anotherPhone(l *line, hits []value.Hit, i int) bool {
	for _, h := range hits[:i] {
		if h.Value != hits[i].Value {
			return true
		}
	}
	for o := l.back; o != nil; o = o.back {
		for _, h := range few(t, t.phonesIn(o)) {
			if h.Value != hits[i].Value && !l.says(reMine) {
				return true
			}
		}
	}
	return false
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
	if len(hits) != 1 {
		return nil
	}
	h := hits[0]
	c := claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.8}
	switch {
	case n != nil && n.reply == yes && strings.Contains(l.text, "?"):
		c.second, c.rule = n, desk.RuleConfirmed
	case l.does(fixes) && l.before != nil && len(t.numbersIn(l.before)) > 0 && !(n.does(refuses) && n.at == l.at+1):
		// what was said before it was corrected in part: "последние цифры 19"
	default:
		return nil
	}
	return []claim{c}
}
