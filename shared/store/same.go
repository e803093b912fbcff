package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// A messenger may know one person by two ids (desk.Traits.AltID), and name either or
// both. They are kept under one of them: under the phone, unless they wrote by the
// other id before. SAME says under which, below each id with which they may come
// alone; S# says beside the customer which ids those are, for an erasure.

// Canonical implements flow.Customers. Both ids always come to the one answer that
// lies below the second, so one read is enough.
func (s Store) Canonical(ctx context.Context, line desk.Line, p desk.Profile, learn bool) (desk.Profile, error) {
	asked := p.Also
	if asked == "" {
		asked = p.User
	}
	for range maxRaces {
		it, err := s.get(ctx, sameKey(line.Customer(asked)))
		if err != nil && !absent(err) {
			return p, wrap(err, "a customer by two ids")
		}
		known := it.Str("user")
		switch {
		case known != "" && (p.Also == "" || known == p.User || known == p.Also):
			return p.KeptAs(known), nil
		case p.Also == "":
			return p, nil
		}
		before, err := s.Engine.Get(ctx, headKey(line.Customer(p.Also)), true)
		if err != nil {
			return p, wrap(err, "a customer by two ids")
		}
		kept := p
		if before != nil {
			kept = p.KeptAs(p.Also)
		}
		if !learn {
			return kept, nil
		}
		if err := s.link(ctx, line, kept, p.Also, known); !lostRace(err) {
			return kept, wrap(err, "link two ids of a customer")
		}
	}
	return p, busy("link two ids of a customer")
}

// link notes as whom both ids of a profile are kept. second is the one of them that
// says so, for now as was.
func (s Store) link(ctx context.Context, line desk.Line, kept desk.Profile, second, was string) error {
	to := line.Customer(kept.User)
	same := func(user string, conds ...Cond) Op {
		k := sameKey(line.Customer(user))
		return Put(Item{"pk": k.PK, "sk": k.SK, "to": string(to), "user": kept.User}, conds...)
	}
	unchanged := Missing("user")
	if was != "" {
		unchanged = Equal("user", was)
	}
	ops := []Op{
		same(second, unchanged),
		Put(Item{"pk": customerPK(to), "sk": preOther + string(line.Customer(kept.Also))}),
	}
	if kept.Also != second { // they come by the first id alone, too
		ops = append(ops, same(kept.Also))
	}
	_, err := s.Engine.Write(ctx, ops...)
	return err
}

// canonical is the customer as whom id is kept, itself if nothing else is known.
func (s Store) canonical(ctx context.Context, id desk.CustomerID) (desk.CustomerID, error) {
	it, err := s.get(ctx, sameKey(id))
	switch {
	case absent(err):
		return id, nil
	case err != nil:
		return "", wrap(err, "customer %s by another id", id)
	}
	return desk.CustomerID(it.Str("to")), nil
}
