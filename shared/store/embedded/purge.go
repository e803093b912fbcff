package embedded

import (
	"bytes"
	"time"

	"go.etcd.io/bbolt"

	"github.com/sufler/sufler/shared/store"
)

// What Purge looks at in one turn, so that it costs a few milliseconds a turn and
// holds up nobody: a million items are looked at within 100 turns.
const (
	purgeItems = 10_000
	purgeBytes = 8 << 20
)

// purgeState holds, under purgeFrom, where the next turn begins.
const (
	purgeState = "purge"
	purgeFrom  = "from"
)

// Purge takes items away whose time was over before now (store.TTL), as DynamoDB
// does by itself. It looks at a stretch of the file and goes on where the last
// turn ended, whichever process did it; from the end it begins anew. Until their
// turn comes, whoever reads passes such items over.
func (e *Engine) Purge(now time.Time) (gone int, err error) {
	var late [][]byte
	var from, next []byte
	err = e.view(func(tx *bbolt.Tx) error {
		from = bytes.Clone(tx.Bucket([]byte(purgeState)).Get([]byte(purgeFrom)))
		late, next, err = overdue(tx, from, now)
		return err
	})
	if err != nil || len(late) == 0 && bytes.Equal(from, next) {
		return 0, err
	}
	w := &write{}
	err = e.update(func(tx *bbolt.Tx) error {
		gone, err = e.purge(tx, w, late, now)
		if err != nil {
			return err
		}
		return tx.Bucket([]byte(purgeState)).Put([]byte(purgeFrom), next)
	})
	if err != nil {
		return 0, err
	}
	e.mu.Lock()
	e.late = append(e.late, w.stale...)
	e.mu.Unlock()
	if w.logged {
		e.tellMore()
	}
	return gone, nil
}

// overdue are the items of a stretch whose time is over, and where the next
// stretch begins; empty: at the beginning.
func overdue(tx *bbolt.Tx, from []byte, now time.Time) (late [][]byte, next []byte, err error) {
	c := tx.Bucket(tableBucket).Cursor()
	items, size := 0, 0
	for k, v := c.Seek(from); k != nil; k, v = c.Next() {
		if items == purgeItems || size >= purgeBytes {
			return late, bytes.Clone(k), nil
		}
		it, err := decode(v)
		if err != nil {
			return nil, nil, err
		}
		if over(it, now) {
			late = append(late, bytes.Clone(k))
		}
		items, size = items+1, size+len(v)
	}
	return late, nil, nil
}

// over says whether an item's time is over, as store.Store does.
func over(it store.Item, now time.Time) bool {
	at, is := it[store.TTL].(int64)
	return is && at <= now.Unix()
}

// purge takes items away, but for those that were given more time since.
func (e *Engine) purge(tx *bbolt.Tx, w *write, keys [][]byte, now time.Time) (gone int, err error) {
	for _, k := range keys {
		it, err := load(tx, k)
		if err != nil {
			return gone, err
		}
		if !over(it, now) {
			continue
		}
		if err := e.put(tx, w, it, nil); err != nil {
			return gone, err
		}
		gone++
	}
	return gone, nil
}
