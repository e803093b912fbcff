package embedded

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"time"

	"go.etcd.io/bbolt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// The log of changes lies beside the items: a change is written in the commit
// that it tells of, under a number that counts up, and is taken away in the next
// commit that is made, at the latest once nobody has written for a moment. So the
// feed hardly makes commits of its own; what was taken away since the last one is
// told again after a kill.
const (
	changeLog  = "changes"
	changesMax = 1 << 20     // bytes that are read at once
	quiet      = time.Second // without a write: then what was told is taken away
)

var _ store.Feed = (*Engine)(nil)

// logChange adds a change to the log: an item as it was and as it is, no bytes
// being none, since an item has a key at least.
func logChange(tx *bbolt.Tx, was, is []byte) error {
	log := tx.Bucket([]byte(changeLog))
	n, err := log.NextSequence()
	if err != nil {
		return err
	}
	entry := append(binary.AppendUvarint(make([]byte, 0, len(was)+len(is)+8), uint64(len(was))), was...)
	return log.Put(binary.BigEndian.AppendUint64(nil, n), append(entry, is...))
}

// decodeChange reads what logChange wrote.
func decodeChange(key, entry []byte) (store.Change, error) {
	old, now, err := text(entry)
	if err != nil {
		return store.Change{}, err
	}
	c := store.Change{Place: hex.EncodeToString(key)}
	if old != "" {
		if c.Old, err = decode([]byte(old)); err != nil {
			return store.Change{}, err
		}
	}
	if len(now) > 0 {
		c.New, err = decode(now)
	}
	return c, err
}

// Changes implements store.Feed. A page holds a megabyte, if that is reached
// before most, and one change at least.
func (e *Engine) Changes(ctx context.Context, after string, most int) (out []store.Change, err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", desk.ErrBusy, err)
	}
	from, err := hex.DecodeString(after)
	if err != nil {
		return nil, fmt.Errorf("%w: %q is no place in the feed", desk.ErrInvalid, after)
	}
	gone := e.takenAway()
	err = e.view(func(tx *bbolt.Tx) error {
		c, size := tx.Bucket([]byte(changeLog)).Cursor(), 0
		for k, v := c.Seek(from); k != nil && len(out) < most && size < changesMax; k, v = c.Next() {
			_, done := gone[string(k)]
			if done || bytes.Equal(k, from) {
				continue
			}
			change, err := decodeChange(k, v)
			if err != nil {
				return err
			}
			out, size = append(out, change), size+len(v)
		}
		return nil
	})
	return out, err
}

// More implements store.Feed.
func (e *Engine) More() <-chan struct{} { return e.more }

func (e *Engine) tellMore() {
	select {
	case e.more <- struct{}{}:
	default: // one that nobody has seen yet does for this too
	}
}

// Take implements store.Feed: it notes what the next commit takes away.
func (e *Engine) Take(places ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range places {
		if k, err := hex.DecodeString(p); err == nil {
			e.taken[string(k)] = true
		}
	}
	select {
	case e.took <- struct{}{}:
	default:
	}
}

// takenAway is what was noted so far.
func (e *Engine) takenAway() map[string]bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.taken)
}

// clearLog takes away what was noted, in a transaction of the file.
func clearLog(tx *bbolt.Tx, taken map[string]bool) error {
	log := tx.Bucket([]byte(changeLog))
	for k := range taken {
		if err := log.Delete([]byte(k)); err != nil {
			return err
		}
	}
	return nil
}

// cleared forgets what a commit took away.
func (e *Engine) cleared(taken map[string]bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for k := range taken {
		delete(e.taken, k)
	}
}

// flush takes away what was noted after the last write.
func (e *Engine) flush() error {
	taken := e.takenAway()
	if len(taken) == 0 {
		return nil
	}
	if err := e.update(func(tx *bbolt.Tx) error { return clearLog(tx, taken) }); err != nil {
		return fmt.Errorf("take away what the feed told: %w", err)
	}
	e.cleared(taken)
	return nil
}
