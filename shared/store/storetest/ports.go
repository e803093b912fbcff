package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
		"connections are kept with their secrets, by version":    connections,
		"canned responses are kept by owner and version":         cannedResponses,
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

// talk makes dialogs: ann's a-1 and a-2 (open, answered), bob's b-1 (closed),
// eve's e-1 on another line (open, waiting).
func (b *bench) talk() {
	shop, site := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}, desk.Line{ID: "site", Channel: desk.ChannelWeb}
	for i, s := range []struct {
		who   string
		line  desk.Line
		by    desk.Author
		close bool
	}{
		{"a", shop, desk.ByCustomer, true}, {"b", shop, desk.ByCustomer, true}, {"a", shop, desk.ByCustomer, false},
		{"e", site, desk.ByCustomer, false}, {"a", shop, desk.ByOperator, false},
	} {
		b.tick(time.Second)
		a, err := b.Append(b.ctx, desk.Append{Line: s.line, Message: desk.Message{
			Customer: desk.CustomerID(s.who), External: desk.ExternalID(fmt.Sprint(i)), Author: s.by, Text: "x",
		}})
		b.must(err)
		_, err = b.ChangeDialog(b.ctx, a.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
			if s.close {
				d.State, d.Turn = desk.StateClosed, desk.TurnNobody
			}
			if s.by == desk.ByOperator {
				d.Operator = "olga"
			}
			return d, nil
		})
		b.must(err)
	}
}

// list has every dialog stand in its lists, found by its customer's id.
func (b *bench) list() {
	b.must(b.settle())
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := b.EveryDialog(b.ctx, ask)
		b.must(err)
		for _, d := range page.Items {
			b.must(b.List(b.ctx, d.ID, func(_ context.Context, d desk.Dialog) ([]string, error) { return []string{string(d.Customer)}, nil }))
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return
		}
	}
}

func listsDialogs(b *bench) {
	b.talk()
	b.list()
	for _, c := range []struct {
		name string
		f    desk.DialogFilter
		want []string
	}{
		{"all", desk.DialogFilter{}, []string{"e-1", "a-2", "b-1", "a-1"}},
		{"closed", desk.DialogFilter{States: []desk.DialogState{desk.StateClosed}}, []string{"b-1", "a-1"}},
		{"waiting", desk.DialogFilter{States: []desk.DialogState{desk.StateWaiting}}, []string{"e-1"}},
		{"in progress", desk.DialogFilter{States: []desk.DialogState{desk.StateInProgress}}, []string{"a-2"}},
		{"waiting or in progress", desk.DialogFilter{States: []desk.DialogState{desk.StateWaiting, desk.StateInProgress}}, []string{"e-1", "a-2"}},
		{"closed or in progress", desk.DialogFilter{States: []desk.DialogState{desk.StateClosed, desk.StateInProgress}}, []string{"a-2", "b-1", "a-1"}},
		{"any turn", desk.DialogFilter{Turns: []desk.Turn{desk.TurnOperator, desk.TurnCustomer, desk.TurnNobody}}, []string{"e-1", "a-2", "b-1", "a-1"}},
		{"two customers", desk.DialogFilter{Customers: []desk.CustomerID{"a", "b"}}, []string{"a-2", "b-1", "a-1"}},
		{"the customer's turn", desk.DialogFilter{Turns: []desk.Turn{desk.TurnCustomer}}, []string{"a-2"}},
		{"a line", desk.DialogFilter{Lines: []desk.LineID{"shop"}}, []string{"a-2", "b-1", "a-1"}},
		{"a channel", desk.DialogFilter{Channels: []desk.Channel{desk.ChannelWeb}}, []string{"e-1"}},
		{"a customer", desk.DialogFilter{Customers: []desk.CustomerID{"a"}}, []string{"a-2", "a-1"}},
		{"a customer, closed", desk.DialogFilter{Customers: []desk.CustomerID{"a"}, States: []desk.DialogState{desk.StateClosed}}, []string{"a-1"}},
		{"an operator", desk.DialogFilter{Operators: []desk.OperatorID{"olga"}}, []string{"a-2"}},
		{"nobody's", desk.DialogFilter{Customers: []desk.CustomerID{"z"}}, []string{}},
	} {
		got := titles(b, func(d desk.Dialog) string { return string(d.ID) }, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
			return b.ListDialogs(b.ctx, c.f, ask)
		})
		b.wantList(c.name, c.want, got)
	}
	for _, bad := range []string{"x!", "bm9uc2Vuc2U", "eyJ0Ijp7InBrIjoieCJ9fQ"} {
		_, err := b.ListDialogs(b.ctx, desk.DialogFilter{}, desk.PageAsk{Cursor: bad})
		b.wants(err, desk.ErrInvalid, "cursor "+bad)
	}
	page, err := b.ListDialogs(b.ctx, desk.DialogFilter{}, desk.PageAsk{Limit: 1})
	b.must(err)
	_, err = b.ListDialogs(b.ctx, desk.DialogFilter{Customers: []desk.CustomerID{"a"}}, desk.PageAsk{Cursor: page.Next})
	b.wants(err, desk.ErrInvalid, "another list's cursor")
}

func listsCards(b *bench) {
	var contact desk.Card
	for i, c := range []desk.Card{
		{Ref: desk.CardRef{Kind: desk.KindContact}},
		{Ref: desk.CardRef{Kind: desk.KindLead}},
		{Ref: desk.CardRef{Kind: desk.KindDeal}, Pipeline: "sales", Stage: "new"},
		{Ref: desk.CardRef{Kind: desk.KindDeal}, Pipeline: "service", Stage: "new"},
		{Ref: desk.CardRef{Kind: desk.KindDeal}, Pipeline: "sales", Stage: "won"},
		{Ref: desk.CardRef{Kind: desk.KindCase}},
	} {
		b.tick(time.Second)
		c.Title = fmt.Sprint(c.Ref.Kind, i)
		if i == 1 || i > 2 {
			c.Contact = contact.Ref
		}
		made, err := b.crm.CreateCard(b.ctx, c, c.Title)
		b.must(err)
		if i == 0 {
			contact = made
		}
	}
	for _, c := range []struct {
		name string
		f    desk.CardFilter
		want []string
	}{
		{"contacts", desk.CardFilter{Kind: desk.KindContact}, []string{"contact0"}},
		{"deals", desk.CardFilter{Kind: desk.KindDeal}, []string{"deal4", "deal3", "deal2"}},
		{"a pipeline", desk.CardFilter{Kind: desk.KindDeal, Pipelines: []desk.PipelineID{"sales"}}, []string{"deal4", "deal2"}},
		{"two pipelines", desk.CardFilter{Kind: desk.KindDeal, Pipelines: []desk.PipelineID{"sales", "service"}}, []string{"deal4", "deal3", "deal2"}},
		{"two stages", desk.CardFilter{Kind: desk.KindDeal, Stages: []desk.StageID{"new", "won"}}, []string{"deal4", "deal3", "deal2"}},
		{"a contact's and nobody's deals", desk.CardFilter{Kind: desk.KindDeal, Contacts: []desk.CardRef{contact.Ref, {}}}, []string{"deal4", "deal3", "deal2"}},
		{"a stage", desk.CardFilter{Kind: desk.KindDeal, Pipelines: []desk.PipelineID{"sales"}, Stages: []desk.StageID{"new"}}, []string{"deal2"}},
		{"a contact's deals", desk.CardFilter{Kind: desk.KindDeal, Contacts: []desk.CardRef{contact.Ref}}, []string{"deal4", "deal3"}},
		{"a contact's deals in a pipeline", desk.CardFilter{Kind: desk.KindDeal, Pipelines: []desk.PipelineID{"sales"}, Contacts: []desk.CardRef{contact.Ref}}, []string{"deal4"}},
		{"a contact's leads", desk.CardFilter{Kind: desk.KindLead, Contacts: []desk.CardRef{contact.Ref}}, []string{"lead1"}},
		{"a contact's cases", desk.CardFilter{Kind: desk.KindCase, Contacts: []desk.CardRef{contact.Ref}}, []string{"case5"}},
		{"nothing", desk.CardFilter{Kind: desk.KindDeal, Pipelines: []desk.PipelineID{"none"}}, []string{}},
	} {
		got := titles(b, func(c desk.Card) string { return c.Title }, func(ask desk.PageAsk) (desk.Page[desk.Card], error) {
			return b.crm.ListCards(b.ctx, c.f, ask)
		})
		b.wantList(c.name, c.want, got)
	}
}

func listsRuns(b *bench) {
	want := []string{}
	for i := range 5 {
		b.tick(time.Second)
		r := desk.Run{ID: desk.RunID(fmt.Sprint("r", i)), Dialog: "a-1", Card: desk.CardRef{Kind: desk.KindDeal, ID: fmt.Sprint(i)}, State: desk.RunWaiting, AskedAt: b.Now()}
		_, _, err := b.CreateRun(b.ctx, r)
		b.must(err)
		want = append([]string{string(r.ID)}, want...)
	}
	got := titles(b, func(r desk.Run) string { return string(r.ID) }, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return b.DialogRuns(b.ctx, "a-1", ask)
	})
	b.wantList("runs", want, got)
}

func timeline(b *bench) {
	ref := desk.CardRef{Kind: desk.KindDeal, ID: "5"}
	for i := range 7 {
		e := desk.Entry{ID: fmt.Sprint("e", (i*3)%7), Card: ref, At: b.Now(), By: "olga", Kind: desk.EntryFilled, Field: "city", Old: "a", New: "b", Quote: "q", Dialog: "d", Message: 3, Run: "r", Text: fmt.Sprint(i)}
		later := e
		later.At = later.At.Add(time.Hour)
		b.must(b.AddEntries(b.ctx, []desk.Entry{e, later}))
		b.must(b.AddEntries(b.ctx, []desk.Entry{later}))
		p, err := b.Timeline(b.ctx, ref, desk.PageAsk{Limit: 1})
		b.must(err)
		if d := cmp.Diff([]desk.Entry{e}, p.Items); d != "" {
			b.Errorf("the newest entry (-given +stored)\n%s", d)
		}
		b.tick(time.Second)
	}
	got := titles(b, func(e desk.Entry) string { return e.Text }, func(ask desk.PageAsk) (desk.Page[desk.Entry], error) {
		return b.Timeline(b.ctx, ref, ask)
	})
	b.wantList("timeline", strings.Fields("6 5 4 3 2 1 0"), got)
}

// saved saves twice over: new, changed, and with an old version, which conflicts.
func saved[V any](b *bench, what string, v V, version func(*V) *int64, save func(V) (V, error), read func() (V, error)) {
	b.Helper()
	for range 2 {
		now, err := save(v)
		b.must(err)
		if *version(&now) <= *version(&v) {
			b.Errorf("%s: version %d after %d", what, *version(&now), *version(&v))
		}
		_, err = save(v)
		b.wants(err, desk.ErrConflict, what+" of an old version")
		got, err := read()
		b.must(err)
		if d := cmp.Diff(now, got); d != "" {
			b.Errorf("%s: the answer is not what is stored\n%s", what, d)
		}
		*version(&v) = *version(&now)
		if d := cmp.Diff(v, got); d != "" {
			b.Errorf("%s (-given +stored)\n%s", what, d)
		}
	}
}

func connections(b *bench) {
	_, err := b.Connection(b.ctx, "hub")
	b.wants(err, desk.ErrNotFound, "a connection that is not there")
	c := desk.Connection{
		ID: "hub", Kind: desk.CRMRest, Title: "T", Secrets: map[string]string{"token": "t"}, Options: map[string]string{"address": "https://crm.example"}, CreatedAt: b.now,
		Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindDeal: {"a": {Description: "D", Policy: desk.PolicyNever, On: true, Grants: true, Private: true}}},
	}
	saved(b, "a connection", c, func(c *desk.Connection) *int64 { return &c.Version },
		func(c desk.Connection) (desk.Connection, error) { return b.SaveConnection(b.ctx, c) },
		func() (desk.Connection, error) { return b.Connection(b.ctx, "hub") })
	_, err = b.SaveConnection(b.ctx, desk.Connection{ID: "No.name"})
	b.wants(err, desk.ErrInvalid, "a name that is none")
	_, err = b.SaveConnection(b.ctx, desk.Connection{ID: "bare", Kind: desk.CRMRest})
	b.must(err)
	all, err := b.Connections(b.ctx)
	if err != nil || len(all) != 2 || all[0].ID != "bare" || all[1].Secrets["token"] != "t" {
		b.Errorf("connections %v, %v", all, err)
	}
	for range 2 {
		b.must(b.DropConnection(b.ctx, "hub"))
		_, err = b.Connection(b.ctx, "hub")
		b.wants(err, desk.ErrNotFound, "a connection that was dropped")
	}
}

func setsUp(b *bench) {
	saved(b, "settings", desk.Settings{
		CoPilot: true, Subscription: true, Cases: true, Language: "ru", Zone: "Europe/Moscow", Currency: "RUB", Region: "RU", Quiet: time.Second, Idle: time.Hour,
		LeadMode: desk.ModeAll, PipelineModes: map[desk.PipelineID]desk.Mode{"sales": desk.ModeFirst},
	}, func(s *desk.Settings) *int64 { return &s.Version },
		func(s desk.Settings) (desk.Settings, error) { return b.SaveSettings(b.ctx, s) },
		func() (desk.Settings, error) { return b.Settings(b.ctx) })
	line := desk.Line{
		ID: "l", Channel: desk.ChannelTelegram, Title: "L", Purpose: "sales", Active: true, Secrets: map[string]string{"token": "t", "secret": "s"},
		Options: map[string]string{"api_url": "u"}, PublicKey: "p", Origins: []string{"https://a.b"}, Idle: time.Hour, Zone: "UTC", Language: "es",
		Region: "ES", LeadPolicy: desk.LeadNever, Required: []desk.FieldName{"phone"}, CreatedAt: b.now,
	}
	saved(b, "a line", line, func(l *desk.Line) *int64 { return &l.Version },
		func(l desk.Line) (desk.Line, error) { return b.SaveLine(b.ctx, l) },
		func() (desk.Line, error) { return b.Line(b.ctx, "l") })
	have, err := b.Line(b.ctx, "l")
	b.must(err)
	silent := have
	silent.Secrets, silent.Title = nil, "M"
	now, err := b.SaveLine(b.ctx, silent)
	b.must(err)
	ls, err := b.Lines(b.ctx)
	if err != nil || len(ls) != 1 || ls[0].Secrets["token"] != "t" || cmp.Diff(now, ls[0]) != "" {
		b.Errorf("a line saved without secrets: %+v, %v", ls, err)
	}
	it, err := b.Engine.Get(b.ctx, store.Key{PK: "LINES", SK: "l"}, true)
	if err != nil || strings.Contains(fmt.Sprint(it), "token") {
		b.Errorf("the line's own item holds a secret (%v)", err)
	}
	f := desk.Field{
		Card: desk.KindDeal, Name: "pay", Title: "Pay", Description: "D", Type: desk.TypeEnum, Format: "x", Currency: "EUR", Policy: desk.PolicyAlwaysPropose, On: true, Grants: true, Private: true,
		Options: []desk.Option{{Value: "card", Synonyms: []string{"by card"}}},
	}
	saved(b, "a field", f, func(f *desk.Field) *int64 { return &f.Version },
		func(f desk.Field) (desk.Field, error) { return b.crm.SaveField(b.ctx, f) },
		func() (desk.Field, error) {
			fs, err := b.crm.Fields(b.ctx, desk.ConnectionBuiltIn, desk.KindDeal)
			b.must(err)
			return fs[0], nil
		})
	saved(b, "a team", desk.Team{ID: "t", Title: "T", Members: []desk.OperatorID{"b", "a"}, Reads: desk.ReadsNone}, func(t *desk.Team) *int64 { return &t.Version },
		func(t desk.Team) (desk.Team, error) { return b.SaveTeam(b.ctx, t) },
		func() (desk.Team, error) { return b.Team(b.ctx, "t") })
	ts, err := b.Teams(b.ctx)
	if err != nil || len(ts) != 1 || ts[0].ID != "t" {
		b.Errorf("teams %v, %v", ts, err)
	}
	_, err = b.Team(b.ctx, "nobodys")
	b.wants(err, desk.ErrNotFound, "a team that is not there")
	saved(b, "a pipeline", desk.Pipeline{ID: "p", Title: "P", Stages: []desk.Stage{{ID: "s", Title: "S", Final: "won"}}},
		func(p *desk.Pipeline) *int64 { return &p.Version },
		func(p desk.Pipeline) (desk.Pipeline, error) { return b.crm.SavePipeline(b.ctx, p) },
		func() (desk.Pipeline, error) {
			ps, err := b.crm.Pipelines(b.ctx, desk.ConnectionBuiltIn)
			b.must(err)
			return ps[0], nil
		})
}

func keepsOrder(b *bench) {
	for _, name := range []desk.FieldName{"z", "a", "m"} {
		_, err := b.crm.SaveField(b.ctx, desk.Field{Card: desk.KindDeal, Name: name, Type: desk.TypeString})
		b.must(err)
		_, err = b.crm.SavePipeline(b.ctx, desk.Pipeline{ID: desk.PipelineID(name)})
		b.must(err)
	}
	_, err := b.crm.SaveField(b.ctx, desk.Field{Card: desk.KindDeal, Name: "z", Type: desk.TypeText, Version: 1})
	b.must(err)
	for range 2 {
		b.must(b.crm.DeleteField(b.ctx, desk.KindDeal, "a"))
	}
	fs, err := b.crm.Fields(b.ctx, desk.ConnectionBuiltIn, desk.KindDeal)
	if err != nil || len(fs) != 2 || fs[0].Name != "z" || fs[1].Name != "m" {
		b.Errorf("fields %v, %v", fs, err)
	}
	ps, err := b.crm.Pipelines(b.ctx, desk.ConnectionBuiltIn)
	if err != nil || len(ps) != 3 || ps[0].ID != "z" || ps[2].ID != "m" {
		b.Errorf("pipelines %v, %v", ps, err)
	}
}

func keeps(b *bench) {
	k := desk.Key{
		Actor: desk.Actor{Key: "k1", Name: "Olga", Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayRead, Deals: desk.MayChange, Cases: desk.MayRead, Dialogs: desk.ScopeTeam, Statistics: true, Export: true}},
		Hash:  "h", CreatedAt: b.now,
	}
	_, err := b.Key(b.ctx, "k1")
	b.wants(err, desk.ErrNotFound, "key")
	for range 2 {
		b.must(b.SaveKey(b.ctx, k))
		got, err := b.Key(b.ctx, "k1")
		b.must(err)
		ks, err := b.Keys(b.ctx)
		b.must(err)
		if d := cmp.Diff(k, got) + cmp.Diff([]desk.Key{k}, ks); d != "" {
			b.Errorf("the key (-given +stored)\n%s", d)
		}
		k.RevokedAt = b.now
	}
}
