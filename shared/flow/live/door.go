package live

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TicketOffice gives tickets for a gateway's WebSocket.
//
// Repeating gives another ticket; one that nobody uses ends by itself.
type TicketOffice struct {
	Sockets Sockets
	Now     func() time.Time
}

// Issue gives somebody a ticket: its secret, which is shown this once.
func (o *TicketOffice) Issue(ctx context.Context, to desk.Actor) (secret string, until time.Time, err error) {
	if err := to.MustReadDialogs(); err != nil {
		return "", time.Time{}, err
	}
	secret = strings.ToLower(rand.Text())
	t := desk.Ticket{Hash: hashOf(secret), Who: to.Bare(), Until: o.Now().Add(desk.TicketLife)}
	return secret, t.Until, o.Sockets.AddTicket(ctx, t)
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Door lets people in on a gateway's WebSocket, and out.
//
// Repeating is harmless, but that a ticket lets in once: who was let in, and whose
// gateway lost the answer, comes again with another.
type Door struct {
	Sockets Sockets
	Callers Callers
	Gateway Gateway
	Now     func() time.Time
}

// Open lets a socket in whose opener shows a ticket. ErrNotFound: it is none, was used,
// or who had it is nobody any more; ErrRefused: they may not read dialogs; ErrBusy.
//
// It is stored first, with nobody in it, and then it is asked who they are: so what
// changes of that meanwhile finds it.
func (d *Door) Open(ctx context.Context, id desk.SocketID, secret string) error {
	if !id.LooksLike() {
		return fmt.Errorf("%w: that names no socket", desk.ErrInvalid)
	}
	t, err := d.Sockets.TakeTicket(ctx, hashOf(secret))
	if err != nil {
		return err
	}
	open, err := d.Sockets.Sockets(ctx)
	if err != nil {
		return err
	}
	s, err := t.Seated(id, open, d.Now())
	if err != nil {
		return err
	}
	if s, err = d.Sockets.SaveSocket(ctx, s); err != nil {
		return err
	}
	if _, _, err = d.Callers.renew(ctx, d.Sockets, s); err != nil {
		return errors.Join(err, d.Sockets.DropSocket(ctx, id))
	}
	return nil
}

// Beat is what is to be said on a socket that says that it is there: nothing, or to
// reload. ErrNotFound, ErrRefused: there is nobody to be told anything, and it is
// closed.
func (d *Door) Beat(ctx context.Context, id desk.SocketID) ([]desk.Hint, error) {
	s, err := d.Sockets.Socket(ctx, id)
	changed := false
	if err == nil {
		s, changed, err = d.Callers.renew(ctx, d.Sockets, s)
	}
	switch {
	case ended(err):
		return nil, errors.Join(err, d.Sockets.DropSocket(ctx, id), d.Gateway.Close(ctx, id))
	case err != nil:
		return nil, err
	case !changed && s.Missed.IsZero():
		return nil, nil
	case !s.Missed.IsZero():
		err = d.Sockets.CatchUpSocket(ctx, id, s.Missed)
	}
	return []desk.Hint{{Kind: desk.HintReload}}, err
}

// Closed forgets a socket.
func (d *Door) Closed(ctx context.Context, id desk.SocketID) error {
	return d.Sockets.DropSocket(ctx, id)
}
