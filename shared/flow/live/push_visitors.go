package live

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// visitors tells those whom the batch is news to, of lines where pages were let in of
// late: where none was, as where no line is a website's, nothing is read for it. Whose
// line the batch does not name is looked for all the same, which costs one reading. A
// page that can't be told is hung up on, and reads all anew when it comes again: so
// nothing of this holds the feed up.
func (b *batch) visitors(ctx context.Context, lines []desk.LineID) {
	news, elsewhere := map[desk.CustomerID]desk.HintKind{}, map[desk.CustomerID]bool{}
	for _, r := range b.records {
		if r.Dialog != nil {
			d, _ := r.Dialog.Newest()
			elsewhere[d.Customer] = !slices.Contains(lines, d.Line)
		}
		c, kind := r.ForCustomer()
		if c == "" || r.Arrived() || news[c] == desk.HintMessage {
			continue
		}
		news[c] = kind
	}
	var seats []*seat
	sockets := map[*seat]desk.VisitorSocket{}
	for _, c := range slices.Sorted(maps.Keys(news)) {
		if elsewhere[c] {
			continue
		}
		open, err := b.Visitors.VisitorSockets(ctx, c)
		b.unreached = errors.Join(b.unreached, err)
		for _, s := range open {
			at := &seat{Socket: desk.Socket{ID: s.ID}, hints: []desk.Hint{{Kind: news[c]}}}
			seats, sockets[at] = append(seats, at), s
		}
	}
	soon, cancel := context.WithTimeout(ctx, b.patience())
	defer cancel()
	atOnce(seats, func(s *seat) {
		err := b.VisitorGateway.Post(soon, s.ID, s.hints)
		if err == nil {
			return
		}
		s.open = b.Visitors.DropVisitorSocket(ctx, sockets[s])
		if !errors.Is(err, desk.ErrNotFound) {
			s.err = errors.Join(err, b.VisitorGateway.Close(ctx, s.ID))
		}
	})
	for _, s := range seats {
		b.unreached = errors.Join(b.unreached, s.err, s.open)
	}
}
