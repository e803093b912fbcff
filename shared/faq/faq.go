// Package faq finds the entry of a knowledge base that answers a question, or says
// that none does. It uses rules and counts only: no model, no call, the same answer
// to the same question every time. It never makes words: whoever asks gets an
// entry's id, or nothing.
//
// A text is seen as words (their stems), pairs of neighbours, pieces of words, which
// forgive typing errors, and meanings (likeness.txt), each weighted by how few
// entries it is found in. A question is compared with each wording of an entry, with
// all of them together, so that each entry's wordings are synonyms of one another,
// and with its answer.
//
// How sure is sure enough is learned from the base itself: see Base.Sure.
//
// The work is linear in the question, which is cut, and in the base.
package faq

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Entry is what is compared with questions.
type Entry struct {
	ID       string
	Wordings []string // the question, and other ways to ask it
	Answer   string
}

// Limits of what is looked at of an entry; the rest is left out.
const (
	MaxWordings    = 50  // of an entry
	maxWords       = 96  // of a text
	maxAnswerWords = 200 // of an answer
)

// Base is a knowledge base, ready to be asked, by any number of goroutines.
type Base struct {
	entries  []Entry
	docs     []doc     // one entry's lie together
	first    []int32   // of each entry's docs
	about    []aspect  // of each entry, what it is asked for
	wants    []wanted  // of each entry, what it wants done
	same     []int32   // of each entry, the first that says the same
	alike    []float64 // of each entry, how like one another its wordings are
	terms    map[string]int32
	found    []int32   // in how many entries each term is found, those that say the same being one
	heard    []float32 // in how many of strangers' questions
	posts    [][]post
	apart    [][]post          // of the strangers' questions that surely no entry answers
	foreign  int32             // how many those are
	known    map[language]bool // the languages of its wordings
	spelling spelling          // of its words
	written  map[string]bool   // these
	scratch  sync.Pool
	odds     odds
	wordings float64 // how many its entries have
}

// doc is one of the texts that stand for an entry.
type doc struct {
	entry   int32
	part    part
	wording int32
	mass    float32 // of its words that say something
	thing   bool    // one of these is more than a word for a price
}

type part uint8

const (
	wording part = iota
	together
	answer
)

type post struct {
	doc    int32
	weight float32
}

// How much each part counts. They were tried on public banks of questions and
// compared on both halves of each.
const (
	togetherWeight = 0.5
	answerWeight   = 0.3
)

// New makes a base. Repeating gives the same base.
func New(entries []Entry) *Base {
	b := &Base{entries: entries, terms: map[string]int32{}, known: map[language]bool{}, spelling: spelling{}, written: map[string]bool{}}
	b.pair()
	texts := b.count()
	asked := b.hear()
	for i, of := range texts {
		b.add(int32(i), of)
		b.about = append(b.about, entries[i].aspects())
		b.wants = append(b.wants, entries[i].wanted())
	}
	b.level()
	b.scratch.New = func() any { return &scratch{sums: make([]float32, len(b.docs))} }
	b.odds = b.learn(texts)
	b.odds.strange = b.turnAway(asked)
	return b
}

// pair finds the entries that say the same: none of them is another's rival.
func (b *Base) pair() {
	first := map[string]int32{}
	for i, e := range b.entries {
		says := strings.ToLower(strings.Join(strings.Fields(e.Answer), " "))
		if at, ok := first[says]; ok && says != "" {
			b.same = append(b.same, at)
			continue
		}
		first[says] = int32(i)
		b.same = append(b.same, int32(i))
	}
}

// features of an entry's wordings and of its answer.
type features struct {
	wordings []vector
	answer   vector
}

// count reads all texts, and in how many entries' wordings each term is.
func (b *Base) count() []features {
	out := make([]features, len(b.entries))
	met := stems{}
	in := make([]map[int32]bool, len(b.entries))
	for i, e := range b.entries {
		if in[b.same[i]] == nil {
			in[b.same[i]] = map[int32]bool{}
		}
		seen := in[b.same[i]]
		b.wordings += float64(min(len(e.Wordings), MaxWordings))
		for _, w := range e.Wordings[:min(len(e.Wordings), MaxWordings)] {
			lang := languageOf(w)
			b.known[lang] = true
			b.spell(w, maxWords)
			v := b.vector(read(w, lang, maxWords, met), true)
			out[i].wordings = append(out[i].wordings, v)
			for _, t := range v {
				if !seen[t.term] {
					seen[t.term] = true
					b.found[t.term]++
				}
			}
		}
		b.spell(e.Answer, maxAnswerWords)
		out[i].answer = b.vector(read(e.Answer, languageOf(e.Answer), maxAnswerWords, met), true)
	}
	return out
}

// add makes an entry's docs.
func (b *Base) add(entry int32, of features) {
	b.first = append(b.first, int32(len(b.docs)))
	sum := map[int32]float32{}
	var order []int32
	var ws []vector
	for i, v := range of.wordings {
		v = b.weighted(v, nil)
		ws = append(ws, v)
		b.put(doc{entry: entry, part: wording, wording: int32(i)}, v)
		for _, t := range v {
			if _, ok := sum[t.term]; !ok {
				order = append(order, t.term)
			}
			sum[t.term] += t.weight
		}
	}
	all := make(vector, len(order))
	for i, t := range order {
		all[i] = weight{term: t, weight: sum[t]} // of no kind
	}
	b.alike = append(b.alike, alike(ws, order, sum))
	b.put(doc{entry: entry, part: together, wording: -1}, all.unit())
	b.put(doc{entry: entry, part: answer, wording: -1}, b.weighted(of.answer, nil))
}

func (b *Base) put(d doc, v vector) {
	at := int32(len(b.docs))
	for _, t := range v {
		if t.kind == stem && !t.light {
			d.mass += t.weight * t.weight
			d.thing = d.thing || !t.cost
		}
	}
	b.docs = append(b.docs, d)
	for _, t := range v {
		b.posts[t.term] = append(b.posts[t.term], post{at, t.weight})
	}
}

// Candidate is an entry that may answer.
type Candidate struct {
	ID      string
	Entry   int      // its place in what the base was made of
	Score   float64  // how sure it is, from 0 to 1
	Wording int      // which one is most like the question
	Words   []string // the question's words and meanings that it was found by
}

// Ask are the entries that are most like a question, the best first, at most so
// many, and none that shares nothing with it. may, if not nil, says which entries may
// be given at all, by their places.
func (b *Base) Ask(question string, most int, may func(entry int) bool) []Candidate {
	q := b.question(question)
	v := b.weighted(q.vector, nil)
	hits := b.fit(b.hits(v, max(most, 1+rivals), may), q)
	out := make([]Candidate, min(most, len(hits)))
	for i, h := range hits[:len(out)] {
		other := hits[0].score
		if i == 0 {
			other = b.rival(hits)
		}
		s := b.signs(v, h, other)
		if i == 0 {
			s[ofAnother] = truth(b.another(q, h))
		}
		sure := score(s.odds())
		if i > 0 {
			sure = min(sure, out[i-1].Score) // they are in the order of what they are found by
		}
		out[i] = Candidate{ID: b.entries[h.entry].ID, Entry: int(h.entry), Score: sure, Wording: max(0, int(h.wording)), Words: b.shared(q, h)}
	}
	return out
}

// rivals are how many hits behind the best one are looked at for another answer.
const rivals = 8

// rival is the score of the best hit that says something else than the first.
func (b *Base) rival(hits []hit) float64 {
	for _, h := range hits[1:] {
		if b.same[h.entry] != b.same[hits[0].entry] {
			return h.score
		}
	}
	return 0
}

// hit is an entry with its score.
type hit struct {
	entry, wording           int32
	score                    float64
	closest, next, all, said float64 // of its wordings, the second, all of them together, its answer
	other                    bool    // it tells something else of what is asked
}

// fit puts hits in order by how far they tell what of a thing is asked for.
func (b *Base) fit(hits []hit, q asked) []hit {
	for i := range hits {
		fits := b.about[hits[i].entry].fits(q.about)
		if !b.wants[hits[i].entry].fits(q.wants) {
			fits *= elsewhere
		}
		for _, of := range []*float64{&hits[i].score, &hits[i].closest, &hits[i].next, &hits[i].all, &hits[i].said} {
			*of *= fits
		}
		hits[i].other = fits < 1
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	return hits
}

// scratch is where one question's sums are added up.
type scratch struct{ sums []float32 }

// hits are the best of the entries that may be given.
func (b *Base) hits(q vector, most int, may func(entry int) bool) []hit {
	s := b.scratch.Get().(*scratch)
	defer b.scratch.Put(s)
	clear(s.sums)
	for _, t := range q {
		if t.term < 0 {
			continue
		}
		for _, p := range b.posts[t.term] {
			s.sums[p.doc] += t.weight * p.weight
		}
	}
	var best []hit
	now := hit{entry: -1}
	end := func() {
		now.score = (now.closest+togetherWeight*now.all)/(1+togetherWeight) + answerWeight*now.said
		if now.entry < 0 || now.score <= 0 || len(best) == most && now.score <= best[most-1].score || may != nil && !may(int(now.entry)) {
			return
		}
		at, _ := slices.BinarySearchFunc(best, now, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
		for at < len(best) && best[at].score == now.score {
			at++
		}
		if best = slices.Insert(best, at, now); len(best) > most {
			best = best[:most]
		}
	}
	for i, d := range b.docs {
		if d.entry != now.entry {
			end()
			now = hit{entry: d.entry, wording: -1}
		}
		switch sum := float64(s.sums[i]); {
		case d.part == together:
			now.all = sum
		case d.part == answer:
			now.said = sum
		case sum > now.closest:
			now.next = now.closest
			now.closest, now.wording = sum, d.wording
		case sum > now.next:
			now.next = sum
		}
	}
	end()
	return best
}

// shared are words by which an entry was found.
func (b *Base) shared(q asked, h hit) []string {
	with := map[int32]bool{}
	for i, d := range b.docs {
		if d.entry == h.entry {
			with[int32(i)] = true
		}
	}
	var out []string
	for i, t := range q.vector {
		if t.term < 0 || q.names[i] == "" || slices.Contains(out, q.names[i]) {
			continue
		}
		if slices.ContainsFunc(b.posts[t.term], func(p post) bool { return with[p.doc] }) {
			out = append(out, q.names[i])
		}
	}
	return out
}
