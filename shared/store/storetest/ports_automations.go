package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func automations(b *bench) {
	a := desk.Automation{
		ID: "au1", Title: "Refunds", When: desk.Trigger{Kind: desk.WhenMessage, Words: []string{"refund"}, For: time.Minute, Field: "f", Stage: "s"},
		If: desk.Condition{
			Lines: []desk.LineID{"a"}, Channels: []desk.Channel{desk.ChannelViber}, Teams: []desk.TeamID{"t"}, Labels: []desk.LabelID{"vip"},
			Hours: desk.HoursOpen, Field: "note", Value: "x",
		},
		Then: []desk.Action{{Kind: desk.DoReply, Text: "Hi"}, {Kind: desk.DoLabel, Label: "vip", Priority: "high", Operator: "olga", Team: "t", Stage: "won", Endpoint: "wh"}},
		Once: true, CreatedAt: b.Now(),
	}
	saved, err := b.SaveAutomation(b.ctx, a)
	b.must(err)
	a.Version = 1
	got, err := b.Automation(b.ctx, "au1")
	b.must(err)
	if d := cmp.Diff([]desk.Automation{a, a}, []desk.Automation{saved, got}); d != "" {
		b.Error(d)
	}
	_, err = b.SaveAutomation(b.ctx, desk.Automation{ID: "au1"})
	b.wants(err, desk.ErrConflict, "another of the same id")
	later := a
	later.ID, later.Off, later.Version, later.CreatedAt = "au0", true, 0, b.Now().Add(time.Second)
	_, err = b.SaveAutomation(b.ctx, later)
	b.must(err)
	all, err := b.Automations(b.ctx)
	b.must(err)
	active, err := b.ActiveAutomations(b.ctx)
	b.must(err)
	if len(all) != 2 || all[0].ID != "au1" || len(active) != 1 || active[0].ID != "au1" {
		b.Errorf("got %+v, of which are active %+v", all, active)
	}
	for range 2 {
		b.must(b.DropAutomation(b.ctx, "au1"))
	}
	_, err = b.Automation(b.ctx, "au1")
	b.wants(err, desk.ErrNotFound, "one that was deleted")
}

func firings(b *bench) {
	var all []desk.Firing
	for i := range 3 {
		f := desk.NewFiring("au1", desk.Occurrence{Event: desk.Event{
			ID: desk.EventID(fmt.Sprint("evt_", i)), Kind: desk.EventFieldFilled, At: b.Now().Add(time.Duration(i) * time.Second), Line: "shop", Customer: "c",
			Dialog: "c-1", Message: 9, Run: "r", Card: desk.CardRef{Kind: desk.KindDeal, ID: "7", Connection: "hub"}, Field: "f", Operator: "olga", Team: "sales", Code: "x",
		}})
		for range 2 {
			b.must(b.AddFiring(b.ctx, f, f.Job(b.Now())))
		}
		f.Version = 1
		all = append([]desk.Firing{f}, all...)
	}
	if v, err := b.Job(b.ctx, all[0].Job(b.Now()).ID); err != nil || v.Automation != "au1" || v.Firing != all[0].ID {
		b.Errorf("its job: %+v, %v", v, err)
	}
	f := all[2]
	f.By, f.Chain, f.State, f.Code, f.Done, f.Saw, f.DoneAt = "Olga", []desk.AutomationID{"au0", "au1"}, desk.FiringFailed, "no_card", 2, "at 1", b.Now()
	saved, err := b.SaveFiring(b.ctx, f)
	b.must(err)
	f.Version = 2
	all[2] = f
	got, err := b.Firing(b.ctx, "au1", f.ID)
	b.must(err)
	if d := cmp.Diff([]desk.Firing{f, f}, []desk.Firing{saved, got}); d != "" {
		b.Error(d)
	}
	f.Version = 1
	_, err = b.SaveFiring(b.ctx, f)
	b.wants(err, desk.ErrConflict, "an old version")
	// One that did not act is kept no more, and is not made again.
	gone := all[1]
	for range 2 {
		b.must(b.DropFiring(b.ctx, gone))
	}
	b.must(b.AddFiring(b.ctx, gone, gone.Job(b.Now())))
	all = []desk.Firing{all[0], all[2]}
	page, err := b.ListFirings(b.ctx, "au1", desk.PageAsk{Limit: 9})
	b.must(err)
	if d := cmp.Diff(all, page.Items); d != "" {
		b.Error(d)
	}

	for _, first := range []bool{true, true} {
		if got, err := b.FirstIn(b.ctx, "c-1", all[0]); err != nil || got != first {
			b.Errorf("the first: %v, %v", got, err)
		}
	}
	if got, err := b.FirstIn(b.ctx, "c-1", all[1]); err != nil || got {
		b.Errorf("the second: %v, %v", got, err)
	}
	b.must(b.NoteCause(b.ctx, "run#r", []desk.AutomationID{"a"}))
	b.must(b.NoteCause(b.ctx, "dialog#d", []desk.AutomationID{"a", "b"}))
	if got, err := b.Cause(b.ctx, []string{"none", "run#r", "dialog#d"}); err != nil || !slices.Equal(got, []desk.AutomationID{"a", "b"}) {
		b.Errorf("the cause: %v, %v", got, err)
	}
	b.tick(desk.CauseLife + time.Minute)
	if got, err := b.Cause(b.ctx, []string{"dialog#d"}); err != nil || len(got) != 0 {
		b.Errorf("a day later: %v, %v", got, err)
	}
	b.tick(desk.FiringLife)
	_, err = b.Firing(b.ctx, "au1", f.ID)
	b.wants(err, desk.ErrNotFound, "a month later")
}
