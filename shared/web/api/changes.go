package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/sight"
)

// HintView says that something is otherwise now, and which.
type HintView struct {
	Kind    desk.HintKind `json:"kind" enum:"reload,dialog,gone,assignment,message,typing,run,proposal,card" doc:"What it is about."`
	Dialog  desk.DialogID `json:"dialog,omitempty"`
	Message desk.Seq      `json:"message,omitempty" doc:"The message's seq."`
	Run     desk.RunID    `json:"run,omitempty"`
	Card    string        `json:"card,omitempty" example:"deal:42" doc:"Of a run: the card that it is for."`
}

// ChangesView is what changed since a cursor.
type ChangesView struct {
	Cursor string     `json:"cursor" doc:"The since of the next call. It is worth nothing to anybody else, or after a restart, and then answered with reload."`
	Events []HintView `json:"events" nullable:"false" doc:"In their order; the same may come twice."`
	Wait   int        `json:"wait,omitempty" doc:"How many seconds a call is ready to wait: ask again at once. Absent: ask again after a pause of your own."`
}

// ChangesOf is what is told, as the API and its WebSocket write it.
func ChangesOf(hints []desk.Hint, cursor string) ChangesView {
	v := ChangesView{Cursor: cursor, Events: []HintView{}}
	for _, h := range hints {
		v.Events = append(v.Events, HintView{h.Kind, h.Dialog, h.Message, h.Run, h.Card.String()})
	}
	return v
}

const hintsInWords = `

- ‹reload›: read anew all that you show: what came since your cursor can't be told any more, or your rights or teams changed.
- ‹dialog›: it is new to you, or otherwise: its state, whose it is, its last message.
- ‹gone›: you don't see the dialog any more.
- ‹assignment›: the dialog is an operator's now, assigned or accepted.
- ‹message›: new, or otherwise: its words, files, reactions or status.
- ‹typing›: somebody else types in the dialog.
- ‹run›: of the dialog.
- ‹proposal›: beside the card: what waits for keep or replace, marks, badges.
- ‹card›: of the built-in CRM.

Each names what is otherwise, and nothing of what it holds: read that anew. Only what you may see is told.`

func (r router) changes() {
	add(r, op{
		method: http.MethodGet, path: "/v1/changes", id: "list-changes", may: readDialogs, tag: "Live", summary: "Ask what changed",
		description: "Begin without `since`: the answer is the cursor from which on you will be told. With `wait` the call is answered once there is something to tell. Where the system keeps no record of what changed, as on AWS, it is answered at once, each time with `reload` and without `wait`: remembering would be a write for each change, dearer than the readings that it saves. There listen on /v1/live, and read anew after a `reload`." + ticked(hintsInWords),
	}, func(ctx context.Context, c *call, in *struct {
		Since string `query:"since" maxLength:"64" doc:"The cursor of the last answer, or of /v1/live."`
		Wait  int    `query:"wait" minimum:"0" maximum:"25" doc:"How many seconds to wait for something to tell."`
	}) (*body[ChangesView], error) {
		return r.s.changes(ctx, c, in.Since, in.Wait)
	})
	add(r, op{
		method: http.MethodGet, path: "/v1/live", id: "live", may: readDialogs, tag: "Live", summary: "Be told what changes",
		description: "Asked as a WebSocket, with a session's cookie from our own pages or with an API key, it tells what changes. Each frame is JSON as /v1/changes answers; the first comes at once, and an empty one at least every 25 seconds. Begin again with the last cursor as `since`: you are told what came meanwhile, or `reload`. It is closed with 4401 once the session or the key ends. Asked otherwise, it answers where that is to be had: where with `ticket`, as on AWS, by the address that POST /v1/live/ticket gives.",
	}, func(_ context.Context, c *call, _ *struct {
		Since string `query:"since" maxLength:"64" doc:"The last cursor."`
	}) (*body[LiveView], error) {
		return &body[LiveView]{r.s.liveView(c)}, nil
	})
	add(r, op{
		method: http.MethodPost, path: "/v1/live/ticket", id: "create-live-ticket", may: readDialogs, tag: "Live", summary: "Be let in where it is told", status: http.StatusCreated,
		description: "Gives the address of a WebSocket on another host than the API's, where no cookie reaches: with a ticket in it, which lets you in once, within a minute. There is no cursor there, nor does anybody speak first: read anew what you show once it is open, and after each time that it was closed. Frames are as /v1/changes answers. Say anything every four minutes, and you are answered a frame, with `reload` if you missed something; who is silent for ten is hung up on, as is everybody after two hours. It is closed once the session or the key ends. Where GET /v1/live speaks of no ticket, the address is the same as there. Never to be kept: a repeat with an Idempotency-Key is answered without `url`.",
	}, func(ctx context.Context, c *call, _ *struct{}) (*body[TicketView], error) { return r.s.ticket(ctx, c) })
}

// LiveView says where one is told what changes.
type LiveView struct {
	URL    string `json:"url,omitempty" format:"uri" doc:"Of the WebSocket. Absent: there is none, but for the one with tickets; ask for /v1/changes."`
	Ticket bool   `json:"ticket,omitempty" doc:"There is one that lets in by tickets: connect to what POST /v1/live/ticket answers."`
}

// TicketView is an address that lets in once.
type TicketView struct {
	URL   string `json:"url,omitempty" format:"uri" doc:"Of the WebSocket. Absent: there is none; ask for /v1/changes."`
	Until Time   `json:"until,omitzero" doc:"Until when it lets in. Absent: there is no ticket in it."`
}

func (s *server) liveView(c *call) LiveView {
	switch {
	case s.LiveAt != "":
		return LiveView{Ticket: true}
	case s.Live != nil:
		at := s.home(c.from)
		if c.Session != "" { // its cookie goes nowhere but to where the page is
			at = ownAddress(c.from)
		}
		return LiveView{URL: strings.Replace(at, "http", "ws", 1) + "/v1/live"}
	}
	return LiveView{}
}

func (s *server) ticket(ctx context.Context, c *call) (*body[TicketView], error) {
	if s.LiveAt == "" {
		return &body[TicketView]{TicketView{URL: s.liveView(c).URL}}, nil
	}
	ticket, until, err := s.TicketOffice.Issue(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	c.kept = TicketView{Until: Time{until}}
	return &body[TicketView]{TicketView{s.LiveAt + "?ticket=" + ticket, Time{until}}}, nil
}

func (s *server) changes(ctx context.Context, c *call, since string, wait int) (*body[ChangesView], error) {
	if s.Live == nil {
		return &body[ChangesView]{ChangesOf([]desk.Hint{{Kind: desk.HintReload}}, "")}, nil
	}
	w, err := s.Live.Watch(ctx, since, func(ctx context.Context) (desk.Actor, error) { return s.asking(c.from.WithContext(ctx)) })
	if err != nil {
		return nil, err
	}
	defer w.Leave()
	most := time.Duration(wait) * time.Second
	if since == "" { // there is nothing to wait for: they know nothing yet
		most = 0
	}
	hints, err := w.Next(ctx, most)
	if err != nil && !live.Over(err) {
		return nil, err
	}
	v := ChangesOf(hints, w.Cursor())
	v.Wait = wait
	return &body[ChangesView]{v}, nil
}

// asking is who sends a request, in their teams.
func (s *server) asking(r *http.Request) (desk.Actor, error) {
	who, err := s.who(r)
	if err == nil {
		who, err = sight.Placed(r.Context(), s.Setup, who)
	}
	return who, err
}

// Asking says who sends a request, in their teams, for what is served beside the API.
// A browser that brings a session's cookie must be known to come from our own pages,
// whatever the method: a WebSocket's address may be asked from anywhere.
func (a API) Asking(r *http.Request) (desk.Actor, error) {
	s := &server{API: a}
	if given(r, "") != "" && r.Header.Get("Authorization") == "" {
		if own, _ := ownOrigin(r); !own {
			return desk.Actor{}, notOurs()
		}
	}
	return s.asking(r)
}
