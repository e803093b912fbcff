package offline

import (
	"cmp"
	"context"
	"sort"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// talk is a chat as the rules see it.
type talk struct {
	chat  desk.Chat
	lines []*line
	slots []*slot
	all   []claim // every claim that is proven
	left  omitted
	by    *Weights
	ctx   context.Context //nolint:containedctx // a talk lives as long as one reading
	err   error           // ctx's, once it has ended
	// brings: the talk is about bringing something, or about somebody who comes.
	brings bool
	cut    []stretch // see stretches; nil: not looked for yet
	said   *spoken   // see spoken; nil: not asked
	back   *int      // see backFrom; nil: not asked
	// orders and sums: see ordersNamed, isSum; nil: not asked.
	orders, sums map[string]bool
	gone         int // the line with which the customer ended the matter; -1: none
}

// line is one message, taken apart.
type line struct {
	talk     *talk // whose line it is
	at       int   // its place in the talk
	msg      desk.Message
	text     string
	tongue   string
	customer bool
	words    []words.Word
	stems    []string
	parts    []sentence
	reply    value.Answer // what it begins with
	before   *line        // the nearest of the other side before it; nil: none
	back     *line        // the nearest of its own side before it
	next     *line        // the nearest of the customer's behind it
	void     bool         // an order to the system, a joke: nothing in it counts
	low      string       // folded
	again    bool         // "and you?"
	supposes bool         // it holds a hypothesis
	request  bool         // it asks to do something
	onlyAsks bool         // it is a question and nothing else
	acts     act          // what it does with what was said
	known    scans
	section  string // what the talk is about by now, where fields have sections
}

// sentence is a stretch of a line.
type sentence struct {
	start, end  int
	question    bool
	hypothesis  bool
	proposes    bool // "how about …?"
	unavailable bool // "no room is available", "успеем только": said not to be so
}

// listen takes the chat apart.
func (r Reader) listen(ctx context.Context, chat desk.Chat) *talk {
	t := &talk{chat: chat, ctx: ctx, by: cmp.Or(r.by, &learned)}
	for _, m := range t.newest(chat.Messages) {
		if t.over() {
			return t
		}
		if m.Author == desk.AsNote || m.SpokenText() == "" {
			continue
		}
		l := &line{talk: t, at: len(t.lines), msg: m, text: words.Head(m.SpokenText(), maxLine), customer: m.Author == desk.ByCustomer}
		t.left.ends = t.left.ends || len(l.text) < len(m.SpokenText())
		l.tongue = value.Tongue(l.text, chat.Locale.Language)
		l.words, l.low = words.Of(l.text), words.Fold(l.text)
		if t.over() {
			return t
		}
		for _, w := range l.words {
			l.stems = append(l.stems, words.Stem(w.Text, l.tongue))
		}
		l.parts = t.sentences(l.text)
		l.reply = value.Answered(l.text)
		l.again, l.supposes = reAlso.MatchString(l.low+" "), hypothetical(l)
		l.request, l.onlyAsks = isRequest(l.low), onlyAsks(l)
		l.void = l.customer && l.says(reOrder)
		t.lines = append(t.lines, l)
	}
	t.neighbours()
	for l := range t.heard() {
		l.void = l.void || t.joked(l) || t.askedBot(l)
		t.brings = t.brings || l.says(reBringing)
	}
	t.turns()
	t.slots = slotsOf(chat)
	t.sections()
	return t
}

// askedBot: the line is a question and nothing else, and a bot answered it: "and on
// Sunday?" is no date of anybody's visit.
func (t *talk) askedBot(l *line) bool {
	if !l.customer || !l.onlyAsks {
		return false
	}
	for _, n := range t.lines[l.at+1:] {
		if !n.customer {
			return n.msg.Author == desk.ByBot
		}
	}
	return false
}

// joked: the line says of itself that it is a joke, or the customer's next line
// does.
func (t *talk) joked(l *line) bool {
	low := l.low
	if !l.customer || reTakesAll.MatchString(low) || len(l.words) > 14 {
		return false
	}
	n := l.next
	return reJoke.MatchString(low) && !reJoked.MatchString(low) || n != nil && n.says(reJoked)
}

var (
	// Orders to the system, not to the operator.
	reOrder = lazy.Pattern(`(?:ignor|игнорир|забуд|forget|disregard|olvid).{0,40}(?:instruc|инструкц|правил|rules|reglas|предыдущ|previous|anterior)|^\s*[{\[<]|"\s*:\s*[\d"{\[]|\bsystem\s*:|\bsystem prompt|</?\w+>|постав.{0,20}в карточк|(?:обнов|измени|запиш|впиш|заполн).{0,12}карточк|(?:set|update|fill|change|write).{0,25}(?:\bcrm\b|\bcard'?s? field|the field|discount (?:to|=)|the record)|(?:pon|actualiza|rellena|cambia).{0,20}(?:la ficha|el campo|descuento al)|ты теперь|you are now|act as|developer mode|as an ai|от имени оператора|\boperator\s*:|\boperador\s*:|оператор\s*:`)
	reJoke  = lazy.Pattern(`шутк|шучу|пошутил|\bjoke|kidding|just joking|\bbroma`)
	reJoked = lazy.Pattern(`^(?:да ладно, )?(?:шучу|шутка|пошутил|just kidding|kidding|jk\b|jaja|lol|haha|es broma|era broma|joking)`)
	// A line that jokes and then orders is no joke as a whole.
	reTakesAll = lazy.Pattern(`беру|заказ|i'll take|me la llevo|me lo llevo`)
	reHypo     = lazy.Pattern(`(?:^|[^\p{L}])(?:если бы?|а если|допустим|предположим|а вдруг|бы было|what if|suppose|if (?:we|i|you|they|it|there)(?: \w+)? (?:took|were|was|had|take|bought|buy|order|ordered|wanted|need|needed|get|got)|would there be|would it be|y si|si fuera|si fueran|si compr|si pid|si encarg|en caso de)(?:[^\p{L}]|$)`)
	rePossible = lazy.Pattern(`если (?:можно|возможно|не сложно|что|удобно)|if (?:possible|that's|you can|available|it's ok)|si es posible|si puede`)
	reNoGo     = lazy.Pattern(`not available|unavailable|no (?:room|table|viewing|appointment|time|slot)s? (?:is |are |was )?(?:available|open)|is no [\w ]{0,20}available|no [\w ]{0,25}available|has no |could not|couldn't|was not successful|unable to|failed|not successful|fully booked|is taken|(?:^|[^\p{L}])занят[оаы]?(?:[^\p{L}]|$)|нет в наличии|недоступ|не получится|уже нет|нет мест|no disponible|no hay|ocupad|agotad|no queda`)
)

// sentences cuts a text at full stops, question and exclamation marks and line
// ends, but not inside addresses, initials and figures.
func (t *talk) sentences(text string) []sentence {
	var out []sentence
	start := 0
	rs := []byte(text)
	for i := 0; i < len(rs); i++ {
		c := rs[i]
		if c != '.' && c != '?' && c != '!' && c != '\n' {
			continue
		}
		if t.over() {
			return out
		}
		if c == '.' && !endsHere(text, i) {
			continue
		}
		end := i + 1
		for end < len(rs) && strings.ContainsRune(".?!)", rune(rs[end])) {
			end++
		}
		out = appendSentence(out, text, start, end)
		start, i = end, end-1
	}
	return appendSentence(out, text, start, len(text))
}

var reAbbreviation = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:ул|г|д|кв|пр|просп|корп|стр|оф|им|тел|т|п|доб|эт|пл|dr|mr|mrs|ms|st|ave|apt|no|vs|m|a|p|av|avda|sr|sra|tel|núm|num|etc|d|s|l|u|\p{L})$`)

// reUnitShort: short for a unit; a capital letter behind it begins a sentence.
var reUnitShort = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:руб|р|тыс|млн|шт|мин|кг|км)$`)

func endsHere(text string, i int) bool {
	rest := strings.TrimLeft(text[i+1:], " \u00a0")
	if rest == "" {
		return true
	}
	if i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '\n' {
		return false
	}
	first := []rune(rest)[0]
	if first == '¿' || first == '¡' {
		return true
	}
	if reAbbreviation.MatchString(text[max(0, i-12):i]) || reUnitShort.MatchString(text[max(0, i-12):i]) && !unicode.IsUpper(first) {
		return false
	}
	return !unicode.IsLower(first) || len(rest) > 0 && i > 3
}

func appendSentence(out []sentence, text string, start, end int) []sentence {
	s := text[start:end]
	if strings.TrimSpace(s) == "" {
		return out
	}
	low := words.Fold(s)
	return append(out, sentence{
		start: start, end: end,
		question:    strings.Contains(s, "?"),
		proposes:    strings.Contains(s, "?") && rePropose.MatchString(low),
		hypothesis:  reHypo.MatchString(low) && !rePossible.MatchString(low),
		unavailable: reNoGo.MatchString(low),
	})
}

// part is the sentence at a place of the line.
func (l *line) part(at int) sentence {
	if i := l.partAt(at + 1); i < len(l.parts) {
		return l.parts[i]
	}
	return sentence{start: 0, end: len(l.text)}
}

// left is what stands before a place within its sentence, folded, at most n
// bytes; right is what stands behind.
func (l *line) left(at, n int) string {
	start := max(l.part(at).start, at-n)
	return words.Fold(strings.ToValidUTF8(l.text[start:at], ""))
}

func (l *line) right(at, n int) string {
	end := len(l.text)
	if i := l.partAt(at); i < len(l.parts) {
		end = l.parts[i].end
	}
	return words.Fold(strings.ToValidUTF8(l.text[at:max(at, min(end, at+n))], ""))
}

// wordAt is the index of the first word that ends behind a place.
func (l *line) wordAt(at int) int {
	return sort.Search(len(l.words), func(i int) bool { return l.words[i].End > at })
}

// scans are what was looked for in a line, so that it is looked for once.
type scans struct {
	addresses, phones, emails, numbers, amounts, cards []value.Hit
	called, codes                                      []value.Hit
	done                                               map[string]bool
	options                                            map[*slot][]value.Hit
	asked, asksFor                                     map[*slot]float64
	cues                                               map[*lazy.Regexp]string
	said                                               []value.Number
	monies                                             []value.Hit
	places                                             []place
	chunks                                             [][2]int
	hasNumbers, hasPlaces, hasChunks                   bool
	words                                              map[string]bool
	coded                                              map[int]bool
	mentioned                                          map[*slot]bool
	taken                                              map[int]float64
	clauses                                            [][2]int
	classes                                            []wordKind
	sums                                               []value.Hit
}

func (l *line) once(what string, into *[]value.Hit, scan func() []value.Hit) []value.Hit {
	if l.known.done == nil {
		l.known.done = map[string]bool{}
	}
	if !l.known.done[what] && !l.talk.over() {
		*into, l.known.done[what] = scan(), true
	}
	return *into
}

// phones are the line's phone numbers.
func (t *talk) phonesIn(l *line) []value.Hit {
	return l.once("phones", &l.known.phones, func() []value.Hit { return value.Phones(l.text, t.chat.Locale) })
}

// emailsIn are the line's e-mail addresses.
func (l *line) emailsIn() []value.Hit {
	return l.once("emails", &l.known.emails, func() []value.Hit { return value.Emails(l.text) })
}

// cardsIn are the places of payment cards' numbers.
func (l *line) cardsIn() []value.Hit {
	return l.once("cards", &l.known.cards, func() []value.Hit { return value.Cards(l.text) })
}

// optionsIn are the slot's options that the line names.
func (t *talk) optionsIn(s *slot, l *line) []value.Hit {
	if l.known.options == nil {
		l.known.options = map[*slot][]value.Hit{}
	}
	hits, ok := l.known.options[s]
	if !ok && !t.over() {
		hits = few(t, value.Options(s.field, l.text, t.chat.Locale))
		l.known.options[s] = hits
	}
	return hits
}
