package storetest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func recorded(b *bench) {
	c := desk.Call{ID: "c1", Name: "call.mp3", MIME: "audio/mpeg", Size: 7, Stored: "sent/1.mp3", Folder: "2026/call.mp3", Speakers: 2, State: desk.CallWaiting, AskedAt: b.Now()}
	for range 2 {
		got, err := b.AddCall(b.ctx, c, desk.NewCallJob(c, b.Now()))
		b.must(err)
		want := c
		want.Version = 1
		if d := cmp.Diff(want, got); d != "" {
			b.Error(d)
		}
	}
	if v, err := b.Job(b.ctx, "c1"); err != nil || v.Kind != desk.JobCall || v.Ended() {
		b.Errorf("its job: %+v, %v", v, err)
	}
	later := c
	later.ID, later.AskedAt = "c0", b.Now().Add(time.Minute)
	_, err := b.AddCall(b.ctx, later, desk.NewCallJob(later, b.Now()))
	b.must(err)
	c.Version = 1
	c = c.Written(desk.Transcript{Said: []desk.Speech{{Speaker: "1", Text: "How much?"}, {Text: "Ten."}}, By: "transcribe", Usage: desk.Usage{MicroUSD: 9}}, b.Now())
	saved, err := b.SaveCall(b.ctx, c)
	b.must(err)
	got, err := b.Call(b.ctx, "c1")
	b.must(err)
	c.Version = 2
	if d := cmp.Diff([]desk.Call{c, c}, []desk.Call{saved, got}); d != "" {
		b.Error(d)
	}
	stale := c
	stale.Version = 1
	_, err = b.SaveCall(b.ctx, stale)
	b.wants(err, desk.ErrConflict, "an old version")
	all, err := b.Calls(b.ctx)
	b.must(err)
	if len(all) != 2 || all[0].ID != "c0" || all[1].ID != "c1" {
		b.Errorf("got %+v", all)
	}
	for range 2 {
		b.must(b.DeleteCall(b.ctx, "c0"))
	}
	_, err = b.Call(b.ctx, "c0")
	b.wants(err, desk.ErrNotFound, "taken away")
	later.Version = 1
	_, err = b.SaveCall(b.ctx, later)
	b.wants(err, desk.ErrConflict, "what was taken away")
	b.tick(desk.KeepCalls)
	_, err = b.Call(b.ctx, "c1")
	b.wants(err, desk.ErrNotFound, "thirty days later")
}
