package embedded_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// What is past its time goes, with its entries of the indexes, a stretch a turn,
// also where another process goes on; what was given more time stays.
func TestPurge_WhatIsPastItsTimeGoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sufler.db")
	e := opened(t, path)
	now := time.Unix(1_800_000_000, 0)
	const all = 12_000
	for i := 0; i < all; i += 100 {
		var ops []store.Op
		for n := i; n < i+100; n++ {
			at := fmt.Sprintf("%09d", n)
			it := store.Item{"pk": "a", "sk": at, "seq": int64(n), "list_pk": "l", "list_sk": at}
			switch n % 4 {
			case 0:
				it[store.TTL] = now.Unix()
			case 1:
				it[store.TTL] = now.Unix() + 1
			}
			ops = append(ops, store.Put(it))
		}
		if _, err := e.Write(t.Context(), ops...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := e.Write(t.Context(), store.Op{Do: store.DoUpdate, Key: store.Key{PK: "a", SK: "000000000"}, Set: store.Item{store.TTL: now.Unix() + 1}}); err != nil {
		t.Fatal(err)
	}
	gone, turns := 0, 0
	for ; gone < all/4-1 && turns < 10; turns++ {
		n, err := e.Purge(now)
		if err != nil || n > 2_500 {
			t.Fatalf("turn %d took %d away, %v", turns, n, err)
		}
		gone += n
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		e = opened(t, path)
	}
	defer e.Close()
	if turns != 2 || gone != all/4-1 {
		t.Errorf("%d went in %d turns, want %d in 2", gone, turns, all/4-1)
	}
	if n, err := e.Purge(now); err != nil || n != 0 {
		t.Errorf("once more: %d went, %v", n, err)
	}
	r, err := e.Check(t.Context())
	if left := all - gone; err != nil || r.Items != left || r.Entries != 2*left || len(r.Faults) > 0 {
		t.Errorf("got %+v, %v, want %d items, each in two indexes", r, err, left)
	}
	for from := now; ; from = from.Add(time.Second) { // later the others go, too
		n, err := e.Purge(from)
		if err != nil {
			t.Fatal(err)
		}
		if gone += n; gone == all/2 {
			break
		}
		if from.Sub(now) > 10*time.Second {
			t.Fatalf("%d went, want %d", gone, all/2)
		}
	}
}

// Who reads the feed is told of what goes, as by DynamoDB's streams.
func TestPurge_IsTold(t *testing.T) {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "sufler.db"), embedded.Knobs{NoSync: true, Feed: fed})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.Write(t.Context(), store.Put(store.Item{"pk": "a", "sk": "1", store.TTL: int64(5)})); err != nil {
		t.Fatal(err)
	}
	if n, err := e.Purge(time.Unix(5, 0)); err != nil || n != 1 {
		t.Fatalf("%d went, %v", n, err)
	}
	all, err := e.Changes(t.Context(), "", 10)
	if err != nil || len(all) != 2 || all[1].New != nil || all[1].Old.Str("sk") != "1" {
		t.Errorf("got %+v, %v, want the coming and the going", all, err)
	}
}
