package storetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

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
		c.f.Sort = desk.OldestFirst
		got = titles(b, func(d desk.Dialog) string { return string(d.ID) }, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
			return b.ListDialogs(b.ctx, c.f, ask)
		})
		slices.Reverse(got)
		b.wantList(c.name+", the oldest first", c.want, got)
	}
	for name, c := range map[string]struct {
		f    desk.DialogFilter
		by   desk.GroupBy
		want map[string]int
	}{
		"by line":                      {desk.DialogFilter{}, desk.GroupByLine, map[string]int{"shop": 3, "site": 1}},
		"by turn":                      {desk.DialogFilter{}, desk.GroupByTurn, map[string]int{"operator": 1, "customer": 1, "nobody": 2}},
		"by detailed":                  {desk.DialogFilter{}, desk.GroupByDetailed, map[string]int{"waiting_operator": 1, "in_progress_customer": 1, "closed": 2}},
		"by state, on a line":          {desk.DialogFilter{Lines: []desk.LineID{"shop"}}, desk.GroupByState, map[string]int{"in_progress": 1, "closed": 2}},
		"by line, the customer's turn": {desk.DialogFilter{Turns: []desk.Turn{desk.TurnCustomer}}, desk.GroupByLine, map[string]int{"shop": 1}},
		"by state, of a customer":      {desk.DialogFilter{Customers: []desk.CustomerID{"a"}}, desk.GroupByState, map[string]int{"in_progress": 1, "closed": 1}},
		"found by a word":              {desk.DialogFilter{Find: []string{"e"}}, desk.GroupByState, map[string]int{"waiting": 1}},
		"none":                         {desk.DialogFilter{Lines: []desk.LineID{"none"}}, desk.GroupByState, nil},
	} {
		got, err := b.CountDialogs(b.ctx, c.f, c.by)
		b.must(err)
		total := 0
		for _, n := range c.want {
			total += n
		}
		if !maps.Equal(got.Counts, c.want) || got.Total != total || !got.Since.IsZero() {
			b.Errorf("%s: counted %+v, want %v", name, got, c.want)
		}
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
