package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sufler/sufler/shared/store"
)

// Random does the same random operations with an engine and with a model, and
// wants the same answers. settle brings the global indexes up to date.
func Random(t *testing.T, e store.Engine, settle func() error) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{t: t, e: e, m: model{}, prefix: fmt.Sprintf("%x-", rand.Uint64())}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			w.write()
		}
		if err := settle(); err != nil {
			t.Fatal(err)
		}
		w.get()
		for range 6 {
			w.query()
		}
	})
}

type world struct {
	t      *rapid.T
	e      store.Engine
	m      model
	prefix string // of partitions, so that many runs share an engine
}

func (w *world) key() store.Key {
	return store.Key{
		PK: w.prefix + rapid.SampledFrom([]string{"p", "q"}).Draw(w.t, "pk"),
		SK: rapid.SampledFrom([]string{"a", "a\x00b", "ab", "b", "é"}).Draw(w.t, "sk"),
	}
}

// attrs are attributes of an item, of an index's too.
func (w *world) attrs() store.Item {
	t, it := w.t, store.Item{}
	has := func(name string) bool { return rapid.Bool().Draw(t, name+"?") }
	if has("n") {
		it["n"] = rapid.Int64Range(-3, 3).Draw(t, "n")
	}
	if has("s") {
		it["s"] = rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "s")
	}
	if has("bytes") {
		it["bytes"] = []byte{1, 0, 255}
	}
	if has("yes") {
		it["yes"] = rapid.Bool().Draw(t, "yes")
	}
	if has("seq") {
		it["seq"] = rapid.SampledFrom([]int64{-5, 0, 7, 1 << 40}).Draw(t, "seq")
	}
	if has("list") {
		it["list_pk"], it["list_sk"] = w.prefix+"l", rapid.SampledFrom([]string{"1", "2", "10"}).Draw(t, "list_sk")
	}
	if has("part_pk") { // half a key: not in the index
		it["part_pk"] = w.prefix + "l"
	}
	return it
}

func (w *world) cond() store.Cond {
	attr := rapid.SampledFrom([]string{"pk", "n", "s"}).Draw(w.t, "cond")
	test := rapid.SampledFrom([]store.Test{store.IsThere, store.IsMissing, store.IsEqual, store.IsLess}).Draw(w.t, "test")
	c := store.Cond{Attr: attr, Test: test}
	if test != store.IsThere && test != store.IsMissing {
		c.Value = rapid.SampledFrom([]any{int64(-1), int64(0), int64(2), "x", "y"}).Draw(w.t, "than")
	}
	return c
}

func (w *world) op(k store.Key) store.Op {
	var op store.Op
	switch rapid.SampledFrom([]store.Verb{store.DoPut, store.DoPut, store.DoUpdate, store.DoUpdate, store.DoDelete, store.DoCheck}).Draw(w.t, "do") {
	case store.DoPut:
		it := w.attrs()
		it["pk"], it["sk"] = k.PK, k.SK
		op = store.Put(it)
	case store.DoUpdate:
		op = store.Op{Do: store.DoUpdate, Key: k, Set: w.attrs(), Add: map[string]int64{"count": 2}}
		if _, set := op.Set["list_pk"]; !set && rapid.Bool().Draw(w.t, "remove") {
			op.Remove = []string{"list_pk"}
		}
	case store.DoDelete:
		op = store.Delete(k)
	case store.DoCheck:
		op = store.Check(k, w.cond())
	}
	for range rapid.IntRange(0, 2).Draw(w.t, "conds") {
		op.If = append(op.If, w.cond())
	}
	return op
}

func (w *world) write() {
	var ops []store.Op
	for range rapid.SampledFrom([]int{1, 1, 2, 3}).Draw(w.t, "ops") {
		k := w.key()
		if !slices.ContainsFunc(ops, func(op store.Op) bool { return op.Key == k }) {
			ops = append(ops, w.op(k))
		}
	}
	got, err := w.e.Write(context.Background(), ops...)
	want, failed := w.m.write(ops)
	if err != nil && unmet(err) == nil {
		w.t.Fatalf("write %+v: %v", ops, err)
	}
	if d := cmp.Diff(failed, unmet(err)); d != "" {
		w.t.Fatalf("write %+v: unmet conditions (-want +got)\n%s", ops, d)
	}
	if d := cmp.Diff(want, got); d != "" {
		w.t.Fatalf("write %+v: the item (-want +got)\n%s", ops, d)
	}
}

func (w *world) get() {
	var keys []store.Key
	var want []store.Item
	for _, pk := range []string{"p", "q"} {
		for _, sk := range []string{"a", "a\x00b", "ab", "b", "é", "none"} {
			k := store.Key{PK: w.prefix + pk, SK: sk}
			keys, want = append(keys, k), append(want, w.m[k])
		}
	}
	got, err := w.e.BatchGet(context.Background(), keys, true)
	if d := cmp.Diff(want, got); err != nil || d != "" {
		w.t.Fatalf("batch get: %v (-want +got)\n%s", err, d)
	}
}

func (w *world) query() {
	t := w.t
	q := store.Query{
		Index: rapid.SampledFrom([]string{"", store.BySeq, store.ByList, store.ByPart}).Draw(t, "index"),
		PK:    w.prefix + "p", Desc: rapid.Bool().Draw(t, "desc"), Limit: rapid.IntRange(0, 3).Draw(t, "limit"),
	}
	x, err := store.FindIndex(q.Index)
	if err != nil {
		t.Fatal(err)
	}
	bounds := []any{"1", "2", "a", "ab", "b"}
	if x.Number {
		bounds = []any{int64(-5), int64(0), int64(7), int64(8)}
	}
	q.Strong = x.Local
	if !x.Local {
		q.PK = w.prefix + "l"
	}
	switch rapid.IntRange(0, 4).Draw(t, "range") {
	case 1:
		q.From = rapid.SampledFrom(bounds).Draw(t, "from")
	case 2:
		q.To = rapid.SampledFrom(bounds).Draw(t, "to")
	case 3:
		q.From, q.To = bounds[0], bounds[len(bounds)-1]
	case 4:
		if !x.Number {
			q.Prefix = rapid.SampledFrom([]string{"1", "a"}).Draw(t, "prefix")
		}
	}
	got, err := walk(w.e, q)
	if err != nil {
		t.Fatalf("query %+v: %v", q, err)
	}
	want := w.m.query(x, q)
	for i := 1; i < len(got); i++ {
		if o := order(got[i-1][x.SK], got[i][x.SK]); q.Desc && o < 0 || !q.Desc && o > 0 {
			t.Fatalf("query %+v: %v comes before %v", q, got[i-1], got[i])
		}
	}
	byKey := func(a, b store.Item) int {
		return order(a.Str("pk")+"\x01"+a.Str("sk"), b.Str("pk")+"\x01"+b.Str("sk"))
	}
	slices.SortFunc(got, byKey)
	slices.SortFunc(want, byKey)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("query %+v (-want +got)\n%s", q, d)
	}
}
