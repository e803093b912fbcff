package listing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Rebuild lists every dialog and every card anew, and says how many dialogs there are.
// It may be stopped and begun again at any time, while all goes on.
func (l *Lister) Rebuild(ctx context.Context) (dialogs int, err error) {
	for cursor := ""; ; {
		n := 0
		if cursor, n, err = l.page(ctx, cursor); err != nil || cursor == "" {
			return dialogs + n, err
		}
		dialogs += n
	}
}

// pageOf is how many are listed anew at once.
const pageOf = 100

// page lists a page of all anew, first of dialogs and then of cards, kind by kind, and
// says where the next begins; "": there is none.
func (l *Lister) page(ctx context.Context, cursor string) (next string, dialogs int, err error) {
	kinds := desk.CardKinds()
	of, at, _ := strings.Cut(cursor, ":")
	if kind := desk.CardKind(of); kind.Known() {
		cards, err := l.Cards.ListCards(ctx, desk.CardFilter{Kind: kind}, desk.PageAsk{Limit: pageOf, Cursor: at})
		if err != nil {
			return "", 0, fmt.Errorf("list cards anew: %w", err)
		}
		for _, c := range cards.Items {
			if err := l.Cards.MarkChanged(ctx, c); err != nil {
				return "", 0, fmt.Errorf("list %s anew: %w", c.Ref, err)
			}
		}
		if cards.Next != "" {
			return of + ":" + cards.Next, 0, nil
		}
		if i := slices.Index(kinds, kind) + 1; i < len(kinds) {
			return string(kinds[i]) + ":", 0, nil
		}
		return "", 0, nil
	}
	page, err := l.Entries.EveryDialog(ctx, desk.PageAsk{Limit: pageOf, Cursor: at})
	if err != nil {
		return "", 0, fmt.Errorf("list dialogs anew: %w", err)
	}
	for i, d := range page.Items {
		if err := l.List(ctx, d.ID); err != nil {
			return "", i, err
		}
	}
	if page.Next != "" {
		return ":" + page.Next, len(page.Items), nil
	}
	return string(kinds[0]) + ":", len(page.Items), nil
}
