package value

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Mentioned finds the field's own words in a text, or their kin, and whether they are
// denied there. A question mentions and says nothing. One word of a title of several is
// enough but for its verb: who gives money back does not return a call.
func Mentioned(f desk.Field, text string) (a Answer, start, end int) {
	t := topicOf(f)
	return t.mentioned(f, text, func(stem string) bool { return stem != t.verb })
}

// MentionedWhole is Mentioned where the words of a title must all be there, or most of
// many; some may stand in what was said around the text, and the description's count, too.
func MentionedWhole(f desk.Field, text, around string) (a Answer, start, end int) {
	t := topicOf(f)
	lang := Tongue(text, Tongue(f.Title+" "+f.Description, "en"))
	whole := sync.OnceValue(func() bool {
		return t.whole(words.Of(text), lang) || around != "" && t.whole(words.Of(around+"\n"+text), lang)
	})
	return t.mentioned(f, text, func(stem string) bool { return !slices.Contains(t.titled, stem) || whole() })
}

// mentioned finds a topic's stems that tell, and its phrases.
func (t topic) mentioned(f desk.Field, text string, tells func(stem string) bool) (a Answer, start, end int) {
	lang := Tongue(text, Tongue(f.Title+" "+f.Description, "en"))
	against := againstOf(f)
	ws := words.Of(text)
	says := func(word string) bool {
		stem := words.Stem(word, lang)
		return t.stems[stem] && tells(stem)
	}
	for i, w := range ws {
		n, opposite := 0, false
		switch {
		case i+1 < len(ws) && says(w.Text+ws[i+1].Text):
			n = 2
		case len([]rune(w.Text)) >= 3 && !words.Filler(w.Text) && says(w.Text):
			n = 1
		default:
			n = longest(ws[i:], t.phrases)
		}
		if n == 0 && against != nil {
			n = longest(ws[i:], against)
			opposite = n > 0
		}
		if n == 0 {
			continue
		}
		if Negated(text, ws, i) != opposite {
			return No, w.Start, ws[i+n-1].End
		}
		return Yes, w.Start, ws[i+n-1].End
	}
	return Unclear, 0, 0
}

// topic is how a yes-or-no field is spoken of.
type topic struct {
	stems   map[string]bool // of the title and of the options' synonyms
	titled  []string        // those of the title
	about   map[string]bool // of title and description
	verb    string          // what a title of several words begins with, if that is a verb
	phrases [][]string      // which say the same
}

// whole says whether words hold what a title of several says: two of its words and most of
// them, or one and another that the description has.
func (t topic) whole(ws []words.Word, lang string) bool {
	if len(t.titled) < 2 {
		return true
	}
	said := map[string]bool{}
	for i, w := range ws {
		said[words.Stem(w.Text, lang)] = true
		if i+1 < len(ws) {
			said[words.Stem(w.Text+ws[i+1].Text, lang)] = true
		}
	}
	named, told := 0, map[string]bool{}
	for _, s := range t.titled {
		if standsFor(said, s) != "" {
			named++
		}
	}
	for s := range t.about {
		if k := standsFor(said, s); k != "" {
			told[k] = true
		}
	}
	return named >= 2 && 2*named > len(t.titled) || len(told) >= 2
}

// standsFor is which of the stems said is a word's: the same, or, as Russian imperatives have, with
// a letter or two behind it ("отправ", "отправьт").
func standsFor(said map[string]bool, stem string) string {
	if said[stem] {
		return stem
	}
	if len([]rune(stem)) < 4 {
		return ""
	}
	for s := range said {
		if tail, ok := strings.CutPrefix(s, stem); ok && (tail == "ьт" || tail == "т" || tail == "йт" || tail == "ь") {
			return s
		}
	}
	return ""
}

// topicOf finds the stems that tell a yes-or-no field from others, and the
// phrases that say the same. The words of the card's section ("Hotels: …") tell
// nothing.
func topicOf(f desk.Field) topic {
	t := topic{stems: map[string]bool{}}
	lang := Tongue(f.Title+" "+f.Description, "en")
	section, _, found := strings.Cut(words.Fold(f.Description), ": ")
	section = strings.ReplaceAll(section, " ", "")
	for _, s := range words.Stems(f.Title, lang) {
		if !dullStems.Has(s) && len([]rune(s)) > 2 && !(found && strings.HasPrefix(section, s)) && !t.stems[s] {
			t.stems[s] = true
			t.titled = append(t.titled, s)
		}
	}
	if first := words.Of(f.Title); len(t.titled) > 1 && verbal(first[0].Text) {
		t.verb = words.Stem(first[0].Text, lang)
	}
	t.about = map[string]bool{}
	for _, s := range words.Stems(f.Title+" "+f.Description, lang) {
		t.about[s] = !dullStems.Has(s) && len([]rune(s)) > 2 && !(found && strings.HasPrefix(section, s))
	}
	maps.DeleteFunc(t.about, func(_ string, tells bool) bool { return !tells })
	for _, o := range f.Options {
		for _, syn := range o.Synonyms {
			for _, s := range words.Stems(syn, lang) {
				t.stems[s] = true
			}
		}
	}
	title := words.Fold(f.Title)
	for _, group := range likeWords {
		for name := range strings.SplitSeq(group.titles, "|") {
			if strings.Contains(title, name) {
				t.phrases = append(t.phrases, phrases(group.said)...)
				break
			}
		}
	}
	return t
}

// verbal says whether a title's first word is a verb: by its form, in Russian and Spanish,
// in English where it often begins one.
func verbal(word string) bool { return reVerbal.MatchString(word) }

var reVerbal = lazy.Pattern(`^(?:\p{Cyrillic}+(?:[аеиоуыя]ть|[аеиуыя]ться|йти|сти|зти|чь)|[a-z]{2,}(?:ar|er|ir)(?:se|l[eao]s?)?|(?:return|send|call|book|keep|add|bring|take|serve|include|make|get|give|ship|pay|sign|open|close|change|replace|check|move|leave)s?)$`)

// againstOf are phrases that deny a yes-or-no field in words of their own.
func againstOf(f desk.Field) [][]string {
	title := words.Fold(f.Title)
	for _, group := range opposites {
		for _, name := range group.titles {
			if strings.Contains(title, name) {
				return phrases(group.said)
			}
		}
	}
	return nil
}

// opposites are what is said instead of a field's own word denied: whoever collects
// needs no delivery.
var opposites = []struct {
	titles []string
	said   string
}{
	{[]string{"доставк", "delivery", "envio", "shipping", "entrega"}, "самовывоз|самовывозом|сам заберу|сама заберу|сами заберем|заберу сам|заберу сама|заберем сами|заеду сам|pick it up|pick up|pick them up|pickup|i'll collect|will collect|collect it|lo recojo|la recojo|los recojo|las recojo|recojo yo|recogemos|recogida|paso a recoger|paso a buscar|recoger en tienda|recogida en tienda|para recoger|recojo en tienda|recogerlo|recogerla|collect from|collect in store|pick up from|store pickup|in-store pickup|заберу|заберем|подъеду заберу|самовывозом"},
	{[]string{"перезвон", "callback", "llamada"}, "не звоните|не перезванивайте|don't call|no need to call|no me llamen|no llamen|no me llame"},
	{[]string{"завтрак", "breakfast", "desayuno"}, "skip breakfast|skip the breakfast|solo alojamiento|room only|solo dormir"},
}

// likeWords are phrases that say a yes-or-no field in other words; titles are how titles
// say it.
var likeWords = []struct{ titles, said string }{
	{"callback|перезвон|llamada|call back|return call|звонок", "callback|перезвон|llamada|call me back|call back|call me|give me a call|give me a ring|перезвоните|перезвони|позвоните|наберите|llamenme|llameme|me llamen|me llame|llamarme|pueden llamar|podeis llamar|puedes llamar|puede llamar|le llamamos|te llamamos|call you|ring me|ring you|вам перезвонить|вам позвонить|вас набрать|звонить|позвонить|espero su llamada|waiting for your call|жду звонка|жду вашего звонка"},
	{"delivery|доставк|envio", "delivery|доставк|envio|deliver|delivered|ship it|доставьте|доставите|привезите|привезете|привезти|envienmelo|me lo envian|me lo mandan|mandadmelo|traigan|traedlo"},
	{"gift|подароч|regalo", "gift|подароч|regalo|gift wrap|giftwrap|в подарок|подарочная упаковка|подарочную упаковку|para regalo|envuelto"},
	{"lift|лифт|ascensor", "lift|лифт|ascensor|elevator|лифта|лифтом"},
	{"wifi|вайфай|wi-fi", "wifi|вайфай|wi-fi|internet|wi fi|интернет"},
	{"pets|животн|mascota", "pets|животн|mascota|pet|dog|cat|собакой|кошкой|собака|собаку|кошка|кошку|кот|котом|perro|gato"},
	{"alcohol|алкогол|alcoh", "alcohol|алкогол|alcoh|drinks|wine|beer|cocktails"},
	{"outdoor|веранд|terraza", "outdoor|веранд|terraza|outside|patio|eat outside|на улице"},
	{"vegetarian|вегетариан|vegetarian", "vegetarian|вегетариан|vegetarian|vegan|vegetarians"},
	{"urgent|срочн|urgente", "urgent|срочн|urgente|asap|as soon as possible|срочно|cuanto antes"},
}

var dullStems = lazy.Words("has have service offer welcom client клиент client flag boolean whether if has have is need нужн нужен нужн есть are allow request requir needs want wants option servic tien neces quier ест хочет прос ask pid нуж можн requier dese dispon si cuand custom tenant guest buyer ли кли hay")
