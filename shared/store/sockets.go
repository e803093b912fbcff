package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// whoItem is who is told what changes, with what they might when that was asked last.
type whoItem struct {
	Key      desk.KeyID                     `json:"key,omitempty"`
	Session  desk.SessionID                 `json:"session,omitempty"`
	Operator desk.OperatorID                `json:"operator,omitempty"`
	Role     desk.Role                      `json:"role,omitempty"`
	Rights   rightsItem                     `json:"rights,omitzero"`
	Teams    []desk.TeamID                  `json:"teams,omitempty"`
	Reads    map[desk.TeamID]desk.TeamReads `json:"reads,omitempty"`
	Until    time.Time                      `json:"until"`
}

func newWho(a desk.Actor, until time.Time) whoItem {
	return whoItem{a.Key, a.Session, a.Operator, a.Role, rightsItem(a.Rights), a.Teams, a.Reads, utc(until)}
}

func (x whoItem) actor() desk.Actor {
	return desk.Actor{Key: x.Key, Session: x.Session, Operator: x.Operator, Role: x.Role, Rights: desk.Rights(x.Rights), Teams: x.Teams, Reads: x.Reads}
}

func socketFrom(it Item) (desk.Socket, error) {
	x, err := unblob[whoItem](it, "x")
	s := desk.Socket{ID: desk.SocketID(it.Str("sk")), Who: x.actor(), Until: x.Until, Version: it.Int("version")}
	if at := it.Int("missed"); at != 0 {
		s.Missed = time.UnixMicro(at).UTC()
	}
	return s, err
}

// AddTicket implements live.Sockets.
func (s Store) AddTicket(ctx context.Context, t desk.Ticket) error {
	k := ticketKey(t.Hash)
	it, err := record(k.PK, k.SK, newWho(t.Who.Bare(), t.Until))
	if err != nil {
		return err
	}
	it[TTL] = t.Until.Unix()
	_, err = s.Engine.Write(ctx, Put(it))
	return wrap(err, "add a ticket")
}

// TakeTicket implements live.Sockets.
func (s Store) TakeTicket(ctx context.Context, hash string) (desk.Ticket, error) {
	it, err := s.get(ctx, ticketKey(hash))
	if err != nil {
		return desk.Ticket{}, wrap(err, "ticket")
	}
	_, err = s.Engine.Write(ctx, Delete(it.Key(), Exists("pk")))
	if lostRace(err) {
		err = desk.ErrNotFound // somebody else took it
	}
	if err != nil {
		return desk.Ticket{}, wrap(err, "take a ticket")
	}
	x, err := unblob[whoItem](it, "x")
	return desk.Ticket{Hash: hash, Who: x.actor(), Until: x.Until}, err
}

// Sockets implements live.Sockets.
func (s Store) Sockets(ctx context.Context) ([]desk.Socket, error) {
	open, _, err := s.Watched(ctx)
	return open, err
}

// Watched implements live.Sockets.
func (s Store) Watched(ctx context.Context) (open []desk.Socket, visited []desk.LineID, err error) {
	its, err := s.all(ctx, pkSockets, "")
	if err != nil {
		return nil, nil, wrap(err, "sockets")
	}
	for _, it := range its {
		if strings.HasPrefix(it.Str("sk"), preVisits) {
			if line := desk.LineID(it.Str("line")); it.Int(TTL) > s.Now().Unix() && !slices.Contains(visited, line) {
				visited = append(visited, line)
			}
			continue
		}
		v, err := socketFrom(it)
		if err != nil {
			return nil, nil, err
		}
		if !v.Over(s.Now()) {
			open = append(open, v)
		}
	}
	return open, visited, nil
}

// Socket implements live.Sockets.
func (s Store) Socket(ctx context.Context, id desk.SocketID) (desk.Socket, error) {
	it, err := s.get(ctx, socketKey(id))
	if err != nil {
		return desk.Socket{}, wrap(err, "socket")
	}
	return socketFrom(it)
}

// SaveSocket implements live.Sockets.
func (s Store) SaveSocket(ctx context.Context, v desk.Socket) (desk.Socket, error) {
	k := socketKey(v.ID)
	if err := ValidateKey(k); err != nil {
		return desk.Socket{}, err
	}
	it, err := record(k.PK, k.SK, newWho(v.Who, v.Until))
	if err != nil {
		return desk.Socket{}, err
	}
	it[TTL] = v.Until.Unix()
	if !v.Missed.IsZero() {
		it["missed"] = v.Missed.UnixMicro()
	}
	_, err = s.Engine.Write(ctx, over(withWriteToken(it), v.Version))
	if err = unlessOwnWrite(err, it); err != nil {
		return desk.Socket{}, wrap(err, "save a socket")
	}
	return socketFrom(it)
}

// MissSocket implements live.Sockets.
func (s Store) MissSocket(ctx context.Context, id desk.SocketID, at time.Time) error {
	_, err := s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: socketKey(id), Set: Item{"missed": at.UnixMicro()}, Add: map[string]int64{"version": 1}, If: []Cond{Exists("pk")},
	})
	if lostRace(err) {
		return nil // it is gone
	}
	return wrap(err, "note what a socket missed")
}

// CatchUpSocket implements live.Sockets.
func (s Store) CatchUpSocket(ctx context.Context, id desk.SocketID, missed time.Time) error {
	_, err := s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: socketKey(id), Remove: []string{"missed"}, Add: map[string]int64{"version": 1}, If: []Cond{Equal("missed", missed.UnixMicro())},
	})
	if lostRace(err) {
		return nil // it missed more since, or it is gone
	}
	return wrap(err, "note that a socket knows what it missed")
}

// DropSocket implements live.Sockets.
func (s Store) DropSocket(ctx context.Context, id desk.SocketID) error {
	_, err := s.Engine.Write(ctx, Delete(socketKey(id)))
	return wrap(err, "drop a socket")
}
