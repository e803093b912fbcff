package embedded

import (
	"go.etcd.io/bbolt"

	"github.com/sufler/sufler/shared/store"
)

// Each calls do with every item, in the order of their keys. It is for whoever
// looks for something everywhere, which nothing that serves may do.
func (e *Engine) Each(do func(store.Item) error) error {
	return e.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(tableBucket).ForEach(func(_, v []byte) error {
			it, err := decode(v)
			if err != nil {
				return err
			}
			return do(it)
		})
	})
}
