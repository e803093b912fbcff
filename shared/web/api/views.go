package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// ViewsView are an operator's own ways to see the list of dialogs.
type ViewsView struct {
	Views []ListView `json:"views" maxItems:"50" nullable:"false" doc:"In their order."`
}

// ListView is a way to see the list of dialogs.
type ListView struct {
	ID      string             `json:"id" minLength:"1" maxLength:"64" pattern:"^[a-z0-9_-]+$" doc:"The operator's own."`
	Title   string             `json:"title" minLength:"1" maxLength:"256"`
	Filter  DialogFilterParams `json:"filter,omitzero" doc:"As of the list of dialogs, but of no customer in particular: q, customer, contact and card are refused."`
	Columns []string           `json:"columns,omitempty" maxItems:"50" nullable:"false" doc:"As the console names them, in their order; absent: all."`
}

func filterParams(f desk.DialogFilter) DialogFilterParams {
	p := DialogFilterParams{
		States: f.States, Turns: f.Turns, Detailed: f.Detailed, Lines: f.Lines, Channels: f.Channels, Operators: f.Operators, Teams: f.Teams, Labels: f.Labels,
		OpenedFrom: f.Opened.From, OpenedTo: f.Opened.To, ClosedFrom: f.Closed.From, ClosedTo: f.Closed.To, Sort: string(f.Sort),
	}
	if slices.Contains(f.Operators, "") {
		p.Free, p.Operators = true, slices.DeleteFunc(slices.Clone(f.Operators), func(o desk.OperatorID) bool { return o == "" })
	}
	for _, named := range f.Priorities {
		if named == desk.PriorityNormal {
			named = "normal"
		}
		p.Priorities = append(p.Priorities, string(named))
	}
	return p
}

func viewsMade(v desk.Views) *made[ViewsView] {
	out := &made[ViewsView]{ETag: quoted(strconv.FormatInt(v.Version, 10)), Body: ViewsView{Views: []ListView{}}}
	for _, view := range v.Views {
		out.Body.Views = append(out.Body.Views, ListView{view.ID, view.Title, filterParams(view.Filter), view.Columns})
	}
	return out
}

func (r router) views() {
	add(r, op{method: http.MethodGet, path: "/v1/me/views", id: "get-views", may: readDialogs, tag: "Dialogs", summary: "Read one's views of the list",
		description: "Saved filters and columns, the operator's own. Its ETag is for changing them."},
		func(ctx context.Context, c *call, _ *struct{}) (*made[ViewsView], error) {
			v, err := r.s.ViewKeeper.Get(ctx, c.Actor)
			return viewsMade(v), err
		})
	add(r, op{method: http.MethodPut, path: "/v1/me/views", id: "set-views", may: readDialogs, tag: "Dialogs", summary: "Set one's views of the list",
		description: "All of them. Needs If-Match with the ETag that was read."},
		func(ctx context.Context, c *call, in *struct {
			IfMatch string `header:"If-Match"`
			Body    ViewsView
		}) (*made[ViewsView], error) {
			have, err := r.s.ViewKeeper.Get(ctx, c.Actor)
			if err == nil {
				err = match(in.IfMatch, strconv.FormatInt(have.Version, 10))
			}
			if err != nil {
				return nil, err
			}
			v := desk.Views{Version: have.Version}
			for _, view := range in.Body.Views {
				f, err := view.Filter.filter(c, r.s.Words)
				if err != nil {
					return nil, err
				}
				f.Actor = nil
				v.Views = append(v.Views, desk.View{ID: view.ID, Title: view.Title, Filter: f, Columns: view.Columns})
			}
			v, err = r.s.ViewKeeper.Set(ctx, c.Actor, v)
			if errors.Is(err, desk.ErrConflict) {
				err = stale()
			}
			return viewsMade(v), err
		})
}
