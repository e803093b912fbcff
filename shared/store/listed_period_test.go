package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestListsByActivityOfAnOldPeriod_CL05: what was opened in a period comes by what was
// said last, page by page, each once, whenever that was and whatever else is asked for.
func TestListsByActivityOfAnOldPeriod_CL05(t *testing.T) {
	ctx := context.Background()
	_, s, clock := metered(t)
	dice := rand.New(rand.NewPCG(1, 9))
	start := clock.Now()
	var all []desk.Dialog
	for i := range 600 {
		clock.Move(time.Hour)
		a := says("m", "hello")
		a.Message.Customer = desk.NewCustomerID("shop", fmt.Sprint(i))
		got, err := s.Append(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.ChangeDialog(ctx, got.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
			d.LastSpoken = desk.SeqAt(d.OpenedAt.Add(time.Duration(dice.IntN(2000)) * time.Hour))
			if i%3 == 0 {
				d = d.Taken("olga", d.OpenedAt)
			}
			if i%3 == 0 || i%4 == 0 {
				d = d.Closed(desk.ClosedIdle, "", d.LastAt())
			}
			return d, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.List(ctx, d.ID, func(context.Context, desk.Dialog) ([]string, error) { return nil, nil }); err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	old := desk.Period{From: start.Add(100 * time.Hour), To: start.Add(300 * time.Hour)}
	for name, f := range map[string]desk.DialogFilter{
		"all":      {},
		"closed":   {States: []desk.DialogState{desk.StateClosed}},
		"open":     {States: desk.OpenStates()},
		"Olga's":   {Operators: []desk.OperatorID{"olga"}},
		"of years": {Opened: desk.Period{To: old.To}},
	} {
		if f.Sort = desk.ByActivity; f.Opened == (desk.Period{}) {
			f.Opened = old
		}
		var want, got []desk.DialogID
		for _, d := range all {
			if f.Has(d) {
				want = append(want, d.ID)
			}
		}
		last := time.Now().AddDate(100, 0, 0)
		for ask := (desk.PageAsk{Limit: 7}); ; {
			page, err := s.ListDialogs(ctx, f, ask)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range page.Items {
				got = append(got, d.ID)
				if d.ListedAt().After(last) {
					t.Errorf("%s: %s comes after what was said before", name, d.ID)
				}
				last = d.ListedAt()
			}
			if ask.Cursor = page.Next; ask.Cursor == "" {
				break
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if len(want) < 20 || !slices.Equal(got, want) {
			t.Errorf("%s: %d dialogs, want %d", name, len(got), len(want))
		}
		// The oldest first is the newest first turned round, page by page.
		inOrder := func(sort desk.DialogSort) (out []desk.DialogID) {
			f.Sort = sort
			for ask := (desk.PageAsk{Limit: 7}); ; {
				page, err := s.ListDialogs(ctx, f, ask)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range page.Items {
					out = append(out, d.ID)
				}
				if ask.Cursor = page.Next; ask.Cursor == "" {
					return out
				}
			}
		}
		newest, oldest := inOrder(desk.ByOpening), inOrder(desk.OldestFirst)
		if slices.Reverse(oldest); !slices.Equal(oldest, newest) || len(newest) != len(want) {
			t.Errorf("%s, the oldest first: %d dialogs, want the %d that are the newest first, turned round", name, len(oldest), len(newest))
		}
	}
}
