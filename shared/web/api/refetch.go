package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// MessagePath names a message in an address.
type MessagePath struct {
	DialogPath
	Seq desk.Seq `path:"seq" minimum:"1" doc:"The message's place in the stream."`
}

func (r router) refetch() {
	add(r, op{
		method: http.MethodPost, path: "/v1/dialogs/{id}/messages/{seq}/files", id: "fetch-files", may: readDialogs, tag: "Dialogs", status: http.StatusAccepted,
		summary: "Fetch a message's missing files again",
		description: "Where a file has a reason in missing: it is asked for once more, as long as the messenger still has it. " +
			"What we have a copy of stays. Look at the message a little later.",
	}, func(ctx context.Context, c *call, in *MessagePath) (*body[MessageView], error) {
		m, err := r.s.Refetcher.Refetch(ctx, c.Actor, in.ID, in.Seq)
		return &body[MessageView]{r.s.shown(ctx, m)}, err
	})
	add(r, op{
		method: http.MethodPost, path: "/v1/dialogs/{id}/messages/{seq}/again", id: "send-again", may: answer, tag: "Dialogs", status: http.StatusCreated,
		summary: "Send what failed once more",
		description: "Of a message of ours whose status is failed or unsure, in the dialog or what was handed over into it: a new message of yours, with the same words, buttons and files. " +
			"However often it is asked for, one message is sent again once; if that fails, it is itself sent again. Refused as a reply is.",
	}, func(ctx context.Context, c *call, in *MessagePath) (*body[MessageView], error) {
		m, err := r.s.Replier.Again(ctx, c.Actor, in.ID, in.Seq)
		return &body[MessageView]{r.s.shown(ctx, m)}, err
	})
	add(r, op{
		method: http.MethodPut, path: "/v1/dialogs/{id}/messages/{seq}/rating", id: "rate-answer", may: answer, tag: "Dialogs",
		summary:     "Rate what the bot answered",
		description: "Operators' rating of an answer that the bot gave out of the knowledge base (a message with entries). It is counted for each entry, once, whoever rates last.",
	}, func(ctx context.Context, c *call, in *struct {
		MessagePath
		Body RateView
	}) (*body[MessageView], error) {
		m, err := r.s.Rater.Rate(ctx, c.Actor, in.ID, in.Seq, in.Body.Good)
		return &body[MessageView]{r.s.shown(ctx, m)}, err
	})
}
