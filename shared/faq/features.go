package faq

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/words"
)

// kind is what of a text a term is.
type kind uint8

const (
	stem    kind = iota
	pair         // of neighbours, and of those with one between
	piece        // of a word
	meaning      // see likeness.txt
)

// The weights of terms. A word that the base does not know says that the question
// may be about something else, so it counts more than one that it does.
const (
	stemWeight    = 1
	lightWeight   = 1.1 // of words that say little
	pairWeight    = 0.5
	apartWeight   = 0.9 // of two words with one between
	pieceWeight   = 0.35
	meaningWeight = 1
	lightShare    = 0.1 // in how many of all entries one may expect such a word
)

func (k kind) unknown() float32 {
	switch k {
	case stem:
		return 1.3
	case pair:
		return 0.6
	case piece:
		return 1.5
	}
	return 1
}

// term is a piece of a text.
type term struct {
	kind   kind
	text   string
	weight float32
	light  bool
	cost   bool   // of a word that only asks for a price
	of     int    // of which word that says something, from 1; 0: of none
	topic  uint8  // that it is a part of, or is; 0: of none
	name   string // the word that it stands for
}

// key tells terms of all kinds apart.
func (t term) key() string { return string(rune('0'+t.kind)) + t.text }

// weight is a term of a vector; term is -1 where the base does not know it.
type weight struct {
	term   int32
	weight float32
	kind   kind
	light  bool
	cost   bool
	of     int
	topic  uint8
}

// vector is a text as terms, each once.
type vector []weight

func (v vector) unit() vector {
	sum := 0.0
	for _, t := range v {
		sum += float64(t.weight) * float64(t.weight)
	}
	if sum == 0 {
		return v
	}
	by := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i].weight *= by
	}
	return v
}

// Pieces of words have so many letters; of longer words only the beginning is cut
// into pieces.
const (
	shortest, longest = 3, 4
	maxLetters        = 24
)

// read are the terms of the first words of a text, each once.
func read(text string, lang language, most int, known stems) []term {
	ws := words.Of(words.Head(text, most*40))
	ws = ws[:min(len(ws), most)]
	var about []topic
	if most == maxWords { // an answer speaks of many things
		about = topicsOf(ws, nil)
	}
	return termsOf(ws, nil, about, lang, known)
}

// termsOf are the terms of words, each once; of one that is a typing error those of the
// word that was meant; and what they speak of.
func termsOf(ws []words.Word, meant map[string]string, about []topic, lang language, known stems) []term {
	var out []term
	at := map[string]int{}
	add := func(t term) {
		if i, ok := at[t.key()]; ok {
			out[i].weight = max(out[i].weight, t.weight)
			return
		}
		at[t.key()] = len(out)
		out = append(out, t)
	}
	before, earlier := "", ""
	of := 0
	within := make([]uint8, len(ws))
	for _, t := range about {
		for i := t.from; i < t.to; i++ {
			within[i] = t.of
		}
		add(term{kind: meaning, text: t.key(), weight: topicWeight, name: ws[t.to-1].Text, of: t.to, topic: t.of})
	}
	for i, w := range ws {
		word := cmp.Or(meant[w.Text], w.Text)
		root := known.of(word, lang)
		filler := words.Filler(word)
		light := filler || lightWords.Has(word)
		if of = i + 1; light {
			of = 0
		}
		means := meanings.Get()[root]
		cost := slices.Contains(means, ofPrices)
		t := term{kind: stem, text: root, weight: stemWeight, light: light, cost: cost, name: w.Text, of: of, topic: within[i]}
		if light {
			t.weight, t.name = lightWeight, ""
		}
		add(t)
		if before != "" {
			add(term{kind: pair, text: before + " " + root, weight: pairWeight})
		}
		if earlier != "" {
			add(term{kind: pair, text: earlier + "  " + root, weight: apartWeight})
		}
		before, earlier = root, before
		for _, m := range means {
			add(term{kind: meaning, text: m, weight: meaningWeight, cost: cost, name: w.Text, of: of})
		}
		if !filler {
			for _, p := range pieces(word) {
				weight := float32(pieceWeight)
				if light {
					weight /= 2
				}
				add(term{kind: piece, text: p, weight: weight, cost: cost, of: of, topic: within[i]})
			}
		}
	}
	return out
}

// stems are the stems of words that were met before: finding one costs more than
// anything else that is done with a word.
type stems map[[2]string]string

func (s stems) of(word string, lang language) string {
	root, ok := s[[2]string{word, string(lang)}]
	if !ok {
		root = words.Stem(words.Head(word, 100), string(lang))
		s[[2]string{word, string(lang)}] = root
	}
	return root
}

// pieces are the runs of three and four letters of a word, its ends marked.
func pieces(word string) []string {
	ends := make([]int, 0, maxLetters+3)
	word = "^" + word + "$"
	for i := range word {
		ends = append(ends, i)
		if len(ends) > maxLetters {
			break
		}
	}
	if len(ends) <= maxLetters {
		ends = append(ends, len(word))
	}
	var out []string
	for n := shortest; n <= longest; n++ {
		for i := 0; i+n < len(ends); i++ {
			out = append(out, word[ends[i]:ends[i+n]])
		}
	}
	return out
}

// vector is the terms' by number; learn numbers new ones.
func (b *Base) vector(ts []term, learn bool) vector {
	v := make(vector, len(ts))
	for i, t := range ts {
		n, ok := b.terms[t.key()]
		switch {
		case !ok && learn:
			n = int32(len(b.found))
			b.terms[t.key()] = n
			b.found, b.posts = append(b.found, 0), append(b.posts, nil)
		case !ok:
			n = -1
		}
		v[i] = weight{n, t.weight, t.kind, t.light, t.cost, t.of, t.topic}
	}
	return v
}

// asked is a question as the base sees it, with the words that its terms stand for.
type asked struct {
	vector
	names []string
	about aspect
	wants deeds
	said  []said
}

// question reads a question in the one of the base's languages of which the base
// knows more of its words.
func (b *Base) question(text string) asked {
	text = words.Head(text, maxWords*40)
	ws := words.Of(text)
	ws = ws[:min(len(ws), maxWords)]
	meant := b.mend(ws, languageOf(text))
	about := topicsOf(ws, meant)
	var best []term
	most, in := -1, languageOf(text)
	known := stems{}
	for _, lang := range languages {
		if !b.known[lang] && lang != languageOf(text) {
			continue
		}
		ts := termsOf(ws, meant, about, lang, known)
		n := 0
		for _, t := range ts {
			if at, ok := b.terms[t.key()]; ok && b.found[at] > 0 && t.kind == stem {
				n += 2
			}
		}
		if lang == languageOf(text) {
			n++
		}
		if n > most {
			best, most, in = ts, n, lang
		}
	}
	q := asked{b.vector(best, false), make([]string, len(best)), aspectsOf(ws, meant), deedsOf(ws, meant), saidIn(text, ws, meant, in, known)}
	for i, t := range best {
		q.names[i] = t.name
	}
	return q
}

// language is one whose words have stems here.
type language string

var languages = []language{"ru", "es", "en"}

// Language guesses the language of a text: ru, es or en.
func (b *Base) Language(text string) string { return string(languageOf(text)) }

// Speaks is the language of the first of some texts that is plainly in one: some words of it,
// and not a name or an "ok". If none is, it is what the first says at all; "": nothing.
func (b *Base) Speaks(texts ...string) string {
	if plain := b.Plainly(texts...); plain != "" {
		return plain
	}
	for _, text := range texts {
		if t := tongues(text); t.ru+t.es+t.en > 0 {
			return string(t.best())
		}
	}
	return ""
}

// Plainly is the language of the first of some texts that is plainly in one; "": none is.
func (b *Base) Plainly(texts ...string) string {
	for _, text := range texts {
		if t := tongues(text); t.plain() {
			return string(t.best())
		}
	}
	return ""
}

// languageOf guesses a text's language.
func languageOf(text string) language { return tongues(text).best() }

// tongue is what in a text speaks for each language: its letters, and its words that only
// join others.
type tongue struct{ ru, es, en int }

// plain says whether it is no single word that says so.
func (t tongue) plain() bool { return t.ru > 1 || max(t.es, t.en) > 1 && t.es != t.en }

func (t tongue) best() language {
	switch {
	case t.ru > 0:
		return "ru"
	case t.es > t.en:
		return "es"
	}
	return "en"
}

func tongues(text string) tongue {
	es, en, ru := 0, 0, 0
	text = words.Head(text, maxWords*40)
	for _, w := range words.Of(text) {
		r, _ := utf8.DecodeRuneInString(w.Text)
		switch {
		case r >= 'а' && r <= 'я':
			ru++
		case spanish.Has(w.Text):
			es++
		case english.Has(w.Text):
			en++
		}
	}
	if strings.ContainsAny(text, "¿¡ñáéíóúÑÁÉÍÓÚ") {
		es += 2
	}
	return tongue{ru, es, en}
}
