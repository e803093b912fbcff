package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Ports holds the store on an engine to what the API's ports promise: lists,
// set-up, keys, cards and idempotency. open makes an empty engine, and a way to
// bring its global indexes up to date.
func Ports(t *testing.T, open func(t *testing.T) (store.Engine, func() error)) {
	for rule, test := range map[string]func(*bench){
		"lists of dialogs, newest first, by every filter":        listsDialogs,
		"an operator's dialogs, however many are others'":        listsOwn,
		"lists end alike, whatever is repeated, late or cut off": listsAgain,
		"lists end alike, whoever is overtaken, and dies of it":  listsOvertaken,
		"lists end alike, however listings are interleaved":      listsInterleaved,
		"lists of cards, newest first, by every filter":          listsCards,
		"a dialog's runs, newest first":                          listsRuns,
		"a card's timeline, newest first":                        timeline,
		"what is set up is stored whole, by version":             setsUp,
		"fields and pipelines keep the order of their making":    keepsOrder,
		"keys are kept, also revoked":                            keeps,
		"entries come with the put of their card, or not at all": putsCards,
		"margins of many cards are read at once":                 readsMargins,
		"cards that await approval, the newest proposed first":   listsAwaiting,
		"a request happens once":                                 once,
		"the starter set-up is stored once":                      seeds,
		"what is spent is counted once":                          spends,
		"figures are counted once, whatever repeats":             countsOnce,
		"an upload is stored once and goes by its time":          announces,
		"of a quota no more is used than there is":               uses,
		"a contact's customers are found under it":               customersOf,
		"a line's trouble is noted beside it":                    troubles,
		"an operator is stored by version, an address once":      operators,
		"a session begins and ends with its operator":            sessions,
		"attempts are counted one by one":                        attempts,
		"typing is noted now and then, for a moment":             typings,
		"a read marker never goes back":                          marks,
		"a draft is one a thread, and goes by its time":          drafts,
		"an OpenID provider is kept with its secret":             provider,
		"webhooks are kept with their secrets, by version":       endpoints,
		"a delivery is made once, with its job, and is listed":   deliveries,
		"an operator's views are kept by version":                views,
		"a history link is made once, and goes by its time":      historyLinks,
		"rules are kept by version":                              automations,
		"a rule acts once upon each event, and its log is kept":  firings,
		"a list on its way into a file is kept for a day":        exported,
		"a recorded call is kept for thirty days":                recorded,
		"a ticket is taken once, and not too late":               tickets,
		"who is on a gateway's sockets is kept by version":       sockets,
		"connections are kept with their secrets, by version":    connections,
		"canned responses are kept by owner and version":         cannedResponses,
		"the knowledge base is kept by version, and all of them": knowledgeBase,
		"what entries mean is kept beside them":                  vectors,
		"a question without an answer is kept without its words": unanswered,
		"an answer is counted once for each of its entries":      answered,
		"what one customer asks often is counted and bounded":    askedOften,
		"a change that was not told is kept until it is":         untoldChanges,
	} {
		t.Run(rule, func(t *testing.T) {
			e, settle := open(t)
			b := &bench{T: t, ctx: context.Background(), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), settle: settle}
			b.Store = store.Store{Engine: e, Now: func() time.Time {
				b.mu.Lock()
				defer b.mu.Unlock()
				return b.now
			}}
			b.crm = builtin.CRM{Table: b.Store.Table()}
			test(b)
		})
	}
}

// bench is one test's store.
type bench struct {
	*testing.T
	store.Store
	crm    builtin.CRM
	ctx    context.Context
	settle func() error

	mu  sync.Mutex
	now time.Time
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) wants(err, kind error, what string) {
	b.Helper()
	if !errors.Is(err, kind) {
		b.Errorf("%s: got %v, want %v", what, err, kind)
	}
}

func (b *bench) tick(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// titles reads a list to its end and names what it holds.
func titles[V any](b *bench, name func(V) string, list func(desk.PageAsk) (desk.Page[V], error)) []string {
	b.Helper()
	b.must(b.settle())
	out := []string{}
	ask := desk.PageAsk{Limit: 3}
	for {
		p, err := list(ask)
		b.must(err)
		if len(p.Items) > ask.Limit {
			b.Errorf("a page of %d, asked for %d", len(p.Items), ask.Limit)
		}
		for _, v := range p.Items {
			out = append(out, name(v))
		}
		if ask.Cursor = p.Next; ask.Cursor == "" {
			return out
		}
	}
}

func (b *bench) wantList(what string, want, got []string) {
	b.Helper()
	if d := cmp.Diff(want, got); d != "" {
		b.Errorf("%s (-want +got)\n%s", what, d)
	}
}
