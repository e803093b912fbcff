// Package api is the HTTP API, /v1: dialogs, runs, cards and what the company
// sets up, for scripts, CRMs and the console. /openapi.json describes it from
// the Go types, /docs is a page to browse it that needs no other server.
//
// Every handler reads a request, asks a verb or a port, and writes an answer;
// the rules are in desk and flow. Nothing depends on who links it but mains:
//
//	handler := api.API{Dialogs: st, Lists: st, …, RunRequester: asker, Now: time.Now, Log: log}.Handler()
package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/flow/automation"
	"github.com/sufler/sufler/shared/flow/bot"
	"github.com/sufler/sufler/shared/flow/canned"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/chronicle"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/exports"
	"github.com/sufler/sufler/shared/flow/external"
	"github.com/sufler/sufler/shared/flow/feed"
	counting "github.com/sufler/sufler/shared/flow/figures"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/flow/listing"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/people"
	"github.com/sufler/sufler/shared/flow/routing"
	"github.com/sufler/sufler/shared/flow/search"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/webhooks"
	"github.com/sufler/sufler/shared/web"
)

// API serves /v1, /openapi.json and /docs. All fields must be set, but Live and Log.
type API struct {
	Dialogs   flow.Dialogs
	Messages  flow.Messages
	Customers flow.Customers
	// Config must not be an old copy here: what a person changes is what they
	// just read.
	Config flow.Config
	CRM    flow.CRM
	// Phone reads a phone as people dial it in a country (ISO 3166), with or without its
	// code; false: it is none.
	Phone func(text, country string) (desk.Value, bool)
	// Outages is what is known of connected CRMs that don't answer; nil: nothing.
	Outages Outages
	// BuiltIn is where the built-in CRM is set up.
	BuiltIn          CRMSetup
	Runs             flow.Runs
	Annotations      flow.Annotations
	Lists            Lists
	Setup            Setup
	Keys             Keys
	IdempotencyStore IdempotencyStore
	Pulse            Pulse

	Files Files
	// Live remembers what changed; nil: nobody here does.
	Live *live.Hub
	// LiveAt is a gateway's WebSocket, on which one is told what changes, and
	// TicketOffice lets people in on it; "": there is none.
	LiveAt       string
	TicketOffice *live.TicketOffice

	Uploader    *talk.Uploader
	Replier     *talk.Replier
	Starter     *talk.Starter
	Refetcher   *talk.Refetcher
	ReadTracker *talk.ReadTracker
	Typist      *talk.Typist
	// Approved knows which templates lines' messengers have approved.
	Approved       *talk.Approved
	DraftKeeper    *talk.DraftKeeper
	CannedKeeper   *canned.Keeper
	CannedRenderer *canned.Renderer
	// Public is the address under which we are reached, as it is configured; nil or "":
	// as each request has it.
	Public func(context.Context) string
	// Home is where people reach us as far as this server knows, where nothing is
	// configured; nil or "": as each request has it.
	Home func(context.Context) string
	// HistoryKeeper makes addresses that show a customer's dialogs.
	HistoryKeeper *history.Keeper

	KnowledgeKeeper *knowledge.Keeper
	Finder          *knowledge.Finder
	Answerer        *answering.Answerer
	Questioner      *knowledge.Questioner
	Drafter         *knowledge.Drafter
	Recordings      *knowledge.Recordings
	BotRestarter    *bot.Restarter
	BotHandOver     *external.HandOver
	Rater           *bot.Rater
	Acceptor        *talk.Acceptor
	Closer          *talk.Closer
	Transferrer     *talk.Transferrer
	CaseMaker       *talk.CaseMaker
	RunRequester    *copilot.RunRequester
	Deadlines       *talk.Deadlines
	Decider         *copilot.Decider
	SummaryEditor   *copilot.SummaryEditor
	Editor          *cards.Editor
	Binder          *cards.Binder
	Duplicates      *cards.Duplicates
	Merger          *cards.Merger
	Revoker         *setup.Revoker
	Eraser          *erasure.Eraser
	FiguresAgain    *counting.Again
	ListsAgain      *listing.Again
	Letters         *feed.Letters
	Discarder       *setup.Discarder
	// WebhookKeeper has addresses of the company's told what happens.
	WebhookKeeper    *webhooks.Keeper
	ExportRequester  *exports.Requester
	AutomationKeeper *automation.Keeper
	Presser          *automation.Presser
	// ConnectionKeeper connects CRMs.
	ConnectionKeeper *setup.ConnectionKeeper
	// Authorizer has a person let us in to a CRM.
	Authorizer *setup.Authorizer

	Marker     *talk.Marker
	Spreader   *routing.Spreader
	Attendance *routing.Attendance
	TeamKeeper *routing.TeamKeeper

	Accounts people.Accounts
	Inviter  *people.Inviter
	Keeper   *people.Keeper
	Joiner   *people.Joiner
	SignIn   *people.SignIn
	OpenID   *people.OpenID
	Sessions *people.Sessions
	Own      *people.Own

	Portraitist *people.Portraitist
	ViewKeeper  *people.ViewKeeper

	Searcher  *search.Searcher
	Historian *chronicle.Historian

	// Connector registers lines' webhooks; nil: nothing is registered.
	Connector *setup.Connector
	// Recommend says which bot platform suits so many accounts of each messenger,
	// and why (ErrInvalid: none reaches one of them); nil: nothing is recommended.
	Recommend func(accounts map[desk.Channel]int) (platform desk.Channel, why string, err error)
	// CheckLine says in words what a line still lacks for its channel, or that we
	// have no plug for it (ErrInvalid).
	CheckLine func(desk.Line) error
	// Channels are those that lines can be of, with what each needs.
	Channels func() []desk.ChannelInfo
	// Beside are the calls that other handlers of the same server take; they are
	// described with the API's.
	Beside []web.Call
	// Bodies bounds what bodies take; nil: no total.
	Bodies *web.Bodies
	// Words are those of a text, as they are looked for.
	Words func(string) []string

	Now func() time.Time
	Log *slog.Logger
}

// Handler builds the handler: once, at the start.
func (a API) Handler() http.Handler {
	mux := http.NewServeMux()
	s := &server{API: a}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	s.register(mux)
	return s.guard(mux)
}

// server is an API that is being served.
type server struct {
	API
	pulse health
}

// maxBody is the largest body, in bytes, and maxOpen that of a call that needs no
// session: a name and a password.
const (
	maxBody = web.MaxBody
	maxOpen = 16 << 10
)
