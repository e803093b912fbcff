package faq

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// A customer who names a place that the base never heard of, where an entry names another
// ("What does delivery to Tver cost?": "Within Moscow £9"), or a make of a thing that is not
// the company's ("the warranty of a Bosch fridge"), asks for something else. It is told by
// how it is written. That a word is unknown tells nothing by itself, nor does that it stands
// where an entry has another thing: on public banks as many questions with an answer have
// such a word as questions without one.

// toward are words before a place that something is brought to, or that somebody is at.
var toward = lazy.Words(`в во до из по to into from across within a hasta desde por en`)

// anywhere are words by which an entry holds for all places.
var anywhere = lazy.Words(`все всей всем всему весь всех любой любую любые любом везде повсюду какие какой страна стране города городов
	all any every everywhere anywhere whole which worldwide nationwide country countries cities
	todo toda todos todas cualquier cual cuales pais paises ciudades`)

// called are words before a person's name.
var called = lazy.Words(`зовут имя фамилия это звать name called im soy llamo llama nombre apellido`)

// said is a word that says something, with the small one before it.
type said struct {
	root, joins string
	at          int
	near        bool // only a space parts it from the word before
	capital     bool // though it does not begin a text
	latin       bool
}

// saidIn are the words of a text that say something.
func saidIn(text string, ws []words.Word, meant map[string]string, lang language, known stems) (out []said) {
	joins := ""
	capitals := 0
	for i, w := range ws {
		r, _ := utf8.DecodeRuneInString(text[w.Start:])
		if unicode.IsUpper(r) {
			capitals++
		}
		word := w.Text
		if m, ok := meant[word]; ok {
			word = m
		}
		if words.Filler(word) || lightWords.Has(word) || toward.Has(word) {
			joins = word
			continue
		}
		gap := "."
		if i > 0 {
			gap = text[ws[i-1].End:w.Start]
		}
		out = append(out, said{known.of(word, lang), joins, i, gap == " ", unicode.IsUpper(r) && !strings.ContainsAny(gap, ".!?…\n:«\""), r < utf8.RuneSelf})
		joins = ""
	}
	for i := range out {
		out[i].capital = out[i].capital && 2*capitals <= len(ws)+1 // not where all are
	}
	return out
}

// another says whether a question names a place or a make that the base does not know, and
// the entry is of another.
func (b *Base) another(q asked, h hit) bool {
	russian := slices.ContainsFunc(q.said, func(s said) bool { return !s.latin })
	unknown := slices.DeleteFunc(slices.Clone(q.said), b.knows)
	for i, s := range unknown {
		if toward.Has(s.joins) && b.hasPlace(h.entry) {
			return true
		}
		if i > 0 && unknown[i-1].at == s.at-1 && s.near && s.strange(russian) != unknown[i-1].strange(russian) {
			return true // a make and its thing; two that are written so are a person
		}
	}
	return false
}

// strange says whether a word is written as a make is.
func (s said) strange(russian bool) bool { return s.capital || russian && s.latin }

// knows says whether a base knows a word in some form or meaning. What is too short to say
// is known.
func (b *Base) knows(s said) bool {
	met := func(t term) bool {
		n, ok := b.terms[t.key()]
		return ok && len(b.posts[n]) > 0
	}
	return utf8.RuneCountInString(s.root) < shortest || called.Has(s.root) || met(term{kind: stem, text: s.root}) ||
		slices.ContainsFunc(meanings.Get()[s.root], func(m string) bool { return met(term{kind: meaning, text: m}) })
}

// hasPlace says whether an entry tells of some place, and not of all.
func (b *Base) hasPlace(entry int32) bool {
	e := b.entries[entry]
	has := false
	for _, text := range append(e.Wordings[:min(len(e.Wordings), MaxWordings):min(len(e.Wordings), MaxWordings)], e.Answer) {
		text = words.Head(text, maxAnswerWords*40)
		ws := words.Of(text)
		ws = ws[:min(len(ws), maxAnswerWords)]
		if slices.ContainsFunc(ws, func(w words.Word) bool { return anywhere.Has(w.Text) }) {
			return false
		}
		has = has || slices.ContainsFunc(saidIn(text, ws, nil, languageOf(text), stems{}), func(s said) bool { return s.capital && toward.Has(s.joins) })
	}
	return has
}
