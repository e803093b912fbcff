package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// Unanswered keeps the questions that no entry answers.
type Unanswered interface {
	// Unanswered are the newest, at most so many, with what their messages say now;
	// of messages that are gone there is none.
	Unanswered(ctx context.Context, most int) ([]desk.Unanswered, error)
	// DropUnanswered forgets them. One that is gone is no error.
	DropUnanswered(ctx context.Context, us []desk.Unanswered) error
}

// Questioner goes through the questions without an answer, with people who may change
// the knowledge base and read what customers write.
//
// Repeating is harmless: a group is found by any question in it, an entry that was made
// of it is named after that, and what is forgotten stays so.
type Questioner struct {
	Unanswered Unanswered
	Finder     *Finder
	Keeper     *Keeper
	Group      func(questions []string) []int
	Asked      Asked
}

// Group are questions that ask the same.
type Group struct {
	Questions  []desk.Unanswered // the newest first
	Candidates []desk.FAQMatch   // entries of which they may be another wording
	Sure       float64           // from which of their scores on the bot would have answered
	Own        Own               // what operators answered
}

// ID is the group's: any of its questions' finds it.
func (g Group) ID() desk.UnansweredID { return g.Questions[0].ID() }

// Wording is how it would stand in the base.
func (g Group) Wording() string { return desk.Impersonal(g.Questions[0].Asked()) }

// Times is how often it was asked.
func (g Group) Times() (n int) {
	for _, u := range g.Questions {
		n += max(1, u.Times)
	}
	return n
}

// Groups are the questions that were asked on a line ("": on any), those asked most
// often first.
func (q *Questioner) Groups(ctx context.Context, by desk.Actor, line desk.LineID) ([]Group, error) {
	if err := errors.Join(by.MustReadDialogs(), by.MustChangeKnowledge()); err != nil {
		return nil, err
	}
	all, err := q.Unanswered.Unanswered(ctx, desk.MaxUnanswered)
	if err != nil {
		return nil, fmt.Errorf("questions without an answer: %w", err)
	}
	if line != "" {
		all = slices.DeleteFunc(all, func(u desk.Unanswered) bool { return u.Line != line })
	}
	var each []desk.Unanswered
	for _, u := range all {
		each = append(each, u.Each()...)
	}
	texts := make([]string, len(each))
	for i, u := range each {
		texts[i] = u.Asked()
	}
	at := map[int]int{}
	var out []Group
	for i, first := range q.Group(texts) {
		n, ok := at[first]
		if !ok {
			n = len(out)
			at[first], out = n, append(out, Group{})
		}
		out[n].Questions = append(out[n].Questions, each[i])
	}
	slices.SortStableFunc(out, func(a, b Group) int { return b.Times() - a.Times() })
	return out, nil
}

// WithCandidates are groups with the entries that are most like them, and with what
// operators answered.
func (q *Questioner) WithCandidates(ctx context.Context, gs []Group) ([]Group, error) {
	out := slices.Clone(gs)
	for i, g := range out {
		found, err := q.Finder.Find(ctx, Ask{Question: g.Questions[0].Asked(), Line: g.Questions[0].Line})
		if err != nil {
			return nil, err
		}
		out[i].Candidates, out[i].Sure = found.Candidates, found.Sure
		if out[i].Own, err = q.Asked.own(ctx, g); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// group is the one that a question is in. ErrNotFound.
func (q *Questioner) group(ctx context.Context, by desk.Actor, id desk.UnansweredID) (Group, error) {
	all, err := q.Groups(ctx, by, "")
	if err != nil {
		return Group{}, err
	}
	for _, g := range all {
		if slices.ContainsFunc(g.Questions, func(u desk.Unanswered) bool { return u.ID() == id }) {
			return g, nil
		}
	}
	return Group{}, fmt.Errorf("question %s: %w", id, desk.ErrNotFound)
}

// AddWording makes the group another wording of an entry, as it is or as the caller
// words it, and forgets it.
func (q *Questioner) AddWording(ctx context.Context, by desk.Actor, id desk.UnansweredID, to desk.FAQID, wording string) (desk.FAQ, error) {
	g, err := q.group(ctx, by, id)
	if err != nil {
		return desk.FAQ{}, err
	}
	if wording == "" {
		wording = g.Wording()
	}
	for try := 0; ; try++ {
		saw, err := q.Keeper.Entry(ctx, by, to)
		if err != nil {
			return desk.FAQ{}, err
		}
		e := saw
		e.Wordings = append(slices.Clone(saw.Wordings), wording)
		e, err = q.Keeper.Change(ctx, by, saw, e)
		if errors.Is(err, desk.ErrConflict) && try < 3 {
			continue // somebody changed the entry meanwhile: it has the wording as well
		}
		if err != nil {
			return desk.FAQ{}, err
		}
		return e, q.drop(ctx, g)
	}
}

// MakeEntry makes an entry of the group, and forgets it. An entry without a question
// gets the group's.
func (q *Questioner) MakeEntry(ctx context.Context, by desk.Actor, id desk.UnansweredID, e desk.FAQ) (desk.FAQ, error) {
	g, err := q.group(ctx, by, id)
	if errors.Is(err, desk.ErrNotFound) { // perhaps it was made, and the answer lost
		if made, no := q.Keeper.Entry(ctx, by, desk.NewFAQID(string(id))); no == nil {
			return made, nil
		}
	}
	if err != nil {
		return desk.FAQ{}, err
	}
	if e.Question == "" {
		e.Question = g.Wording()
	}
	made, err := q.Keeper.Create(ctx, by, string(id), e)
	if err != nil {
		return desk.FAQ{}, err
	}
	return made, q.drop(ctx, g)
}

// Dismiss forgets the group. One that is gone is no error.
func (q *Questioner) Dismiss(ctx context.Context, by desk.Actor, id desk.UnansweredID) error {
	g, err := q.group(ctx, by, id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return q.drop(ctx, g)
}

func (q *Questioner) drop(ctx context.Context, g Group) error {
	if err := q.Unanswered.DropUnanswered(ctx, g.Questions); err != nil {
		return fmt.Errorf("forget the question: %w", err)
	}
	return nil
}
