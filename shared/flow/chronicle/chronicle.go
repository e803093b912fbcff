// Package chronicle tells all that is known of a contact as one stream (CB-07, OP-39):
// what was said on every line, when dialogs began and ended, what was done with the
// contact, and their leads, deals and cases, with what they bought (CB-11).
package chronicle

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/sight"
)

// Lists are what is kept of contacts.
type Lists interface {
	// ListDialogs are the newest opened first. A page may be short, even empty, and
	// still have a Next.
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	// CustomersOf are the customers who are the contact: on each line one at most.
	CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error)
	// Timeline of a card, the newest first.
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
}

// CRM is what is asked of CRMs.
type CRM interface {
	// Card reads one as it is now. ErrNotFound; ErrBusy: the CRM is down.
	Card(ctx context.Context, ref desk.CardRef) (desk.Card, error)
	// ListCards are the newest first.
	ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error)
	// Pipelines are those that deals go.
	Pipelines(ctx context.Context, c desk.ConnectionID) ([]desk.Pipeline, error)
}

// Goods are what was bought.
type Goods interface {
	// Goods are the rows of what was bought with deals, by the deals; none where the CRM is
	// not asked for them.
	Goods(ctx context.Context, c desk.ConnectionID, deals []desk.CardRef) (map[desk.CardRef][]desk.Good, error)
}

// Historian tells contacts' histories. It changes nothing.
type Historian struct {
	Lists    Lists
	Messages flow.Messages
	Dialogs  sight.Dialogs
	CRM      CRM
	Goods    Goods // nil: nobody tells them
}

// Kind is what an item is.
type Kind string

// The kinds.
const (
	Message Kind = "message" // or a note
	Opened  Kind = "opened"  // a dialog was
	Closed  Kind = "closed"
	Entry   Kind = "entry" // of the contact's timeline
	Card    Kind = "card"  // a lead, deal or case was made
)

// Item is one thing in the stream.
type Item struct {
	Kind Kind
	At   time.Time

	Dialog  desk.Dialog  // of Message, Opened and Closed
	Message desk.Message // of Message
	Entry   desk.Entry   // of Entry
	Card    desk.Card    // of Card, as it is now
	Bought  bool         // of Card: a deal that was won …
	Goods   []desk.Good  // … and what was bought with it

	Seen desk.Sight // how much whoever asks sees of the dialog, if it is of one
	key  string     // tells it from others of the same moment
}

// place is a moment in the stream; what is before it is told next.
type place struct {
	at  int64 // microseconds
	key string
}

func (x Item) place() place { return place{x.At.UnixMicro(), x.key} }

// before says that the item comes after the place in the stream, being older.
func (x Item) before(p place) bool {
	return p == (place{}) || cmp.Or(cmp.Compare(x.At.UnixMicro(), p.at), strings.Compare(x.key, p.key)) < 0
}

func (p place) cursor() string { return strconv.FormatInt(p.at, 10) + "." + p.key }

func placeOf(cursor string) (place, error) {
	if cursor == "" {
		return place{}, nil
	}
	at, key, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || n <= 0 || key == "" {
		return place{}, fmt.Errorf("%w: that is no cursor of a history", desk.ErrInvalid)
	}
	return place{n, key}, nil
}

// Page is a part of a history.
type Page struct {
	Items []Item
	Next  string
	// Down: the contact's CRM does not answer, so their cards are not in it.
	Down bool
}

// customersAt is how many customers one contact is at most, as far as a history goes.
const customersAt = 100

// Of is a part of a contact's history, the newest first: of each dialog as much as
// whoever asks sees, of cards those that they may read. Each part is the newest of all
// that is older than its place, so nothing comes twice and nothing is left out, whatever
// is said meanwhile.
func (h *Historian) Of(ctx context.Context, by desk.Actor, contact desk.CardRef, ask desk.PageAsk) (Page, error) {
	from, err := placeOf(ask.Cursor)
	if err != nil {
		return Page{}, err
	}
	customers, err := h.Lists.CustomersOf(ctx, contact, desk.PageAsk{Limit: customersAt})
	if err != nil {
		return Page{}, fmt.Errorf("history of %s: %w", contact, err)
	}
	t := telling{h, by, sight.Of(by, h.Dialogs), from, ask.Limit + 1}
	all, err := t.entries(ctx, contact)
	for _, c := range customers.Items {
		if err == nil {
			var said []Item
			said, err = t.said(ctx, c.ID)
			all = append(all, said...)
		}
	}
	if err != nil {
		return Page{}, fmt.Errorf("history of %s: %w", contact, err)
	}
	var out Page
	cards, err := t.cards(ctx, contact)
	if out.Down, err = absent(err); err != nil {
		return Page{}, fmt.Errorf("cards of %s: %w", contact, err)
	}
	out.Items = newest(append(all, cards...), from)
	if len(out.Items) > ask.Limit {
		out.Items = out.Items[:ask.Limit]
		out.Next = out.Items[ask.Limit-1].place().cursor()
	}
	return out, h.goods(ctx, contact.Connection, out.Items)
}

// goods adds what was bought with the deals among items. A CRM that does not tell, or not
// now, leaves them without.
func (h *Historian) goods(ctx context.Context, c desk.ConnectionID, items []Item) error {
	var deals []desk.CardRef
	for _, x := range items {
		if x.Bought {
			deals = append(deals, x.Card.Ref)
		}
	}
	if len(deals) == 0 || h.Goods == nil {
		return nil
	}
	goods, err := h.Goods.Goods(ctx, c, deals)
	if errors.Is(err, desk.ErrBusy) || errors.Is(err, desk.ErrRefused) || errors.Is(err, desk.ErrInvalid) || errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	for i, x := range items {
		items[i].Goods = goods[x.Card.Ref]
	}
	return err
}

// newest are the items that are older than a place, in order.
func newest(all []Item, from place) []Item {
	all = slices.DeleteFunc(all, func(x Item) bool { return !x.before(from) })
	slices.SortFunc(all, func(a, b Item) int {
		return cmp.Or(b.At.Truncate(time.Microsecond).Compare(a.At.Truncate(time.Microsecond)), strings.Compare(b.key, a.key))
	})
	return all
}
