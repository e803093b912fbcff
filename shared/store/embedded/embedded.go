// Package embedded is the store's engine in one local file, with no server: the
// default of a local run and of the tests.
//
// It lies on go.etcd.io/bbolt: a write is on the disk before it is answered, so
// it survives a kill at any moment. Writes that come together share one commit.
// It is never kinder than DynamoDB; its Knobs make it as unkind as DynamoDB can
// be. One process at a time may have the file open.
package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Knobs, but for Feed, are for tests.
type Knobs struct {
	// Feed says of which items changes are logged, for whoever reads the feed; nil:
	// of none. What is logged stays until it is taken away.
	Feed func(store.Key) bool
	// Lag is how many calls later a write shows in the global indexes. What still
	// waits when the engine is closed or killed never shows.
	Lag int
	// Page cuts a query's pages to so many items. 0: DynamoDB's megabyte.
	Page int
	// NoSync leaves it to the system when to write to the disk: for filling large
	// files fast, not for anything that must survive a power cut.
	NoSync bool
}

// Engine is the engine. Open makes one.
type Engine struct {
	db    *bbolt.DB
	knobs Knobs

	writes chan *write
	done   chan struct{} // closed: no more writes
	idle   chan struct{} // closed: the committer has ended

	damaged atomic.Bool // writing met damage

	more chan struct{} // something was logged
	took chan struct{} // something was taken away

	mu    sync.Mutex
	late  []lateEntry
	taken map[string]bool // changes to take away with the next commit; true: to bury
}

var _ store.Engine = (*Engine)(nil)

// tableBucket holds the items; each index has a bucket of its name.
var tableBucket = []byte("items")

// Open opens the file, or makes it, its folder too. The error says so if
// another process has it open (ErrInUse), or if it is damaged (ErrDamaged).
func Open(path string, k Knobs) (*Engine, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	var db *bbolt.DB
	err := guarded(path, func() (err error) {
		db, err = prepared(path, k)
		return err
	})
	if err != nil {
		return nil, err
	}
	e := &Engine{
		db: db, knobs: k, writes: make(chan *write, groupMax), done: make(chan struct{}), idle: make(chan struct{}),
		more: make(chan struct{}, 1), took: make(chan struct{}, 1), taken: map[string]bool{},
	}
	go e.commit()
	return e, nil
}

// prepared is the file, open and with its buckets.
func prepared(path string, k Knobs) (*bbolt.DB, error) {
	// The list of free pages is kept in the file: else each start would read all of
	// it to make the list anew (a minute for 2 GB on a cold disk), in a goroutine of
	// bbolt's whose panics nobody can catch.
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: 500 * time.Millisecond, NoSync: k.NoSync, FreelistType: bbolt.FreelistMapType,
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("%w: %s is open in another process; only one may use it at a time", ErrInUse, path)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	err = whole(db)
	if err == nil {
		err = db.Update(func(tx *bbolt.Tx) error {
			names := []string{string(tableBucket), changeLog, purgeState}
			for _, x := range store.Indexes() {
				names = append(names, x.Name)
			}
			var err error
			for _, name := range names {
				if err == nil {
					_, err = tx.CreateBucketIfNotExists([]byte(name))
				}
			}
			return err
		})
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare %s: %w", path, err), db.Close())
	}
	return db, nil
}

// ErrInUse says that another process has the file open.
var ErrInUse = fmt.Errorf("%w: in use", desk.ErrBusy)

// Close ends the engine; writes that were answered are on the disk.
func (e *Engine) Close() error {
	close(e.done)
	<-e.idle
	if e.damaged.Load() {
		return nil // bbolt's lock may be held for good; the process ends anyway
	}
	return errors.Join(e.flush(), e.db.Close())
}

// Get reads an item. It is always strong.
func (e *Engine) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	its, err := e.BatchGet(ctx, []store.Key{k}, strong)
	if err != nil {
		return nil, err
	}
	return its[0], nil
}

// BatchGet reads items. It is always strong.
func (e *Engine) BatchGet(ctx context.Context, ks []store.Key, _ bool) ([]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", desk.ErrBusy, err)
	}
	seen := make(map[store.Key]bool, len(ks))
	for _, k := range ks {
		if err := store.ValidateKey(k); err != nil {
			return nil, err
		}
		if seen[k] {
			return nil, fmt.Errorf("%w: a key twice in one read", desk.ErrInvalid)
		}
		seen[k] = true
	}
	if err := e.settle(1); err != nil {
		return nil, err
	}
	var out []store.Item
	err := e.view(func(tx *bbolt.Tx) (err error) {
		out, err = loadAll(tx, ks)
		return err
	})
	return out, err
}

// loadAll reads items in the order in which they lie in the file: those of one partition
// are mostly neighbours, and what is found by a step or two needs no way down the tree,
// which is most of what reading one among very many costs.
func loadAll(tx *bbolt.Tx, ks []store.Key) ([]store.Item, error) {
	const steps = 3
	at, keys := make([]int, len(ks)), make([][]byte, len(ks))
	for i, k := range ks {
		at[i], keys[i] = i, tableKey(k)
	}
	slices.SortFunc(at, func(a, b int) int { return bytes.Compare(keys[a], keys[b]) })
	out := make([]store.Item, len(ks))
	c := tx.Bucket(tableBucket).Cursor()
	var k, v []byte
	for n, i := range at {
		near := n > 0 && ks[i].PK == ks[at[n-1]].PK
		for step := 0; near && k != nil && step < steps && bytes.Compare(k, keys[i]) < 0; step++ {
			k, v = c.Next()
		}
		if !near || k != nil && bytes.Compare(k, keys[i]) < 0 {
			k, v = c.Seek(keys[i])
		}
		if !bytes.Equal(k, keys[i]) {
			continue
		}
		it, err := decode(v)
		if err != nil {
			return nil, err
		}
		out[i] = it
	}
	return out, nil
}

func load(tx *bbolt.Tx, key []byte) (store.Item, error) {
	b := tx.Bucket(tableBucket).Get(key)
	if b == nil {
		return nil, nil
	}
	return decode(b)
}
