package embedded

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"time"

	"go.etcd.io/bbolt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// write is one Write on its way through the committer.
type write struct {
	ops    []store.Op
	now    store.Item // what a single update made
	err    error      // of this write alone
	done   chan struct{}
	stale  []lateEntry
	logged bool // a change that somebody reads
}

// Write does all operations or none.
func (e *Engine) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	if err := store.Validate(ops); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", desk.ErrBusy, err)
	}
	if err := e.settle(1); err != nil {
		return nil, err
	}
	w := &write{ops: ops, done: make(chan struct{})}
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", desk.ErrBusy, ctx.Err())
	case <-e.done:
		return nil, fmt.Errorf("%w: the store is closed", desk.ErrBusy)
	case e.writes <- w:
	}
	select {
	case <-w.done:
		return w.now, w.err
	case <-e.idle:
	}
	select {
	case <-w.done:
		return w.now, w.err
	default:
		return nil, fmt.Errorf("%w: the store is closed", desk.ErrBusy)
	}
}

// groupMax is how many writes share a commit at most.
const groupMax = 256

// commit takes writes as they come. While one commit goes to the disk the next
// ones gather, and share the next commit: a lone writer waits for nobody.
func (e *Engine) commit() {
	defer close(e.idle)
	var tidy <-chan time.Time // when what was taken away goes, if nobody writes before
	for {
		var group []*write
		select {
		case <-e.done:
			return
		case <-e.took:
			tidy = time.After(quiet)
			continue
		case <-tidy:
			_ = e.flush() // else the next commit does it, or says why it can't
			continue
		case w := <-e.writes:
			group = append(group, w)
		}
		// Whoever was just answered may have more to write: let them come.
		runtime.Gosched()
	gather:
		for len(group) < groupMax {
			select {
			case w := <-e.writes:
				group = append(group, w)
			default:
				break gather
			}
		}
		e.commitGroup(group)
	}
}

// commitGroup writes a group in one transaction of the file. A write whose
// conditions do not hold changes nothing and stops nobody.
func (e *Engine) commitGroup(group []*write) {
	taken := e.takenAway()
	err := e.update(func(tx *bbolt.Tx) error {
		if err := clearLog(tx, taken); err != nil {
			return err
		}
		for _, w := range group {
			if err := e.apply(tx, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		e.cleared(taken)
	}
	for _, w := range group {
		if w.logged && err == nil {
			e.tellMore()
		}
		if err != nil {
			w.now, w.err = nil, fmt.Errorf("%w: commit: %w", desk.ErrBusy, err)
		} else if len(w.stale) > 0 {
			e.mu.Lock()
			e.late = append(e.late, w.stale...)
			e.mu.Unlock()
		}
		close(w.done)
	}
}

// apply does one write. Its error is the file's; the write's own is in w.
func (e *Engine) apply(tx *bbolt.Tx, w *write) error {
	olds := make([]store.Item, len(w.ops))
	news := make([]store.Item, len(w.ops))
	var failed []store.Failure
	for i, op := range w.ops {
		old, err := load(tx, tableKey(op.Key))
		if err != nil {
			return err
		}
		olds[i] = old
		if !op.Holds(old) {
			failed = append(failed, store.Failure{Op: i, Old: old})
		}
	}
	if len(failed) > 0 {
		w.err = &store.ConditionError{Failed: failed}
		return nil
	}
	for i, op := range w.ops {
		if news[i], w.err = op.Apply(olds[i]); w.err != nil {
			return nil
		}
	}
	for i, op := range w.ops {
		if op.Do == store.DoCheck {
			continue
		}
		if err := e.put(tx, w, olds[i], news[i]); err != nil {
			return err
		}
	}
	if len(w.ops) == 1 && w.ops[0].Do == store.DoUpdate {
		w.now = news[0]
	}
	return nil
}

// put replaces an item, and its entries in the indexes.
func (e *Engine) put(tx *bbolt.Tx, w *write, old, now store.Item) error {
	if err := e.putItem(tx, w, old, now); err != nil {
		return err
	}
	for _, x := range store.Indexes() {
		ch := lateEntry{index: x.Name, calls: e.knobs.Lag}
		if x.Has(old) {
			ch.gone = indexKey(x, old)
		}
		if x.Has(now) {
			ch.come = indexKey(x, now)
			ch.entry = encode(x.Place(now))
		}
		if bytes.Equal(ch.gone, ch.come) {
			continue
		}
		if !x.Local && e.knobs.Lag > 0 {
			w.stale = append(w.stale, ch)
			continue
		}
		if err := ch.apply(tx); err != nil {
			return err
		}
	}
	return nil
}

// putItem replaces an item, and logs that it did.
func (e *Engine) putItem(tx *bbolt.Tx, w *write, old, now store.Item) error {
	if old == nil && now == nil {
		return nil
	}
	items, k := tx.Bucket(tableBucket), store.Change{Old: old, New: now}.Key()
	items.FillPercent = fillPercent
	var was, is []byte
	told := e.knobs.Feed != nil && e.knobs.Feed(k)
	if told {
		was = bytes.Clone(items.Get(tableKey(k))) // it is gone with the next change of the file
	}
	var err error
	if now == nil {
		err = items.Delete(tableKey(k))
	} else {
		is = encode(now)
		err = items.Put(tableKey(k), is)
	}
	if err != nil || !told || bytes.Equal(was, is) {
		return err
	}
	w.logged = true
	return logChange(tx, was, is)
}

// lateEntry is a change to an index, waiting for so many calls.
type lateEntry struct {
	index             string
	gone, come, entry []byte
	calls             int
}

func (l lateEntry) apply(tx *bbolt.Tx) error {
	b := tx.Bucket([]byte(l.index))
	b.FillPercent = fillPercent
	if l.gone != nil {
		if err := b.Delete(l.gone); err != nil {
			return err
		}
	}
	if l.come != nil {
		return b.Put(l.come, l.entry)
	}
	return nil
}

// settle counts calls, and shows in the indexes what has waited long enough, in
// the order in which it was written.
func (e *Engine) settle(calls int) error {
	if e.knobs.Lag == 0 {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range e.late {
		e.late[i].calls -= calls
	}
	n := 0
	for n < len(e.late) && e.late[n].calls < 0 {
		n++
	}
	if n == 0 {
		return nil
	}
	due := e.late[:n]
	e.late = e.late[n:]
	return e.update(func(tx *bbolt.Tx) error {
		for _, l := range due {
			if err := l.apply(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// Settle shows all that waits in the indexes.
func (e *Engine) Settle() error { return e.settle(1 << 30) }

// fillPercent is how full a page is left that is split: most of what is written comes at
// the end of a list, after which a page does not fill again.
const fillPercent = 0.85
