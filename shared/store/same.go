package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// One person may be known by two ids, which make two customers (desk's HasAltID).
// The one that was known first is the customer; under the other lies SAME, which
// names the first. The newest dialog remembers the other id, so that what was
// learned once costs a message nothing.

// CanonicalCustomer implements flow.Customers.
func (s Store) CanonicalCustomer(ctx context.Context, id desk.CustomerID) (desk.CustomerID, error) {
	it, err := s.get(ctx, sameKey(id))
	switch {
	case absent(err):
		return id, nil
	case err != nil:
		return "", wrap(err, "customer %s by another id", id)
	}
	return desk.CustomerID(it.Str("to")), nil
}

// same notes that the customer other is kept as to, with both: an erasure starts
// from either.
func (s Store) same(ctx context.Context, other, to desk.CustomerID) error {
	k := sameKey(other)
	_, err := s.Engine.Write(ctx,
		Put(Item{"pk": k.PK, "sk": k.SK, "to": string(to)}),
		Put(Item{"pk": customerPK(to), "sk": preOther + string(other)}),
	)
	return err
}

// otherMark is markOf for a customer's other id.
func otherMark(c desk.CustomerID) string { return markOf(desk.ExternalID(c)) }

// linkIdentity notes the customer's other id, unless the dialog says that it is known.
// The dialog is told last: who is cut off before does it again.
func (s Store) linkIdentity(ctx context.Context, a desk.Append, out outcome) error {
	c := out.Message.Customer
	if out.Gone || a.Also == "" || a.Also == c || out.head.also == otherMark(a.Also) {
		return nil
	}
	if err := s.same(ctx, a.Also, c); err != nil {
		return wrap(err, "remember another id of %s", c)
	}
	_, err := s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: headKey(c), Set: Item{"also": otherMark(a.Also)}, If: []Cond{Exists("number")},
	})
	return wrap(err, "remember another id of %s", c)
}

// redirectToKnown puts a message of a customer who has no dialog yet to the one whom
// the same person was known as before, if there is one. Nobody has seen it here:
// what is in no dialog is read by nobody.
func (s Store) redirectToKnown(ctx context.Context, a desk.Append, m desk.Message) (out outcome, is bool, err error) {
	to, err := s.CanonicalCustomer(ctx, m.Customer)
	if err != nil {
		return outcome{}, false, err
	}
	if to == m.Customer && a.Also != "" {
		it, err := s.Engine.Get(ctx, headKey(a.Also), true)
		if err != nil || it == nil {
			return outcome{}, false, err
		}
		to = a.Also
		if err := s.same(ctx, m.Customer, to); err != nil {
			return outcome{}, false, err
		}
	}
	if to == m.Customer {
		return outcome{}, false, nil
	}
	here := messageKey(m.Customer, m.External)
	m.Customer = to
	a.Message, a.Also = m, ""
	if out, err = s.append(ctx, a); err != nil {
		return outcome{}, false, err
	}
	// Last, so that who is cut off before finds it here again.
	_, err = s.Engine.Write(ctx, Delete(here))
	return out, true, err
}
