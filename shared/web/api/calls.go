package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/transcript"
)

// CallDraftsView are the questions of calls.
type CallDraftsView struct {
	Calls     int             `json:"calls" doc:"How many were read."`
	Questions []CallDraftView `json:"questions" nullable:"false" doc:"Those asked most often first, at most 200."`
}

// CallDraftView is a question as an entry would have it.
type CallDraftView struct {
	Times    int        `json:"times" doc:"How often it was asked."`
	Calls    int        `json:"calls" doc:"In how many calls."`
	Entry    desk.FAQID `json:"entry,omitempty" doc:"Which entry answers it already; absent: none does."`
	Question string     `json:"question"`
	Wordings []string   `json:"wordings" nullable:"false"`
	Answer   string     `json:"answer,omitempty" doc:"What was said after it: look at it before it becomes an answer."`
}

// maxDrafts are shown.
const maxDrafts = 200

func (r router) calls() {
	add(r, op{method: http.MethodPost, path: "/v1/faq/calls", id: "draft-from-calls", may: supervisors, tag: tagKnowledge, summary: "Draft entries out of calls",
		description: "A transcript (text, SubRip, WebVTT, or JSON as Amazon Transcribe, Whisper and others write it), or a zip archive of them, at most 1 MB. The answer has the questions that were asked in them, how often, and what was said after each, without e-mail addresses, links and long numbers. Nothing is kept: make an entry of what is good (create-faq)."},
		func(ctx context.Context, c *call, in *struct {
			RawBody []byte `contentType:"application/octet-stream"`
		}) (*body[CallDraftsView], error) {
			read, err := transcript.ReadAll(in.RawBody)
			if err != nil {
				return nil, fmt.Errorf("%w: the file is no transcript: %v", desk.ErrInvalid, err)
			}
			calls := make([][]knowledge.Said, len(read))
			for i, call := range read {
				for _, s := range call {
					calls[i] = append(calls[i], knowledge.Said(s))
				}
			}
			drafts, err := r.s.Drafter.Drafts(ctx, c.Actor, calls)
			if err != nil {
				return nil, err
			}
			return &body[CallDraftsView]{draftsView(len(calls), drafts)}, nil
		})
	r.recordings()
}

func draftsView(calls int, drafts []knowledge.Draft) CallDraftsView {
	v := CallDraftsView{calls, []CallDraftView{}}
	for _, d := range drafts[:min(len(drafts), maxDrafts)] {
		v.Questions = append(v.Questions, CallDraftView{d.Times, d.Calls, d.Has.Entry.ID, d.Question, append([]string{}, d.Wordings...), d.Answer})
	}
	return v
}
