package store

import (
	"bytes"
	"cmp"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// compare orders two values of one type.
func compare(a, b any) (order int, ok bool) {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return cmp.Compare(a, b), ok
	case int64:
		b, ok := b.(int64)
		return cmp.Compare(a, b), ok
	case []byte:
		b, ok := b.([]byte)
		return bytes.Compare(a, b), ok
	case bool:
		b, ok := b.(bool)
		if a == b {
			return 0, ok
		}
		// Truths are equal or not; DynamoDB does not order them.
		return 0, false
	}
	return 0, false
}

// Apply is what the operation makes of an item, nil being none. It does not
// look at the conditions. desk.ErrInvalid: an update made what can't be an item.
// desk.ErrBusy: the item is none that the update is meant for, a fault of ours.
func (op Op) Apply(old Item) (Item, error) {
	switch op.Do {
	case DoPut:
		return op.Item.Clone(), nil
	case DoDelete:
		return nil, nil
	case DoCheck:
		return old, nil
	}
	it := old.Clone()
	if it == nil {
		it = Item{"pk": op.Key.PK, "sk": op.Key.SK}
	}
	for name, v := range op.Set {
		it[name] = v
	}
	for name, n := range op.Add {
		have, there := it[name]
		if _, number := have.(int64); there && !number {
			return nil, fmt.Errorf("%w: attribute %s is no number to add to", desk.ErrBusy, name)
		}
		it[name] = it.Int(name) + n
	}
	for _, name := range op.Remove {
		delete(it, name)
	}
	return it, ValidateItem(it)
}
