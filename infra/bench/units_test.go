package main

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
		if got := written([]store.Op{c.op}, []store.Item{c.old}, c.failed); got != c.want {
			t.Errorf("%s: got %v, want %v", c.rule, got, c.want)
		}
	}
	two := []store.Op{store.Put(item(10)), store.Put(placed(10, 1))}
	if got := written(two, []store.Item{nil, nil}, false); got != 6 {
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
		if got := read(c.size, c.strong); got != c.want {
			t.Errorf("%s: got %v, want %v", c.rule, got, c.want)
		}
	}
}

// Every state that an execution enters is a paid transition.
func TestStatesEntered(t *testing.T) {
	m, err := readMachine(asl)
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string][]string{
		"again": {"Ask", "Choose", "Wait"}, "fresh": {"Ask", "Choose", "Fresh"},
		"wake": {"Ask", "Choose", "Wake"}, "end": {"Ask", "Choose", "Closed"},
	} {
		got, err := m.entered(word)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: %v %s", word, err, d)
		}
	}
}

func TestBill(t *testing.T) {
	b := BillOf(Use{Requests: 1e6, Invocations: 1e6, Calls: 2e6, Writes: 3e6, Reads: 1e6, Sends: 1e6, Transitions: 1e6, Schedules: 1e6})
	for name, c := range map[string][2]float64{
		"HTTP API": {b.API, 1}, "DynamoDB": {b.Store, 3*0.625 + 0.125}, "three requests a message": {b.Queues, 1.2},
		"steps and schedules": {b.Steps, 26}, "files": {b.Files, 0}, "logs": {b.Logs, 0.10},
		"Lambda": {b.Lambda, 0.20 + 0.25*0.0000133334*(0.002*1e6+0.005*4e6)},
	} {
		if math.Abs(c[0]-c[1]) > 1e-9 {
			t.Errorf("%s: got %v, want %v", name, c[0], c[1])
		}
	}
	if got, want := b.Total(), b.API+b.Lambda+b.Store+b.Queues+b.Steps+b.Files+b.Logs; got != want {
		t.Errorf("total: got %v, want %v", got, want)
	}
}

// Another design takes the place of each message, and of nothing else.
func TestOtherDesignsPayByTheMessage(t *testing.T) {
	ours := Use{Requests: 1, Invocations: 1, Calls: 2, Writes: 3}
	all := designs(ours)
	for _, messages := range []float64{0, 8} {
		base := Thousand{Messages: messages, Writes: 50, Reads: 20, Transitions: 4, Invocations: 9, Calls: 30}
		if got, want := all[0].instead(base, ours), base.Bill(); got != want {
			t.Errorf("ours: got %+v, want %+v", got, want)
		}
		for _, other := range all[1:] {
			got, was := other.instead(base, ours), base.Bill()
			if more := got.Store - was.Store; math.Abs(more-messages*(4*perWrite+perRead)) > 1e-12 {
				t.Errorf("%s: %v messages cost %v more in the store", other.Name, messages, more)
			}
			if more := got.Queues + got.Steps - was.Queues - was.Steps; (more > 0) != (messages > 0) {
				t.Errorf("%s: %v messages cost %v more of timers", other.Name, messages, more)
			}
		}
	}
}
