package crmtest

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var making = map[string]func(*bench){
	"a card is made once by its origin":                     onceByOrigin,
	"fifty at once make one card of one origin":             onceAtOnce,
	"without an origin each call makes a card":              anew,
	"a new card has a known kind and no id":                 onlyNew,
	"a card that is not there is not found, nor is changed": notThere,
}

func onceByOrigin(b *bench) {
	a := b.card(desk.KindLead, "o1", desk.CardRef{})
	if a.Ref.ID == "" || a.Ref.Connection != b.Connection || a.Ref.Kind != b.can.Of(desk.KindLead) || a.ETag == "" || !a.CreatedAt.Equal(b.Now()) || a.Values["name"] != "Ann" {
		b.Errorf("made %+v", a)
	}
	if read, err := desk.ParseCardRef(a.Ref.String()); err != nil || read != a.Ref {
		b.Errorf("%s is read as %+v (%v)", a.Ref, read, err)
	}
	if d := cmp.Diff(a, b.card(desk.KindLead, "o1", desk.CardRef{})); d != "" {
		b.Errorf("the same origin (-first +second)\n%s", d)
	}
	stored, err := b.Card(b.ctx, a.Ref)
	b.must(err)
	if d := cmp.Diff(a, stored); d != "" {
		b.Errorf("the answer is not what is stored\n%s", d)
	}
	if other := b.card(desk.KindLead, "o2", desk.CardRef{}); other.Ref == a.Ref {
		b.Error("another origin is the same card")
	}
	if b.can.NoLeads {
		return
	}
	if other := b.card(desk.KindDeal, "o1", desk.CardRef{}); other.Ref.Kind != desk.KindDeal {
		b.Errorf("a deal of the same origin is %v", other.Ref)
	}
}

func onceAtOnce(b *bench) {
	contact := b.card(desk.KindContact, "c", desk.CardRef{}).Ref
	var mu sync.Mutex
	made := map[desk.CardRef]bool{}
	b.atOnce(50, func(int) error {
		c, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindLead), Contact: contact}, "o")
		for later := (*desk.Later)(nil); errors.As(err, &later) && b.ctx.Err() == nil; { // somebody is at it
			runtime.Gosched()
			c, err = b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindLead), Contact: contact}, "o")
		}
		mu.Lock()
		defer mu.Unlock()
		made[c.Ref] = true
		return err
	})
	if len(made) != 1 {
		b.Errorf("%d cards were answered: %v", len(made), made)
	}
	b.openOf(contact, 1)
}

func anew(b *bench) {
	x, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindDeal)}, "")
	b.must(err)
	y, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindDeal)}, "")
	b.must(err)
	if x.Ref == y.Ref {
		b.Error("two cards without an origin are one")
	}
}

func onlyNew(b *bench) {
	for _, bad := range []desk.Card{{Ref: b.of("")}, {Ref: b.of("ship")}, {Ref: desk.CardRef{Kind: desk.KindDeal, ID: "mine", Connection: b.Connection}}} {
		_, err := b.CreateCard(b.ctx, bad, "o")
		b.wants(err, desk.ErrInvalid, "create "+fmt.Sprint(bad.Ref))
	}
}

func notThere(b *bench) {
	none := b.card(desk.KindDeal, "o", desk.CardRef{}).Ref // as the CRM spells them
	none.ID += "0"
	_, err := b.Card(b.ctx, none)
	b.wants(err, desk.ErrNotFound, "read")
	_, err = b.ChangeCard(b.ctx, desk.CardChange{ID: "c", Card: none, Fields: []desk.FieldChange{{Field: "name", New: "Eve"}}})
	b.wants(err, desk.ErrNotFound, "change")
	_, err = b.PutCard(b.ctx, desk.Card{Ref: none, ETag: "1"}, nil)
	b.wants(err, desk.ErrNotFound, "put")
	b.openOf(none, 0)
}
