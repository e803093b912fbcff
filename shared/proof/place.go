package proof

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// place is where a quote stands. All texts are folded: lower case, no accents,
// nothing hidden.
type place struct {
	raw         string // the quote's sentence, with what is hidden
	message     string
	before      string // of the message, up to the quote's end
	sentence    string
	ahead       string // of the sentence, before the quote
	behind      string // of the sentence, after it
	clause      string
	clauseAhead string // of the clause, before the quote
	nameless    string // the clause without names of streets
	around      string // the clause without the quote, as it was written
	quote       string
	line        string
	hidden      bool // the quote holds, or follows, what a person does not see
	inMarks     bool // the quote stands in quotation marks
	asks        bool // the sentence is a question
	spans       bool // the quote goes over the end of a sentence
	added       bool // the quote is a part of a sum that is to be reckoned out: "2+2"
	multiplied  bool // … of a product, or a measure of a thing: "2*2"
}

// placeOf finds the surroundings of said[at:to].
func placeOf(said string, at, to int) place {
	for to > at { // a full stop that was quoted along does not lead into the next sentence
		r, n := utf8.DecodeLastRuneInString(said[at:to])
		if !unicode.IsPunct(r) && !unicode.IsSpace(r) || r == ')' {
			break
		}
		to -= n
	}
	hidden := deceptive(said, at, to)
	said = abbreviated(said)
	p := place{quote: plain(said[at:to]), message: plain(said), before: plain(said[:to]), hidden: hidden}
	from, until := edges(said, at, to, sentenceEnd)
	p.raw = said[from:until]
	p.sentence = plain(p.raw)
	p.ahead, p.behind = plain(said[from:at]), plain(said[to:until])
	p.asks = strings.HasSuffix(strings.TrimRight(p.raw, " \t\n"), "?")
	begins, ends := clauseAround(p.raw, at-from, to-from)
	p.clause, p.clauseAhead = plain(p.raw[begins:ends]), plain(p.raw[begins:at-from])
	p.nameless = plain(streetName.ReplaceAllString(p.raw[begins:ends], " "))
	p.around = p.raw[begins:at-from] + " " + p.raw[max(begins, min(to-from, ends)):ends]
	p.spans = len(words.SplitAfter(said[at:to], sentenceEnd)) > 1
	lineFrom := strings.LastIndexByte(said[:at], '\n') + 1
	p.line = plain(said[lineFrom:to])
	p.inMarks = quotedAt(said, at, to)
	p.added = addsAhead.MatchString(said[from:at]) || addsBehind.MatchString(said[to:until]) || adds.MatchString(said[at:to])
	p.multiplied = multipliesAhead.MatchString(said[from:at]) || multipliesBehind.MatchString(said[to:until]) || multiplies.MatchString(said[at:to])
	return p
}

// What is added or multiplied is none of the figures that are.
var (
	adds             = lazy.Pattern(`\d\s?\+\s?\d`)
	addsAhead        = lazy.Pattern(`\d\s?\+\s?[^\s\d]?$`)
	addsBehind       = lazy.Pattern(`^\s?\+\s?[^\s\d]?\d`)
	multiplies       = lazy.Pattern(`\d\s?[*×^]\s?\d`)
	multipliesAhead  = lazy.Pattern(`\d\s?[*×^]\s?[^\s\d]?$`)
	multipliesBehind = lazy.Pattern(`^\s?[*×^]\s?[^\s\d]?\d`)
)

// streetName stands before its house's number: "Бабушкина 15" is nobody's grandmother.
var streetName = lazy.Pattern(`\p{Lu}[\p{L}-]+,? (?:(?:дом|д\.?|no\.?|nº|número) ?)?\d+`)

// abbreviation ends in a full stop that ends no sentence.
var abbreviation = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:ул|пр|просп|пер|пл|наб|ш|бул|стр|корп|кв|эт|под|оф|г|гор|обл|пос|тел|моб|им|руб|шт|т|av|avda|avd|pza|plza|pl|c|núm|num|tel|tfno|st|ave|rd|blvd|apt|no|mr|mrs|ms|dr|sr|sra|srta|dra|dña)\. ?`)

// streetEnd is an abbreviation that ends a street's name, and a sentence, too, where a
// capital follows: "9 Harbor Rd. My phone is".
var streetEnd = lazy.Pattern(`(?i)(?:rd|ave|blvd)\. ?$`)

// abbreviated is the text without the full stops that end no sentence, byte for byte.
func abbreviated(said string) string {
	out := []byte(said)
	for _, at := range abbreviation.FindAllStringIndex(said, -1) {
		next, _ := utf8.DecodeRuneInString(said[at[1]:])
		if streetEnd.MatchString(said[at[0]:at[1]]) && unicode.IsUpper(next) {
			continue
		}
		for i := at[0]; i < at[1]; i++ {
			if out[i] == '.' {
				out[i] = ' '
			}
		}
	}
	return string(out)
}

// edges are the ends of the stretch around s[at:to] between two places where
// end says that one ends.
func edges(s string, at, to int, end func(before, after rune, r rune) bool) (int, int) {
	rs := []rune(s)
	pos := make([]int, len(rs)+1)
	for i, off := 0, 0; i < len(rs); i++ {
		pos[i] = off
		_, n := utf8.DecodeRuneInString(s[off:])
		off += n
		pos[i+1] = off
	}
	around := func(i int) (before, after rune) {
		if i > 0 {
			before = rs[i-1]
		}
		if i+1 < len(rs) {
			after = rs[i+1]
		}
		return before, after
	}
	from, until := 0, len(s)
	for i, r := range rs {
		before, after := around(i)
		switch {
		case pos[i+1] <= at && end(before, after, r):
			from = pos[i+1]
		case pos[i] >= to && until == len(s) && end(before, after, r):
			until = pos[i+1]
		}
	}
	return from, until
}

// clauseAround are the ends of the clause of s[at:to] in its sentence.
func clauseAround(s string, at, to int) (from, until int) {
	from, until = edges(s, at, to, clauseEnd)
	for _, c := range conjunction.FindAllStringIndex(s, -1) {
		switch {
		case c[1] <= at:
			from = max(from, c[1])
		case c[0] >= to:
			until = min(until, c[0])
		}
	}
	return from, until
}

func sentenceEnd(before, after, r rune) bool {
	switch r {
	case '\n', '!', '?', '…', ';':
		return true
	case '.':
		return after == 0 || unicode.IsSpace(after)
	}
	return false
}

func clauseEnd(before, after, r rune) bool {
	switch r {
	case ',', '(', ')', '—', '–':
		return !(unicode.IsDigit(before) && unicode.IsDigit(after)) && !phoneParen(before, after, r)
	case '-':
		return unicode.IsSpace(before) && unicode.IsSpace(after)
	}
	return sentenceEnd(before, after, r)
}

// phoneParen: the brackets in "8 (911) 765" end no clause.
func phoneParen(before, after, r rune) bool {
	return r == '(' && unicode.IsDigit(after) || r == ')' && unicode.IsDigit(before)
}

// quotedAt says whether s[at:to] stands between quotation marks.
func quotedAt(s string, at, to int) bool {
	for _, pair := range []string{"«»", "“”", "„“", "‘’"} {
		open, size := utf8.DecodeRuneInString(pair)
		closing, _ := utf8.DecodeRuneInString(pair[size:])
		last := strings.LastIndexAny(s[:at], pair)
		if last >= 0 && strings.HasPrefix(s[last:], string(open)) && strings.ContainsRune(s[to:], closing) {
			return true
		}
	}
	return strings.Count(s[:at], `"`)%2 == 1 && strings.Contains(s[to:], `"`)
}

// deceptive says whether a person sees other words than the quote's: hidden
// characters in it, or a turn of direction that is still open before it. An
// emoji's selector and joiner are no deceit.
func deceptive(s string, at, to int) bool {
	for _, r := range s[at:to] {
		if words.Hidden(r) && r != 0xFE0F && r != 0x200D && !leftToRight(r) {
			return true
		}
	}
	turned := 0
	for _, r := range s[:at] {
		switch r {
		case 0x202B, 0x202E, 0x202D, 0x2067: // right to left; overrides of either direction
			turned++
		case 0x202C, 0x2069:
			turned = max(0, turned-1)
		case '\n':
			turned = 0
		}
	}
	return turned > 0
}

// leftToRight marks come with numbers copied from a phone's contacts.
func leftToRight(r rune) bool {
	return r == 0x202A || r == 0x202C || r == 0x2066 || r == 0x2069 || r == 0x200E
}

// plain folds a text for looking up cues.
func plain(s string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(words.Visible(s), func(r rune) bool { return r == '\u00a0' || r == '\t' || r == ' ' }) {
		b.WriteString(words.Bare(words.Faces(w)))
		b.WriteByte(' ')
	}
	return " " + b.String()
}
