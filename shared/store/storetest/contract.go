package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Contract holds an engine to what store.Engine promises. settle brings the
// global indexes up to date.
func Contract(t *testing.T, e store.Engine, settle func() error) {
	t.Run("what DynamoDB refuses is refused", func(t *testing.T) { refused(t, e) })
	t.Run("all or nothing, and the failed operation is named", func(t *testing.T) { allOrNothing(t, e) })
	t.Run("loose ones are done, as many as a write may have", func(t *testing.T) { loose(t, e) })
	t.Run("one of many racers wins", func(t *testing.T) { race(t, e) })
	t.Run("pages end, and lose nothing", func(t *testing.T) { pages(t, e, settle) })
	t.Run("a page holds a megabyte at most", func(t *testing.T) { megabyte(t, e) })
	t.Run("a hundred keys and more are read at once", func(t *testing.T) { batch(t, e) })
	t.Run("a call whose time is over is busy", func(t *testing.T) { cancelled(t, e) })
	t.Run("random operations mean what they say", func(t *testing.T) { Random(t, e, settle) })
}

// fresh is a partition that nobody else uses.
func fresh() string { return fmt.Sprintf("fresh-%x", rand.Uint64()) }

func loose(t *testing.T, e store.Engine) {
	ctx, pk := context.Background(), fresh()
	var puts, drops []store.Op
	var ks []store.Key
	for i := range store.MaxOps {
		it := store.Item{"pk": pk, "sk": fmt.Sprintf("%03d", i), "n": int64(i)}
		puts, drops, ks = append(puts, store.Put(it)), append(drops, store.Delete(it.Key())), append(ks, it.Key())
	}
	for range 2 {
		if _, err := e.Write(ctx, store.Loose(puts...)...); err != nil {
			t.Fatal(err)
		}
	}
	its, err := e.BatchGet(ctx, ks, true)
	if err != nil {
		t.Fatal(err)
	}
	for i, it := range its {
		if it.Int("n") != int64(i) || it == nil {
			t.Fatalf("the %d. is %v", i, it)
		}
	}
	if _, err := e.Write(ctx, store.Loose(append(drops[1:], store.Put(store.Item{"pk": pk, "sk": "000", "n": int64(7)}))...)...); err != nil {
		t.Fatal(err)
	}
	found, err := e.Query(ctx, store.Query{PK: pk, Strong: true})
	if err != nil || len(found.Items) != 1 || found.Items[0].Int("n") != 7 {
		t.Errorf("left are %v, %v", found.Items, err)
	}
	for name, ops := range map[string][]store.Op{
		"with a condition": store.Loose(store.Put(store.Item{"pk": pk, "sk": "x"}, store.Missing("pk"))),
		"beside another":   append(store.Loose(drops[0]), drops[1]),
		"an update":        store.Loose(store.Op{Do: store.DoUpdate, Key: ks[0], Set: store.Item{"n": int64(1)}}),
	} {
		if _, err := e.Write(ctx, ops...); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("a loose one %s: %v", name, err)
		}
	}
}

func refused(t *testing.T, e store.Engine) {
	ctx, pk := context.Background(), fresh()
	item := func(extra store.Item) store.Item {
		it := store.Item{"pk": pk, "sk": "x"}
		for k, v := range extra {
			it[k] = v
		}
		return it
	}
	many := make([]store.Op, store.MaxOps+1)
	for i := range many {
		many[i] = store.Put(store.Item{"pk": pk, "sk": fmt.Sprint(i)})
	}
	large := make([]store.Op, 11)
	for i := range large {
		large[i] = store.Put(store.Item{"pk": pk, "sk": fmt.Sprint(i), "v": strings.Repeat("v", 399<<10)})
	}
	for name, ops := range map[string][]store.Op{
		"no operation":                nil,
		"more than 100 operations":    many,
		"more than 4 MB":              large,
		"an item over 400 KB":         {store.Put(item(store.Item{"v": strings.Repeat("v", 400<<10)}))},
		"an empty partition key":      {store.Put(store.Item{"pk": "", "sk": "x"})},
		"an empty sort key":           {store.Put(store.Item{"pk": pk, "sk": ""})},
		"no sort key":                 {store.Put(store.Item{"pk": pk})},
		"a long sort key":             {store.Put(store.Item{"pk": pk, "sk": strings.Repeat("x", 1025)})},
		"an index's key of no text":   {store.Put(item(store.Item{"list_pk": "", "list_sk": "x"}))},
		"an index's key of text":      {store.Put(item(store.Item{"seq": "7"}))},
		"an int":                      {store.Put(item(store.Item{"n": 7}))},
		"broken text":                 {store.Put(item(store.Item{"s": "\xff"}))},
		"an item twice":               {store.Put(item(nil)), store.Delete(store.Key{PK: pk, SK: "x"})},
		"an attribute changed twice":  {{Do: store.DoUpdate, Key: item(nil).Key(), Set: store.Item{"n": int64(1)}, Add: map[string]int64{"n": 1}}},
		"a changed key":               {{Do: store.DoUpdate, Key: item(nil).Key(), Set: store.Item{"sk": "y"}}},
		"an update of nothing":        {{Do: store.DoUpdate, Key: item(nil).Key()}},
		"a check of nothing":          {store.Check(item(nil).Key())},
		"a condition without a value": {store.Put(item(nil), store.Cond{Attr: "n", Test: store.IsEqual})},
	} {
		if _, err := e.Write(ctx, ops...); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	if it, err := e.Get(ctx, store.Key{PK: pk, SK: "x"}, true); it != nil || err != nil {
		t.Errorf("after refusals there is %v (%v), want nothing", it, err)
	}
	grow(t, e, pk)
	refusedReads(t, e, pk)
}

func refusedReads(t *testing.T, e store.Engine, pk string) {
	ctx := context.Background()
	for name, q := range map[string]store.Query{
		"no partition":                     {},
		"no such index":                    {PK: pk, Index: "none"},
		"a global index read strongly":     {PK: pk, Index: store.ByList, Strong: true},
		"a text as a number's bound":       {PK: pk, Index: store.BySeq, From: "1"},
		"a range that ends too soon":       {PK: pk, From: "b", To: "a"},
		"a cursor of another partition":    {PK: pk, After: store.Item{"pk": "other", "sk": "x"}},
		"a cursor of another index":        {PK: pk, After: store.Item{"pk": pk, "sk": "x", "seq": int64(1)}},
		"a cursor outside of the range":    {PK: pk, From: "b", After: store.Item{"pk": pk, "sk": "a"}},
		"a cursor with a wrong type in it": {PK: pk, Index: store.BySeq, After: store.Item{"pk": pk, "sk": "x", "seq": "1"}},
	} {
		if _, err := e.Query(ctx, q); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("query with %s: got %v, want ErrInvalid", name, err)
		}
	}
	k := store.Key{PK: pk, SK: "x"}
	if _, err := e.BatchGet(ctx, []store.Key{k, k}, true); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("a key twice in a read: got %v, want ErrInvalid", err)
	}
}

// grow makes an item too large by an update, which is its data's fault, and adds
// to what is no number, which is ours: nobody may take that for a bad message.
func grow(t *testing.T, e store.Engine, pk string) {
	ctx, big := context.Background(), strings.Repeat("v", 300<<10)
	if _, err := e.Write(ctx, store.Put(store.Item{"pk": pk, "sk": "big", "v": big, "s": "text"})); err != nil {
		t.Fatal(err)
	}
	k := store.Key{PK: pk, SK: "big"}
	large := store.Op{Do: store.DoUpdate, Key: k, Set: store.Item{"w": big}}
	text := store.Op{Do: store.DoUpdate, Key: k, Add: map[string]int64{"s": 1}}
	beside := store.Put(store.Item{"pk": pk, "sk": "beside"})
	for _, c := range []struct {
		rule string
		ops  []store.Op
		want error
	}{
		{"an update to over 400 KB", []store.Op{large}, desk.ErrInvalid},
		{"an update to over 400 KB beside another", []store.Op{beside, large}, desk.ErrInvalid},
		{"adding to a text", []store.Op{text}, desk.ErrBusy},
		{"adding to a text beside another", []store.Op{beside, text}, desk.ErrBusy},
	} {
		if _, err := e.Write(ctx, c.ops...); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.rule, err, c.want)
		}
	}
}

func allOrNothing(t *testing.T, e store.Engine) {
	ctx, pk := context.Background(), fresh()
	have := store.Item{"pk": pk, "sk": "b", "n": int64(5)}
	if _, err := e.Write(ctx, store.Put(have)); err != nil {
		t.Fatal(err)
	}
	_, err := e.Write(ctx,
		store.Put(store.Item{"pk": pk, "sk": "a"}, store.Missing("pk")),
		store.Put(store.Item{"pk": pk, "sk": "b"}, store.Missing("pk")),
		store.Delete(store.Key{PK: pk, SK: "c"}, store.Exists("pk")),
	)
	want := []store.Failure{{Op: 1, Old: have}, {Op: 2}}
	if d := cmp.Diff(want, unmet(err)); d != "" || !errors.Is(err, desk.ErrConflict) {
		t.Errorf("got %v, want two failures (-want +got)\n%s", err, d)
	}
	all, err := walk(e, store.Query{PK: pk, Strong: true})
	if d := cmp.Diff([]store.Item{have}, all); err != nil || d != "" {
		t.Errorf("after a failed write: %v (-want +got)\n%s", err, d)
	}
}

func race(t *testing.T, e store.Engine) {
	ctx, pk := context.Background(), fresh()
	k := store.Key{PK: pk, SK: "x"}
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 8 {
		wg.Go(func() {
			_, err := e.Write(ctx, store.Put(store.Item{"pk": pk, "sk": "x"}, store.Missing("pk")))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if unmet(err) == nil {
				t.Errorf("a racer: %v", err)
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d racers won, want 1", won)
	}
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if _, err := e.Write(ctx, store.Op{Do: store.DoUpdate, Key: k, Add: map[string]int64{"n": 1}}); err != nil {
					t.Errorf("count: %v", err)
				}
			}
		})
	}
	wg.Wait()
	it, err := e.Get(ctx, k, true)
	if err != nil || it.Int("n") != 40 {
		t.Errorf("counted to %d (%v), want 40", it.Int("n"), err)
	}
}

func pages(t *testing.T, e store.Engine, settle func() error) {
	ctx, pk := context.Background(), fresh()
	for i := range 23 {
		it := store.Item{"pk": pk, "sk": fmt.Sprintf("%02d", i), "seq": int64(i), "list_pk": pk, "list_sk": fmt.Sprintf("%02d", i/3)}
		if _, err := e.Write(ctx, store.Put(it)); err != nil {
			t.Fatal(err)
		}
	}
	if err := settle(); err != nil {
		t.Fatal(err)
	}
	for _, index := range []string{"", store.BySeq, store.ByList} {
		for _, desc := range []bool{false, true} {
			seen := map[string]int{}
			its, err := walk(e, store.Query{Index: index, PK: pk, Desc: desc, Limit: 5})
			for _, it := range its {
				seen[it.Str("sk")]++
			}
			if err != nil || len(its) != 23 || len(seen) != 23 {
				t.Errorf("index %q: read %d items, %d different (%v), want 23", index, len(its), len(seen), err)
			}
		}
	}
	found, err := e.Query(ctx, store.Query{PK: pk, Limit: 23})
	if err == nil && found.Next == nil && len(found.Items) == 23 {
		t.Error("a page as full as its limit has no Next: DynamoDB's has")
	}
}

func megabyte(t *testing.T, e store.Engine) {
	ctx, pk := context.Background(), fresh()
	for i := range 6 {
		it := store.Item{"pk": pk, "sk": fmt.Sprint(i), "v": strings.Repeat("v", 300<<10)}
		if _, err := e.Write(ctx, store.Put(it)); err != nil {
			t.Fatal(err)
		}
	}
	found, err := e.Query(ctx, store.Query{PK: pk})
	if err != nil || len(found.Items) > 4 || found.Next == nil {
		t.Errorf("a page of %d large items, Next %v (%v), want at most 4 and a Next", len(found.Items), found.Next, err)
	}
	its, err := walk(e, store.Query{PK: pk})
	if err != nil || len(its) != 6 {
		t.Errorf("walked over %d items (%v), want 6", len(its), err)
	}
}

func batch(t *testing.T, e store.Engine) {
	ctx, pk := context.Background(), fresh()
	var keys []store.Key
	for i := range 130 {
		k := store.Key{PK: pk, SK: fmt.Sprint(i)}
		keys = append(keys, k)
		if i%2 == 0 {
			if _, err := e.Write(ctx, store.Put(store.Item{"pk": k.PK, "sk": k.SK})); err != nil {
				t.Fatal(err)
			}
		}
	}
	its, err := e.BatchGet(ctx, keys, false)
	if err != nil || len(its) != len(keys) {
		t.Fatalf("got %d items (%v), want %d", len(its), err, len(keys))
	}
	for i, it := range its {
		if (it != nil) != (i%2 == 0) || it != nil && it.Key() != keys[i] {
			t.Errorf("item %d is %v", i, it)
		}
	}
}

func cancelled(t *testing.T, e store.Engine) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	k := store.Key{PK: "p", SK: "s"}
	_, err1 := e.Get(ctx, k, true)
	_, err2 := e.Query(ctx, store.Query{PK: "p"})
	_, err3 := e.Write(ctx, store.Delete(k))
	for _, err := range []error{err1, err2, err3} {
		if !errors.Is(err, desk.ErrBusy) {
			t.Errorf("got %v, want ErrBusy", err)
		}
	}
}
