package storetest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func exported(b *bench) {
	e := desk.Export{
		ID: "x1", By: desk.Asker{Key: "k", Session: "s", Operator: "olga", Name: "Olga"}, Columns: []desk.ExportColumn{desk.ColumnDialog, desk.ColumnName},
		Whom:   desk.Whom{Contact: desk.CardRef{Kind: desk.KindContact, ID: "1"}, Customer: "c"},
		Format: desk.ExportXLSX, Language: "en", Base: "https://sufler.example", State: desk.ExportRunning, AskedAt: b.Now(),
		Filter: desk.DialogFilter{
			States: []desk.DialogState{desk.StateClosed}, Turns: []desk.Turn{desk.TurnNobody}, Detailed: []desk.Detailed{"closed"}, Lines: []desk.LineID{"a"},
			Channels: []desk.Channel{desk.ChannelViber}, Customers: []desk.CustomerID{"c"}, Operators: []desk.OperatorID{"olga"}, Teams: []desk.TeamID{"t"},
			Labels: []desk.LabelID{"vip"}, Priorities: []desk.Priority{desk.PriorityNormal, desk.PriorityHigh},
			Contacts: []desk.CardRef{{Kind: desk.KindContact, ID: "1"}}, Cards: []desk.CardRef{{Kind: desk.KindDeal, ID: "7", Connection: "hub"}},
			Opened: desk.Period{From: b.Now()}, Closed: desk.Period{To: b.Now()}, Find: []string{"anna"},
		},
	}
	for range 2 {
		got, err := b.AddExport(b.ctx, e, desk.NewExportJob(e, b.Now()))
		b.must(err)
		want := e
		want.Version = 1
		if d := cmp.Diff(want, got); d != "" {
			b.Error(d)
		}
	}
	if v, err := b.Job(b.ctx, "x1"); err != nil || v.Kind != desk.JobExport || v.Ended() {
		b.Errorf("its job: %+v, %v", v, err)
	}
	later := e
	later.ID, later.AskedAt = "x0", b.Now().Add(time.Minute)
	_, err := b.AddExport(b.ctx, later, desk.NewExportJob(later, b.Now()))
	b.must(err)

	e.Version = 1
	e.State, e.Code, e.Rows, e.Cut, e.Cursor, e.Pieces, e.Size, e.DoneAt = desk.ExportDone, "x", 9, true, "at", []int64{1, 2}, 77, b.Now()
	saved, err := b.SaveExport(b.ctx, e)
	b.must(err)
	got, err := b.Export(b.ctx, "x1")
	b.must(err)
	e.Version = 2
	if d := cmp.Diff([]desk.Export{e, e}, []desk.Export{saved, got}); d != "" {
		b.Error(d)
	}
	stale := e
	stale.Version = 1
	_, err = b.SaveExport(b.ctx, stale)
	b.wants(err, desk.ErrConflict, "an old version")
	all, err := b.Exports(b.ctx)
	b.must(err)
	if len(all) != 2 || all[0].ID != "x0" || all[1].ID != "x1" {
		b.Errorf("got %+v", all)
	}
	_, err = b.Export(b.ctx, "none")
	b.wants(err, desk.ErrNotFound, "none")
	b.tick(desk.KeepExports)
	_, err = b.Export(b.ctx, "x1")
	b.wants(err, desk.ErrNotFound, "a day later")
	if all, err := b.Exports(b.ctx); err != nil || len(all) != 1 {
		b.Errorf("a day later: %d, %v", len(all), err)
	}
}
