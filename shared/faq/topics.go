package faq

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

//go:embed topics.txt
var topicsText string

// topicWeight is how much a topic of topics.txt counts, beside a word.
const topicWeight = 1.6

// phrase is a way to speak of a topic.
type phrase struct {
	words []string
	topic uint8
}

// topics are all ways to speak of them, by the first letter, and of each that is a part of
// another which that is.
type topics struct {
	said  map[rune][]phrase
	whole [256]uint8
}

var allTopics = lazy.Table(func() *topics {
	out := &topics{said: map[rune][]phrase{}}
	n, whole := uint8(0), uint8(0)
	for line := range strings.Lines(topicsText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		n++
		line, part := strings.CutPrefix(line, "^")
		if out.whole[n] = whole; !part {
			out.whole[n], whole = 0, n
		}
		for said := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == '|' || r == ',' }) {
			ws := strings.Fields(words.Fold(strings.ReplaceAll(said, "-", " ")))
			first, _ := utf8.DecodeRuneInString(ws[0])
			out.said[first] = append(out.said[first], phrase{ws, n})
		}
	}
	return out
})

// topic is one that a text speaks of, and the words by which it does.
type topic struct {
	of       uint8
	from, to int
}

func (t topic) key() string { return "@" + strconv.Itoa(int(t.of)) }

// topicsOf are the topics of words, each once, as it is said first.
func topicsOf(ws []words.Word, meant map[string]string) (out []topic) {
	said := make([]string, len(ws))
	for i, w := range ws {
		said[i] = w.Text
		if m, ok := meant[w.Text]; ok {
			said[i] = m
		}
	}
	known := map[uint8]bool{}
	all := allTopics.Get()
	for i, w := range said {
		first, _ := utf8.DecodeRuneInString(w)
		for _, p := range all.said[first] {
			if known[p.topic] {
				continue
			}
			if end := p.end(said[i:]); end > 0 {
				for of := p.topic; of > 0 && !known[of]; of = all.whole[of] {
					known[of] = true
					out = append(out, topic{of, i, i + end})
				}
			}
		}
	}
	return out
}

// between are words that may stand anywhere in a phrase.
var between = lazy.Words(`the a an your my our this that please у вас нас ваш ваша ваше ваши вашу мне мой мою моя мы вы ли бы пожалуйста el la los las un una su sus mi mis me por favor`)

// gap is how many words .. stands for at most.
const gap = 2

// end is behind which of the words the phrase ends with which they begin; 0: with another.
func (p phrase) end(said []string) int {
	at := 0
	for k := 0; k < len(p.words); k++ {
		if p.words[k] == ".." {
			k++
			from := at
			for at < len(said) && at <= from+gap && !is(said[at], p.words[k]) {
				at++
			}
			if at > from+gap {
				return 0
			}
		}
		for at > 0 && at < len(said) && !is(said[at], p.words[k]) && between.Has(said[at]) {
			at++
		}
		if at >= len(said) || !is(said[at], p.words[k]) {
			return 0
		}
		at++
	}
	return at
}

// is says whether a word is the one of a phrase, or begins so.
func is(word, of string) bool {
	if begins, any := strings.CutSuffix(of, "*"); any {
		return strings.HasPrefix(word, begins)
	}
	return word == of
}

// spoken are the topics of a question that an entry's wordings have, and whether it has
// none: of one that is a part of another ("what does delivery cost"), no other part.
func (b *Base) spoken(q vector, from, to int32) (has [256]bool, any, none bool) {
	parts := false // the question asks for a part that the entry has not, and it for another
	for _, t := range q {
		if t.topic == 0 || t.kind != meaning {
			continue
		}
		none = true
		if t.term >= 0 && b.within(t.term, from, to) {
			has[t.topic], any = true, true
		} else if b.otherPart(t.topic, from, to) {
			parts = true
		}
	}
	any = any && !parts
	return has, any, none && !any
}

// otherPart says whether an entry speaks of another part of what a topic is a part of.
func (b *Base) otherPart(of uint8, from, to int32) bool {
	whole := allTopics.Get().whole
	for i, w := range whole {
		if w > 0 && w == whole[of] && i != int(of) {
			if n, ok := b.terms[(term{kind: meaning, text: topic{of: uint8(i)}.key()}).key()]; ok && b.within(n, from, to) {
				return true
			}
		}
	}
	return false
}

// speaks says whether an entry's wordings speak of a topic of a question.
func (b *Base) speaks(entry int32, q vector) bool {
	from, to := b.docsOf(entry)
	for _, t := range q {
		if t.kind == meaning && t.topic > 0 && t.term >= 0 && b.within(t.term, from, to) {
			return true
		}
	}
	return false
}

// docsOf are an entry's docs.
func (b *Base) docsOf(entry int32) (from, to int32) {
	if int(entry)+1 < len(b.first) {
		return b.first[entry], b.first[entry+1]
	}
	return b.first[entry], int32(len(b.docs))
}
