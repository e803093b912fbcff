package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// LineDeletedView is what became of a line that was deleted.
type LineDeletedView struct {
	Webhook string `json:"webhook" doc:"What became of the webhook at the messenger, in words."`
}

func (r router) discards() {
	add(r, op{method: http.MethodDelete, path: "/v1/lines/{id}", id: "delete-line", tag: "Lines", summary: "Delete a line",
		description: "For an admin. Refused (still_needed) while the line has open dialogs. Its secrets are deleted with it, and its webhook is taken back where set-up registered it, as far as the messenger lets us: the answer says. Closed dialogs stay; customers can no longer be written to on it."},
		func(ctx context.Context, c *call, in *LinePath) (*body[LineDeletedView], error) {
			ctx, cancel := context.WithTimeout(ctx, 2*connecting)
			defer cancel()
			said, err := r.s.Discarder.Line(ctx, c.Actor, in.ID)
			return &body[LineDeletedView]{LineDeletedView{said}}, err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/pipelines/{id}", id: "delete-pipeline", tag: "Pipelines", summary: "Delete a pipeline", status: http.StatusNoContent,
		description: "For an admin. Refused (still_needed) while cards are in it, open or closed. Its mode in the settings goes with it."},
		func(ctx context.Context, c *call, in *struct {
			ID desk.PipelineID `path:"id" maxLength:"64" doc:"The pipeline's id."`
		}) (*struct{}, error) {
			return nil, r.s.Discarder.Pipeline(ctx, c.Actor, in.ID)
		})
	add(r, op{method: http.MethodDelete, path: "/v1/cards/{ref}", id: "delete-card", tag: "Cards", summary: "Delete a card", status: http.StatusNoContent,
		description: "For an admin. With its timeline, marks and offers. Refused (still_needed) while an open dialog is bound to it; a contact also while it has leads, deals or cases, or is a customer: erase those by DELETE /v1/contacts/{ref}."},
		func(ctx context.Context, c *call, in *CardPath) (*struct{}, error) {
			if err := c.MustBe(); err != nil {
				return nil, err
			}
			ref, err := desk.ParseCardRef(in.Ref)
			if err != nil {
				return nil, err
			}
			return nil, r.s.Discarder.Card(ctx, c.Actor, ref)
		})
}
