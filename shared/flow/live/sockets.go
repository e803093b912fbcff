package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/sight"
)

// Where no process runs on and on, as on AWS, a gateway holds the WebSockets, and who
// is on them is stored: nobody has a ring, so nobody catches up, and who comes again
// reads all anew. TicketOffice gives whoever may read dialogs a ticket for one; Door
// lets them in with it; Pusher, behind the feed's consumers, finds with one reading
// who is on the gateway, and has it send each of them what they may be told of the
// whole batch in one frame.
//
//   - Who they are is stored with what they might then. It is asked anew whenever an
//     account, a team or a key changes or a session ends, which the feed tells, and
//     with each beat of theirs. Who is nobody any more is hung up on.
//   - Whom the gateway could not reach is told to reload the next time; one that is
//     gone is forgotten. Neither holds anybody up, nor the feed.
//   - A message costs one reading more, whoever is there, and a frame for each who sees
//     it (infra/bench counts both). Nothing of it is on the way of the answer.

// Sockets are a gateway's, stored.
type Sockets interface {
	// AddTicket keeps a ticket. Adding the same again is harmless.
	AddTicket(ctx context.Context, t desk.Ticket) error
	// TakeTicket takes one away, so that it is used once. ErrNotFound: there is none of
	// that hash, any more, or its time has passed.
	TakeTicket(ctx context.Context, hash string) (desk.Ticket, error)
	// Sockets are all whose time has not passed, as they are now.
	Sockets(ctx context.Context) ([]desk.Socket, error)
	// Watched are they, and the lines on which pages of visitors were let in of late,
	// by the same one reading.
	Watched(ctx context.Context) (open []desk.Socket, visited []desk.LineID, err error)
	// Socket finds one as it is now. ErrNotFound, also of one whose time has passed.
	Socket(ctx context.Context, id desk.SocketID) (desk.Socket, error)
	// SaveSocket stores one over its Version (0: there is none yet). ErrConflict:
	// somebody else was faster, or it is gone.
	SaveSocket(ctx context.Context, s desk.Socket) (desk.Socket, error)
	// MissSocket notes that one could not be told something; one that is gone stays so.
	MissSocket(ctx context.Context, id desk.SocketID, at time.Time) error
	// CatchUpSocket notes that what it missed then is known there, unless it has
	// missed more since.
	CatchUpSocket(ctx context.Context, id desk.SocketID, missed time.Time) error
	// DropSocket forgets one; what is gone is no error.
	DropSocket(ctx context.Context, id desk.SocketID) error
}

// Gateway holds the WebSockets themselves.
type Gateway interface {
	// Post sends one frame of hints. ErrNotFound: the socket is gone. Any other error:
	// nobody knows whether it arrived.
	Post(ctx context.Context, id desk.SocketID, hints []desk.Hint) error
	// Close closes one; what is gone is no error.
	Close(ctx context.Context, id desk.SocketID) error
}

// Accounts are operators' accounts and sessions, as they are now.
type Accounts interface {
	// Operator finds one, also one that is switched off. ErrNotFound.
	Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
	// Session finds a session and its operator. ErrNotFound, also of one whose time has
	// passed.
	Session(ctx context.Context, of desk.OperatorID, id desk.SessionID) (desk.Session, desk.Operator, error)
}

// Keys are API keys, as they are now.
type Keys interface {
	// Key finds one, also a revoked one. ErrNotFound.
	Key(ctx context.Context, id desk.KeyID) (desk.Key, error)
}

// Callers says who somebody is now, of whom the session or the key is known.
type Callers struct {
	Accounts Accounts
	Keys     Keys
	Teams    sight.Teams
	Now      func() time.Time
}

// Who is somebody, placed in their teams, who may read dialogs. ErrNotFound: they are
// nobody any more; ErrRefused: they may not.
func (c Callers) Who(ctx context.Context, a desk.Actor) (desk.Actor, error) {
	who, err := c.known(ctx, a)
	if err == nil {
		who, err = sight.Placed(ctx, c.Teams, who)
	}
	if err == nil {
		err = who.MustReadDialogs()
	}
	who.Name = ""
	return who, err
}

func (c Callers) known(ctx context.Context, a desk.Actor) (desk.Actor, error) {
	over := fmt.Errorf("%w: whoever it was has signed out, or their key was revoked", desk.ErrNotFound)
	if a.Session != "" {
		s, o, err := c.Accounts.Session(ctx, a.Operator, a.Session)
		if err == nil && !s.Live(o, c.Now()) {
			err = over
		}
		return o.Actor(s.ID, nil), err
	}
	k, err := c.Keys.Key(ctx, a.Key)
	if err != nil {
		return desk.Actor{}, err
	}
	who := k.Actor
	if who.Key = a.Key; !k.RevokedAt.IsZero() {
		return who, over
	}
	if who.Operator == "" {
		return who, nil
	}
	// A key is its operator's, if they have an account, and ends with it.
	o, err := c.Accounts.Operator(ctx, who.Operator)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return who, nil
	case err == nil && o.Off():
		return who, over
	}
	return who, err
}

// races is how often a socket is looked at again that others change meanwhile.
const races = 10

// renew asks anew who is on a socket, and stores what they may now; changed: it is
// otherwise. Its version was read before, so of two who ask at once none stores what
// is older than what the other did.
func (c Callers) renew(ctx context.Context, all Sockets, s desk.Socket) (now desk.Socket, changed bool, err error) {
	for range races {
		who, err := c.Who(ctx, s.Who)
		if err != nil || sightOf(who) == sightOf(s.Who) {
			return s, false, err
		}
		s.Who = who
		saved, err := all.SaveSocket(ctx, s)
		if !errors.Is(err, desk.ErrConflict) {
			return saved, true, err
		}
		if s, err = all.Socket(ctx, s.ID); err != nil {
			return s, false, err
		}
	}
	return s, false, fmt.Errorf("%w: who is on a socket: others changed it %d times", desk.ErrBusy, races)
}

// ended says whether an error of renew is that nobody is on the socket who may be told
// anything.
func ended(err error) bool {
	return errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrRefused)
}

// known is what was found of a dialog.
type known struct {
	desk.Dialog
	err error
}

// remembered are dialogs, each read once: many look at them in one moment. It is not
// for use by several at once.
type remembered struct {
	sight.Dialogs
	known map[desk.DialogID]known
}

// Dialog implements sight.Dialogs.
func (r *remembered) Dialog(ctx context.Context, id desk.DialogID) (desk.Dialog, error) {
	k, ok := r.known[id]
	if !ok {
		k.Dialog, k.err = r.Dialogs.Dialog(ctx, id)
		r.known[id] = k
	}
	return k.Dialog, k.err
}
