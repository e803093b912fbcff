package crms_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
)

// numbering is a CRM that counts pages of two from its newest card on.
type numbering struct {
	flow.CRM
	made int
}

func (n *numbering) ListCards(_ context.Context, _ desk.CardFilter, ask desk.PageAsk) (page desk.Page[desk.Card], err error) {
	skip, _ := strconv.Atoi(ask.Cursor)
	var all []desk.Card
	for id := n.made; id > 0; id-- {
		all = append(all, desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, ID: strconv.Itoa(id), Connection: "sold"}})
	}
	page.Items = slices.Clone(all[min(skip, len(all)):min(skip+2, len(all))])
	if skip+2 < len(all) {
		page.Next = strconv.Itoa(skip + 2)
	}
	return page, nil
}

// A card that is made while somebody goes through a list pushes another one onto the next
// page: it is listed once all the same, and none is left out.
func TestListCards_EachOnce(t *testing.T) {
	for _, c := range []struct{ made int }{{0}, {1}, {2}, {5}} {
		crm := &numbering{made: 9}
		m := crms.CRMs{Plugs: map[desk.ConnectionID]flow.CRM{"sold": crm}}
		var got []string
		for ask, first := (desk.PageAsk{Limit: 2}), true; first || ask.Cursor != ""; first = false {
			page, err := m.ListCards(t.Context(), desk.CardFilter{Connection: "sold", Kind: desk.KindDeal}, ask)
			if err != nil {
				t.Fatal(err)
			}
			for _, card := range page.Items {
				got = append(got, card.Ref.ID)
			}
			if first {
				crm.made += c.made
			}
			if ask.Cursor = page.Next; len(ask.Cursor) > 200 {
				t.Fatalf("the cursor grows: %q", ask.Cursor)
			}
		}
		var want []string
		for id := 9; id > 0; id-- {
			want = append(want, fmt.Sprint(id))
		}
		// What was made meanwhile stands before the first page, or, where a whole page of it
		// was, may be met on the way.
		got = slices.DeleteFunc(got, func(id string) bool { n, _ := strconv.Atoi(id); return n > 9 })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d made meanwhile (-want +got)\n%s", c.made, d)
		}
	}
}
