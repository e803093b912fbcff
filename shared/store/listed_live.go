package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// liveDialogs are the dialogs as they are now, of which those that pass. A closed one
// may lie in two places: both are read at once.
func (s Store) liveDialogs(ctx context.Context, listed []desk.Dialog, f desk.DialogFilter, strong bool) ([]desk.Dialog, error) {
	if len(listed) == 0 {
		return nil, nil
	}
	var keys []Key
	for _, d := range listed {
		keys = append(keys, headKey(d.Customer))
		if !d.Open() {
			keys = append(keys, archivedKey(d.Customer, d.Number))
		}
	}
	have, err := s.fetchSome(ctx, keys, strong)
	if err != nil {
		return nil, err
	}
	at := func(d desk.Dialog) Item {
		if it := have[headKey(d.Customer)]; it != nil && it.Int("number") == int64(d.Number) && !isGrave(it) {
			return it
		}
		return have[archivedKey(d.Customer, d.Number)]
	}
	keys = nil
	for _, d := range listed { // one that was closed since, and followed by another
		if d.Open() && at(d) == nil {
			keys = append(keys, archivedKey(d.Customer, d.Number))
		}
	}
	moved, err := s.fetchSome(ctx, keys, strong)
	if err != nil {
		return nil, err
	}
	for k, it := range moved {
		have[k] = it
	}
	its := make([]Item, len(listed))
	for i, d := range listed {
		its[i] = at(d)
	}
	all, ok, err := filterDialogs(its, f)
	var out []desk.Dialog
	for i, d := range all {
		if ok[i] {
			out = append(out, d)
		}
	}
	return out, err
}

// fetchSome reads items by their keys; what is not there is left out.
func (s Store) fetchSome(ctx context.Context, keys []Key, strong bool) (map[Key]Item, error) {
	out := map[Key]Item{}
	for part := range slices.Chunk(keys, MaxBatchGet) {
		its, err := s.Table().Fetch(ctx, part, strong)
		if err != nil {
			return nil, err
		}
		for _, it := range its {
			if it != nil {
				out[it.Key()] = it
			}
		}
	}
	return out, nil
}

// held is a page of an operator's open dialogs: those of their workload, which are
// few, and which no index is behind of.
func (s Store) held(ctx context.Context, by desk.OperatorID, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	var out desk.Page[desk.Dialog]
	from, err := spotOf(ask.Cursor, desk.ByOpening)
	if err != nil {
		return out, err
	}
	ws, err := s.Workloads(ctx, []desk.OperatorID{by})
	if err != nil {
		return out, err
	}
	var listed []desk.Dialog
	for _, id := range ws[0].Dialogs {
		c, n, err := id.Split()
		if err != nil {
			return out, fmt.Errorf("workload of %s: %w", by, err)
		}
		listed = append(listed, desk.Dialog{ID: id, Customer: c, Number: n, State: desk.StateInProgress})
	}
	all, err := s.liveDialogs(ctx, listed, f, true)
	if err != nil {
		return out, err
	}
	key := func(d desk.Dialog) string {
		if f.Sort == desk.ByActivity {
			return Timed(d.LastAt(), string(d.ID))
		}
		return Timed(d.OpenedAt, string(d.ID))
	}
	order := func(a, b string) int { return cmp.Compare(b, a) }
	if f.Sort == desk.OldestFirst {
		order = func(a, b string) int { return cmp.Compare(a, b) }
	}
	slices.SortFunc(all, func(a, b desk.Dialog) int { return order(key(a), key(b)) })
	for _, d := range all {
		if from.sk != "" && order(key(d), from.sk) <= 0 {
			continue
		}
		if len(out.Items) == limit(ask) {
			out.Next, err = spot{sk: key(out.Items[len(out.Items)-1])}.cursor()
			return out, err
		}
		out.Items = append(out.Items, d)
	}
	return out, nil
}
