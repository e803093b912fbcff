package store

import (
	"context"
	"reflect"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

type customerItem struct {
	Line    desk.LineID `json:"line"`
	Profile profileItem `json:"profile"`
	Contact string      `json:"contact,omitempty"`
	Blocked time.Time   `json:"blocked_at,omitzero"`
	FirstAt time.Time   `json:"first_at,omitzero"`
	Photo   string      `json:"photo,omitempty"`
	Looked  time.Time   `json:"looked,omitzero"`
	Born    int         `json:"born,omitempty"`
}

// The fields are desk.Profile's.
type profileItem struct {
	User     string `json:"user,omitempty"`
	Also     string `json:"also,omitempty"`
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Email    string `json:"email,omitempty"`
	Photo    string `json:"photo,omitempty"`
	Language string `json:"language,omitempty"`
}

func newCustomer(c desk.Customer) (Item, error) {
	b, err := blob(customerItem{
		Line: c.Line, Profile: profileItem(c.Profile), Contact: c.Contact.String(), Blocked: utc(c.BlockedAt), FirstAt: utc(c.FirstAt),
		Photo: c.Photo, Looked: utc(c.LookedAt), Born: c.Born,
	})
	k := customerKey(c.ID)
	return Item{"pk": k.PK, "sk": k.SK, "version": int64(1), "c": b}, err
}

func customerFrom(it Item) (desk.Customer, int64, error) {
	c, err := unblob[customerItem](it, "c")
	return desk.Customer{
		ID: desk.CustomerID(it.Str("pk")[len("C#"):]), Line: c.Line, Profile: desk.Profile(c.Profile),
		Contact: refFrom(c.Contact), BlockedAt: c.Blocked, FirstAt: c.FirstAt, Photo: c.Photo, LookedAt: c.Looked, Born: c.Born,
	}, it.Int("version"), err
}

// Customer implements flow.Customers.
func (s Store) Customer(ctx context.Context, id desk.CustomerID) (desk.Customer, error) {
	it, err := s.get(ctx, customerKey(id))
	if err != nil {
		return desk.Customer{}, wrap(err, "customer %s", id)
	}
	c, _, err := customerFrom(it)
	return c, err
}

// ChangeCustomer implements flow.Customers.
func (s Store) ChangeCustomer(ctx context.Context, id desk.CustomerID, change func(desk.Customer) (desk.Customer, error)) (desk.Customer, error) {
	for range maxRaces {
		it, err := s.get(ctx, customerKey(id))
		if err != nil {
			return desk.Customer{}, wrap(err, "customer %s", id)
		}
		old, version, err := customerFrom(it)
		if err != nil {
			return desk.Customer{}, err
		}
		now, err := change(old)
		if err != nil {
			return desk.Customer{}, err
		}
		now.ID = id
		if reflect.DeepEqual(old, now) {
			return now, nil
		}
		if it, err = newCustomer(now); err != nil {
			return desk.Customer{}, err
		}
		if now.Contact != old.Contact && now.Contact.ID != "" {
			// First, and apart: an entry whose customer is not, or no longer, the
			// contact is passed over, and a repeat makes what was cut off.
			if _, err := s.Engine.Write(ctx, Put(Item{"pk": ContactPK(now.Contact), "sk": prePerson + string(id)})); err != nil {
				return desk.Customer{}, wrap(err, "customers of %s", now.Contact)
			}
		}
		if err = s.save(ctx, it, version); err == nil {
			now, _, err = customerFrom(it)
			return now, err
		}
		if !lostRace(err) {
			return desk.Customer{}, wrap(err, "change customer %s", id)
		}
	}
	return desk.Customer{}, busy("change customer")
}

// CustomersOf implements web.Lists.
func (s Store) CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error) {
	l := Lister[desk.Customer]{Query: Query{PK: ContactPK(contact), Prefix: prePerson, Strong: true}}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Customer, []bool, error) {
		its, err := s.Table().Fetch(ctx, each(entries, func(it Item) Key { return customerKey(desk.CustomerID(it.Str("sk")[len(prePerson):])) }), true)
		if err != nil {
			return nil, nil, err
		}
		return ReadAll(its, func(it Item) (desk.Customer, error) { c, _, err := customerFrom(it); return c, err },
			func(c desk.Customer) bool { return c.Contact == contact })
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "customers of %s", contact)
}
