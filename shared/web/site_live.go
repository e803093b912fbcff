package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sufler/sufler/shared/desk"
)

// VisitorTickets lets visitors' pages in where they are told that something changed.
type VisitorTickets interface {
	// Issue gives a page of a visitor a ticket: its secret, which lets in once.
	Issue(ctx context.Context, line desk.LineID, c desk.CustomerID) (secret string, err error)
}

// VisitorBeat is how often, in seconds, a page says on its socket that it is there. API
// Gateway hangs up on who is silent for ten minutes.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
const VisitorBeat = 240

// socketView is where a page is told that something of its visitor's changed.
type socketView struct {
	URL  string `json:"url,omitempty" doc:"Of the WebSocket, as seen from this host, with a ticket in it that lets in once, within a minute. Absent: there is none; ask for messages now and then."`
	Beat int    `json:"beat,omitempty" doc:"Say anything there so often, in seconds: it is answered. Who is not answered is told nothing any more, and comes again."`
}

// socket gives a visitor's page a way in on a WebSocket.
func (s Site) socket(_ http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	visitor, err := s.visitor(r, line)
	if err != nil {
		return nil, err
	}
	if err := s.pace(r, line, visitor); err != nil {
		return nil, err
	}
	if s.Tickets == nil || s.LiveAt == "" {
		return socketView{}, nil
	}
	ticket, err := s.Tickets.Issue(r.Context(), line.ID, line.Customer(visitor))
	if err != nil {
		return nil, notStored(err)
	}
	return socketView{s.LiveAt + "?ticket=" + url.QueryEscape(ticket), VisitorBeat}, nil
}
