package main

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"sync"

	"github.com/sufler/sufler/shared/store"
)

// shelf is an engine in memory that is filled once and then read, fast: its pages end
// where DynamoDB's would.
type shelf struct {
	store.Engine // none
	mu           sync.Mutex
	items        map[store.Key]store.Item
	parts        map[[2]string][]store.Item // by index and partition
	sorted       bool
}

func (s *shelf) Write(_ context.Context, ops ...store.Op) (store.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, op := range ops {
		s.items[op.Key] = op.Item
		for _, x := range append(store.Indexes(), store.Index{PK: "pk", SK: "sk"}) {
			if x.Has(op.Item) {
				part := [2]string{x.Name, op.Item.Str(x.PK)}
				s.parts[part] = append(s.parts[part], op.Item)
			}
		}
	}
	return nil, nil
}

func (s *shelf) BatchGet(_ context.Context, ks []store.Key, _ bool) ([]store.Item, error) {
	out := make([]store.Item, len(ks))
	for i, k := range ks {
		out[i] = s.items[k]
	}
	return out, nil
}

func (s *shelf) Get(_ context.Context, k store.Key, _ bool) (store.Item, error) {
	return s.items[k], nil
}

// order is of two items in an index.
func order(x store.Index, a, b store.Item) int {
	first := cmp.Compare(a.Str(x.SK), b.Str(x.SK))
	if x.Number {
		first = cmp.Compare(a.Int(x.SK), b.Int(x.SK))
	}
	return cmp.Or(first, cmp.Compare(a.Str("pk"), b.Str("pk")), cmp.Compare(a.Str("sk"), b.Str("sk")))
}

// partition is one of an index, in order.
func (s *shelf) partition(x store.Index, pk string) []store.Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.sorted {
		for _, x := range append(store.Indexes(), store.Index{PK: "pk", SK: "sk"}) {
			for part, its := range s.parts {
				if part[0] == x.Name {
					slices.SortFunc(its, func(a, b store.Item) int { return order(x, a, b) })
				}
			}
		}
		s.sorted = true
	}
	return s.parts[[2]string{x.Name, pk}]
}

func (s *shelf) Query(_ context.Context, q store.Query) (store.Found, error) {
	x, err := store.ValidateQuery(q)
	if err != nil {
		return store.Found{}, err
	}
	all := s.partition(x, q.PK)
	low, high := 0, len(all)
	if q.From != nil {
		low = sort.Search(len(all), func(i int) bool { return x.Inside(store.Query{From: q.From}, all[i]) })
	}
	if q.To != nil {
		high = sort.Search(len(all), func(i int) bool { return !x.Inside(store.Query{To: q.To}, all[i]) })
	}
	if q.After != nil {
		at := sort.Search(len(all), func(i int) bool { return order(x, all[i], q.After) >= 0 })
		if q.Desc {
			high = min(high, at)
		} else {
			low = max(low, at+1)
		}
	}
	var out store.Found
	for size := 0; low < high; {
		it := all[low]
		if low++; q.Desc {
			low, high = low-1, high-1
			it = all[high]
		}
		if out.Items = append(out.Items, it); !x.Local {
			out.Items[len(out.Items)-1] = x.Place(it)
		}
		if size += store.Size(it); size >= store.MaxPage || len(out.Items) == q.Limit {
			out.Next = x.Place(it)
			break
		}
	}
	return out, nil
}
