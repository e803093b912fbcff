package api

import (
	"cmp"
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// authorized is where a CRM sends the browser of whoever let us in: a page, and no
// operation.
const authorized = "/v1/crms/callback"

// AuthorizeView is the CRM's page where an administrator lets us in.
type AuthorizeView struct {
	URL    string `json:"url" format:"uri" doc:"The CRM's page to open in a browser. It works once."`
	EndsAt Time   `json:"endsAt" doc:"Until when."`
}

// AccessView is what lets us in to a CRM for a while.
type AccessView struct {
	State  string `json:"state" enum:"none,granted,lost" doc:"lost: it can't be renewed, so a person must let us in anew; until then it may go on to work, see endsAt."`
	EndsAt Time   `json:"endsAt,omitzero" doc:"When what we have ends. It is renewed before."`
	Text   string `json:"text,omitempty" doc:"What is wrong, and what to do."`
}

// access is the access of a connection; nil: it is let in by its secrets.
func (s *server) access(ctx context.Context, c desk.Connection) (*AccessView, error) {
	g, ok, err := s.Authorizer.Grant(ctx, c)
	if err != nil || !ok {
		return nil, err
	}
	v := &AccessView{State: "none", EndsAt: Time{g.Ends}, Text: g.Text()}
	switch {
	case g.Lost != "":
		v.State = "lost"
	case g.Given():
		v.State = "granted"
	}
	return v, nil
}

func (r router) authorizing() {
	add(r, op{method: http.MethodPost, path: "/v1/connections/{id}/authorize", id: "authorize-connection", may: adminOnly, tag: "Connections", summary: "Let Sufler in to a CRM by OAuth",
		description: "Answers with the CRM's page to open in a browser, where an administrator of the CRM lets us in. It sends the browser back to `" + authorized + "`, which the CRM must know as the redirect address. Begin anew at any time; what lets us in meanwhile goes on to. Refused (not_authorized) where the connection is let in by its secrets."},
		func(ctx context.Context, c *call, in *ConnectionPath) (*body[AuthorizeView], error) {
			page, until, err := r.s.Authorizer.Begin(ctx, c.Actor, in.ID)
			return &body[AuthorizeView]{AuthorizeView{page, Time{until}}}, err
		})
}

// serveAuthorized serves the page to which a CRM sends a browser back. Whoever comes is
// proven by the state alone, which only who asked to be let in has, and which works once.
func (s *server) serveAuthorized(mux *http.ServeMux) {
	mux.HandleFunc("GET "+authorized, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		q := r.URL.Query()
		id, err := s.Authorizer.Finish(r.Context(), q.Get("state"), q.Get("code"), cmp.Or(q.Get("referer"), q.Get("domain"))) // as Kommo and Bitrix24 name whose word it is
		if err != nil {
			s.problem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("The CRM lets Sufler in: the connection " + string(id) + " works now. This page can be closed.\n"))
	})
}
