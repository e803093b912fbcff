package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// RebuildView is how far something is that is made anew.
type RebuildView struct {
	ID        desk.JobID         `json:"id"`
	State     desk.ProgressState `json:"state" enum:"running,done,failed" doc:"failed: it was given up; what was done until then is good, and it can be asked for again."`
	Stretches int                `json:"stretches" doc:"How many stretches were begun, of some ten seconds each. How many there will be, nobody knows before."`
	Code      string             `json:"code,omitempty"`
	Reason    string             `json:"reason,omitempty" doc:"Why it failed."`
}

func rebuildView(p desk.Progress) RebuildView {
	return RebuildView{p.Job, p.State, p.Stretches, p.Code, p.Reason}
}

type rebuildAsked struct {
	Location string `header:"Location"`
	Body     RebuildView
}

// again is what makes something anew.
type again interface {
	Ask(ctx context.Context, by desk.Actor, mark string) (desk.Progress, error)
	Progress(ctx context.Context, by desk.Actor, id desk.JobID) (desk.Progress, error)
}

// rebuilding adds the two operations of something that is made anew below a path.
func (r router) rebuilding(path, name, tag, summary, description string, of func() again) {
	add(r, op{
		method: http.MethodPost, path: path, id: "rebuild-" + name, may: adminOnly, tag: tag, status: http.StatusAccepted, summary: summary,
		description: description + " The answer's Location says how far it is.",
	}, func(ctx context.Context, c *call, _ *struct{}) (*rebuildAsked, error) {
		p, err := of().Ask(ctx, c.Actor, c.id(name))
		return &rebuildAsked{path + "/" + string(p.Job), rebuildView(p)}, err
	})
	add(r, op{
		method: http.MethodGet, path: path + "/{id}", id: "get-rebuild-" + name, may: adminOnly, tag: tag, summary: summary + ": how far it is",
	}, func(ctx context.Context, c *call, in *struct {
		ID desk.JobID `path:"id" maxLength:"64"`
	}) (*body[RebuildView], error) {
		p, err := of().Progress(ctx, c.Actor, in.ID)
		return &body[RebuildView]{rebuildView(p)}, err
	})
}
