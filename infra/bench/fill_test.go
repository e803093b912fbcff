package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// scratch is an engine that lasts for a moment: the store writes a customer's
// items onto it as it always does, and they are then put into a real engine
// many at a time. Thus a filled file holds what the store would have written,
// and nobody here knows what that is.
type scratch struct {
	store.Engine // none: what the store would have to look for is a mistake
	items        map[store.Key]store.Item
}

func (s *scratch) Get(_ context.Context, k store.Key, _ bool) (store.Item, error) {
	return s.items[k].Clone(), nil
}

func (s *scratch) BatchGet(_ context.Context, ks []store.Key, _ bool) ([]store.Item, error) {
	out := make([]store.Item, len(ks))
	for i, k := range ks {
		out[i] = s.items[k].Clone()
	}
	return out, nil
}

func (s *scratch) Write(_ context.Context, ops ...store.Op) (store.Item, error) {
	var failed []store.Failure
	for i, op := range ops {
		if old := s.items[op.Key]; !op.Holds(old) {
			failed = append(failed, store.Failure{Op: i, Old: old.Clone()})
		}
	}
	if failed != nil {
		return nil, &store.ConditionError{Failed: failed}
	}
	var now store.Item
	for _, op := range ops {
		var err error
		if now, err = op.Apply(s.items[op.Key]); err != nil {
			return nil, err
		}
		if s.items[op.Key] = now; now == nil {
			delete(s.items, op.Key)
		}
	}
	return now.Clone(), nil
}

// filler puts many items into an engine fast: full writes, as many at a time as share
// a commit, so that the ends of the lists, which each dialog moves, are written seldom.
type filler struct {
	engine store.Engine
	ops    []store.Op
	writes chan []store.Op
	wait   sync.WaitGroup
	mu     sync.Mutex
	err    error
}

func newFiller(ctx context.Context, e store.Engine) *filler {
	const writers = 256
	f := &filler{engine: e, writes: make(chan []store.Op)}
	for range writers {
		f.wait.Go(func() {
			for ops := range f.writes {
				if _, err := e.Write(ctx, ops...); err != nil {
					f.mu.Lock()
					f.err = errors.Join(f.err, err)
					f.mu.Unlock()
				}
			}
		})
	}
	return f
}

func (f *filler) put(its map[store.Key]store.Item) {
	for _, it := range its {
		f.ops = append(f.ops, store.Put(it))
		if len(f.ops) == store.MaxOps {
			f.writes <- f.ops
			f.ops = nil
		}
	}
}

// end waits until everything is written.
func (f *filler) end() error {
	if len(f.ops) > 0 {
		f.writes <- f.ops
	}
	close(f.writes)
	f.wait.Wait()
	return f.err
}

// benchLine is the line of the filled dialogs.
var benchLine = desk.Line{ID: "shop", Channel: parties.Usual, Active: true}

// customerAt is the customer of the i-th filled dialog.
func customerAt(i int) desk.CustomerID {
	return desk.NewCustomerID(benchLine.ID, fmt.Sprint(10_000_000+i))
}

// benchLines, benchOperators and benchTeams are how varied the filled dialogs are.
const benchLines, benchOperators, benchTeams = 50, 200, 20

// seldom is a line, an operator and a label of one in so many dialogs each.
const seldom, seldomIn = "seldom", 5_000

// varied is the i-th of n filled dialogs. One of fifty is open, and so are all of the
// newest twentieth, which therefore lie before the closed ones in each list.
func varied(i, n int, d desk.Dialog) desk.Dialog {
	d.Line = desk.LineID(fmt.Sprint("line", i%benchLines))
	d.Channel = []desk.Channel{benchLine.Channel, desk.ChannelWeb}[i/11%2]
	d.Team = desk.TeamID(fmt.Sprint("team", i/7%benchTeams))
	by := desk.OperatorID(fmt.Sprint("operator", i/3%benchOperators))
	switch i % seldomIn {
	case seldomIn / 2:
		d.Line = seldom
	case seldomIn/2 + 2:
		by = seldom
	case seldomIn/2 + 4:
		d.Labels = []desk.LabelID{seldom}
	}
	if i%100 == 0 {
		d.Priority = desk.PriorityUrgent
	}
	if i%30 == 7 {
		d.Labels = append(d.Labels, "vip")
	}
	isOpen := i%100 < 2 || i >= n-n/20
	switch {
	case isOpen && i%4 == 1:
		return d
	case isOpen && i%40 == 20:
		d.State = desk.StateBot
		return d
	}
	if d = d.Taken(by, d.OpenedAt.Add(time.Minute)); !isOpen {
		d = d.Closed(desk.ClosedByHand, string(by), d.OpenedAt.Add(time.Hour))
	}
	return d
}

// called is by what words the i-th filled dialog is found: one of fifty, and one of so
// many seldom ones.
func called(i int) (words []string) {
	if i%50 == 3 {
		words = append(words, "kovalchuk")
	}
	if i%seldomIn == seldomIn/2+6 {
		words = append(words, "zweig")
	}
	return words
}

// apart is how long after the one before it a filled dialog is opened.
const apart = 30 * time.Second

// fillDialogs stores n dialogs of n customers, one message in each, opened one
// after the other, listed as they would be. progress is told how many there are, now and then.
func fillDialogs(ctx context.Context, e store.Engine, n int, progress func(int)) error {
	return fillApart(ctx, e, n, apart, progress)
}

// fillApart is fillDialogs of dialogs that are opened so long after each other.
func fillApart(ctx context.Context, e store.Engine, n int, apart time.Duration, progress func(int)) error {
	f := newFiller(ctx, e)
	for i := range n {
		its, err := dialogItems(ctx, i, n, apart)
		if err != nil {
			return errors.Join(err, f.end())
		}
		f.put(its)
		if (i+1)%100_000 == 0 {
			progress(i + 1)
		}
	}
	return f.end()
}

// dialogItems are what lists read of the i-th of n filled dialogs.
func dialogItems(ctx context.Context, i, n int, apart time.Duration) (map[store.Key]store.Item, error) {
	at := noon.Add(time.Duration(i) * apart)
	s := &scratch{items: map[store.Key]store.Item{}}
	st := store.Store{Engine: s, Now: func() time.Time { return at }}
	_, err := st.Append(ctx, desk.Append{
		Line:    benchLine,
		Profile: desk.Profile{User: fmt.Sprint(10_000_000 + i), Name: "Anna Kovalchuk"},
		Message: desk.Message{Customer: customerAt(i), External: desk.ExternalID(fmt.Sprintf("%d/1", i)), Author: desk.ByCustomer, Text: "Hello!", SentAt: at},
	})
	id := desk.NewDialogID(customerAt(i), 1)
	if err == nil {
		_, err = st.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return varied(i, n, d), nil })
	}
	if err == nil {
		err = st.List(ctx, id, func(context.Context, desk.Dialog) ([]string, error) { return called(i), nil })
	}
	for k, it := range s.items {
		if _, listed := it["list_pk"]; !listed && !strings.HasPrefix(k.PK, "LIST#") {
			delete(s.items, k)
		}
	}
	return s.items, err
}

// fillMessages stores a dialog of n messages, a second apart.
func fillMessages(ctx context.Context, e store.Engine, c desk.CustomerID, n int) error {
	f := newFiller(ctx, e)
	s := &scratch{items: map[store.Key]store.Item{}}
	written := map[store.Key]store.Item{}
	var at time.Time
	st := store.Store{Engine: s, Now: func() time.Time { return at }}
	for i := range n {
		at = noon.Add(time.Duration(i) * time.Second)
		_, err := st.Append(ctx, desk.Append{Line: benchLine, Profile: desk.Profile{User: "1"}, Message: message(c, i, at)})
		if err != nil {
			return errors.Join(err, f.end())
		}
		// The message is done; what it moved stays on the scratch.
		for k, it := range s.items {
			if _, placed := it[store.BySeq]; placed {
				written[k] = it
				delete(s.items, k)
			}
		}
	}
	f.put(written)
	f.put(s.items)
	return f.end()
}

// message is the i-th message of a long dialog.
func message(c desk.CustomerID, i int, at time.Time) desk.Message {
	return desk.Message{
		Customer: c, External: desk.ExternalID(fmt.Sprintf("5550001/%d", i)), Author: desk.ByCustomer, SentAt: at,
		Text: "I need 3 cakes, she has a large class",
	}
}

// cachedDialogs opens a file of n dialogs under dir, filling it if it is not
// there or the store writes other items today than when it was filled.
func cachedDialogs(ctx context.Context, dir string, n int, say func(format string, args ...any)) (_ *embedded.Engine, err error) {
	mark, err := layout(ctx)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, fmt.Sprintf("dialogs-%d-%s.db", n, mark))
	if _, err := os.Stat(path); err == nil {
		return embedded.Open(path, embedded.Knobs{NoSync: true})
	}
	old, err := filepath.Glob(filepath.Join(dir, fmt.Sprintf("dialogs-%d-*", n)))
	if err != nil {
		return nil, err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return nil, err
		}
	}
	say("filling %s once", path)
	start := time.Now()
	if err := fillFile(ctx, path+".part", n, func(done int) { say("  %d of %d dialogs, %.0f s", done, n, time.Since(start).Seconds()) }); err != nil {
		return nil, err
	}
	if err := os.Rename(path+".part", path); err != nil {
		return nil, err
	}
	return embedded.Open(path, embedded.Knobs{NoSync: true})
}

func fillFile(ctx context.Context, path string, n int, progress func(int)) error {
	e, err := embedded.Open(path, embedded.Knobs{NoSync: true})
	if err != nil {
		return err
	}
	// What is made for each dialog is garbage at once: collecting it as seldom as memory
	// allows saves a quarter of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	return errors.Join(fillDialogs(ctx, e, n, progress), e.Close())
}

// layout is a digest of the items that dialogs are made of.
func layout(ctx context.Context) (string, error) {
	var seen []string
	for i := range 8 {
		its, err := dialogItems(ctx, i, 8, apart)
		if err != nil {
			return "", err
		}
		for _, k := range slices.SortedFunc(maps.Keys(its), func(a, b store.Key) int { return cmp.Or(cmp.Compare(a.PK, b.PK), cmp.Compare(a.SK, b.SK)) }) {
			seen = append(seen, fmt.Sprint(its[k]))
		}
	}
	return desk.Digest("", seen...)[:12], nil
}
