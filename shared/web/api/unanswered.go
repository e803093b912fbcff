package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/knowledge"
)

// UnansweredView are questions that ask the same, and that no entry answers.
type UnansweredView struct {
	ID         desk.UnansweredID  `json:"id"`
	Question   string             `json:"question" doc:"As it would stand in the base: without e-mail addresses, links and long numbers."`
	Times      int                `json:"times" doc:"How often it was asked, of the newest 500 questions without an answer; each is kept for 90 days. Of one customer at most five different ones a day are kept, and the same one is counted."`
	AskedAt    Time               `json:"askedAt" doc:"When it was asked last."`
	Examples   []AskedView        `json:"examples" nullable:"false" doc:"The newest, at most five."`
	Draft      *OwnAnswerView     `json:"draft,omitempty" doc:"What operators answered to it, once the dialogs were closed: a draft of an entry, to be looked at and made one, changed, or dismissed with the question."`
	Candidates []FAQCandidateView `json:"candidates" nullable:"false" doc:"Entries of which it may be another wording."`
	Sure       float64            `json:"sure" doc:"From which score of a candidate on the bot would answer: how sure it has to be, of 1. It is the base's own, so scores are to be compared with it."`
}

// OwnAnswerView is what operators answered themselves.
type OwnAnswerView struct {
	Answer string `json:"answer" doc:"The longest of them, without the customer's name, e-mail addresses, links and long numbers."`
	Times  int    `json:"times" doc:"How many of the five newest questions were answered."`
}

// AskedView is one time that it was asked.
type AskedView struct {
	Text   string        `json:"text"`
	Dialog desk.DialogID `json:"dialog"`
	Line   desk.LineID   `json:"line"`
}

// maxExamples of a question are shown.
const maxExamples = 5

func unansweredView(g knowledge.Group) UnansweredView {
	v := UnansweredView{
		ID: g.ID(), Question: g.Wording(), Times: g.Times(), AskedAt: Time{g.Questions[0].At.Time()},
		Examples: []AskedView{}, Candidates: []FAQCandidateView{}, Sure: g.Sure,
	}
	for _, u := range g.Questions[:min(len(g.Questions), maxExamples)] {
		v.Examples = append(v.Examples, AskedView{u.Asked(), u.Dialog, u.Line})
	}
	if g.Own.Times > 0 {
		v.Draft = &OwnAnswerView{g.Own.Answer, g.Own.Times}
	}
	for _, m := range g.Candidates {
		v.Candidates = append(v.Candidates, candidateView(m))
	}
	return v
}

// UnansweredPath names questions in an address.
type UnansweredPath struct {
	ID desk.UnansweredID `path:"id" maxLength:"64" doc:"Any of the group's questions."`
}

// WordingOfView says of which entry questions become a wording.
type WordingOfView struct {
	Entry   desk.FAQID `json:"entry" maxLength:"64"`
	Wording string     `json:"wording,omitempty" maxLength:"500" doc:"Absent: as question has it."`
}

// EntryOfView is an entry made of questions.
type EntryOfView struct {
	Question string          `json:"question,omitempty" maxLength:"500" doc:"Absent: as the group's question."`
	Answers  []FAQAnswerView `json:"answers" required:"false" nullable:"false" maxItems:"6"`
	Category string          `json:"category,omitempty" maxLength:"80"`
	HandOver bool            `json:"handOver,omitempty"`
}

func (r router) unanswered() {
	add(r, op{method: http.MethodGet, path: "/v1/faq/unanswered", id: "list-unanswered", may: supervisors, tag: tagKnowledge, summary: "List questions without an answer",
		description: "What customers asked the bot and no entry answers, those that ask the same together, the most frequent first. What was erased is not among them."},
		func(ctx context.Context, c *call, in *struct {
			PageParams
			Line desk.LineID `query:"line" maxLength:"64"`
		}) (*body[Page[UnansweredView]], error) {
			all, err := r.s.Questioner.Groups(ctx, c.Actor, in.Line)
			if err != nil {
				return nil, err
			}
			return gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[knowledge.Group], error) {
				page, err := pageFrom(all, ask)
				if err == nil {
					page.Items, err = r.s.Questioner.WithCandidates(ctx, page.Items)
				}
				return page, err
			}, func(g knowledge.Group) (UnansweredView, bool) { return unansweredView(g), true })
		})
	add(r, op{method: http.MethodPost, path: "/v1/faq/unanswered/{id}/wording", id: "add-unanswered-wording", may: supervisors, tag: tagKnowledge, summary: "Make questions a wording of an entry",
		description: "The bot answers them from the next time on, and they are taken off the list."},
		func(ctx context.Context, c *call, in *struct {
			UnansweredPath
			Body WordingOfView
		}) (*made[FAQView], error) {
			return r.faqMade(r.s.Questioner.AddWording(ctx, c.Actor, in.ID, in.Body.Entry, in.Body.Wording))
		})
	add(r, op{method: http.MethodPost, path: "/v1/faq/unanswered/{id}/entry", id: "make-unanswered-entry", may: supervisors, tag: tagKnowledge, summary: "Make an entry of questions", status: http.StatusCreated,
		description: "They are taken off the list. Asking again for the same answers with the entry that was made."},
		func(ctx context.Context, c *call, in *struct {
			UnansweredPath
			Body EntryOfView
		}) (*made[FAQView], error) {
			e := NewFAQView{Question: in.Body.Question, Answers: in.Body.Answers, Category: in.Body.Category, HandOver: in.Body.HandOver}.entry()
			f, err := r.s.Questioner.MakeEntry(ctx, c.Actor, in.ID, e)
			out, err := r.faqMade(f, err)
			out.Location = "/v1/faq/" + string(f.ID)
			return out, err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/faq/unanswered/{id}", id: "dismiss-unanswered", may: supervisors, tag: tagKnowledge, summary: "Dismiss questions", status: http.StatusNoContent,
		description: "They are taken off the list until they are asked again. Those that are gone are no error."},
		func(ctx context.Context, c *call, in *UnansweredPath) (*struct{}, error) {
			return nil, r.s.Questioner.Dismiss(ctx, c.Actor, in.ID)
		})
}
