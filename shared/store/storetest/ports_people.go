package storetest

import (
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// customersOf: who is a contact is found under it, once, however often it was
// said; who was one and is no longer is not.
func customersOf(b *bench) {
	one, two := desk.CardRef{Kind: desk.KindContact, ID: "1"}, desk.CardRef{Kind: desk.KindContact, ID: "2"}
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}
	is := func(user string, contact desk.CardRef) desk.CustomerID {
		id := desk.NewCustomerID(line.ID, user)
		_, err := b.Append(b.ctx, desk.Append{Line: line, Profile: desk.Profile{User: user}, Message: desk.Message{
			Customer: id, External: "1", Author: desk.ByCustomer, Text: "hello",
		}})
		b.must(err)
		for range 2 {
			_, err := b.ChangeCustomer(b.ctx, id, func(c desk.Customer) (desk.Customer, error) {
				c.Contact = contact
				return c, nil
			})
			b.must(err)
		}
		return id
	}
	want := map[desk.CustomerID]bool{is("ann", one): true, is("ben", one): true, is("dora", one): true}
	is("carl", one)
	is("carl", two)
	is("eve", desk.CardRef{})
	got := map[desk.CustomerID]bool{}
	for ask := (desk.PageAsk{Limit: 2}); ; {
		page, err := b.CustomersOf(b.ctx, one, ask)
		b.must(err)
		for _, c := range page.Items {
			if got[c.ID] || c.Contact != one {
				b.Errorf("%s: twice, or of %s", c.ID, c.Contact)
			}
			got[c.ID] = true
		}
		if ask.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		b.Error(d)
	}
	// A contact's cards are apart from its customers.
	cards, err := b.crm.OpenCards(b.ctx, one)
	if b.must(err); len(cards) != 0 {
		b.Errorf("customers are told as cards: %v", cards)
	}
}

// troubles: a line's trouble is noted beside it, and ended only by who saw it.
func troubles(b *bench) {
	line, err := b.SaveLine(b.ctx, desk.Line{ID: "shop", Channel: desk.ChannelTelegram, Secrets: map[string]string{"token": "1"}})
	b.must(err)
	met := desk.Trouble{Code: "401", Reason: "revoked", At: b.now}
	newer := desk.Trouble{Code: "368", Reason: "blocked", At: b.now.Add(1e9)}
	for _, step := range []struct {
		of   desk.Trouble // as the marker saw the line
		now  desk.Trouble
		want desk.Trouble
	}{
		{desk.Trouble{}, met, met}, {desk.Trouble{}, met, met}, {met, newer, newer},
		{met, desk.Trouble{}, newer}, {newer, desk.Trouble{}, desk.Trouble{}}, {newer, desk.Trouble{}, desk.Trouble{}},
	} {
		line.Trouble = step.of
		b.must(b.MarkLine(b.ctx, line, step.now))
		got, err := b.Line(b.ctx, "shop")
		b.must(err)
		if d := cmp.Diff(step.want, got.Trouble); d != "" || got.Version != line.Version || got.Secrets["token"] != "1" {
			b.Errorf("%+v over %+v: %s", step.now, step.of, d)
		}
	}
}
