package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// listsOwn: who sees their own dialogs is given whole pages of them, in the order of
// all, however many others lie between (CL-15, RS-03).
func listsOwn(b *bench) {
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}
	var all []desk.Dialog
	for i := range 120 {
		b.tick(time.Second)
		a, err := b.Append(b.ctx, desk.Append{Line: line, Message: desk.Message{
			Customer: desk.CustomerID(fmt.Sprintf("c%02d", i%100)), External: desk.ExternalID(fmt.Sprint(i)), Author: desk.ByCustomer, Text: "x",
		}})
		b.must(err)
		d, err := b.ChangeDialog(b.ctx, a.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
			switch { // of the first twenty customers most have two
			case i%30 == 7:
				d = d.Taken("olga", b.Now())
			case i%30 == 9:
				d.Team = "support" // waits for others
			case i%10 == 3:
				d = d.Taken("olga", b.Now()).Closed(desk.ClosedByHand, "Olga", b.Now())
			case i%10 == 5:
				d = d.Closed(desk.ClosedIdle, "", b.Now()) // nobody's
			case i%30 != 11: // which waits for anybody
				d = d.Taken("dan", b.Now()).Closed(desk.ClosedByHand, "Dan", b.Now())
			}
			return d, nil
		})
		b.must(err)
		if !a.Opened { // the customer's first one was open still
			all = slices.DeleteFunc(all, func(have desk.Dialog) bool { return have.ID == d.ID })
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(x, y desk.Dialog) int { return y.OpenedAt.Compare(x.OpenedAt) })
	b.list()
	olga := desk.Actor{Session: "s", Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Dialogs: desk.ScopeOwn}}
	for name, f := range map[string]desk.DialogFilter{
		"what Olga sees":         {Actor: &olga},
		"what Olga sees, closed": {Actor: &olga, States: []desk.DialogState{desk.StateClosed}},
		"Olga's":                 {Operators: []desk.OperatorID{"olga"}},
		"nobody's":               {Operators: []desk.OperatorID{""}},
		"nobody's, open":         {Operators: []desk.OperatorID{""}, States: []desk.DialogState{desk.StateWaiting, desk.StateInProgress}},
		"Olga's or nobody's":     {Operators: []desk.OperatorID{"olga", ""}},
		"Olga's on another line": {Operators: []desk.OperatorID{"olga"}, Lines: []desk.LineID{"site"}},
	} {
		want := []desk.DialogID{}
		for _, d := range all {
			if f.Has(d) {
				want = append(want, d.ID)
			}
		}
		for _, limit := range []int{1, 2, 7, 50} {
			got, pages := []desk.DialogID{}, 0
			for ask := (desk.PageAsk{Limit: limit}); ; pages++ {
				p, err := b.ListDialogs(b.ctx, f, ask)
				b.must(err)
				if len(p.Items) > limit {
					b.Errorf("%s: a page of %d, asked for %d", name, len(p.Items), limit)
				}
				if p.Next != "" && len(p.Items) < limit {
					b.Errorf("%s: a page of %d in the middle, asked for %d", name, len(p.Items), limit)
				}
				for _, d := range p.Items {
					got = append(got, d.ID)
				}
				if ask.Cursor = p.Next; ask.Cursor == "" {
					break
				}
			}
			if !slices.Equal(got, want) {
				b.Errorf("%s, by pages of %d: got %v, want %v", name, limit, got, want)
			}
		}
	}
	if page, err := b.ListDialogs(b.ctx, desk.DialogFilter{Actor: &olga}, desk.PageAsk{Limit: 1}); err != nil || page.Next == "" {
		b.Errorf("got %v, %v", page, err)
	} else {
		_, err = b.ListDialogs(b.ctx, desk.DialogFilter{}, desk.PageAsk{Cursor: page.Next})
		b.wants(err, desk.ErrInvalid, "another list's cursor")
	}
	for _, bad := range []string{"x!", "bm9uc2Vuc2U", "eyJ0Ijp7InBrIjoieCJ9fQ"} {
		_, err := b.ListDialogs(b.ctx, desk.DialogFilter{Actor: &olga}, desk.PageAsk{Cursor: bad})
		b.wants(err, desk.ErrInvalid, "cursor "+bad)
	}
}
