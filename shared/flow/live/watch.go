package live

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// ErrEnded is what who watches is told when the process ends: it may begin again with
// the cursor it has, at the next one.
var ErrEnded = errors.New("nobody is told any more: the process ends")

// Over says whether an error of Watch.Next is that the process ends.
func Over(err error) bool { return errors.Is(err, ErrEnded) }

// Watch is one who watches: a browser, or a call that waits. It is not for use by
// several at once.
type Watch struct {
	hub    *Hub
	who    func(context.Context) (desk.Actor, error)
	every  time.Duration
	actor  desk.Actor
	rights string // theirs
	asked  time.Time
	at     int64
	reload bool // they are to read all anew, and have not been told
	leave  func()
}

// AskAgain is how often it is asked anew who somebody is, beside whenever an account, a
// team or a key changes, or a session ends: one whose time has passed, which nobody
// tells of, is told no more for longer.
const AskAgain = 5 * time.Second

// Watch begins to watch from a cursor on; "": from now on. who is asked who it is, now
// and every so often; what it answers as an error ends it. Leave must be called in the
// end. ErrBusy: too many watch already.
func (h *Hub) Watch(ctx context.Context, cursor string, who func(context.Context) (desk.Actor, error)) (*Watch, error) {
	w := &Watch{hub: h, who: who, every: AskAgain}
	// The place comes first: what changes while it is asked who they are is told.
	at, rights, known := h.place(cursor)
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	if err := actor.MustReadDialogs(); err != nil {
		return nil, err
	}
	w.at, w.actor, w.rights, w.asked = at, actor, rightsOf(actor), time.Now()
	w.reload = !known || cursor != "" && rights != w.rights
	name := "key " + string(actor.Key)
	if actor.Operator != "" {
		name = "operator " + string(actor.Operator)
	}
	w.leave, err = h.enter(name)
	return w, err
}

// Leave ends it.
func (w *Watch) Leave() { w.leave() }

// Cursor is up to where they were told.
func (w *Watch) Cursor() string { return w.hub.cursor(w.at, w.rights) }

// Next waits until there is something to tell, and says it; or for so long, and says
// nothing. Its error is that of asking who they are, of reading, or ErrEnded: then
// there is nothing more to be told.
func (w *Watch) Next(ctx context.Context, most time.Duration) ([]desk.Hint, error) {
	for until := time.Now().Add(most); ; {
		news, next, lost, bell := w.hub.from(w.at)
		if err := w.again(ctx, news); err != nil {
			return nil, err
		}
		if lost || w.reload {
			// What is in the ring is read with all the rest.
			w.at, w.reload = next, false
			return []desk.Hint{{Kind: desk.HintReload}}, nil
		}
		hints, err := w.tell(ctx, news)
		if err != nil {
			return nil, err
		}
		if w.at = next; len(hints) > 0 {
			return hints, nil
		}
		if len(news) > 0 {
			continue
		}
		if w.hub.over() {
			return nil, ErrEnded
		}
		left := time.Until(until)
		if left <= 0 {
			return nil, nil
		}
		if err := wait(ctx, bell, min(left, w.every)); err != nil {
			return nil, err
		}
	}
}

// wait waits for the bell, or so long.
func wait(ctx context.Context, bell <-chan struct{}, most time.Duration) error {
	clock := time.NewTimer(most)
	defer clock.Stop()
	select {
	case <-bell:
	case <-clock.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// again asks who they are, if it is time, or the news say that it may be otherwise.
// Whoever sees more or less than before is to read all anew.
func (w *Watch) again(ctx context.Context, news []News) error {
	due := time.Since(w.asked) >= w.every
	for _, n := range news {
		due = due || n.staff
	}
	if !due {
		return nil
	}
	actor, err := w.who(ctx)
	if err != nil {
		return err
	}
	w.actor, w.asked = actor, time.Now()
	if now := rightsOf(actor); now != w.rights {
		w.rights, w.reload = now, true
	}
	return actor.MustReadDialogs()
}

// tell says what of the news may be told.
func (w *Watch) tell(ctx context.Context, news []News) ([]desk.Hint, error) {
	v := w.hub.viewer(w.actor)
	var all []desk.Hint
	for _, n := range news {
		hints, err := v.hints(ctx, n)
		if err != nil {
			return nil, err
		}
		all = append(all, hints...)
	}
	return once(all), nil
}

// once are hints without those that come again later: what would be told several times
// is told the last time, and what was gone and is back is not said to be gone.
func once(all []desk.Hint) []desk.Hint {
	last := map[desk.Hint]int{}
	for i, h := range all {
		last[h] = i
	}
	var out []desk.Hint
	for i, h := range all {
		if last[h] == i {
			out = append(out, h)
		}
	}
	return out
}
