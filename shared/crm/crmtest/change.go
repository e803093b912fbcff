package crmtest

import (
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var changing = map[string]func(*bench){
	"a field changes if it still is as it was, and a stale one stops no other": comparesAndSets,
	"a field that nobody set up stops no other":                                unknownField,
	"a change with the same id is done once, and answered alike":               changeTwice,
	"a change has an id":                                                changeNeedsID,
	"changes of one card at once all happen":                            changesAtOnce,
	"of two who fill one field at once one does, and the other is told": fillsAtOnce,
}

var putting = map[string]func(*bench){
	"a card is put by its ETag, and what is put is what is read": puts,
	"a put with an old ETag conflicts, and changes nothing":      putsOld,
}

func comparesAndSets(b *bench) {
	c := b.card(desk.KindDeal, "o1", desk.CardRef{})
	got, err := b.ChangeCard(b.ctx, desk.CardChange{ID: "c1", Card: c.Ref, At: b.Now(), Fields: []desk.FieldChange{
		{Field: "city", New: "Madrid"},
		{Field: "name", Old: "Bob", New: "Eve"},
		{Field: "same", Old: "x", New: ""},
	}})
	b.must(err)
	want := desk.Changed{
		Set: map[desk.FieldName]bool{"city": true, "same": true}, Stale: map[desk.FieldName]desk.Value{"name": "Ann"},
	}
	if d := cmp.Diff(want, got); d != "" {
		b.Errorf("changed (-want +got)\n%s", d)
	}
	now, err := b.Card(b.ctx, c.Ref)
	b.must(err)
	if d := cmp.Diff(map[desk.FieldName]desk.Value{"name": "Ann", "city": "Madrid"}, now.Values); d != "" || now.ETag == c.ETag {
		b.Errorf("etag %s → %s, values (-want +got)\n%s", c.ETag, now.ETag, d)
	}
}

func unknownField(b *bench) {
	c := b.card(desk.KindDeal, "o1", desk.CardRef{})
	got, err := b.ChangeCard(b.ctx, desk.CardChange{ID: "c1", Card: c.Ref, Fields: []desk.FieldChange{
		{Field: "no_such_field", New: "x"}, {Field: "city", New: "Madrid"},
	}})
	if err != nil || !got.Set["city"] {
		b.Errorf("changed %+v, %v", got, err)
	}
}

func changeTwice(b *bench) {
	c := b.card(desk.KindDeal, "o1", desk.CardRef{})
	set := desk.CardChange{ID: "set", Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", New: "Madrid"}, {Field: "name", Old: "Bob", New: "Eve"}}}
	first, err := b.ChangeCard(b.ctx, set)
	b.must(err)
	_, err = b.ChangeCard(b.ctx, desk.CardChange{ID: "back", Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", Old: "Madrid"}}})
	b.must(err)
	again, err := b.ChangeCard(b.ctx, set)
	b.must(err)
	if d := cmp.Diff(first, again); d != "" {
		b.Errorf("the repeat's answer (-first +second)\n%s", d)
	}
	now, err := b.Card(b.ctx, c.Ref)
	if err != nil || now.Values["city"] != "" {
		b.Errorf("the repeat set the value again: %v, %v", now.Values, err)
	}
}

func changeNeedsID(b *bench) {
	c := b.card(desk.KindDeal, "o", desk.CardRef{})
	_, err := b.ChangeCard(b.ctx, desk.CardChange{Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", New: "Madrid"}}})
	b.wants(err, desk.ErrInvalid, "a change without an id")
}

func changesAtOnce(b *bench) {
	c := b.card(desk.KindDeal, "o", desk.CardRef{})
	b.atOnce(8, func(i int) error {
		_, err := b.ChangeCard(b.ctx, desk.CardChange{ID: fmt.Sprint(i), Card: c.Ref, Fields: []desk.FieldChange{{Field: desk.FieldName(fmt.Sprint("f", i)), New: "v"}}})
		return err
	})
	got, err := b.Card(b.ctx, c.Ref)
	if err != nil || len(got.Values) != 9 {
		b.Errorf("values %v, %v", got.Values, err)
	}
}

func fillsAtOnce(b *bench) {
	if !b.can.CompareAndSet {
		b.Skip("the CRM does not compare and set in one step")
	}
	c := b.card(desk.KindDeal, "o", desk.CardRef{})
	const racers = 8
	answers := make([]desk.Changed, racers)
	b.atOnce(racers, func(i int) (err error) {
		answers[i], err = b.ChangeCard(b.ctx, desk.CardChange{ID: fmt.Sprint(i), Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", New: desk.Value(fmt.Sprint("v", i))}}})
		return err
	})
	now, err := b.Card(b.ctx, c.Ref)
	b.must(err)
	for i, a := range answers {
		mine := now.Values["city"] == desk.Value(fmt.Sprint("v", i))
		if a.Set["city"] != mine || !mine && a.Stale["city"] != now.Values["city"] {
			b.Errorf("the card holds %s; racer %d was told %+v", now.Values["city"], i, a)
		}
	}
}

func puts(b *bench) {
	deal := b.card(desk.KindDeal, "d", desk.CardRef{})
	b.Move(time.Second)
	next := deal
	next.Title, next.Pipeline, next.Stage, next.Values = "T", b.Pipeline, b.Stage, map[desk.FieldName]desk.Value{"city": "Madrid", "gone": ""}
	now, err := b.PutCard(b.ctx, next, nil)
	b.must(err)
	if now.ETag == deal.ETag || !now.UpdatedAt.Equal(b.Now()) || !now.CreatedAt.Equal(deal.CreatedAt) || now.Title != "T" || now.Pipeline != b.Pipeline {
		b.Errorf("put %+v", now)
	}
	if d := cmp.Diff(map[desk.FieldName]desk.Value{"city": "Madrid"}, now.Values); d != "" {
		b.Errorf("values (-want +got)\n%s", d)
	}
	stored, err := b.Card(b.ctx, deal.Ref)
	b.must(err)
	if d := cmp.Diff(now, stored); d != "" {
		b.Errorf("the answer is not what is stored\n%s", d)
	}
}

func putsOld(b *bench) {
	deal := b.card(desk.KindDeal, "d", desk.CardRef{})
	next := deal
	next.Title = "T"
	now, err := b.PutCard(b.ctx, next, nil)
	b.must(err)
	for _, etag := range []string{deal.ETag, "", "x"} {
		next.Title, next.ETag = "late", etag
		_, err = b.PutCard(b.ctx, next, nil)
		b.wants(err, desk.ErrConflict, "put with ETag "+etag)
	}
	stored, err := b.Card(b.ctx, deal.Ref)
	b.must(err)
	if d := cmp.Diff(now, stored); d != "" {
		b.Errorf("a put that conflicts changed the card\n%s", d)
	}
}
