// Package storetest is what any engine of the store must do, as tests, and the
// fakes that go with it. The engines' own tests run it, on whatever they run on.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Flaky is an engine that can fail at a chosen call: before it does the work, or
// after, as when the answer is lost. Its error is desk.ErrBusy.
type Flaky struct {
	store.Engine

	mu    sync.Mutex
	left  int // calls until the failing one; 0: none
	after bool
	calls int
}

// FailAt makes the n-th call from now fail, once; 0: none.
func (f *Flaky) FailAt(n int, after bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left, f.after = n, after
}

// Calls is how many calls there were so far.
func (f *Flaky) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

var errLost = fmt.Errorf("%w: the test wants it so", desk.ErrBusy)

// turn counts a call and says how it shall go.
func (f *Flaky) turn() (before, after bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.left == 0 {
		return false, false
	}
	f.left--
	return f.left == 0 && !f.after, f.left == 0 && f.after
}

func through[T any](f *Flaky, call func() (T, error)) (T, error) {
	var none T
	before, after := f.turn()
	if before {
		return none, errLost
	}
	v, err := call()
	if after {
		return none, errLost
	}
	return v, err
}

// Get may fail.
func (f *Flaky) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	return through(f, func() (store.Item, error) { return f.Engine.Get(ctx, k, strong) })
}

// BatchGet may fail.
func (f *Flaky) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	return through(f, func() ([]store.Item, error) { return f.Engine.BatchGet(ctx, ks, strong) })
}

// Query may fail.
func (f *Flaky) Query(ctx context.Context, q store.Query) (store.Found, error) {
	return through(f, func() (store.Found, error) { return f.Engine.Query(ctx, q) })
}

// Write may fail, before or after it wrote.
func (f *Flaky) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	return through(f, func() (store.Item, error) { return f.Engine.Write(ctx, ops...) })
}

// unmet lists which operations' conditions did not hold, nil if err is another.
func unmet(err error) []store.Failure {
	var ce *store.ConditionError
	if errors.As(err, &ce) {
		return ce.Failed
	}
	return nil
}

// walk reads a query to its end, page by page.
func walk(e store.Engine, q store.Query) ([]store.Item, error) {
	var out []store.Item
	for {
		found, err := e.Query(context.Background(), q)
		if err != nil {
			return nil, err
		}
		out = append(out, found.Items...)
		if q.After = found.Next; q.After == nil {
			return out, nil
		}
	}
}

// Stored is all that an engine holds, as places with what stands there: each walks
// it, which no engine does for whoever serves.
func Stored(each func(func(store.Item) error) error) (map[string]string, error) {
	out := map[string]string{}
	err := each(func(it store.Item) error {
		var text strings.Builder
		for _, name := range slices.Sorted(maps.Keys(it)) {
			v := it[name]
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			fmt.Fprintf(&text, "%s: %v\n", name, v)
		}
		out[it.Str("pk")+" "+it.Str("sk")] = text.String()
		return nil
	})
	return out, err
}
