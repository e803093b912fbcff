package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// ErrDamaged says that the file does not hold what we wrote: a disk that failed,
// a copy that was cut short, another program. What is left of it can be seen with
// Check; a backup brings it back.
var ErrDamaged = fmt.Errorf("%w: the file is damaged", desk.ErrBusy)

// guarded does something with the file. On a damaged page bbolt panics or the
// memory map faults; both become ErrDamaged, without what was panicked with, which
// may be a page's bytes.
func guarded(path string, do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s (%T)", ErrDamaged, path, p)
		}
	}()
	return do()
}

// view reads the file.
func (e *Engine) view(do func(*bbolt.Tx) error) error {
	return guarded(e.db.Path(), func() error { return e.db.View(do) })
}

// update writes to the file. Where that meets damage, the lock of whoever writes
// may be held for good: then nobody writes any more.
func (e *Engine) update(do func(*bbolt.Tx) error) error {
	if e.damaged.Load() {
		return fmt.Errorf("%w: %s", ErrDamaged, e.db.Path())
	}
	err := guarded(e.db.Path(), func() error { return e.db.Update(do) })
	if errors.Is(err, ErrDamaged) {
		e.damaged.Store(true)
	}
	return err
}

// whole refuses a file that is shorter than its own first page says.
func whole(db *bbolt.DB) error {
	info, err := os.Stat(db.Path())
	if err != nil {
		return err
	}
	return db.View(func(tx *bbolt.Tx) error {
		if info.Size() < tx.Size() {
			return fmt.Errorf("%w: %s has %d of %d bytes", ErrDamaged, db.Path(), info.Size(), tx.Size())
		}
		return nil
	})
}

// Backup writes a copy of the file as it is at one moment, while others go on
// reading and writing. It answers with its size in bytes; begin, if set, is told
// the size before the first byte.
func (e *Engine) Backup(w io.Writer, begin func(size int64) error) (size int64, err error) {
	err = e.view(func(tx *bbolt.Tx) error {
		size = tx.Size()
		if begin != nil {
			if err := begin(size); err != nil {
				return err
			}
		}
		_, err := tx.WriteTo(w)
		return err
	})
	return size, err
}

// maxFaults is how many faults a report lists.
const maxFaults = 20

// Report is what Check found.
type Report struct {
	Items, Entries int // items of the table, and entries of its indexes, that can be read
	Changes        int // that nobody was told yet
	Faults         []string
}

func (r *Report) fault(format string, args ...any) {
	if len(r.Faults) < maxFaults {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// Check reads each item, and each entry of the indexes with its item. It changes
// nothing, and others may go on. The error says that it could not be carried out;
// what it found is in the report.
func (e *Engine) Check(ctx context.Context) (Report, error) {
	var r Report
	err := r.damage(e.view(func(tx *bbolt.Tx) error { return r.items(ctx, tx) }))
	for _, x := range store.Indexes() {
		if err == nil {
			err = r.damage(e.view(func(tx *bbolt.Tx) error { return r.entries(ctx, tx, x) }))
		}
	}
	if err == nil {
		err = r.damage(e.view(func(tx *bbolt.Tx) error { return r.changes(ctx, tx) }))
	}
	return r, err
}

// CheckAll is Check, and then looks at the file's pages themselves. Nobody may
// write meanwhile: bbolt holds the pages to the list of free ones as it is now.
func (e *Engine) CheckAll(ctx context.Context) (Report, error) {
	r, err := e.Check(ctx)
	if err == nil && len(r.Faults) == 0 {
		err = r.damage(e.view(func(tx *bbolt.Tx) error { return r.ways(ctx, tx) }))
	}
	if len(r.Faults) > 0 || err != nil {
		return r, err // what follows runs by itself, and no fault of the memory map can be caught there
	}
	err = e.view(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			r.fault("pages: %v", err)
		}
		return nil
	})
	return r, r.damage(err)
}

// damage puts damage into the report; other errors stay errors.
func (r *Report) damage(err error) error {
	if errors.Is(err, ErrDamaged) {
		r.fault("after %d items and %d entries of indexes: %v", r.Items, r.Entries, err)
		return nil
	}
	return err
}

func (r *Report) items(ctx context.Context, tx *bbolt.Tx) error {
	return tx.Bucket(tableBucket).ForEach(func(k, v []byte) error {
		it, err := decode(v)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.fault("item at %x: %v", k, err)
		case string(tableKey(it.Key())) != string(k):
			r.fault("item at %x lies in another's place", k)
		default:
			r.Items++
		}
		return nil
	})
}

// ways finds each key of each bucket from the top, as a read does. Going through a
// bucket looks at no key of its branch pages; to find all its keys, all of those
// are compared.
func (r *Report) ways(ctx context.Context, tx *bbolt.Tx) error {
	return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			if b.Get(k) == nil {
				r.fault("bucket %s at %x: it lies where nobody finds it", name, k)
			}
			return ctx.Err()
		})
	})
}

// entries holds an index's entries to the items that they are of.
func (r *Report) entries(ctx context.Context, tx *bbolt.Tx, x store.Index) error {
	return tx.Bucket([]byte(x.Name)).ForEach(func(k, v []byte) error {
		entry, err := decode(v)
		if err != nil {
			r.fault("index %s at %x: %v", x.Name, k, err)
			return ctx.Err()
		}
		it, err := load(tx, tableKey(entry.Key()))
		if err != nil || !x.Has(it) || string(indexKey(x, it)) != string(k) {
			r.fault("index %s at %x: its item is not there, or is another", x.Name, k)
			return ctx.Err()
		}
		r.Entries++
		return ctx.Err()
	})
}

// changes reads the log of changes, and counts what it holds.
func (r *Report) changes(ctx context.Context, tx *bbolt.Tx) error {
	return tx.Bucket([]byte(changeLog)).ForEach(func(k, v []byte) error {
		if _, err := decodeChange(k, v); err != nil {
			r.fault("change at %x: %v", k, err)
			return ctx.Err()
		}
		r.Changes++
		return ctx.Err()
	})
}
