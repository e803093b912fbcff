package embedded

import (
	"encoding/binary"
	"errors"
	"sort"

	"github.com/sufler/sufler/shared/store"
)

// Keys in the file sort as DynamoDB sorts: texts by their bytes, numbers by
// their size.

// appendText adds a text so that it ends before whatever follows: a zero byte in
// it is followed by 0xff, its end is a zero byte followed by 0x01.
func appendText(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		b = append(b, s[i])
		if s[i] == 0 {
			b = append(b, 0xff)
		}
	}
	return append(b, 0, 1)
}

// appendNumber adds a number, the sign turned so that the negative come first.
func appendNumber(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(n)^(1<<63))
}

// appendSort adds a sort key of the index.
func appendSort(b []byte, x store.Index, v any) []byte {
	if n, ok := v.(int64); ok && x.Number {
		return appendNumber(b, n)
	}
	s, _ := v.(string)
	return appendText(b, s)
}

// tableKey is where an item lies in the file.
func tableKey(k store.Key) []byte {
	return appendText(appendText(nil, k.PK), k.SK)
}

// indexKey is where the item's entry lies in an index: the index's partition
// and sort key, then the table's key, since many items may share the former.
func indexKey(x store.Index, it store.Item) []byte {
	if x.Name == "" {
		return tableKey(it.Key())
	}
	b := appendText(nil, it.Str(x.PK))
	b = appendSort(b, x, it[x.SK])
	if x.PK != "pk" {
		b = appendText(b, it.Str("pk"))
	}
	return appendText(b, it.Str("sk"))
}

const (
	isText byte = iota + 1
	isNumber
	isTrue
	isFalse
	isBytes
)

// encode writes an item: for each attribute its name, its type and its value.
func encode(it store.Item) []byte {
	names := make([]string, 0, len(it))
	for name := range it {
		names = append(names, name)
	}
	sort.Strings(names)
	b := make([]byte, 0, store.Size(it)+8*len(it))
	for _, name := range names {
		b = binary.AppendUvarint(b, uint64(len(name)))
		b = append(b, name...)
		switch v := it[name].(type) {
		case string:
			b = append(binary.AppendUvarint(append(b, isText), uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(append(b, isBytes), uint64(len(v))), v...)
		case int64:
			b = binary.AppendVarint(append(b, isNumber), v)
		case bool:
			if v {
				b = append(b, isTrue)
			} else {
				b = append(b, isFalse)
			}
		}
	}
	return b
}

var errBroken = errors.New("embedded: the file holds a broken item")

// decode reads what encode wrote. It copies: the file's bytes are not kept.
func decode(b []byte) (store.Item, error) {
	it := store.Item{}
	for len(b) > 0 {
		name, rest, err := text(b)
		if err != nil || len(rest) == 0 {
			return nil, errBroken
		}
		kind := rest[0]
		b = rest[1:]
		switch kind {
		case isText, isBytes:
			var s string
			if s, b, err = text(b); err != nil {
				return nil, err
			}
			it[name] = s
			if kind == isBytes {
				it[name] = []byte(s)
			}
		case isNumber:
			n, size := binary.Varint(b)
			if size <= 0 {
				return nil, errBroken
			}
			it[name], b = n, b[size:]
		case isTrue, isFalse:
			it[name] = kind == isTrue
		default:
			return nil, errBroken
		}
	}
	return it, nil
}

func text(b []byte) (s string, rest []byte, err error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || uint64(len(b)-size) < n {
		return "", nil, errBroken
	}
	end := size + int(n)
	return string(b[size:end]), b[end:], nil
}
