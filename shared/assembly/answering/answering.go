// Package answering plugs in how questions find their entries. It is apart from the
// verbs since it links the lists of words that mean the same.
package answering

import (
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/faq"
	"github.com/sufler/sufler/shared/flow/knowledge"
)

// Index makes an index of a knowledge base. Of an entry in several languages all
// answers are looked at.
func Index(entries []desk.FAQ) knowledge.Index {
	es := make([]faq.Entry, len(entries))
	for i, e := range entries {
		es[i] = faq.Entry{ID: string(e.ID), Wordings: e.Texts()}
		for _, a := range e.Answers {
			es[i].Answer += a.Text + "\n"
		}
	}
	return index{faq.New(es)}
}

// Group tells which questions ask the same: for each the place of the first of them.
func Group(questions []string) []int { return faq.Groups(questions) }

type index struct{ *faq.Base }

// Ask implements knowledge.Index.
func (x index) Ask(question string, most int, may func(entry int) bool) []knowledge.Hit {
	found := x.Base.Ask(question, most, may)
	out := make([]knowledge.Hit, len(found))
	for i, c := range found {
		out[i] = knowledge.Hit{Entry: c.Entry, Score: c.Score, Wording: c.Wording, Words: c.Words}
	}
	return out
}
