package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Pusher tells on a gateway's sockets what changed. It hears of a whole batch of the
// feed at once, when the other consumers have heard of it: so what is read anew is what
// they made of it, and each socket is sent one frame, however much changed.
//
// Hearing of a batch again tells it again, which costs a reading and nothing else.
type Pusher struct {
	Finder
	Sockets Sockets
	Callers Callers
	Gateway Gateway
	Now     func() time.Time
	// Patience is how long all frames of a batch may take together; 0: five seconds.
	// Who is not reached by then has missed it.
	Patience time.Duration

	Visitors       Visitors // those of websites, told beside; nil: none are
	VisitorGateway Gateway
}

const (
	pushPatience = 5 * time.Second
	pushAtOnce   = 16 // frames, or questions who somebody is, under way
)

// Tell tells what may be told of a batch. became is what became of each record with the
// other consumers; where the store could not say who is to be told, or what, the record
// is to be heard of again, and so is in there what was wrong. A socket that could not be
// reached costs only itself: it has missed something, is told to reload the next time,
// and the answer is that, for the log.
func (p *Pusher) Tell(ctx context.Context, records []desk.FeedRecord, became []error) error {
	if !slices.ContainsFunc(records, p.isNews) {
		return nil
	}
	b := batch{Pusher: p, records: records, became: became}
	err := desk.Try(func() error { return b.tell(ctx) })
	_, fault := desk.AsPanic(err) // would be met again, and hold others up
	for i, r := range records {
		if err != nil && p.isNews(r) && (r.Staff || !fault) {
			b.fails(i, err)
		}
	}
	if fault {
		return err
	}
	return b.unreached
}

// isNews says whether a record may be news to anybody. A new message is to its visitor, also
// where a batch ends between it and its dialog.
func (p *Pusher) isNews(r desk.FeedRecord) bool {
	if saysSomething(r) || p.Visitors == nil {
		return saysSomething(r)
	}
	c, _ := r.ForCustomer()
	return c != "" && !r.Arrived()
}

// saysSomething says whether a record may be news to operators. That a message is new its dialog
// says, which moves with it.
func saysSomething(r desk.FeedRecord) bool {
	return r.Staff || r.Dialog != nil || r.Run != nil || r.Annotations != nil || r.Card != nil ||
		r.Message != nil && r.Message.Old != nil && r.Message.New != nil || r.Typing != nil && r.Typing.New != nil
}

// batch is one that is being told.
type batch struct {
	*Pusher
	records   []desk.FeedRecord
	became    []error
	unreached error
}

func (b *batch) fails(record int, err error) {
	b.became[record] = errors.Join(b.became[record], fmt.Errorf("tell it live: %w", err))
}

// seat is a socket, and what is to be said there.
type seat struct {
	desk.Socket
	hints []desk.Hint
	err   error // why nothing can be: it has missed it
	open  error // why it could not be closed
}

var reload = []desk.Hint{{Kind: desk.HintReload}}

func (b *batch) tell(ctx context.Context) error {
	open, visited, err := b.Sockets.Watched(ctx)
	if err != nil {
		return err
	}
	if len(visited) > 0 && b.Visitors != nil {
		b.visitors(ctx, visited)
	}
	if len(open) == 0 {
		return nil
	}
	seats := make([]*seat, len(open))
	for i, s := range open {
		if seats[i] = (&seat{Socket: s}); !s.Missed.IsZero() {
			seats[i].hints = reload
		}
	}
	if slices.ContainsFunc(b.records, func(r desk.FeedRecord) bool { return r.Staff }) {
		seats = b.renewed(ctx, seats)
	}
	b.see(ctx, seats)
	return b.send(ctx, seats)
}

// renewed asks anew who is on the sockets, and hangs up on who is nobody any more, or
// can't be read.
func (b *batch) renewed(ctx context.Context, seats []*seat) []*seat {
	atOnce(seats, func(s *seat) {
		now, changed, err := b.Callers.renew(ctx, b.Sockets, s.Socket)
		switch {
		case errors.Is(err, desk.ErrBusy):
			s.err = err
		case err != nil:
			// Forgotten, it is told nothing, and its next beat closes it if this does not.
			s.err = errors.Join(desk.ErrNotFound, b.Sockets.DropSocket(ctx, s.ID))
			s.open = b.Gateway.Close(ctx, s.ID)
		case changed:
			s.Socket, s.hints = now, reload
		}
	})
	return slices.DeleteFunc(seats, func(s *seat) bool {
		for i, r := range b.records {
			if r.Staff && errors.Is(s.err, desk.ErrBusy) {
				b.fails(i, s.err)
			}
		}
		b.unreached = errors.Join(b.unreached, s.open)
		return errors.Is(s.err, desk.ErrNotFound)
	})
}

// see finds out what each may be told: once for all who may the same.
func (b *batch) see(ctx context.Context, seats []*seat) {
	f := b.Finder
	f.Dialogs = &remembered{Dialogs: f.Dialogs, known: map[desk.DialogID]known{}}
	type told struct {
		record int
		News
	}
	var all []told
	for i, r := range b.records {
		if !saysSomething(r) || r.Staff {
			continue
		}
		news, err := f.News(ctx, r)
		if err != nil {
			b.fails(i, err)
		}
		for _, n := range news {
			all = append(all, told{i, n})
		}
	}
	seen := map[string][]desk.Hint{}
	for _, s := range seats {
		if s.err != nil || s.hints != nil {
			continue
		}
		alike := sightOf(s.Who)
		hints, done := seen[alike]
		if !done {
			v := f.viewer(s.Who)
			for _, n := range all {
				more, err := v.hints(ctx, n.News)
				if err != nil {
					b.fails(n.record, err)
				}
				hints = append(hints, more...)
			}
			hints = once(hints)
			seen[alike] = hints
		}
		s.hints = hints
	}
}

// send has the gateway send what is to be said. Its error is the store's.
func (b *batch) send(ctx context.Context, seats []*seat) error {
	soon, cancel := context.WithTimeout(ctx, b.patience())
	defer cancel()
	var mu sync.Mutex
	var faults, missed []error
	atOnce(seats, func(s *seat) {
		if s.err == nil && len(s.hints) > 0 {
			s.err = b.Gateway.Post(soon, s.ID, s.hints)
		}
		var err error
		switch {
		case errors.Is(s.err, desk.ErrNotFound):
			err = b.Sockets.DropSocket(ctx, s.ID)
		case s.err != nil:
			err = b.Sockets.MissSocket(ctx, s.ID, b.Now())
		case !s.Missed.IsZero():
			err = b.Sockets.CatchUpSocket(ctx, s.ID, s.Missed)
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			faults = append(faults, err)
		}
		if s.err != nil && !errors.Is(s.err, desk.ErrNotFound) {
			missed = append(missed, s.err)
		}
	})
	if len(missed) > 0 {
		b.unreached = errors.Join(b.unreached, fmt.Errorf("%d of %d sockets were not reached: %w", len(missed), len(seats), missed[0]))
	}
	return errors.Join(faults...)
}

// patience is how long all frames may take.
func (p *Pusher) patience() time.Duration { return cmp.Or(p.Patience, pushPatience) }

// atOnce does something with all seats, some at the same time.
func atOnce(seats []*seat, do func(*seat)) {
	next := make(chan *seat)
	var work sync.WaitGroup
	for range min(pushAtOnce, len(seats)) {
		work.Go(func() {
			for s := range next {
				if err := desk.Try(func() error { do(s); return nil }); err != nil {
					s.err = err
				}
			}
		})
	}
	for _, s := range seats {
		next <- s
	}
	close(next)
	work.Wait()
}
