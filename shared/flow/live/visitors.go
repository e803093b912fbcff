package live

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A website's visitors are told, too, on WebSockets of their own: that something was
// said to them or is otherwise now, or that somebody writes, and nothing of what. Their
// pages read that by the calls that they ask now and then where they have no socket. A
// page gets a ticket by what it proves in all its calls: its line's key, its origin and
// its visitor's session.

// Visitors are those on sockets, stored.
type Visitors interface {
	// AddVisitorTicket keeps a ticket. Adding the same again is harmless.
	AddVisitorTicket(ctx context.Context, t desk.VisitorTicket) error
	// TakeVisitorTicket takes one away, so that it is used once. ErrNotFound: there is
	// none of that hash, any more, or its time has passed.
	TakeVisitorTicket(ctx context.Context, hash string) (desk.VisitorTicket, error)
	// CountVisitor counts one more page that is let in on a line. ErrBusy: so many were
	// within the hour.
	CountVisitor(ctx context.Context, line desk.LineID, most int64) error
	// VisitorSockets are those of a visitor whose time has not passed.
	VisitorSockets(ctx context.Context, c desk.CustomerID) ([]desk.VisitorSocket, error)
	// AddVisitorSocket keeps one. Adding the same again is harmless.
	AddVisitorSocket(ctx context.Context, s desk.VisitorSocket) error
	// DropVisitorSocket forgets one; what is gone is no error.
	DropVisitorSocket(ctx context.Context, s desk.VisitorSocket) error
}

// VisitorOffice gives visitors' pages tickets.
//
// Repeating gives another ticket; one that nobody uses ends by itself.
type VisitorOffice struct {
	Visitors Visitors
	Now      func() time.Time
}

// Issue gives a page of a visitor a ticket: its secret, which is shown this once.
func (o *VisitorOffice) Issue(ctx context.Context, line desk.LineID, c desk.CustomerID) (secret string, err error) {
	secret = strings.ToLower(rand.Text())
	return secret, o.Visitors.AddVisitorTicket(ctx, desk.VisitorTicket{Hash: hashOf(secret), Line: line, Customer: c, Until: o.Now().Add(desk.TicketLife)})
}

// VisitorDoor lets visitors' pages in. A ticket lets in once: a page that lost the
// answer comes again with another.
type VisitorDoor struct {
	Visitors Visitors
	Gateway  Gateway // nil where a process holds the sockets itself
	Now      func() time.Time
}

// Enter says whose page shows a ticket. ErrNotFound: it is none, or was used; ErrBusy:
// too many were let in on the line of late.
func (d *VisitorDoor) Enter(ctx context.Context, secret string) (desk.VisitorTicket, error) {
	t, err := d.Visitors.TakeVisitorTicket(ctx, hashOf(secret))
	if err == nil {
		err = d.Visitors.CountVisitor(ctx, t.Line, desk.VisitorsAnHour)
	}
	return t, err
}

// Open lets a gateway's socket in. A visitor's oldest makes room for their newest: pages
// that were left may not have been told of yet. If it can't be closed it is told nothing.
func (d *VisitorDoor) Open(ctx context.Context, id desk.SocketID, secret string) error {
	if !id.LooksLike() {
		return fmt.Errorf("%w: that names no socket", desk.ErrInvalid)
	}
	t, err := d.Enter(ctx, secret)
	if err != nil {
		return err
	}
	open, err := d.Visitors.VisitorSockets(ctx, t.Customer)
	if err != nil {
		return err
	}
	slices.SortFunc(open, func(a, b desk.VisitorSocket) int { return cmp.Compare(a.Until.UnixNano(), b.Until.UnixNano()) })
	for _, s := range open[:max(0, len(open)+1-desk.VisitorSocketsEach)] {
		if err := d.Visitors.DropVisitorSocket(ctx, s); err != nil {
			return err
		}
		_ = d.Gateway.Close(ctx, s.ID)
	}
	return d.Visitors.AddVisitorSocket(ctx, desk.VisitorSocket{ID: id, Customer: t.Customer, Until: d.Now().Add(desk.SocketLife)})
}

// VisitorBeat is what is said on a gateway's socket of a visitor's page that says that
// it is there: to read anew. So whoever was not reached, and could not be hung up on
// either, knows all by then.
func VisitorBeat() []desk.Hint { return reload }
