package storetest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func historyLinks(b *bench) {
	l := desk.HistoryLink{
		ID: "h1", Customer: "c", Dialog: "c-1", By: desk.Asker{Key: "k", Operator: "olga", Name: "Olga"}, Hash: "hash",
		CreatedAt: b.Now(), ExpiresAt: b.Now().Add(time.Hour),
	}
	for _, first := range []bool{true, false} {
		again := l
		if !first {
			again.Hash = "another"
		}
		got, created, err := b.AddHistoryLink(b.ctx, again)
		b.must(err)
		if d := cmp.Diff(l, got); d != "" || created != first {
			b.Error(created, d)
		}
	}
	later := l
	later.ID, later.CreatedAt = "h0", b.Now().Add(time.Minute)
	_, _, err := b.AddHistoryLink(b.ctx, later)
	b.must(err)
	for range 2 {
		b.must(b.RevokeHistoryLink(b.ctx, "c", "h1", b.Now().Add(time.Second)))
	}
	b.must(b.RevokeHistoryLink(b.ctx, "c", "none", b.Now()))
	l.RevokedAt = b.Now().Add(time.Second)
	got, err := b.HistoryLink(b.ctx, "c", "h1")
	b.must(err)
	if d := cmp.Diff(l, got); d != "" {
		b.Error(d)
	}
	all, err := b.HistoryLinks(b.ctx, "c")
	b.must(err)
	if d := cmp.Diff([]desk.HistoryLink{later, l}, all); d != "" {
		b.Error(d)
	}
	if all, err := b.HistoryLinks(b.ctx, "d"); err != nil || len(all) != 0 {
		b.Errorf("another customer's: %+v, %v", all, err)
	}
	_, err = b.HistoryLink(b.ctx, "d", "h1")
	b.wants(err, desk.ErrNotFound, "another customer's")
	b.tick(time.Hour + desk.KeepHistoryLinks + time.Second)
	_, err = b.HistoryLink(b.ctx, "c", "h1")
	b.wants(err, desk.ErrNotFound, "one whose time has passed")
	if all, err := b.HistoryLinks(b.ctx, "c"); err != nil || len(all) != 0 {
		b.Errorf("after their time: %+v, %v", all, err)
	}
}
