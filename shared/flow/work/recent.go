package work

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Recent are the newest of a customer's messages after a place, up to another (0:
// the end), the newest first and at most so many, however short the pages are.
func Recent(ctx context.Context, ms flow.Messages, c desk.CustomerID, after, upto desk.Seq, most int) ([]desk.Message, error) {
	var out []desk.Message
	for ask := (desk.PageAsk{Limit: most}); ; {
		page, err := ms.Messages(ctx, c, after, upto, true, ask)
		if err != nil {
			return nil, fmt.Errorf("messages of %s: %w", c, err)
		}
		out = append(out, page.Items...)
		if page.Next == "" || len(out) >= most {
			return out, nil
		}
		ask = desk.PageAsk{Limit: most - len(out), Cursor: page.Next}
	}
}
