package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// chunkWord is a word of a proper name.
const chunkWord = `(?:(?:Dr|St|Mt|Jr)\.|(?:[\p{Lu}]\.)+|[\p{Lu}\d][\p{L}\d'’\-&!]*|&|\(r\))`

// titles: proper names of things: from offers that the customer takes, from
// confirmations, and in the customer's own words.
var (
	reChunk = lazy.Pattern(chunkWord + `(?:(?: (?:of the|of|the|de la|de|del|la|and|vs\.?|Vs\.?|y|el|&|-|–|by the|и) | )` + chunkWord + `|, (?:MD|M\.D\.|DDS|D\.D\.S\.|DMD|PhD|Jr|Inc|LLC|Ltd)\b)*(?:\(r\))?`)
	reOffer = lazy.Pattern(`(?:how about|what about|found|there is|there's|there are|recommend|suggest|called|named|is called|name is|have|named|try|such as|option is|options? (?:like|is)|предлагаю|есть|рекомендую|como|llamad[oa]|llama|with|by|at|to|for|see|watch|book|of|is|attend|like|visit|rent|table at|room at|tickets? (?:to|for)|appointment (?:at|with|for)|about|hotel|restaurant|hear|play)[: ]+(?:the |a |an |el |la )?["“«']?$`)
)

func (t *talk) titles(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		for i, ch := range each(t, chunks(l)) {
			base := t.base(l, ch[0])
			if base == 0 || t.isOption(s, l, ch[0], ch[1]) {
				continue
			}
			score := base + again(t, l, ch) + s.offered(t, l, ch, i == 0)
			if s.rivals > 0 && s.said(l, max(0, ch[0]-30), min(len(l.text), ch[1]+25), s.own) == 0 && t.asked(s, l) < 0.7 {
				score -= 0.25
			}
			if l.customer && strings.Count(l.text[ch[0]:ch[1]], " ") == 0 && t.asked(s, l) < 0.7 {
				score -= 0.05
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(l.text[ch[0]:ch[1]]), start: ch[0], end: ch[1], score: score})
		}
	}
	return out
}

var (
	reHappening = lazy.Pattern(`event|movie|film|song|match|artist|show\b|game|album|track|концерт|фильм|песн|pelicula|cancion`)
	rePlaceLead = lazy.Pattern(`(?:^|[^\p{L}])(?:at|from|near|in|by|on|album|located at|en|в|на)(?: the)? $`)
	reMakes     = lazy.Pattern(`\b(?:found|recommend|suggest|how about|what about|there is|there's|called|named|like|including|featuring|event|try)\b`)
)

// offered is what a name gains or loses by the words before it. Films and
// concerts are offered at places, whose names are others.
func (s *slot) offered(t *talk, l *line, ch [2]int, first bool) float64 {
	left := l.left(ch[0], 60)
	name := fold(l.text[ch[0]:ch[1]])
	if reHappening.MatchString(s.label) && !reThing.MatchString(s.label) {
		if rePlaceLead.MatchString(left) {
			return -0.3
		}
		for _, o := range t.lines {
			if strings.Contains(o.low, " at "+name) || strings.Contains(o.low, " at the "+name) {
				return -0.3
			}
		}
	}
	switch {
	case reOffer.MatchString(left):
		return 0.06
	case l.customer && t.asked(s, l) >= 0.7:
		return 0.15
	case !l.customer && (strings.TrimSpace(left) == "" || first && reMakes.MatchString(left)):
		return 0.04
	case first && !l.customer:
		return -0.04
	}
	return -0.2
}

// reThing: a theatre or a stadium where something happens.
var reThing = lazy.Pattern(`theat|venue|cinema|stadium|hall`)

// rides: where a ride goes to or comes from, by a proper name.
func (t *talk) rides(s *slot) []claim {
	if !reRide.MatchString(s.label) {
		return nil
	}
	var out []claim
	for l := range t.heard() {
		for _, ch := range each(t, chunks(l)) {
			base := t.base(l, ch[0])
			left := l.left(ch[0], 25)
			way := s.way(left, false)
			if reRideTo.MatchString(left) && way <= 0 && !reWayFr.MatchString(s.label) {
				way = 0.1
			}
			if strings.HasSuffix(left, "for ") {
				way = 0
			}
			if base == 0 || way <= 0 || t.isOption(s, l, ch[0], ch[1]) {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(l.text[ch[0]:ch[1]]), start: ch[0], end: ch[1], score: base + way - 0.05})
		}
	}
	return out
}

var reRideTo = lazy.Pattern(`(?:\bto|at|is|destination|location(?: of)?)(?: the)? ['"“«‘]?$`)

var reRide = lazy.Pattern(`taxi|\bcab\b|\bride|pick the client|take the client|driver|такси|поездк`)

// again: a name that other lines say too is surer.
func again(t *talk, l *line, ch [2]int) float64 {
	name := fold(l.text[ch[0]:ch[1]])
	for _, o := range t.lines {
		if o != l && strings.Contains(o.low, name) {
			return 0.08
		}
	}
	return 0
}

// chunksNow are runs of capitalised words that name no city, address, date or
// beginning of a sentence.
func chunksNow(l *line) [][2]int {
	var out [][2]int
	places := placesIn(l)
	for _, m := range reChunk.FindAllStringIndex(l.text, -1) {
		start := skipOpeners(l.text, m[0], m[1])
		end := m[1]
		for _, p := range places {
			if p.start > start && p.end >= end && reBeforePlace.MatchString(l.text[start:p.start]) {
				end = p.start
			}
			if p.start <= start && p.end >= end {
				end = start
			}
		}
		if at := reDateTail.FindStringIndex(l.text[start:max(start, end)]); at != nil {
			end = start + at[0]
		}
		end = max(start, end)
		end = start + len(strings.TrimRight(l.text[start:end], " ,!&-–"))
		end += len(reNoun.FindString(l.text[end:]))
		name := fold(l.text[start:end])
		if end-start < 3 || !strings.ContainsFunc(l.text[start:end], isUpperLetter) || openers.Get()[name] || topicWords.Get()[name] || cityNames.Get()[name] || notNames.Get()[name] || isStreet(l, start, end) {
			continue
		}
		out = append(out, [2]int{start, end})
	}
	return out
}

var (
	reBeforePlace = lazy.Pattern(`,[ ]?$`)
	reDateTail    = lazy.Pattern(`(?i)(?:^|[ ,]+)(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?\b(?:january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|[ ,]+\d{1,2}$`)
)

// reNoun: what a name may end with in small letters.
var reNoun = lazy.Pattern(`^(?: [a-z]+)? (?:lab|city|shop|apartments?|center|centre|festival|salon|clinic|park|museum|theater|theatre|cinema|school|station|mall|market)\b`)

var topicWords = lazy.Table(func() map[string]bool {
	m := map[string]bool{}
	for _, g := range topics {
		for _, w := range g {
			m[w] = true
		}
	}
	return m
})

// skipOpeners leaves out words that only begin the sentence.
func skipOpeners(text string, start, end int) int {
	for start < end {
		word, rest, more := strings.Cut(text[start:end], " ")
		bare := fold(strings.Trim(word, ".,!'’"))
		initial := len(word) == 1 && len(rest) > 1 && rest[1] == ' '
		if initial || !openers.Get()[bare] && strings.Trim(bare, "0123456789") != "" || strings.Trim(bare, "0123456789") == "" && more && rest != "" && !openers.Get()[fold(strings.SplitN(rest, " ", 2)[0])] && rest[0] >= 'A' && rest[0] <= 'Z' {
			return start
		}
		if !more {
			return end
		}
		start += len(word) + 1
	}
	return start
}

func isStreet(l *line, start, end int) bool {
	for _, h := range l.addressHits() {
		if h.Start < end && start < h.End {
			return true
		}
	}
	return false
}

func isUpperLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'А' && r <= 'Я' }
