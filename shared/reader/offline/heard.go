package offline

import (
	"iter"
	"sort"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// The bounds of one reading, so that its cost grows with the chat and has an
// end, whoever writes what. Natural chats stay far below them. What a bound
// leaves out, the summary says.
const (
	// maxLine is how much of one message is read, in bytes: twice what the widest
	// messenger lets a person write in Latin letters.
	maxLine = 8192
	// maxLines and maxTalk are how much of a chat is read, the newest first: in
	// messages and in bytes.
	maxLines, maxTalk = 1000, 128 << 10
	// maxHits is how many places of one message are looked at for one field.
	maxHits = 40
	// maxClaims is how many claims a field may have in a chat.
	maxClaims = 400
	// maxRefused is how many claims of a chat may win and be refused by
	// proof.Guard, which costs the most of all.
	maxRefused = 64
)

// omitted is what a reading left out.
type omitted struct{ messages, ends, values bool }

func (o omitted) anything() bool { return o != omitted{} }

// heard are the lines of the talk, as long as ctx lasts: every rule goes through
// them by it, so that a reading stops between two lines.
func (t *talk) heard() iter.Seq[*line] {
	return func(yield func(*line) bool) {
		for _, l := range t.lines {
			if t.over() || !yield(l) {
				return
			}
		}
	}
}

// over says whether ctx has ended. It is asked before each line for each rule,
// before each look through a line, and before each hit: a line of maxLine may take
// tens of milliseconds for one rule. Once it has ended, what is found is left out,
// since nobody gets the reading.
func (t *talk) over() bool {
	if t.err == nil {
		t.err = t.ctx.Err()
	}
	return t.err != nil
}

// few are the first of what one message holds.
func few[T any](t *talk, all []T) []T {
	if len(all) > maxHits {
		t.left.values = true
		return all[:maxHits]
	}
	return all
}

// each goes through few of what one message holds, as long as ctx lasts.
func each[T any](t *talk, all []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, one := range few(t, all) {
			if t.over() || !yield(i, one) {
				return
			}
		}
	}
}

// newest are the messages that are read: the last ones, if not all.
func (t *talk) newest(all []desk.Message) []desk.Message {
	size := 0
	for i := len(all) - 1; i >= 0; i-- {
		if size += min(len(all[i].SpokenText()), maxLine); size > maxTalk || len(all)-i > maxLines {
			t.left.messages = true
			return all[i+1:]
		}
	}
	return all
}

// neighbours notes for each line who spoke before and after it.
func (t *talk) neighbours() {
	last := map[bool]*line{}
	for _, l := range t.lines {
		l.before, l.back = last[!l.customer], last[l.customer]
		last[l.customer] = l
	}
	var next *line
	for i := len(t.lines) - 1; i >= 0; i-- {
		t.lines[i].next = next
		if t.lines[i].customer {
			next = t.lines[i]
		}
	}
}

// says tells whether the line matches, and is asked once for each expression.
func (l *line) says(re *lazy.Regexp) bool { return l.cue(re) != "" }

// cue is what of the line matches first; an expression that matches nothing at
// all, as none here does, would not be told from one that does not match.
func (l *line) cue(re *lazy.Regexp) string {
	s, ok := l.known.cues[re]
	if !ok && !l.talk.over() {
		s = re.FindString(l.low)
		if l.known.cues == nil {
			l.known.cues = map[*lazy.Regexp]string{}
		}
		l.known.cues[re] = s
	}
	return s
}

// numbersIn are the line's numbers, moniesIn its amounts in whatever currency,
// placesIn and chunks its cities and proper names.
func (t *talk) numbersIn(l *line) []value.Number {
	if !l.known.hasNumbers && !t.over() {
		l.known.said, l.known.hasNumbers = value.Numbers(l.text, t.chat.Locale), true
	}
	return l.known.said
}

func (t *talk) moniesIn(l *line) []value.Hit {
	return l.once("monies", &l.known.monies, func() []value.Hit { return value.Monies(l.text, "", t.chat.Locale) })
}

func placesIn(l *line) []place {
	if !l.known.hasPlaces && !l.talk.over() {
		l.known.places, l.known.hasPlaces = placesNow(l), true
	}
	return l.known.places
}

func chunks(l *line) [][2]int {
	if !l.known.hasChunks && !l.talk.over() {
		l.known.chunks, l.known.hasChunks = chunksNow(l), true
	}
	return l.known.chunks
}

// has says whether a word stands in the line.
func (l *line) has(word string) bool {
	if l.known.words == nil {
		l.known.words = make(map[string]bool, len(l.words))
		for _, w := range l.words {
			l.known.words[w.Text] = true
		}
	}
	return l.known.words[word]
}

// namesCode says whether the sentence at a place speaks of a code or password.
func (l *line) namesCode(at int) bool {
	p := l.part(at)
	named, ok := l.known.coded[p.start]
	if !ok {
		named = value.NamesCode(l.text[p.start:p.end])
		if l.known.coded == nil {
			l.known.coded = map[int]bool{}
		}
		l.known.coded[p.start] = named
	}
	return named
}

// partAt is the index of the first sentence that ends at or behind a place.
func (l *line) partAt(at int) int {
	return sort.Search(len(l.parts), func(i int) bool { return at <= l.parts[i].end })
}

// addressHits are the line's addresses.
func (l *line) addressHits() []value.Hit {
	return l.once("addresses", &l.known.addresses, func() []value.Hit { return value.Addresses(l.text) })
}
