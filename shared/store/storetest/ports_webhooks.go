package storetest

import (
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func endpoints(b *bench) {
	e := desk.Endpoint{
		ID: "wh1", URL: "https://hooks.example/a", Title: "Ours", Kinds: []desk.EventKind{desk.EventDialogOpened, desk.EventHandover}, Include: desk.IncludeData,
		Secret: "whsec_bmV3", Old: "whsec_b2xk", OldUntil: b.Now().Add(time.Hour), CreatedAt: b.Now(),
	}
	saved, err := b.SaveEndpoint(b.ctx, e)
	b.must(err)
	e.Version = 1
	got, err := b.Endpoint(b.ctx, "wh1")
	b.must(err)
	if d := cmp.Diff([]desk.Endpoint{e, e}, []desk.Endpoint{saved, got}); d != "" {
		b.Error(d)
	}
	_, err = b.SaveEndpoint(b.ctx, desk.Endpoint{ID: "wh1"})
	b.wants(err, desk.ErrConflict, "another of the same id")
	_, err = b.Endpoint(b.ctx, "none")
	b.wants(err, desk.ErrNotFound, "none")

	subscribed, err := b.Subscriptions(b.ctx)
	b.must(err)
	e.Secret, e.Old = "", ""
	if d := cmp.Diff([]desk.Endpoint{e}, subscribed); d != "" {
		b.Error(d)
	}
	for range 2 { // the first reason stays
		b.must(b.SwitchEndpointOff(b.ctx, "wh1", desk.OffGone, "It answered 410."))
	}
	b.must(b.SwitchEndpointOff(b.ctx, "none", desk.OffGone, "x"))
	off, err := b.Endpoint(b.ctx, "wh1")
	b.must(err)
	if !off.Off || off.OffReason != "It answered 410." || off.OffCode != desk.OffGone || off.Secret != "whsec_bmV3" || off.Version != 2 {
		b.Errorf("got %+v", off)
	}
	if subscribed, err = b.Subscriptions(b.ctx); err != nil || len(subscribed) != 0 {
		b.Errorf("it is off: got %d, %v", len(subscribed), err)
	}

	health := desk.EndpointHealth{Failures: 3, Since: b.Now(), Rest: b.Now().Add(time.Minute)}
	for _, want := range []desk.EndpointHealth{health, {}} {
		b.must(b.SaveEndpointHealth(b.ctx, "wh1", want))
		if got, err := b.EndpointHealth(b.ctx, "wh1"); err != nil || got != want {
			b.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	b.must(b.SaveEndpointHealth(b.ctx, "wh1", health))
	for range 2 {
		b.must(b.DropEndpoint(b.ctx, "wh1"))
	}
	_, err = b.Endpoint(b.ctx, "wh1")
	b.wants(err, desk.ErrNotFound, "one that was deleted")
	if got, err := b.EndpointHealth(b.ctx, "wh1"); err != nil || got != (desk.EndpointHealth{}) {
		b.Errorf("its health is kept: %+v, %v", got, err)
	}
}

func deliveries(b *bench) {
	var all []desk.Delivery
	for i := range 5 {
		d := desk.NewDelivery("wh1", desk.Event{
			ID: desk.EventID(fmt.Sprint("evt_", i)), Kind: desk.EventFieldFilled, At: b.Now().Add(time.Duration(i) * time.Second), Line: "shop", Customer: "c",
			Dialog: "c-1", Message: 9, Run: "r", Card: desk.CardRef{Kind: desk.KindDeal, ID: "7", Connection: "hub"}, Field: "f", Operator: "olga", Team: "sales", Code: "x",
		})
		b.must(b.AddDelivery(b.ctx, d, d.Job(b.Now())))
		d.Version = 1
		all = append([]desk.Delivery{d}, all...)
	}
	// Told again, also after it was sent, it is no other.
	d := all[4]
	d, err := b.SaveDelivery(b.ctx, d.After(desk.Posted{Status: 204, Took: time.Second}, b.Now()))
	b.must(err)
	all[4] = d
	b.must(b.AddDelivery(b.ctx, desk.NewDelivery("wh1", d.Event), d.Job(b.Now())))
	var got []desk.Delivery
	for ask := (desk.PageAsk{Limit: 2}); ; {
		page, err := b.ListDeliveries(b.ctx, "wh1", ask)
		b.must(err)
		got = append(got, page.Items...)
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	if diff := cmp.Diff(all, got); diff != "" {
		b.Error(diff)
	}
	if page, err := b.ListDeliveries(b.ctx, "wh2", desk.PageAsk{Limit: 9}); err != nil || len(page.Items) != 0 {
		b.Errorf("another's: got %d, %v", len(page.Items), err)
	}

	// With its job, all or nothing.
	job, err := b.Job(b.ctx, d.Job(b.Now()).ID)
	b.must(err)
	stale := job
	stale.Version++
	_, err = b.SaveDelivery(b.ctx, d.Anew(b.Now()), stale)
	b.wants(err, desk.ErrConflict, "its job changed")
	if same, err := b.Delivery(b.ctx, "wh1", d.ID); err != nil || same.State != desk.DeliveryDelivered {
		b.Errorf("got %+v, %v: it is stored by half", same, err)
	}
	again, err := b.SaveDelivery(b.ctx, d.Anew(b.Now()), job.Anew(b.Now()))
	b.must(err)
	_, err = b.SaveDelivery(b.ctx, d, job)
	b.wants(err, desk.ErrConflict, "an old version")
	if same, err := b.Delivery(b.ctx, "wh1", d.ID); err != nil || same != again {
		b.Errorf("got %+v, %v, want %+v", same, err, again)
	}

	b.tick(desk.DeliveryLife + time.Minute)
	_, err = b.Delivery(b.ctx, "wh1", d.ID)
	b.wants(err, desk.ErrNotFound, "a month later")
	_, err = b.Job(b.ctx, job.ID)
	b.wants(err, desk.ErrNotFound, "its job, a month later")
}
