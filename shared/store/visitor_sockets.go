package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// AddVisitorTicket implements live.Visitors.
func (s Store) AddVisitorTicket(ctx context.Context, t desk.VisitorTicket) error {
	k := visitorTicketKey(t.Hash)
	_, err := s.Engine.Write(ctx, Put(Item{
		"pk": k.PK, "sk": k.SK, "line": string(t.Line), "customer": string(t.Customer), "until": t.Until.UnixMicro(), TTL: t.Until.Unix(),
	}))
	return wrap(err, "add a visitor's ticket")
}

// TakeVisitorTicket implements live.Visitors.
func (s Store) TakeVisitorTicket(ctx context.Context, hash string) (desk.VisitorTicket, error) {
	it, err := s.get(ctx, visitorTicketKey(hash))
	if err != nil {
		return desk.VisitorTicket{}, wrap(err, "a visitor's ticket")
	}
	_, err = s.Engine.Write(ctx, Delete(it.Key(), Exists("pk")))
	if lostRace(err) {
		err = desk.ErrNotFound // somebody else took it
	}
	return desk.VisitorTicket{
		Hash: hash, Line: desk.LineID(it.Str("line")), Customer: desk.CustomerID(it.Str("customer")), Until: time.UnixMicro(it.Int("until")).UTC(),
	}, wrap(err, "take a visitor's ticket")
}

// CountVisitor implements live.Visitors. It is counted by the hour, and never less: so
// one who left, and nobody told of, needs no looking after.
func (s Store) CountVisitor(ctx context.Context, line desk.LineID, most int64) error {
	hour := s.Now().UTC().Truncate(time.Hour)
	first := Item{
		"pk": pkSockets, "sk": preVisits + string(line) + "#" + hour.Format("2006-01-02T15"), "line": string(line), "n": int64(1),
		TTL: hour.Add(time.Hour + desk.SocketLife).Unix(),
	}
	for range maxRaces {
		_, err := s.Engine.Write(ctx, Op{Do: DoUpdate, Key: first.Key(), Add: map[string]int64{"n": 1}, If: []Cond{Less("n", most)}})
		had, unmet := conditionFailed(err, 0)
		switch {
		case !unmet:
			return wrap(err, "count a visitor of %s", line)
		case had != nil:
			return fmt.Errorf("%w: too many pages came to %s within the hour", desk.ErrBusy, line)
		}
		if _, err = s.Engine.Write(ctx, Put(first, Missing("pk"))); !lostRace(err) {
			return wrap(err, "count a visitor of %s", line)
		}
	}
	return busy("count a visitor")
}

// VisitorSockets implements live.Visitors.
func (s Store) VisitorSockets(ctx context.Context, c desk.CustomerID) ([]desk.VisitorSocket, error) {
	its, err := s.all(ctx, visitorSocketsPK(c), "")
	var out []desk.VisitorSocket
	for _, it := range its {
		v := desk.VisitorSocket{ID: desk.SocketID(it.Str("sk")), Customer: c, Until: time.UnixMicro(it.Int("until")).UTC()}
		if !v.Over(s.Now()) {
			out = append(out, v)
		}
	}
	return out, wrap(err, "sockets of %s", c)
}

// AddVisitorSocket implements live.Visitors.
func (s Store) AddVisitorSocket(ctx context.Context, v desk.VisitorSocket) error {
	k := Key{visitorSocketsPK(v.Customer), string(v.ID)}
	if err := ValidateKey(k); err != nil {
		return err
	}
	_, err := s.Engine.Write(ctx, Put(Item{"pk": k.PK, "sk": k.SK, "until": v.Until.UnixMicro(), TTL: v.Until.Unix()}))
	return wrap(err, "add a visitor's socket")
}

// DropVisitorSocket implements live.Visitors.
func (s Store) DropVisitorSocket(ctx context.Context, v desk.VisitorSocket) error {
	_, err := s.Engine.Write(ctx, Delete(Key{visitorSocketsPK(v.Customer), string(v.ID)}))
	return wrap(err, "drop a visitor's socket")
}
