package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// PipelineView is a way that deals go, stage by stage.
type PipelineView struct {
	ID desk.PipelineID `json:"id"`
	PipelineSettingsView
}

// PipelineSettingsView is what can be set of a pipeline.
type PipelineSettingsView struct {
	Title  string      `json:"title" minLength:"1" maxLength:"128"`
	Stages []StageView `json:"stages" nullable:"false" minItems:"1" maxItems:"50" doc:"In order; a deal begins at the first."`
}

// StageView is a place in a pipeline.
type StageView struct {
	ID    desk.StageID `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"`
	Title string       `json:"title" minLength:"1" maxLength:"128"`
	Final string       `json:"final,omitempty" enum:"won,lost" doc:"A final stage closes the deal."`
}

func pipelineView(p desk.Pipeline) PipelineView {
	v := PipelineView{ID: p.ID, PipelineSettingsView: PipelineSettingsView{Title: p.Title, Stages: []StageView{}}}
	for _, st := range p.Stages {
		v.Stages = append(v.Stages, StageView(st))
	}
	return v
}

func (r router) pipelines() {
	add(r, op{method: http.MethodGet, path: "/v1/pipelines", id: "list-pipelines", may: anyKey, tag: "Pipelines", summary: "List pipelines", description: "All of them, on one page."},
		func(ctx context.Context, _ *call, in *OfCRM) (*body[Page[PipelineView]], error) {
			all, err := r.s.CRM.Pipelines(ctx, in.Connection)
			return shown(all, pipelineView), err
		})
	add(r, op{method: http.MethodPut, path: "/v1/pipelines/{id}", id: "put-pipeline", may: adminOnly, tag: "Pipelines", summary: "Set a pipeline",
		description: "Of the built-in CRM. It is made if there is none. Deals in a stage that is taken away stay where they are."},
		func(ctx context.Context, c *call, in *struct {
			ID desk.PipelineID `path:"id" maxLength:"64" doc:"The pipeline's id; yours to choose."`
			OnlyNew
			Body PipelineSettingsView
		}) (*body[PipelineView], error) {
			return r.s.putPipeline(ctx, c, in.ID, in.OnlyNew, in.Body)
		})
}

var reID = lazy.Pattern(`^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$`)

func (s *server) putPipeline(ctx context.Context, c *call, id desk.PipelineID, only OnlyNew, in PipelineSettingsView) (*body[PipelineView], error) {
	p := desk.Pipeline{ID: id, Title: in.Title}
	if !reID.MatchString(string(id)) {
		return nil, fmt.Errorf("%w: a pipeline's id has letters, digits, dashes and underscores, and is at most 63 long", desk.ErrInvalid)
	}
	for _, st := range in.Stages {
		if _, twice := p.Stage(st.ID); twice {
			return nil, fmt.Errorf("%w: stage %s comes twice", desk.ErrInvalid, st.ID)
		}
		p.Stages = append(p.Stages, desk.Stage(st))
	}
	for try := 0; ; try++ {
		all, err := s.CRM.Pipelines(ctx, desk.ConnectionBuiltIn)
		if err != nil {
			return nil, err
		}
		p.Version = 0
		at := slices.IndexFunc(all, func(have desk.Pipeline) bool { return have.ID == id })
		if err := only.check(at >= 0); err != nil {
			return nil, err
		}
		if at >= 0 {
			p.Version = all[at].Version
		}
		stored, err := s.BuiltIn.SavePipeline(ctx, p)
		if errors.Is(err, desk.ErrConflict) && try < saves {
			continue
		}
		return &body[PipelineView]{pipelineView(stored)}, err
	}
}
