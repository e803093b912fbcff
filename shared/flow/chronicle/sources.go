package chronicle

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/sight"
)

// telling is one part of a history in the making: from each source up to n items that
// are older than a place.
type telling struct {
	*Historian
	by     desk.Actor
	sights sight.Sights
	from   place
	n      int
}

// dialogsAt is how many dialogs are read at once.
const dialogsAt = 50

// said are a customer's dialogs and what was said in them. Dialogs lie end to end, so
// one more than is needed is enough: the one before a hand-over ends with the moment at
// which the next begins.
func (t telling) said(ctx context.Context, c desk.CustomerID) ([]Item, error) {
	var out []Item
	for ask := (desk.PageAsk{Limit: dialogsAt}); ; {
		page, err := t.Lists.ListDialogs(ctx, desk.DialogFilter{Customers: []desk.CustomerID{c}}, ask)
		if err != nil {
			return nil, err
		}
		for _, d := range page.Items {
			enough := len(out) >= t.n
			some, err := t.dialog(ctx, d)
			if err != nil {
				return nil, err
			}
			if out = append(out, some...); enough {
				return out, nil
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return out, nil
		}
	}
}

// dialog are the items of one dialog that are older than the place.
func (t telling) dialog(ctx context.Context, d desk.Dialog) ([]Item, error) {
	seen, err := t.sights.Dialog(ctx, d)
	if err != nil || seen == desk.SeesNothing {
		return nil, err
	}
	out := []Item{{Kind: Opened, At: d.OpenedAt, Dialog: d, Seen: seen, key: "a" + string(d.ID)}}
	if !d.Open() {
		out = append(out, Item{Kind: Closed, At: d.ClosedAt, Dialog: d, Seen: seen, key: "z" + string(d.ID)})
	}
	after, upto := d.Span()
	if p := desk.Seq(t.from.at); p != 0 && (upto == 0 || p < upto) {
		upto = p
	}
	if seen == desk.SeesWords && (upto == 0 || upto > after) {
		said, err := t.messages(ctx, d, after, upto)
		if err != nil {
			return nil, err
		}
		out = append(out, said...)
	}
	return slices.DeleteFunc(out, func(x Item) bool { return !x.before(t.from) }), nil
}

func (t telling) messages(ctx context.Context, d desk.Dialog, after, upto desk.Seq) ([]Item, error) {
	var out []Item
	for ask := (desk.PageAsk{Limit: t.n + 1}); ; { // the last one told comes again
		page, err := t.Messages.Messages(ctx, d.Customer, after, upto, true, ask)
		if err != nil {
			return nil, fmt.Errorf("messages of %s: %w", d.ID, err)
		}
		for _, m := range page.Items {
			out = append(out, Item{Kind: Message, At: m.Seq.Time(), Dialog: d, Message: m, Seen: desk.SeesWords, key: "m" + string(d.Customer)})
		}
		if ask.Cursor = page.Next; ask.Cursor == "" || len(out) > t.n {
			return out, nil
		}
	}
}

// entries are the contact's own timeline.
func (t telling) entries(ctx context.Context, contact desk.CardRef) ([]Item, error) {
	var out []Item
	for ask := (desk.PageAsk{Limit: 200}); ; {
		page, err := t.Lists.Timeline(ctx, contact, ask)
		if err != nil {
			return nil, err
		}
		for _, e := range page.Items {
			x := Item{Kind: Entry, At: e.At, Entry: e, key: "e" + e.ID}
			if !x.before(t.from) {
				continue
			}
			if e.Dialog != "" {
				if x.Seen, err = t.sights.Named(ctx, e.Dialog); err != nil {
					return nil, err
				}
			}
			out = append(out, x)
		}
		if ask.Cursor = page.Next; ask.Cursor == "" || len(out) >= t.n {
			return out, nil
		}
	}
}

// cardsAt is how many of the contact's cards of each kind are told, the newest.
const cardsAt = 200

// cards are the contact's leads, deals and cases that whoever asks may read. A CRM that
// has none of a kind has told all that there are.
func (t telling) cards(ctx context.Context, contact desk.CardRef) ([]Item, error) {
	var out []Item
	known := map[desk.CardRef]bool{}
	for _, kind := range []desk.CardKind{desk.KindLead, desk.KindDeal, desk.KindCase} {
		if t.by.MustRead(kind) != nil {
			continue
		}
		page, err := t.CRM.ListCards(ctx, desk.CardFilter{Connection: contact.Connection, Kind: kind, Contacts: []desk.CardRef{contact}}, desk.PageAsk{Limit: cardsAt})
		var no *desk.Refusal
		if errors.As(err, &no) && no.Code == desk.CodeNoSuchCards {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, c := range page.Items {
			if known[c.Ref] { // a CRM without leads lists its deals
				continue
			}
			known[c.Ref] = true
			if x := (Item{Kind: Card, At: c.CreatedAt, Card: c, key: "c" + c.Ref.String()}); x.before(t.from) {
				out = append(out, x)
			}
		}
	}
	return out, t.bought(ctx, contact.Connection, out)
}

// bought marks the deals that were won, which is what CRMs know of purchases.
func (t telling) bought(ctx context.Context, c desk.ConnectionID, items []Item) error {
	if !slices.ContainsFunc(items, func(x Item) bool { return x.Card.Closed && x.Card.Ref.Kind == desk.KindDeal }) {
		return nil
	}
	pipelines, err := t.CRM.Pipelines(ctx, c)
	for i, x := range items {
		for _, p := range pipelines {
			if stage, there := p.Stage(x.Card.Stage); there && p.ID == x.Card.Pipeline && x.Card.Ref.Kind == desk.KindDeal {
				items[i].Bought = stage.Final == "won"
			}
		}
	}
	return err
}

// absent says that a CRM does not answer.
func absent(err error) (bool, error) {
	if errors.Is(err, desk.ErrBusy) {
		return true, nil
	}
	return false, err
}
