package api

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Outages are what is known of connected CRMs that are left alone.
type Outages interface {
	// Outage is the connection's as it is now; the zero one with its name: there is none.
	Outage(ctx context.Context, c desk.ConnectionID) (desk.Outage, error)
}

// OutageView is that a connected CRM is left alone.
type OutageView struct {
	Title string `json:"title" doc:"The connection's."`
	Since Time   `json:"since,omitzero" doc:"Since when it does not answer, or takes no more calls."`
	Until Time   `json:"until,omitzero" doc:"When it is asked again; what waits for it is done once it answers."`
}

// outage is that of a connection; nil: its CRM is there, or nobody could tell.
func (s *server) outage(ctx context.Context, c desk.ConnectionID, title string) *OutageView {
	if s.Outages == nil || c == desk.ConnectionBuiltIn {
		return nil
	}
	o, err := s.Outages.Outage(ctx, c)
	if err != nil || o.Failed == 0 {
		return nil
	}
	if title == "" {
		title = string(c)
	}
	return &OutageView{title, Time{o.Since}, Time{o.Until}}
}

// RefusedView is that a connected CRM lets us in no more.
type RefusedView struct {
	Code  desk.Code `json:"code" example:"webhook_unknown" doc:"Why, by a stable code: one of those of a check."`
	Since Time      `json:"since,omitzero"`
}

// refused is why a connection's CRM lets us in no more; nil: it does, or nobody could tell.
func (s *server) refused(ctx context.Context, c desk.ConnectionID) *RefusedView {
	if s.Outages == nil {
		return nil
	}
	o, err := s.Outages.Outage(ctx, c)
	if err != nil || o.Shut == "" {
		return nil
	}
	return &RefusedView{o.Shut, Time{o.ShutSince}}
}

// outageOf is that of the CRM in which the dialog's customer lives.
func (s *server) outageOf(ctx context.Context, d desk.Dialog) *OutageView {
	line, err := s.Config.Line(ctx, d.Line)
	if err != nil || line.Connection == desk.ConnectionBuiltIn || s.Outages == nil {
		return nil
	}
	title := ""
	if c, err := s.ConnectionKeeper.Store.Connection(ctx, line.Connection); err == nil {
		title = c.Title
	}
	return s.outage(ctx, line.Connection, title)
}
