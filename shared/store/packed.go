package store

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/sufler/sufler/shared/desk"
)

// packedChange is a change as it is packed: its place, and both sides.
type packedChange struct {
	Place    string                 `json:"place"`
	Old, New map[string]packedValue `json:",omitempty"`
}

// packedValue is a value with its type: exactly one is set.
type packedValue struct {
	Text   *string `json:"s,omitempty"`
	Number *int64  `json:"n,omitempty"`
	Is     *bool   `json:"t,omitempty"`
	Bytes  *[]byte `json:"b,omitempty"`
}

func packedItem(it Item) (map[string]packedValue, error) {
	if it == nil {
		return nil, nil
	}
	out := make(map[string]packedValue, len(it))
	for name, v := range it {
		switch v := v.(type) {
		case string:
			out[name] = packedValue{Text: &v}
		case int64:
			out[name] = packedValue{Number: &v}
		case bool:
			out[name] = packedValue{Is: &v}
		case []byte:
			out[name] = packedValue{Bytes: &v}
		default:
			return nil, fmt.Errorf("%w: attribute %s is a %T, which we don't store", desk.ErrInvalid, name, v)
		}
	}
	return out, nil
}

func unpackedItem(packed map[string]packedValue) Item {
	if packed == nil {
		return nil
	}
	it := make(Item, len(packed))
	for name, v := range packed {
		switch {
		case v.Text != nil:
			it[name] = *v.Text
		case v.Number != nil:
			it[name] = *v.Number
		case v.Is != nil:
			it[name] = *v.Is
		case v.Bytes != nil:
			it[name] = *v.Bytes
		}
	}
	return it
}

// pack writes a change small.
func pack(c Change) ([]byte, error) {
	old, err := packedItem(c.Old)
	now, no := packedItem(c.New)
	if err = errors.Join(err, no); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	err = errors.Join(json.NewEncoder(w).Encode(packedChange{c.Place, old, now}), w.Close())
	return out.Bytes(), err
}

// unpack reads what pack wrote.
func unpack(packed []byte) (Change, error) {
	var c packedChange
	if err := json.NewDecoder(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), 8*MaxItem)).Decode(&c); err != nil {
		return Change{}, fmt.Errorf("read a change that was kept: %w", err)
	}
	return Change{Place: c.Place, Old: unpackedItem(c.Old), New: unpackedItem(c.New)}, nil
}
