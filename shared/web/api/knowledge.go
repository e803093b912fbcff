package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/knowledge"
)

// FAQView is an entry of the knowledge base.
type FAQView struct {
	ID desk.FAQID `json:"id"`
	NewFAQView
	State     desk.FAQState `json:"state" enum:"on,off,not_yet,over" doc:"Whether it is given now: it is on, switched off, holds only later, or no longer."`
	Version   int64         `json:"version"`
	Deleted   bool          `json:"deleted,omitempty" doc:"Of a version: the entry was deleted then."`
	Score     *FAQScoreView `json:"score,omitempty" doc:"Of a single entry that is read: what became of its answers."`
	Changes   []string      `json:"changes,omitempty" nullable:"false" doc:"Of a version: which parts it made otherwise than the one before: question, wordings, answer, category, lines, from, to, kind, on, handOver."`
	ChangedAt Time          `json:"changedAt"`
	ChangedBy string        `json:"changedBy,omitempty"`
}

// FAQScoreView is how often an entry answered, and what became of that.
type FAQScoreView struct {
	Answered int64 `json:"answered" doc:"Customers, ever."`
	Followed int64 `json:"followed" doc:"… as the last answer before a person went on."`
	Good     int64 `json:"good" doc:"Ratings 👍, one of the customer and one of operators an answer."`
	Bad      int64 `json:"bad"`
}

// NewFAQView is what an entry says.
type NewFAQView struct {
	Kind     desk.FAQKind    `json:"kind,omitempty" enum:",greeting,thanks,goodbye" doc:"Absent: a question. The others are small talk: they are not answered beside a question."`
	Question string          `json:"question" minLength:"1" maxLength:"500" example:"How much is delivery?" doc:"As customers ask it."`
	Wordings []string        `json:"wordings" required:"false" nullable:"false" maxItems:"50" doc:"Other ways to ask it, in any languages. They help more than anything else."`
	Answers  []FAQAnswerView `json:"answers" required:"false" nullable:"false" maxItems:"6" doc:"In each language one. None only with handOver."`
	Category string          `json:"category,omitempty" maxLength:"80"`
	Lines    []desk.LineID   `json:"lines,omitempty" nullable:"false" maxItems:"100" doc:"Which lines give the answer; absent: all."`
	From     *time.Time      `json:"from,omitempty" doc:"It holds from then on …"`
	To       *time.Time      `json:"to,omitempty" doc:"… and no longer from then on."`
	Off      bool            `json:"off,omitempty" doc:"It is not given."`
	HandOver bool            `json:"handOver,omitempty" doc:"After the answer a person goes on."`
}

// FAQAnswerView is an answer in a language.
type FAQAnswerView struct {
	Language string        `json:"language,omitempty" maxLength:"3" example:"en" doc:"Absent: in whatever one."`
	Text     string        `json:"text" minLength:"1" maxLength:"4096" doc:"What the customer is told, word for word."`
	Buttons  []ButtonView  `json:"buttons,omitempty" nullable:"false" maxItems:"10" doc:"What it offers to ask next; as for replies."`
	Files    []FAQFileView `json:"files,omitempty" nullable:"false" maxItems:"5" doc:"They go out after the text. Where the line's messenger does not take one, it is left out and a person goes on."`
}

// FAQFileView is a file of an answer.
type FAQFileView struct {
	File string `json:"file" minLength:"1" maxLength:"64" doc:"The id that POST /v1/files gave; once the entry has it, its own, by which any entry may name it again."`
	Name string `json:"name,omitempty" maxLength:"200" doc:"As the customer sees it; absent: as it was announced."`
	Type string `json:"type,omitempty" readOnly:"true" example:"application/pdf"`
	Size int64  `json:"size,omitempty" readOnly:"true"`
}

func faqView(now time.Time) func(f desk.FAQ) FAQView {
	return func(f desk.FAQ) FAQView {
		v := faqSaid(f)
		v.State = f.State(now)
		return v
	}
}

func faqSaid(f desk.FAQ) FAQView {
	v := FAQView{
		ID: f.ID, Version: f.Version, Deleted: f.Deleted, ChangedAt: Time{f.ChangedAt}, ChangedBy: f.ChangedBy,
		NewFAQView: NewFAQView{
			Kind: f.Kind, Question: f.Question, Wordings: append([]string{}, f.Wordings...), Answers: []FAQAnswerView{}, Category: f.Category, Lines: f.Lines,
			Off: f.Off, HandOver: f.HandOver,
		},
	}
	for _, a := range f.Answers {
		shown := FAQAnswerView{Language: a.Language, Text: a.Text}
		for _, b := range a.Buttons {
			shown.Buttons = append(shown.Buttons, ButtonView(b))
		}
		for _, f := range a.Files {
			shown.Files = append(shown.Files, FAQFileView{f.ID, f.Name, f.MIME, f.Size})
		}
		v.Answers = append(v.Answers, shown)
	}
	if !f.From.IsZero() {
		v.From = &f.From
	}
	if !f.To.IsZero() {
		v.To = &f.To
	}
	return v
}

func (v NewFAQView) entry() desk.FAQ {
	f := desk.FAQ{Kind: v.Kind, Question: v.Question, Wordings: v.Wordings, Category: v.Category, Lines: v.Lines, Off: v.Off, HandOver: v.HandOver}
	for _, a := range v.Answers {
		kept := desk.FAQAnswer{Language: a.Language, Text: a.Text}
		for _, b := range a.Buttons {
			kept.Buttons = append(kept.Buttons, desk.Button(b))
		}
		for _, f := range a.Files {
			kept.Files = append(kept.Files, desk.FAQFile{ID: f.File, Name: f.Name})
		}
		f.Answers = append(f.Answers, kept)
	}
	if v.From != nil {
		f.From = *v.From
	}
	if v.To != nil {
		f.To = *v.To
	}
	return f
}

func (r router) faqMade(f desk.FAQ, err error) (*made[FAQView], error) {
	if errors.Is(err, desk.ErrConflict) {
		err = stale()
	}
	return &made[FAQView]{ETag: quoted(strconv.FormatInt(f.Version, 10)), Body: faqView(r.s.Now())(f)}, err
}

// FAQPath names an entry in an address.
type FAQPath struct {
	ID desk.FAQID `path:"id" maxLength:"64" doc:"The entry's id."`
}

type faqQuery struct {
	PageParams
	FAQFilter
}

// FAQFilter narrows entries.
type FAQFilter struct {
	Category string      `query:"category" maxLength:"80"`
	Line     desk.LineID `query:"line" maxLength:"64" doc:"That this line may give."`
	Words    string      `query:"q" maxLength:"200" doc:"Words that stand in question, wordings or answers."`
	State    string      `query:"state" enum:"on,off" doc:"Only those that are switched on, or off."`
}

func (f FAQFilter) filter() knowledge.Filter {
	out := knowledge.Filter{Category: f.Category, Line: f.Line, Words: f.Words}
	if f.State != "" {
		off := f.State == "off"
		out.Off = &off
	}
	return out
}

const tagKnowledge = "Knowledge base"

func (r router) knowledge() {
	add(r, op{method: http.MethodGet, path: "/v1/faq", id: "list-faq", may: readDialogs, tag: tagKnowledge, summary: "List and find entries", description: "By category and question. An entry that does not hold now says so by its state, and is not given."},
		func(ctx context.Context, c *call, in *faqQuery) (*body[Page[FAQView]], error) {
			all, err := r.s.KnowledgeKeeper.Find(ctx, c.Actor, in.filter())
			if err != nil {
				return nil, err
			}
			return gather(ctx, in.PageParams, func(_ context.Context, ask desk.PageAsk) (desk.Page[desk.FAQ], error) {
				return pageFrom(all, ask)
			}, func(f desk.FAQ) (FAQView, bool) { return faqView(r.s.Now())(f), true })
		})
	add(r, op{method: http.MethodPost, path: "/v1/faq", id: "create-faq", may: supervisors, tag: tagKnowledge, summary: "Make an entry", status: http.StatusCreated,
		description: "The bot gives answers word for word, from the next question on. At most 10,000 (too_many_entries). One whose question another answers otherwise, on the same line at the same time, is refused (same_question); so is a change that makes it such."},
		func(ctx context.Context, c *call, in *struct{ Body NewFAQView }) (*made[FAQView], error) {
			f, err := r.s.KnowledgeKeeper.Create(ctx, c.Actor, c.id(""), in.Body.entry())
			out, err := r.faqMade(f, err)
			out.Location = "/v1/faq/" + string(f.ID)
			return out, err
		})
	add(r, op{method: http.MethodGet, path: "/v1/faq/{id}", id: "get-faq", may: readDialogs, tag: tagKnowledge, summary: "Read an entry"},
		func(ctx context.Context, c *call, in *FAQPath) (*made[FAQView], error) {
			out, err := r.faqMade(r.s.KnowledgeKeeper.Entry(ctx, c.Actor, in.ID))
			if err != nil {
				return nil, err
			}
			score, err := r.s.KnowledgeKeeper.Score(ctx, c.Actor, in.ID)
			out.Body.Score = &FAQScoreView{score.Answered, score.Followed, score.Good, score.Bad}
			return out, err
		})
	add(r, op{method: http.MethodPut, path: "/v1/faq/{id}", id: "change-faq", may: supervisors, tag: tagKnowledge, summary: "Change an entry",
		description: "All of it, as it shall be. Needs If-Match with the ETag that was read. What it said before stays among its versions."},
		func(ctx context.Context, c *call, in *struct {
			FAQPath
			IfMatch string `header:"If-Match"`
			Body    NewFAQView
		}) (*made[FAQView], error) {
			saw, err := r.s.KnowledgeKeeper.Entry(ctx, c.Actor, in.ID)
			if err == nil {
				err = match(in.IfMatch, strconv.FormatInt(saw.Version, 10))
			}
			if err != nil {
				return nil, err
			}
			return r.faqMade(r.s.KnowledgeKeeper.Change(ctx, c.Actor, saw, in.Body.entry()))
		})
	add(r, op{method: http.MethodDelete, path: "/v1/faq/{id}", id: "delete-faq", may: supervisors, tag: tagKnowledge, summary: "Delete an entry", status: http.StatusNoContent,
		description: "One that is gone is no error. Its versions stay: restore puts it back."},
		func(ctx context.Context, c *call, in *FAQPath) (*struct{}, error) {
			return nil, r.s.KnowledgeKeeper.Delete(ctx, c.Actor, in.ID)
		})
	r.faqVersions()
	r.faqFiles()
	r.unanswered()
	r.calls()
}

// RestoreFAQView says which version an entry shall be again.
type RestoreFAQView struct {
	Version int64 `json:"version" minimum:"1"`
}

// TryFAQView is a question to the knowledge base.
type TryFAQView struct {
	Question string      `json:"question" minLength:"1" maxLength:"4000"`
	Before   string      `json:"before,omitempty" maxLength:"4000" doc:"What the customer asked before: a question that only goes on (and on Sunday?) is read with it."`
	Line     desk.LineID `json:"line,omitempty" maxLength:"64" doc:"As a customer of that line; absent: of the entries of all lines."`
	Language string      `json:"language,omitempty" maxLength:"16" doc:"In which the answer is shown, where the entry has it; absent: the question's, as the bot does it."`
}

// TriedFAQView is what the bot would say.
type TriedFAQView struct {
	HandOver   bool               `json:"handOver" doc:"A person goes on. Where nothing suits, the bot of a dialog first asks once to put it otherwise."`
	Why        desk.BotWhy        `json:"why" enum:"answered,person,complaint,entry,order,rest,language,nothing,small_talk" doc:"answered: entries answer all of it. Handed over since: person: the customer asks for one; complaint: they complain; entry: an entry says so, or has a file that the line's messenger does not take; order: they want to buy, and say how to reach them; rest: some of several questions have no answer; language: nothing suits, and no entry is worded in their language; nothing: nothing suits. small_talk: a greeting, thanks, goodbye or a nod that no entry answers: nobody goes on, and it is no question without an answer."`
	Answers    []FAQAnswerView    `json:"answers" nullable:"false" doc:"What the customer would be told: of each question in the message."`
	Notice     string             `json:"notice,omitempty" doc:"What the customer is told before an answer that there is in another language than theirs only."`
	Open       []string           `json:"open,omitempty" nullable:"false" doc:"The questions in the message that have no answer, where others have: these go to a person."`
	TooMany    bool               `json:"tooMany,omitempty" doc:"More is asked than is looked at of one message; the customer is told to ask the rest again, and nobody goes on for it."`
	Sure       float64            `json:"sure" doc:"How sure of an entry the bot has to be to give it, of 1: the score from which on it does."`
	Candidates []FAQCandidateView `json:"candidates" nullable:"false" doc:"The best entries, whether sure or not."`
	By         FAQByView          `json:"by" doc:"Who found the answer, and why it was they."`
}

// FAQByView is who found an answer, and what it took.
type FAQByView struct {
	Engine   string   `json:"engine" example:"offline" doc:"offline: words and counts. Else the model's engine: bedrock, openai."`
	Model    string   `json:"model,omitempty"`
	Why      string   `json:"why" example:"chosen" doc:"chosen: the model chose, or found that nothing answers. Else why the rules answered: no_model, off, small_talk, wants_person, no_entries, or what kept the model from answering: too_slow, busy, invalid, budget_spent, reader_refused."`
	Dropped  []string `json:"dropped,omitempty" doc:"What the model claimed and did not stand: unknown_entry, unproven, invented, surplus."`
	MicroUSD int64    `json:"microUSD" doc:"What it cost at list price, in millionths of a dollar."`
	Tokens   int      `json:"tokens"`
}

func faqByView(b desk.FAQBy) FAQByView {
	u := b.Usage
	return FAQByView{b.Engine, b.Model, b.Why, b.Dropped, u.MicroUSD, u.InputTokens + u.OutputTokens + u.CacheReadTokens + u.CacheWriteTokens}
}

// FAQCandidateView is an entry that may answer.
type FAQCandidateView struct {
	ID       desk.FAQID `json:"id"`
	Question string     `json:"question"`
	Score    float64    `json:"score" doc:"How sure the bot is of it, of 1, beside sure. It is no probability."`
	Wording  string     `json:"wording" doc:"The wording of the entry that is most like the question."`
	Words    []string   `json:"words" nullable:"false" doc:"The words of the question by which the entry was found."`
	Likeness float64    `json:"likeness,omitempty" doc:"Of what both mean, as a model sees it, up to 1."`
	Quote    string     `json:"quote,omitempty" doc:"The words of the entry by which a model chose it."`
}

func triedView(question string, found desk.FAQFound, said desk.BotDecision, language string) TriedFAQView {
	v := TriedFAQView{HandOver: said.HandOver, Why: said.Why, Answers: []FAQAnswerView{}, Sure: found.Sure, Candidates: []FAQCandidateView{}, By: faqByView(found.By)}
	for _, m := range said.Found.Answers {
		if a, ok := m.Entry.Answer(language); ok {
			v.Answers = append(v.Answers, faqSaid(desk.FAQ{Answers: []desk.FAQAnswer{a}}).Answers...)
		}
	}
	v.Open = append(v.Open, desk.OpenIn(question, said.Found.Open)...)
	v.TooMany, v.Notice = said.Found.TooMany, said.Says.Notice
	for _, m := range found.Candidates {
		for _, a := range found.Answers {
			if a.Entry.ID == m.Entry.ID {
				m.Quote = a.Quote
			}
		}
		v.Candidates = append(v.Candidates, candidateView(m))
	}
	return v
}

func candidateView(m desk.FAQMatch) FAQCandidateView {
	return FAQCandidateView{m.Entry.ID, m.Entry.Question, m.Score, m.Wording, append([]string{}, m.Words...), m.Likeness, m.Quote}
}

func (r router) faqVersions() {
	add(r, op{method: http.MethodGet, path: "/v1/faq/{id}/versions", id: "list-faq-versions", may: readDialogs, tag: tagKnowledge, summary: "List what an entry said", description: "The newest first, all on one page; also of an entry that was deleted."},
		func(ctx context.Context, c *call, in *FAQPath) (*body[Page[FAQView]], error) {
			vs, err := r.s.KnowledgeKeeper.Versions(ctx, c.Actor, in.ID)
			out := shown(vs, faqView(r.s.Now()))
			for i := range out.Body.Items[:max(0, len(vs)-1)] {
				out.Body.Items[i].Changes = knowledge.Differences(vs[i+1], vs[i], !vs[i].Deleted && !vs[i+1].Deleted)
			}
			return out, err
		})
	add(r, op{method: http.MethodPost, path: "/v1/faq/{id}/restore", id: "restore-faq", may: supervisors, tag: tagKnowledge, summary: "Have an entry say what it said",
		description: "In one of its versions. That is a version of its own, so it can be undone, too."},
		func(ctx context.Context, c *call, in *struct {
			FAQPath
			Body RestoreFAQView
		}) (*made[FAQView], error) {
			return r.faqMade(r.s.KnowledgeKeeper.Restore(ctx, c.Actor, in.ID, in.Body.Version))
		})
	add(r, op{method: http.MethodPost, path: "/v1/faq/try", id: "try-faq", may: readDialogs, tag: tagKnowledge, summary: "Try a question",
		description: "What the bot would say, and why: nothing is sent, and nothing is kept."},
		func(ctx context.Context, c *call, in *struct{ Body TryFAQView }) (*body[TriedFAQView], error) {
			found, err := r.s.Finder.Try(ctx, c.Actor, knowledge.Ask{Question: in.Body.Question, Before: in.Body.Before, Line: in.Body.Line})
			if err == nil {
				found, err = r.s.Answerer.Look(ctx, in.Body.Line, in.Body.Question, in.Body.Before, found)
			}
			if err != nil {
				return nil, err
			}
			language := cmp.Or(in.Body.Language, found.Language)
			said, err := r.s.Answerer.Decide(ctx, in.Body.Line, in.Body.Question, found, language)
			return &body[TriedFAQView]{triedView(in.Body.Question, found, said, language)}, err
		})
}
