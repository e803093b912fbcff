package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/setup"
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
		description: "Answers with the CRM's page to open in a browser, where an administrator of the CRM lets us in. It sends the browser back to `" + authorized + "`, which the CRM must know as the redirect address, and which says in the browser's language (en, ru, es) what came of it. Begin anew at any time; what lets us in meanwhile goes on to. Refused (not_authorized) where the connection is let in by its secrets."},
		func(ctx context.Context, c *call, in *ConnectionPath) (*body[AuthorizeView], error) {
			page, until, err := r.s.Authorizer.Begin(ctx, c.Actor, in.ID)
			return &body[AuthorizeView]{AuthorizeView{page, Time{until}}}, err
		})
}

// serveAuthorized serves the page to which a CRM sends a browser back. Whoever comes is
// proven by the state alone, which only who asked to be let in has, and which works once.
func (s *server) serveAuthorized(mux *http.ServeMux) {
	mux.HandleFunc("GET "+authorized, func(w http.ResponseWriter, r *http.Request) {
		q, said := r.URL.Query(), sayingsOf(r.Header.Get("Accept-Language"))
		if q.Get("error") != "" { // https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
			said.write(w, http.StatusConflict, said.declined, said.anew, "")
			return
		}
		id, err := s.Authorizer.Finish(r.Context(), q.Get("state"), q.Get("code"), cmp.Or(q.Get("referer"), q.Get("domain"))) // as Kommo and Bitrix24 name whose word it is
		var no *desk.Refusal
		switch {
		case err == nil:
			said.write(w, http.StatusOK, said.connected, said.close, string(id))
		case errors.Is(err, setup.ErrNotAsked):
			said.write(w, http.StatusConflict, said.notAsked, said.anew, "")
		case errors.As(err, &no):
			said.write(w, http.StatusConflict, said.refused, said.anew, no.Text)
		default:
			s.note(r.Context(), r.Method, r.URL.Path, err)
			said.write(w, http.StatusServiceUnavailable, said.failed, said.anew, "")
		}
	})
}
