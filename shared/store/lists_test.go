package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// fill opens a dialog for each of n customers, several at once.
func fill(t testing.TB, s store.Store, from, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Go(func() {
			for i := from + w; i < from+n; i += 64 {
				a := says("m", "hello")
				a.Message.Customer = desk.NewCustomerID("shop", fmt.Sprint(i))
				if _, err := s.Append(context.Background(), a); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestLists_CostTheSameHoweverLong(t *testing.T) {
	ctx := context.Background()
	m, s, _ := metered(t)
	var costs []cost
	have := 0
	for _, n := range []int{100, 4000} {
		fill(t, s, have, n-have)
		have = n
		for i := range n {
			id := desk.NewDialogID(desk.NewCustomerID("shop", fmt.Sprint(i)), 1)
			if err := s.List(ctx, id, func(context.Context, desk.Dialog) ([]string, error) { return nil, nil }); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range []desk.DialogFilter{{}, {States: []desk.DialogState{desk.StateWaiting}}} {
			before := m.Cost()
			p, err := s.ListDialogs(ctx, f, desk.PageAsk{Limit: 50})
			if err != nil || len(p.Items) != 50 {
				t.Fatalf("%d dialogs, %v", len(p.Items), err)
			}
			costs = append(costs, m.Cost().Sub(before))
		}
	}
	if costs[0] != costs[2] || costs[1] != costs[3] {
		t.Errorf("50 dialogs cost %+v among 100 and %+v among 4000", costs[:2], costs[2:])
	}
	t.Logf("50 dialogs cost %+v", costs[0])
	before := m.Cost()
	all, err := s.CountDialogs(ctx, desk.DialogFilter{}, desk.GroupByLine)
	if calls := m.Cost().Sub(before).Reads; err != nil || all.Total != 4000 || all.Counts["shop"] != 4000 || !all.Since.IsZero() || calls > 6 {
		t.Errorf("counting 4000 dialogs took %d calls and gave %+v, %v", calls, all, err)
	}
	before = m.Cost()
	some, err := s.CountDialogs(ctx, desk.DialogFilter{}, desk.GroupByTurn)
	if calls := m.Cost().Sub(before).Reads; err != nil || some.Total < 2000 || some.Total >= 4000 || some.Counts["operator"] != some.Total || some.Since.IsZero() || calls > 40 {
		t.Errorf("counting open dialogs by what they are now took %d calls and gave %+v, %v: want some, and to be told since when", calls, some, err)
	}
}

// TestLists_LateIndexes: while the indexes lag behind, lists may lack something;
// they never show a thing twice, or one that is not what was asked for.
func TestLists_LateIndexes(t *testing.T) {
	ctx := context.Background()
	for _, lag := range []int{1, 5, 20, 100} {
		e := open(t, embedded.Knobs{Lag: lag})
		clock := flowtest.NewClock()
		s := store.Store{Engine: e, Now: clock.Now}
		for i := range 60 {
			clock.Move(time.Second)
			a := says(fmt.Sprint("m", i), "x")
			a.Message.Customer = desk.CustomerID(fmt.Sprint("c", i%5))
			got, err := s.Append(ctx, a)
			if err != nil {
				t.Fatal(err)
			}
			if i%3 == 0 {
				if _, err := s.ChangeDialog(ctx, got.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
					d.State = desk.StateClosed
					return d, nil
				}); err != nil {
					t.Fatal(err)
				}
			}
			if i%2 == 0 { // the others are listed late
				for n := range i {
					id := desk.NewDialogID(desk.CustomerID(fmt.Sprint("c", n%5)), 1+n/5)
					if err := s.List(ctx, id, func(context.Context, desk.Dialog) ([]string, error) { return nil, nil }); err != nil {
						t.Fatal(err)
					}
				}
			}
			checkList(t, s, desk.DialogFilter{})
			checkList(t, s, desk.DialogFilter{Lines: []desk.LineID{"shop"}})
			checkList(t, s, desk.DialogFilter{Operators: []desk.OperatorID{"olga"}})
			checkList(t, s, desk.DialogFilter{States: []desk.DialogState{desk.StateWaiting}})
		}
	}
}

func checkList(t *testing.T, s store.Store, f desk.DialogFilter) {
	t.Helper()
	seen := map[desk.DialogID]bool{}
	var last time.Time
	ask := desk.PageAsk{Limit: 2}
	for {
		p, err := s.ListDialogs(context.Background(), f, ask)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range p.Items {
			if seen[d.ID] || !f.Has(d) {
				t.Fatalf("dialog %s twice or not asked for: %+v", d.ID, d)
			}
			if !last.IsZero() && !d.OpenedAt.Before(last) {
				t.Fatalf("dialog %s, opened %v, comes after one opened %v", d.ID, d.OpenedAt, last)
			}
			seen[d.ID], last = true, d.OpenedAt
		}
		if ask.Cursor = p.Next; ask.Cursor == "" {
			return
		}
	}
}

// BenchmarkListDialogs is a page of 50 among as many dialogs.
func BenchmarkListDialogs(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint("among ", n), func(b *testing.B) {
			s := store.Store{Engine: open(b, embedded.Knobs{}), Now: time.Now}
			fill(b, s, 0, n)
			for b.Loop() {
				if _, err := s.ListDialogs(context.Background(), desk.DialogFilter{}, desk.PageAsk{Limit: 50}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAppend is an ordinary message, far down a long dialog.
func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{10, 5000} {
		b.Run(fmt.Sprint("after ", n), func(b *testing.B) {
			s := store.Store{Engine: open(b, embedded.Knobs{}), Now: time.Now}
			i := 0
			say := func() {
				i++
				if _, err := s.Append(context.Background(), says(fmt.Sprint(i), "hello")); err != nil {
					b.Fatal(err)
				}
			}
			for range n {
				say()
			}
			b.ReportAllocs()
			for b.Loop() {
				say()
			}
		})
	}
}
