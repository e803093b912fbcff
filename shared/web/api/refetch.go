package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

type messagePath struct {
	DialogPath
	Seq desk.Seq `path:"seq" minimum:"1" doc:"The message's place in the stream."`
}

func (r router) refetch() {
	add(r, op{
		method: http.MethodPost, path: "/v1/dialogs/{id}/messages/{seq}/files", id: "fetch-files", may: readDialogs, tag: "Dialogs", status: http.StatusAccepted,
		summary: "Fetch a message's missing files again",
		description: "Where a file has a reason in missing: it is asked for once more, as long as the messenger still has it. " +
			"What we have a copy of stays. Look at the message a little later.",
	}, func(ctx context.Context, c *call, in *messagePath) (*body[MessageView], error) {
		m, err := r.s.Refetcher.Refetch(ctx, c.Actor, in.ID, in.Seq)
		return &body[MessageView]{r.s.shown(ctx, m)}, err
	})
}
