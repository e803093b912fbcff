package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/store"
)

// FeedEngine is an engine that is asked for what changed.
type FeedEngine interface {
	store.Engine
	store.Feed
}

// Fed are the items whose changes the engine that Feed is given must tell.
func Fed(k store.Key) bool { return k.SK != "untold" }

// Feed holds an engine to what store.Feed promises. It tells of the items that
// are Fed, and nobody else reads it.
func Feed(t *testing.T, e FeedEngine) {
	t.Run("a change has both sides", func(t *testing.T) { bothSides(t, e) })
	t.Run("what changes nothing, fails, or nobody reads is not told", func(t *testing.T) { untold(t, e) })
	t.Run("what was taken away is not told again, all else is", func(t *testing.T) { takenAway(t, e) })
	t.Run("changes make the items, in order", func(t *testing.T) { replayed(t, e) })
}

// drain takes all changes away, and answers with them.
func drain(t *testing.T, e FeedEngine) (all []store.Change) {
	t.Helper()
	for after := ""; ; {
		page, err := e.Changes(context.Background(), after, 7)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		for _, c := range page {
			e.Take(c.Place)
			after = c.Place
		}
		all = append(all, page...)
	}
}

func mustWrite(t *testing.T, e store.Engine, ops ...store.Op) {
	t.Helper()
	if _, err := e.Write(context.Background(), ops...); err != nil {
		t.Fatal(err)
	}
}

func sides(all []store.Change) (out [][2]store.Item) {
	for _, c := range all {
		out = append(out, [2]store.Item{c.Old, c.New})
	}
	return out
}

func bothSides(t *testing.T, e FeedEngine) {
	drain(t, e)
	one, two := store.Item{"pk": fresh(), "sk": "a", "n": int64(1), "b": []byte{0, 255}, "on": true}, store.Item{"pk": fresh(), "sk": "b"}
	mustWrite(t, e, store.Put(one), store.Put(two))
	mustWrite(t, e, store.Op{Do: store.DoUpdate, Key: one.Key(), Add: map[string]int64{"n": 1}})
	mustWrite(t, e, store.Delete(two.Key()), store.Check(one.Key(), store.Exists("pk")))
	later := one.Clone()
	later["n"] = int64(2)
	select {
	case <-e.More():
	default:
		t.Error("nobody was told that there is more")
	}
	if d := cmp.Diff([][2]store.Item{{nil, one}, {nil, two}, {one, later}, {two, nil}}, sides(drain(t, e))); d != "" {
		t.Error(d)
	}
}

func untold(t *testing.T, e FeedEngine) {
	it := store.Item{"pk": fresh(), "sk": "a", "n": int64(1)}
	mustWrite(t, e, store.Put(it))
	drain(t, e)
	mustWrite(t, e, store.Put(it))
	mustWrite(t, e, store.Delete(store.Key{PK: fresh(), SK: "nothing"}))
	mustWrite(t, e, store.Put(store.Item{"pk": fresh(), "sk": "untold"}))
	if _, err := e.Write(context.Background(), store.Delete(it.Key()), store.Put(store.Item{"pk": fresh(), "sk": "x"}, store.Exists("pk"))); unmet(err) == nil {
		t.Errorf("got %v, want an unmet condition", err)
	}
	if got := drain(t, e); len(got) > 0 {
		t.Errorf("got %v, want no change", sides(got))
	}
}

func takenAway(t *testing.T, e FeedEngine) {
	drain(t, e)
	pk := fresh()
	for i := range 5 {
		mustWrite(t, e, store.Put(store.Item{"pk": pk, "sk": fmt.Sprint(i)}))
	}
	all, err := e.Changes(context.Background(), "", 100)
	if err != nil || len(all) != 5 {
		t.Fatalf("got %v, %v, want five changes", all, err)
	}
	e.Take(all[0].Place, all[3].Place)
	e.Take(all[1].Place)
	for _, when := range []string{"at once", "after the next write"} {
		left, err := e.Changes(context.Background(), "", 100)
		if d := cmp.Diff(append([]store.Change{all[2], all[4]}, left[2:]...), left); d != "" || err != nil {
			t.Errorf("%s: %v %s", when, err, d)
		}
		behind, err := e.Changes(context.Background(), all[2].Place, 1)
		if d := cmp.Diff(all[4:], behind); d != "" || err != nil {
			t.Errorf("%s, behind a place: %v %s", when, err, d)
		}
		mustWrite(t, e, store.Put(store.Item{"pk": pk, "sk": "next"}))
	}
}

// replayed writes at random, reads the feed between the writes, and wants that
// each change begins where the one before it ended, and that the last ones are
// what is stored.
func replayed(t *testing.T, e FeedEngine) {
	drain(t, e)
	pk, seed := fresh(), rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	op := func(sk string) store.Op {
		k := store.Key{PK: pk, SK: sk}
		switch dice.IntN(4) {
		case 0:
			return store.Put(store.Item{"pk": pk, "sk": sk, "n": int64(dice.IntN(3))})
		case 1:
			return store.Delete(k)
		}
		return store.Op{Do: store.DoUpdate, Key: k, Add: map[string]int64{"n": int64(dice.IntN(2))}}
	}
	told := map[store.Key]store.Item{}
	read := func() {
		for _, c := range drain(t, e) {
			if d := cmp.Diff(told[c.Key()], c.Old); d != "" {
				t.Fatalf("a change begins where none ended: %s", d)
			}
			if told[c.Key()] = c.New; c.New == nil {
				delete(told, c.Key())
			}
		}
	}
	for range 200 {
		ops := []store.Op{op("a")}
		if dice.IntN(2) == 0 {
			ops = append(ops, op("b"))
		}
		mustWrite(t, e, ops...)
		if dice.IntN(5) == 0 {
			read()
		}
	}
	read()
	stored := map[store.Key]store.Item{}
	its, err := walk(e, store.Query{PK: pk})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range its {
		stored[it.Key()] = it
	}
	if d := cmp.Diff(stored, told); d != "" {
		t.Error(d)
	}
}
