package value

import (
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Options finds the field's options in a text: their own words and synonyms,
// inflected, and the well-known other words for them (kin). A word that several
// options share proves none of them. Denied words don't count.
func Options(f desk.Field, text string, l desk.Locale) []Hit {
	ws := words.Of(text)
	names := strings.Join(f.OptionValues(), " ")
	langs := []string{Tongue(text, Tongue(names+" "+f.Title, l.Language))}
	if own := Tongue(names, l.Language); own != langs[0] {
		langs = append(langs, own) // one word is too short to tell its language
	}
	var hits []Hit
	for _, lang := range langs {
		hits = append(hits, optionsIn(f, text, ws, lang)...)
	}
	return inOrder(append(hits, spansIn(f, text)...))
}

// spansIn finds options that are spans of hours, "9-11", however they are said: "entre 9
// y 11", "с 9 до 11", "9:00–11:00", "2 and 4" for "14-16".
func spansIn(f desk.Field, text string) []Hit {
	var hits []Hit
	for _, o := range f.Options {
		of := reHourSpan.FindStringSubmatch(o.Value)
		if of == nil || of[0] != o.Value {
			continue
		}
		for _, m := range reHourSpan.FindAllStringSubmatchIndex(text, -1) {
			from, until := text[m[2]:m[3]], text[m[4]:m[5]]
			if sameHour(of[1], from) && sameHour(of[2], until) && !alnum(before(text, m[0])) && !strings.HasPrefix(text[m[1]:], ":") && !alnum(after(text, m[1])) {
				hits = append(hits, Hit{Value: desk.Value(o.Value), Start: m[0], End: m[1]})
			}
		}
	}
	return hits
}

var reHourSpan = lazy.Pattern(`(\d{1,2})(?:[:.]00)?(?: ?(?:am|pm|h|ч))? ?(?:[-–—]|to|till|until|and|до|и|по|y|a|e)(?: las)? ?(\d{1,2})(?:[:.]00)?`)

// sameHour: the two figures are one hour, on a clock of twelve or of twenty-four.
func sameHour(a, b string) bool {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	return errX == nil && errY == nil && x < 25 && y < 25 && (x == y || x%12 == y%12 && x != y && (x > 12 || y > 12))
}

func optionsIn(f desk.Field, text string, ws []words.Word, lang string) []Hit {
	stems := make([]string, len(ws))
	for i, w := range ws {
		stems[i] = words.Stem(w.Text, lang)
	}
	shared := sharedStems(f, lang)
	topic := reTopic.MatchString(words.Fold(f.Title))
	var hits []Hit
	for _, o := range f.Options {
		for _, form := range forms(o, lang, shared) {
			for i := range ws {
				if n := matchForm(form, ws[i:], stems[i:]); n > 0 && (topic || !Negated(text, ws, i)) {
					hits = append(hits, Hit{Value: desk.Value(o.Value), Start: ws[i].Start, End: ws[i+n-1].End})
				}
			}
		}
	}
	return hits
}

// reTopic titles what a talk is about: what does not come or work is it no less.
var reTopic = lazy.Pattern(`(?:^|[^\p{L}])(?:тема|причина обращения|повод|motivo|asunto|tema|topic|subject|reason)(?:[^\p{L}]|$)`)

// form is one way to say an option: stems in a row.
type form struct {
	stems []string
	head  bool // the last stem is a beginning: kin's
	done  bool // the last word is a participle, so it is said by a participle only
}

func forms(o desk.Option, lang string, shared map[string]bool) []form {
	var out []form
	for _, name := range append([]string{o.Value}, o.Synonyms...) {
		all := words.Stems(name, lang)
		if len(all) == 0 {
			continue
		}
		out = append(out, form{stems: all, done: isDone(name, lang)})
		for _, s := range all {
			if len(all) > 1 && !shared[s] && len([]rune(s)) > 2 {
				out = append(out, form{stems: []string{s}})
			}
		}
		for _, group := range kin {
			if groupHas(group, all) {
				for _, k := range group {
					out = append(out, form{stems: strings.Fields(k), head: true})
				}
			}
		}
	}
	return out
}

// sharedStems are stems that can't tell one option from another: those of
// several options, and dull ones.
func sharedStems(f desk.Field, lang string) map[string]bool {
	seen := map[string]bool{}
	shared := map[string]bool{"dr": true, "type": true, "new": true, "day": true, "class": true, "todo": true, "tod": true, "all": true, "any": true, "both": true, "вс": true, "весь": true}
	for _, o := range f.Options {
		own := map[string]bool{}
		for _, s := range words.Stems(o.Value, lang) {
			own[s] = true
		}
		for s := range own {
			if seen[s] {
				shared[s] = true
			}
			seen[s] = true
		}
	}
	for _, s := range words.Stems(f.Title, lang) {
		shared[s] = true
	}
	return shared
}

func matchForm(f form, ws []words.Word, stems []string) int {
	n := len(f.stems)
	if n > len(ws) {
		return matchJoined(f, ws)
	}
	for i, s := range f.stems {
		if f.head && reNoKin.MatchString(ws[i].Text) {
			return 0
		}
		if (stems[i] == s || derived(stems[i], s)) && !(f.done && i == n-1 && !reDoneSaid.MatchString(ws[i].Text)) {
			continue
		}
		if !f.head || !strings.HasPrefix(ws[i].Text, s) {
			return matchJoined(f, ws)
		}
	}
	return n
}

// What is done is told by a participle; the same stem in another form tells what
// is wanted or still to come: "pago con tarjeta" does not say "Pagado", "оплачу"
// not "Оплачено". Women and many are paid, too: "pagada", "pagados".
var (
	reDoneEs   = lazy.Pattern(`\p{L}{2}[ai]d[oa]s?$`)
	reDoneRu   = lazy.Pattern(`\p{L}{3}(?:[еёая]но|[еёая]нн(?:ый|ая|ое|ые))$`)
	reDoneSaid = lazy.Pattern(`(?:[aií]d[oa]s?|[еёая]н[аоы]?|[еёая]нн?\p{L}{1,3})$`)
)

func isDone(option, lang string) bool {
	option = words.Fold(strings.TrimSpace(option))
	return lang == "es" && reDoneEs.MatchString(option) || lang == "ru" && reDoneRu.MatchString(option)
}

// derived: "шоколадная" is of "шоколад".
func derived(stem, from string) bool {
	n := len([]rune(from))
	return n >= 5 && strings.HasPrefix(stem, from) && len([]rune(stem)) <= n+2
}

// matchJoined: "full size" and "fullsize" are "full-size".
func matchJoined(f form, ws []words.Word) int {
	if len(f.stems) != 2 || f.head || len(ws) == 0 {
		return 0
	}
	if strings.HasPrefix(ws[0].Text, f.stems[0]+f.stems[1]) {
		return 1
	}
	return 0
}

// kin are words that name the same thing in chats: beginnings of words, a group
// a line. An option that holds one of a group may be said by any other.
var kin = [][]string{
	{"наличн", "нал", "кэш", "кеш", "cash", "efectivo", "contado"},
	{"безналичн", "безнал", "по счету", "по счёту", "invoice"},
	{"карт", "card", "visa", "mastercard", "credit card", "debit card", "tarjeta"},
	{"сбп", "быстрых платеж"},
	{"transfer", "перевод", "wire"},
	{"рассрочк", "частями"},
	{"возврат", "верн", "refund", "return", "devoluc", "reembols", "devuelv", "quiero mi dinero", "money back"},
	{"самовывоз", "сам забер", "сама забер", "сами забер", "заберет", "забирает", "заберу", "заберем", "забираю", "сам приеду", "сама приеду", "сами приедем", "pickup", "pick up", "pick it up", "pick them up", "i'll collect", "we'll collect", "i will collect", "we will collect", "swing by", "recog", "recojo", "paso a buscar", "paso por el", "paso por ella", "pasamos a buscar", "vamos nosotros"},
	{"drops off", "drop off", "drop-off", "drop it off", "drop them off", "сам привезу", "сама привезу", "сами привезем", "сам завезу", "lo llevo yo", "la llevo yo", "los llevo yo", "yo lo llevo"},
	{"курьер", "courier", "mensajero", "repartidor"},
	{"гаранти", "warranty", "garantia"},
	{"factur", "billing", "cobrado dos veces", "cobrado de mas", "cobro doble", "doble cargo", "charged twice", "charged me twice", "double charged", "overcharged", "billed twice"},
	{"averi", "technic", "broken", "no centrifuga", "no funciona", "se ha roto", "estropead", "no enciende", "no enfria", "no calienta", "gotea", "averiad", "keeps jamming", "keeps crashing", "stopped working", "doesn't work", "not working", "won't turn on"},
	{"cheap", "inexpensive", "budget", "economical", "affordable", "barato"},
	{"expensive", "pricey", "costly", "upscale"},
	{"moder", "mid-range", "medium priced", "reasonably priced"},
	{"доставк", "deliver", "entreg", "привез", "не пришел заказ", "where is my order", "где мой заказ", "no ha llegado", "not arrived", "hasn't arrived", "never arrived"},
	{"sport", "games", "game"},
	{"music", "concert", "concierto", "концерт"},
	{"сер", "gray", "grey", "gris"},
	{"navy", "dark blue"},
	{"ophthalm", "eye doctor", "eye specialist"},
	{"dermat", "skin doctor", "skin specialist"},
	{"gynec", "gyno"},
	{"general practitioner", "gp", "family doctor"},
}

// reNoKin are words that only begin like one of kin: "верно" is no return, "Сергеевна"
// no grey, "картина" no card.
var reNoKin = lazy.Pattern(`^(?:верн(?:о|а|ый|ая|ое|ые|ого|ость|ее)$|сер(?:г|д|ь|в|и|п|т|е(?:[бг]|ж$|ди))|карт(?:ин|он|оф|ридж)|нал(?:ев|аж|ад|ив|ог|ет)|wirel|cardi)`)

func groupHas(group, stems []string) bool {
	for _, k := range group {
		if !strings.Contains(k, " ") && len([]rune(k)) > 3 && len(stems) == 1 && strings.HasPrefix(stems[0], k) || len(stems) == 1 && k == stems[0] {
			return true
		}
		if len(stems) > 1 && len([]rune(k)) > 3 && !strings.Contains(k, " ") {
			for _, s := range stems {
				if strings.HasPrefix(s, k) {
					return true
				}
			}
		}
	}
	return false
}
