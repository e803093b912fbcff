package storetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

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
		Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindDeal: {"a": {Description: "D", Policy: desk.PolicyNever, On: true, Grants: true, Private: true, Type: desk.TypeMoney}}},
	}
	saved(b, "a connection", c, func(c *desk.Connection) *int64 { return &c.Version },
		func(c desk.Connection) (desk.Connection, error) { return b.SaveConnection(b.ctx, c) },
		func() (desk.Connection, error) { return b.Connection(b.ctx, "hub") })
	_, err = b.SaveConnection(b.ctx, desk.Connection{ID: "No.name"})
	b.wants(err, desk.ErrInvalid, "a name that is none")
	_, err = b.SaveConnection(b.ctx, desk.Connection{ID: "bare", Kind: desk.CRMRest})
	b.must(err)
	_, err = b.Grant(b.ctx, "hub")
	b.wants(err, desk.ErrNotFound, "a grant that is not there")
	g := desk.Grant{
		Connection: "hub", Address: "https://shop.kommo.com", Sealed: "sealed", Round: 2, IssuedAt: b.now, Ends: b.now.Add(time.Hour), Renewing: b.now,
		Lost: desk.GrantUnsure, LostAt: b.now, State: "digest", StateEnds: b.now,
		Account: "d897", Events: "digest",
	}
	saved(b, "an outage", desk.Outage{Connection: "hub", Until: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Why: "down", Failed: 3, Shut: desk.WhyToken, ShutSince: time.Date(2026, 3, 1, 11, 0, 0, 0, time.UTC)}, func(o *desk.Outage) *int64 { return &o.Version },
		func(o desk.Outage) (desk.Outage, error) { return b.SaveOutage(b.ctx, o) },
		func() (desk.Outage, error) { return b.Outage(b.ctx, "hub") })
	passing := desk.Passing{
		Customer: "centred", Through: 5, Upto: 9, By: "word", Until: b.now, Since: b.now, Chat: "1767", Session: "323", Ended: "322", Dialog: "centred-1",
	}
	none, err := b.Passing(b.ctx, passing.Customer)
	if err != nil || none != (desk.Passing{Customer: passing.Customer}) {
		b.Errorf("what is not passed on is %+v, %v", none, err)
	}
	saved(b, "what is passed on", passing, func(p *desk.Passing) *int64 { return &p.Version },
		func(p desk.Passing) (desk.Passing, error) { return b.SavePassing(b.ctx, p) },
		func() (desk.Passing, error) { return b.Passing(b.ctx, passing.Customer) })
	saved(b, "a grant", g, func(g *desk.Grant) *int64 { return &g.Version },
		func(g desk.Grant) (desk.Grant, error) { return b.SaveGrant(b.ctx, g) },
		func() (desk.Grant, error) { return b.Grant(b.ctx, "hub") })
	all, err := b.Connections(b.ctx)
	if err != nil || len(all) != 2 || all[0].ID != "bare" || all[1].Secrets["token"] != "t" {
		b.Errorf("connections %v, %v", all, err)
	}
	for range 2 {
		b.must(b.DropConnection(b.ctx, "hub"))
		_, err = b.Connection(b.ctx, "hub")
		b.wants(err, desk.ErrNotFound, "a connection that was dropped")
		_, err = b.Grant(b.ctx, "hub")
		b.wants(err, desk.ErrNotFound, "the grant of a connection that was dropped")
	}
}

func setsUp(b *bench) {
	saved(b, "settings", desk.Settings{
		CoPilot: true, Subscription: true, Cases: true, Language: "ru", Zone: "Europe/Moscow", Currency: "RUB", Region: "RU", Quiet: time.Second, Idle: time.Hour,
		LeadMode: desk.ModeAll, PipelineModes: map[desk.PipelineID]desk.Mode{"sales": desk.ModeFirst}, History: 48 * time.Hour, NoHistoryInNotes: true,
	}, func(s *desk.Settings) *int64 { return &s.Version },
		func(s desk.Settings) (desk.Settings, error) { return b.SaveSettings(b.ctx, s) },
		func() (desk.Settings, error) { return b.Settings(b.ctx) })
	line := desk.Line{
		ID: "l", Channel: desk.ChannelTelegram, Title: "L", Purpose: "sales", Active: true, Secrets: map[string]string{"token": "t", "secret": "s"},
		Options: map[string]string{"api_url": "u"}, CustomerKey: "k", PublicKey: "p", Origins: []string{"https://a.b"}, Idle: time.Hour, Zone: "UTC", Language: "es",
		Region: "ES", LeadPolicy: desk.LeadNever, Required: []desk.FieldName{"phone"}, CreatedAt: b.now, HandNotify: "n", HandTask: true, HandStage: "s", HandTransfers: true,
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
