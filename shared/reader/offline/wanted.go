package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// What a customer orders stands behind the verb: "I would like to order 3 office
// chairs". A verb that only wishes needs a number to mean goods: "I need help".
var (
	reOrders = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:(?:to|can i|could i|may i|i will|i'll|we'll|please|let me) (?:order|buy|purchase)|(?:i|we) (?:order|purchase)|заказать|закажу|закажем|купить|куплю|купим|приобрести|беру|возьму|возьм[её]м|comprar|encargar|pedir) `)
	reWishes = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:(?:i|we)(?:'d like| would like| want| need|'ll take|'ll have| will take)(?: to (?:get|have|take))?|can i (?:get|have)|quiero|queremos|necesito|necesitamos|quisiera|me llevo) `)

	reGoodsSkip = lazy.Pattern(`^(?:a|an|some|the|my|about|around|another|un|una|unos|unas|el|la|los|las|у|вас|еще|себе)$`)
	reGoodsEnd  = lazy.Pattern(`^(?:for|to|in|on|at|from|with|by|and|or|but|if|as|that|which|who|when|please|today|tomorrow|asap|now|then|it|this|them|these|those|one|ones|more|there|here|via|using|delivered|shipped|because|so|i|we|you|is|are|was|do|can|before|after|online|again|too|para|en|con|por|y|o|pero|si|que|mañana|hoy|ahora|al|a|lo|les|в|на|для|с|со|из|от|до|и|или|но|а|к|по|если|чтобы|за|через|что|как|это|его|ее|их|сегодня|завтра|пожалуйста|можно|сейчас|размер\p{L}*|цвет\p{L}*|size|talla)$`)
	// reUnwanted: "I don't want to buy …".
	reUnwanted = lazy.Pattern(`(?:n't|not|не|no) (?:want|need|going|хо\p{L}+|буд\p{L}+|нужн\p{L}+|надо|quiero|necesito|voy a)(?: \S+){0,3} ?$`)
	// What is ordered and yet is no goods.
	reNoGoods = lazy.Pattern(`(?:^| )(?:help|refund|return|deliver\p{L}*|appointment|ride|cab|taxi|table|room|invoice|call|callback|information|info|number|address|flat|change|money|one|question|something|anything|everything|things?|stuff|same|other|order|consultation|budget|price|cost|people|persons?|guests?|nights?|days?|hours?|ticket|tickets|seats?|доставк\p{L}*|консультац\p{L}*|звон\p{L}*|обратн\p{L}*|возврат\p{L}*|сч[её]т|помощ\p{L}*|такси|столик|что|то|который|которую|которые|котор\p{L}*|побольше|поменьше|подешевле|замер|запись|мастер\p{L}*|такой|такую|такие|тот|ту|те|перезвон\p{L}*|бюджет\p{L}*|стоимост\p{L}*|ayuda|devoluci\p{L}*|cita|pedido|direcci\p{L}*|n[uú]mero|dinero|informaci\p{L}*|factura|algo|lo|mesa|habitaci\p{L}*|entradas?|personas?|hora|fecha|presupuesto|precio|costo|coste)(?: |$)`)
	reJoins   = lazy.Pattern(`^(?:of|de|del)$`)
)

// reInfinitive ends a name of goods in Russian: "электрик розетки поменять".
var reInfinitive = lazy.Pattern(`(?:[аеиоыя]ть|ться)$`)

// maxGoods is how many words a name of goods may have.
const maxGoods = 4

// reInterest leads to what a customer asks for without ordering it yet.
var reInterest = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:интересу(?:ет|ют)|нуж(?:ен|на|но|ны)|ищ(?:у|ем)|хо(?:чу|тим)|хотел(?:а|и|ось)? бы|надо|прода[её]те|есть ли|поч[её]м|сколько (?:стоит|стоят|будет стоить)|стоимость|цен[ау] на|сч[её]т на|busc(?:o|amos)|quiero|queremos|necesit(?:o|amos)|quisiera|me interesa|tienen|ten[eé]is|cu[aá]nto (?:cuestan?|valen?)|precio (?:de|para)|qu[eé] precio tienen?|devolver|вернуть|обменять|сдать|забыл[аи]?|мне бы|(?:(?:i|we)(?:'d like| would like| want| need|'m after|'re after))|looking for|interested in|thinking about|do you (?:guys )?(?:have|sell|do|rent|offer)|have you got|how much (?:is|are|for)|price (?:of|for)|quote for)(?:[ ](?:у вас|у|вас|мне|нам|нам в офис|ли|бы|ещ[её]|заказать|купить|взять|приобрести|оформить|снять|арендовать|comprar|pedir|encargar|alquilar|to (?:buy|order|get|rent)))*[ ]`)

// reNoNoun: words that a name of goods does not begin with.
var reNoNoun = lazy.Pattern(`(?:ть|ться|ти|чь|ите|йте)$|^(?:to|how|what|when|some(?:one|body)|any|your|our|it|if|whether|a|что|как|чтоб\p{L}*|чтобы|вас|вы|ваш\p{L}*|мне|нам|он\p{L}*|так|уже|скидк\p{L}*|que|como|saber|hacer|ir|mandar|enviar|ped\p{L}+|cambiar|reservar|hablar|\p{L}+(?:ar|er|ir)(?:lo|la|me|te|se)?)$`)

// interests claims what a customer asks for, where nothing better is said.
func (t *talk) interests(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if !l.customer || l.at < t.gone && l.does(refuses) {
			continue
		}
		for _, m := range each(t, reInterest.FindAllStringIndex(l.text, -1)) {
			start, end, ok := t.goods(l, m[1], false)
			end = t.beforeOption(l, start, end)
			if !ok || reNoNoun.MatchString(fold(strings.SplitN(l.text[start:end], " ", 2)[0])) || l.part(start).hypothesis || reUnwanted.MatchString(l.left(start, 40)) || t.isOption(s, l, start, end) || overlaps(t.busy(l, true), start, end) {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: asNamed(l, start, end), start: start, end: end, score: 0.63})
			break
		}
	}
	if len(out) > 1 {
		out = out[:1] // what comes later is asked beside it
	}
	return out
}

// beforeOption cuts off what is an option of one of the card's lists: a colour, a size.
func (t *talk) beforeOption(l *line, start, end int) int {
	for _, o := range t.slots {
		if o.kind != choice {
			continue
		}
		for _, h := range t.optionsIn(o, l) {
			if h.Start > start && h.Start < end {
				end = start + len(strings.TrimRight(l.text[start:h.Start], " ,-"))
			}
		}
	}
	return end
}

// asNamed is a name of goods as a card holds it: in Russian, an accusative's feminine
// endings are its name's.
func asNamed(l *line, start, end int) desk.Value {
	said := l.text[start:end]
	if l.tongue != "ru" || !reFeminine.MatchString(fold(said)) {
		return value.Clean(said)
	}
	var out []string
	for _, w := range strings.Fields(said) {
		for _, e := range [][2]string{{"ую", "ая"}, {"юю", "яя"}, {"ку", "ка"}, {"ну", "на"}, {"ру", "ра"}, {"лу", "ла"}, {"ту", "та"}, {"ду", "да"}, {"су", "са"}, {"бу", "ба"}, {"пу", "па"}, {"цу", "ца"}, {"ию", "ия"}, {"лю", "ля"}, {"ню", "ня"}} {
			if stem, ok := strings.CutSuffix(w, e[0]); ok && len(stem) > 2 {
				w = stem + e[1]
				break
			}
		}
		out = append(out, w)
	}
	return value.Clean(strings.Join(out, " "))
}

var reFeminine = lazy.Pattern(`[ую](?: |$)`)

// ordered claims what a customer says to order.
func (t *talk) ordered(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if !l.customer {
			continue
		}
		for _, sure := range []bool{true, false} {
			re := reWishes
			if sure {
				re = reOrders
			}
			for _, m := range each(t, re.FindAllStringIndex(l.text, -1)) {
				start, end, ok := t.goods(l, m[1], !sure)
				if ok && !l.part(start).hypothesis && !reUnwanted.MatchString(l.left(start, 40)) {
					out = append(out, claim{slot: s, line: l, value: asNamed(l, start, end), start: start, end: end, score: 0.68})
				}
			}
		}
	}
	return out
}

// goods is the name of goods that begins at a place: behind a number and an
// article, up to a word that no name has.
func (t *talk) goods(l *line, at int, needsNumber bool) (start, end int, ok bool) {
	counted := false
	for _, n := range t.numbersIn(l) {
		if n.Start >= at && n.Start <= at+len("about ") && !n.Percent && !n.Ordinal {
			at, counted = n.End, !n.Weak
			break
		}
	}
	if needsNumber && !counted || counted && l.tongue == "ru" {
		return 0, 0, false // a counted thing stands in another case in Russian
	}
	n := 0
	for i := l.wordAt(at); i < len(l.words) && n < maxGoods; i++ {
		w := l.words[i]
		gap := l.text[max(at, end):w.Start]
		switch {
		case n == 0 && strings.TrimSpace(gap) != "", n > 0 && gap != " " && gap != "-" && gap != "":
			i = len(l.words)
			continue
		case n == 0 && reGoodsSkip.MatchString(w.Text):
			at = w.End
			continue
		case reGoodsEnd.MatchString(w.Text), n > 0 && reInfinitive.MatchString(w.Text),
			n > 0 && w.Text[0] >= '0' && w.Text[0] <= '9' && i+1 < len(l.words) && l.text[w.End:l.words[i+1].Start] == " ":
			i = len(l.words)
			continue
		case reJoins.MatchString(w.Text):
			if n == 0 || i+1 == len(l.words) {
				return 0, 0, false
			}
		}
		if n == 0 {
			start = w.Start
		}
		end = w.End
		n++
	}
	name := words.Fold(l.text[start:end])
	return start, end, n > 0 && len(name) > 2 && !reNoGoods.MatchString(name)
}
