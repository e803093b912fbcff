// Package assembly puts each verb together, in one place, out of the ports that a
// main plugs in: the functions', infra/local's, infra/bench's and the tests'. It
// links no plug; those that every main would plug in alike are in proving (what
// reads and proves) and serving (the API), apart, so that the webhook and closing
// functions don't link them.
package assembly

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/flow/automation"
	"github.com/sufler/sufler/shared/flow/bot"
	"github.com/sufler/sufler/shared/flow/canned"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/centre"
	"github.com/sufler/sufler/shared/flow/chronicle"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/exports"
	"github.com/sufler/sufler/shared/flow/external"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/flow/figures"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/flow/listing"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/people"
	"github.com/sufler/sufler/shared/flow/routing"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/tab"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/webhooks"
)

// Store is all that is kept.
type Store interface {
	flow.MessageLog
	flow.Messages
	flow.Dialogs
	flow.Newest
	routing.Teams
	routing.TeamStore
	routing.TeamTemplates
	routing.Waiting
	routing.Workloads
	flow.Customers
	flow.Config
	flow.Lines
	flow.Claims
	flow.Changes
	flow.Firsts
	flow.Runs
	flow.Annotations
	copilot.Awaiting
	copilot.DialogRuns
	intake.Ledger
	flow.Jobs
	flow.Overdue
	flow.Merges
	cards.Belongs
	flow.Uploads
	flow.Quotas
	erasure.Erasures
	setup.Discards
	people.Accounts
	people.Photos
	talk.ReadMarkers
	talk.Typings
	talk.Drafts
	canned.Responses
	canned.Teams
	knowledge.Entries
	knowledge.Unanswered
	knowledge.Scores
	knowledge.Calls
	bot.Unanswered
	answering.Vectors
	answering.Ledger
	bot.Scores
	people.OpenIDSettings
	people.ViewStore
	setup.ConnectionStore
	setup.Grants
	flow.Staff
	figures.Book
	figures.Everything
	listing.Entries
	feed.Shelf
	automation.Rules
	automation.RuleStore
	automation.Firings
	automation.Causes
	exports.Exports
	exports.Lists
	exports.Names
	exports.People
	history.Links
	chronicle.Lists
	webhooks.Endpoints
	webhooks.Subscriptions
	webhooks.Deliveries
	live.Sockets
	live.Visitors
	centre.Passings
	centre.LineStore
}

// BuiltIn is what a company sets up of the built-in CRM, and takes away.
type BuiltIn interface {
	setup.Pipelines
	listing.Cards
	figures.BuiltIn
	feed.Changes
	SavePipeline(ctx context.Context, p desk.Pipeline) (desk.Pipeline, error)
	SaveField(ctx context.Context, f desk.Field) (desk.Field, error)
	DeleteField(ctx context.Context, k desk.CardKind, name desk.FieldName) error
}

// Messengers is all that is asked of the lines' messengers.
type Messengers interface {
	flow.Sender
	flow.Opener
	flow.Lookup
	flow.Numbering
	flow.Registrar
	setup.Unregistrar
	external.Platform
	talk.TypingShower
	talk.TemplateLister
}

// Files is where customers' and operators' files lie.
type Files interface {
	flow.Files
	flow.UploadStore
	desk.FileSource
}

// Parts are what a main plugs in. A function that has no use for some leaves them
// nil, and asks for no verb that needs them.
type Parts struct {
	Store Store
	// Fresh is the set-up as it is now, where Store's is an old copy; nil: it is none.
	Fresh flow.Config
	Keys  setup.Keys
	CRM   flow.CRM // all of them, by their connections
	// BuiltIn is where a company sets up the built-in CRM.
	BuiltIn  BuiltIn
	CRMKinds setup.CRMKinds // that can be connected
	// CRMEvents reads what connected CRMs tell.
	CRMEvents intake.CRMEvents
	// CRMGrants are the CRMs that let us in by OAuth.
	CRMGrants setup.CRMGrants
	// CRMInstalls are the CRMs that tell by what they let us in.
	CRMInstalls setup.CRMInstalls
	// CRMHosts are the CRMs that show pages of ours in their cards.
	CRMHosts tab.Hosts
	// CRMCentres are the CRMs' own chats, in which operators answer lines' customers.
	CRMCentres centre.Centres
	// CRMSettings are those that show our settings of their lines.
	CRMSettings centre.Hosts
	// Connections are the connected CRMs with their secrets, where Store has none; nil:
	// Store's.
	Connections flow.Connections
	// Callers is how many processes call CRMs at the same time, at most; 0: 1.
	Callers int
	// Hosts are those that a connected CRM's address may name though they are not
	// public.
	Hosts []string

	// Lookers hear of changes in this process alone: those who look on.
	Lookers []feed.Consumer

	Outbox  flow.Outbox
	Quiet   flow.QuietQueue
	Closing flow.Closing
	Sooner  talk.Sooner

	Messengers Messengers
	Pace       flow.Pace  // of sending; nil: the messengers' own is all there is
	Slots      flow.Slots // where a website's visitors upload
	Files      Files

	// Transcriber writes down what is said in voice notes; nil: nobody does.
	Transcriber flow.Transcriber
	// Inbox is the folder of recordings; nil: nobody looks for any.
	Inbox knowledge.Inbox
	// Letterbox is where the stream's event source puts what it gives up; nil: nothing is.
	Letterbox feed.Letterbox
	// Hearing is what it costs to have a recording written down; nil: nobody does.
	Hearing *desk.HearingPrice

	Reader flow.Reader // of dialogs that fell quiet
	Rules  flow.Reader // costs nothing: it may look after each message
	Prover flow.Prover
	// Fold is a text as it is looked for: without case and accents.
	Fold func(string) string
	// Words are those of a text, as they are looked for.
	Words func(string) []string

	// Index makes the knowledge base ready to be asked.
	Index func([]desk.FAQ) knowledge.Index
	// Models look at what the index makes of a question; none: nobody does.
	Models answering.Models
	// Group tells which questions ask the same.
	Group  func([]string) []int
	Sheets exports.Sheets // writes tables

	Poster  webhooks.Poster // calls the company's webhooks
	Gateway live.Gateway    // holds WebSockets

	VisitorGateway live.Gateway // holds those of websites' visitors

	Hasher   people.Hasher   // of operators' passwords
	Provider people.Provider // of OpenID Connect

	// Base is the address under which messengers reach us; "": there is none.
	Base func(context.Context) string
	// Home is the address under which people reach us; "": nobody knows.
	Home func(context.Context) string
	Now  func() time.Time
	// Since is when the process started, if it is the only one to claim anything.
	Since time.Time
	Lease time.Duration // of a reading; 0: desk.ReadingLease
}

// fresh is the set-up, never an old copy.
func (p Parts) fresh() flow.Config {
	if p.Fresh != nil {
		return p.Fresh
	}
	return p.Store
}
