package faq

// groupedFrom is how alike two questions are that ask the same. It was tried on
// questions of public banks: below it, what has another answer falls together sooner
// than what has the same is found.
const groupedFrom = 0.37

// Groups tells which questions ask the same: for each the place of the first one of
// its group, which is its own if none before it is alike. Each is compared with the
// groups' first ones, so that no chain of neighbours makes one group of two subjects.
func Groups(questions []string) []int {
	entries := make([]Entry, len(questions))
	for i, q := range questions {
		entries[i] = Entry{Wordings: []string{q}}
	}
	b := New(entries)
	out := make([]int, len(questions))
	for i, q := range questions {
		out[i] = i
		best := b.hits(b.weighted(b.question(q).vector, nil), 1, func(o int) bool { return o < i && out[o] == o })
		if len(best) > 0 && best[0].score >= groupedFrom {
			out[i] = int(best[0].entry)
		}
	}
	return out
}
