// Package serving puts the API together. It is apart from the other verbs since it
// links what the API is described and read with.
package serving

import (
	"log/slog"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
	"github.com/sufler/sufler/shared/web/history"
	"github.com/sufler/sufler/shared/web/tab"
)

// Parts are what the API needs beside the verbs.
type Parts struct {
	Lists            api.Lists
	Setup            api.Setup
	Keys             api.Keys
	Pulse            api.Pulse
	IdempotencyStore api.IdempotencyStore
	Links            api.Files
	// Recommend and CheckLine are api.API's.
	Recommend func(accounts map[desk.Channel]int) (platform desk.Channel, why string, err error)
	CheckLine func(desk.Line) error
	Channels  func() []desk.ChannelInfo
	Beside    []web.Call
	Live      *live.Hub   // nil: nobody here remembers what changed
	Bodies    *web.Bodies // what bodies may take; nil: no total
	LiveAt    string      // of a gateway's WebSocket, which asks for tickets; "": there is none
	Log       *slog.Logger
}

// Beside are the calls that the webhook function, or the same server, takes beside
// the API's.
func Beside(site web.SitePlug) []web.Call {
	return append(web.Site{Plug: site}.Calls(), web.Webhooks{}.Calls()...)
}

// API is the API over the verbs.
func API(p assembly.Parts, s Parts) api.API {
	return api.API{
		Dialogs: p.Store, Messages: p.Store, Customers: p.Store, Config: p.Store, CRM: p.CRM, Phone: dialled, Outages: outages(p.Store), BuiltIn: p.BuiltIn, Runs: p.Store, Annotations: p.Store,
		Lists: s.Lists, Setup: s.Setup, Keys: s.Keys, Pulse: s.Pulse, IdempotencyStore: s.IdempotencyStore, Files: s.Links,
		Uploader: p.Uploader(), Acceptor: p.Acceptor(), Replier: p.Replier(), Starter: p.Starter(), Refetcher: p.Refetcher(),
		ReadTracker: p.ReadTracker(), Typist: p.Typist(), Approved: p.Approved(), DraftKeeper: p.DraftKeeper(), Public: p.Base, Home: p.Home, HistoryKeeper: p.HistoryKeeper(), CannedKeeper: p.CannedKeeper(), CannedRenderer: p.CannedRenderer(),
		KnowledgeKeeper: p.KnowledgeKeeper(), Finder: p.Finder(), Answerer: p.Answerer(), Questioner: p.Questioner(), Drafter: p.Drafter(), Recordings: p.Recordings(), BotRestarter: p.BotRestarter(), BotHandOver: p.BotHandOver(), Rater: p.Rater(),
		Closer: p.Closer(), Transferrer: p.Transferrer(), CaseMaker: p.CaseMaker(), Deadlines: p.Deadlines(),
		RunRequester: p.RunRequester(), Decider: p.Decider(), SummaryEditor: p.SummaryEditor(),
		Editor: p.Editor(), Binder: p.CardBinder(), Duplicates: p.Duplicates(), Merger: p.Merger(),
		Marker: p.Marker(), Spreader: p.Spreader(), Attendance: p.Attendance(), TeamKeeper: p.TeamKeeper(),
		Connector: p.Connector(), Discarder: p.Discarder(), ConnectionKeeper: p.ConnectionKeeper(), Authorizer: p.Authorizer(), WebhookKeeper: p.WebhookKeeper(), ExportRequester: p.ExportRequester(), FiguresAgain: p.FiguresAgain(), ListsAgain: p.ListsAgain(), Letters: p.Letters(), AutomationKeeper: p.AutomationKeeper(), Presser: p.Presser(), Revoker: p.Revoker(), Eraser: p.Eraser(),
		Accounts: p.Store, Inviter: p.Inviter(), Keeper: p.Keeper(), Joiner: p.Joiner(), SignIn: p.SignIn(), OpenID: p.OpenID(), Sessions: p.Sessions(), Own: p.Own(), Portraitist: p.Portraitist(), ViewKeeper: p.ViewKeeper(), Searcher: p.Searcher(), Historian: p.Historian(),
		Recommend: s.Recommend, CheckLine: s.CheckLine, Channels: s.Channels, Beside: s.Beside, Live: s.Live, LiveAt: s.LiveAt, TicketOffice: p.TicketOffice(), Bodies: s.Bodies, Words: p.Words, Now: p.Now, Log: s.Log,
	}
}

// Tabs are what connected CRMs show of ours in their cards.
func Tabs(p assembly.Parts, s Parts) tab.Pages {
	return tab.Pages{Viewer: p.TabViewer(), Installer: p.Installer(), Centre: p.CentreSettings(), Pace: tab.NewPace(), Bodies: s.Bodies, Now: p.Now, Log: s.Log}
}

// Pages are what is behind history links.
func Pages(p assembly.Parts, s Parts) history.Pages {
	return history.Pages{Viewer: p.HistoryViewer(), Files: s.Links, Pace: history.NewPace(), Now: p.Now, Log: s.Log}
}

// outages is where a store keeps what is known of CRMs that don't answer; nil: it does not.
func outages(store any) api.Outages {
	kept, _ := store.(api.Outages)
	return kept
}
