package meter

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/store"
)

// item has so many bytes of text, and attributes in pairs.
func item(bytes int, pairs ...any) store.Item {
	it := store.Item{"pk": "p", "sk": "s", "text": strings.Repeat("x", bytes)}
	for i := 0; i < len(pairs); i += 2 {
		it[pairs[i].(string)] = pairs[i+1]
	}
	return it
}

func TestWriteUnits(t *testing.T) {
	listed := func(bytes int, at string) store.Item { return item(bytes, "list_pk", "l", "list_sk", at) }
	placed := func(bytes int, at int64) store.Item { return item(bytes, "seq", at) }
	key := item(0).Key()
	set := func(name string, v any) store.Op {
		return store.Op{Do: store.DoUpdate, Key: key, Set: store.Item{name: v}}
	}
	for _, c := range []struct {
		rule   string
		op     store.Op
		old    store.Item
		failed bool
		want   float64
	}{
		{"a small item is one unit", store.Put(item(10)), nil, false, 1},
		{"each begun kilobyte is one", store.Put(item(1024)), nil, false, 2},
		{"of old and new the larger counts", store.Put(item(10)), item(3000), false, 3},
		{"an update counts the whole item", set("n", int64(1)), item(3000), false, 3},
		{"a delete counts what is deleted", store.Delete(key), item(3000), false, 3},
		{"an unmet condition is paid for, without indexes", store.Put(placed(10, 1), store.Missing("pk")), placed(10, 1), true, 1},
		{"an entry of the local index is the whole item again", store.Put(placed(1500, 1)), nil, false, 4},
		{"one that stays in place but changes is written once more", set("n", int64(1)), placed(10, 1), false, 2},
		{"one that moves is written twice", set("seq", int64(2)), placed(10, 1), false, 3},
		{"an entry of a global index is keys only", store.Put(listed(1500, "a")), nil, false, 3},
		{"one whose keys stay costs nothing", set("n", int64(1)), listed(10, "a"), false, 1},
		{"one that moves is written twice there too", set("list_sk", "b"), listed(10, "a"), false, 3},
		{"one that goes is written once", store.Delete(key), listed(10, "a"), false, 2},
		{"a check alone is a transaction", store.Check(key, store.Exists("pk")), item(10), false, 2},
	} {
		if got := Written([]store.Op{c.op}, []store.Item{c.old}, c.failed); got != c.want {
			t.Errorf("%s: got %v, want %v", c.rule, got, c.want)
		}
	}
	two := []store.Op{store.Put(item(10)), store.Put(placed(10, 1))}
	if got := Written(two, []store.Item{nil, nil}, false); got != 6 {
		t.Errorf("a transaction costs double: got %v, want 6", got)
	}
}

func TestReadUnits(t *testing.T) {
	for _, c := range []struct {
		rule   string
		size   int
		strong bool
		want   float64
	}{
		{"nothing is one unit too", 0, true, 1},
		{"four kilobytes are one", 4096, true, 1},
		{"a byte more is another", 4097, true, 2},
		{"what may be a moment old is half", 4097, false, 1},
	} {
		if got := Read(c.size, c.strong); got != c.want {
			t.Errorf("%s: got %v, want %v", c.rule, got, c.want)
		}
	}
}
