package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// tickets: each lets in once, whoever else tries at the same time.
func tickets(b *bench) {
	t := desk.Ticket{Hash: "hash", Who: desk.Actor{Session: "s", Operator: "olga"}, Until: b.Now().Add(time.Minute)}
	for range 2 {
		b.must(b.AddTicket(b.ctx, t))
	}
	for _, hash := range []string{"none", "", "a#b"} {
		_, err := b.TakeTicket(b.ctx, hash)
		b.wants(err, desk.ErrNotFound, "a ticket that there is not")
	}
	var all sync.WaitGroup
	var taken atomic.Int64
	for range 8 {
		all.Go(func() {
			got, err := b.TakeTicket(b.ctx, "hash")
			if err == nil {
				taken.Add(1)
				if d := cmp.Diff(t, got); d != "" {
					b.Error(d)
				}
			}
		})
	}
	all.Wait()
	if n := taken.Load(); n != 1 {
		b.Errorf("it was taken %d times", n)
	}
	b.must(b.AddTicket(b.ctx, t))
	b.tick(time.Minute)
	_, err := b.TakeTicket(b.ctx, "hash")
	b.wants(err, desk.ErrNotFound, "its time has passed")
}

// sockets: none is stored over another's change, and what it missed is known until
// that very thing is.
func sockets(b *bench) {
	olga := desk.Actor{Session: "s", Operator: "olga", Role: desk.RoleOperator, Rights: desk.Rights{Leads: desk.MayRead}, Teams: []desk.TeamID{"sales"}, Reads: map[desk.TeamID]desk.TeamReads{"sales": desk.ReadsAll}}
	s, err := b.SaveSocket(b.ctx, desk.Socket{ID: "one=", Who: olga.Bare(), Until: b.Now().Add(time.Hour)})
	b.must(err)
	_, err = b.SaveSocket(b.ctx, desk.Socket{ID: "one=", Until: b.Now().Add(time.Hour)})
	b.wants(err, desk.ErrConflict, "it is there")
	old := s
	s.Who = olga
	s, err = b.SaveSocket(b.ctx, s)
	b.must(err)
	_, err = b.SaveSocket(b.ctx, old)
	b.wants(err, desk.ErrConflict, "somebody was faster")
	first, later := b.Now(), b.Now().Add(time.Second)
	b.must(b.MissSocket(b.ctx, "one=", first))
	_, err = b.SaveSocket(b.ctx, s)
	b.wants(err, desk.ErrConflict, "it missed something meanwhile")
	b.must(b.MissSocket(b.ctx, "one=", later))
	b.must(b.CatchUpSocket(b.ctx, "one=", first))
	s.Missed, s.Version = later, s.Version+2
	got, err := b.Socket(b.ctx, "one=")
	if d := cmp.Diff(s, got); d != "" || err != nil {
		b.Errorf("%v %s", err, d)
	}
	b.must(b.CatchUpSocket(b.ctx, "one=", later))
	got, err = b.Socket(b.ctx, "one=")
	if err != nil || !got.Missed.IsZero() {
		b.Errorf("got %+v, %v, want that it missed nothing", got, err)
	}
	// One that is gone stays so.
	b.must(b.MissSocket(b.ctx, "gone", first))
	b.must(b.CatchUpSocket(b.ctx, "gone", first))
	for range 2 {
		b.must(b.DropSocket(b.ctx, "gone"))
	}
	_, err = b.Socket(b.ctx, "gone")
	b.wants(err, desk.ErrNotFound, "it is gone")
	_, err = b.SaveSocket(b.ctx, desk.Socket{ID: "two", Who: olga, Until: b.Now().Add(2 * time.Hour)})
	b.must(err)
	for _, want := range []int{2, 1, 0} {
		all, err := b.Sockets(b.ctx)
		if err != nil || len(all) != want {
			b.Errorf("got %d sockets, %v, want %d", len(all), err, want)
		}
		b.tick(time.Hour)
	}
	// The answer of a write is lost, and it is written once more.
	flaky := &Flaky{Engine: b.Engine}
	lossy := store.Store{Engine: flaky, Now: b.Store.Now}
	flaky.FailAt(1, true)
	_, err = lossy.SaveSocket(b.ctx, desk.Socket{ID: "lost", Until: b.Now().Add(time.Hour)})
	b.wants(err, desk.ErrBusy, "lost")
	if all, err := b.Sockets(b.ctx); err != nil || len(all) != 1 {
		b.Errorf("got %+v, %v, want the one whose answer was lost", all, err)
	}
}
