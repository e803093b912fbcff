package crms

import (
	"context"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// overlap is how many cards of the end of a page are left out of the next, should they come
// again.
const overlap = 10

// listOnce is a page of a connected CRM's cards, without those with which the page before
// ended: many CRMs count pages from the newest card on, so one that is made meanwhile pushes
// the last of a page onto the next. The cursor is the CRM's own behind those cards' ids.
func listOnce(ctx context.Context, plug flow.CardIndex, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error) {
	var had []string
	if before, own, ok := strings.Cut(ask.Cursor, ends); ok {
		had, ask.Cursor = strings.Split(before, "\n"), own
	}
	page, err := plug.ListCards(ctx, f, ask)
	if err != nil {
		return page, err
	}
	page.Items = slices.DeleteFunc(page.Items, func(c desk.Card) bool {
		again := slices.Contains(had, c.Ref.ID)
		if !again && !strings.Contains(c.Ref.ID, "\n") {
			had = append(had, c.Ref.ID)
		}
		return again
	})
	if page.Next != "" && len(had) > 0 {
		page.Next = strings.Join(had[max(0, len(had)-overlap):], "\n") + ends + page.Next
	}
	return page, nil
}

// ends stands between the ids and the CRM's own cursor.
const ends = "\n\n"
