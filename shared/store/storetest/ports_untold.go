package storetest

import (
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// untoldChanges: each is kept once, whole, beside what was kept of the same item, in the
// feed's order, until it is told, erased or too old.
func untoldChanges(b *bench) {
	anna := desk.NewCustomerID("shop", "anna")
	said := func(c desk.CustomerID, external string, place int, words string) desk.FeedRecord {
		it := store.Item{"pk": "C#" + string(c), "sk": "M#" + external, "seq": int64(place), "version": int64(place), "raw": []byte{0, 255}, "on": true, "m": `{"text":"` + words + `"}`}
		ch := store.Change{Place: fmt.Sprint(place), New: it}
		if place > 1 {
			ch.Old = it.Clone()
			ch.Old["version"] = int64(place - 1)
		}
		return builtin.Record(ch)
	}
	keep := func(r desk.FeedRecord) desk.Untold {
		b.Helper()
		u, isNew, err := b.KeepUntold(b.ctx, r)
		if b.must(err); !isNew || u.State != desk.UntoldWaiting || u.About != desk.UntoldMessage || u.Customer == "" {
			b.Errorf("got %+v, new: %v", u, isNew)
		}
		return u
	}
	ids := func(us []desk.Untold) (out []desk.UntoldID) {
		for _, u := range us {
			out = append(out, u.ID)
		}
		return out
	}
	// 9, 10 and 100 are places of different lengths; they are kept in another order.
	tenth, ninth, hundredth := keep(said(anna, "1", 10, "a")), keep(said(anna, "1", 9, "b")), keep(said(anna, "1", 100, "c"))
	other := keep(said(anna, "2", 11, "d"))
	if _, isNew, err := b.KeepUntold(b.ctx, said(anna, "1", 9, "b")); err != nil || isNew {
		b.Errorf("a change that is kept: new %v, %v", isNew, err)
	}
	first, err := b.UntoldUpto(b.ctx, tenth.ID, 1)
	if b.must(err); !cmp.Equal([]desk.UntoldID{ninth.ID}, ids(first)) {
		b.Errorf("the first that is kept is %v", ids(first))
	}
	kept, err := b.UntoldUpto(b.ctx, tenth.ID, 10)
	b.must(err)
	if d := cmp.Diff([]desk.UntoldID{ninth.ID, tenth.ID}, ids(kept)); d != "" {
		b.Errorf("what is kept of an item up to a change %s", d)
	}
	want := said(anna, "1", 10, "a")
	if d := cmp.Diff(want, b.crm.RecordOf(kept[1].Told)); d != "" {
		b.Errorf("the change (-told +kept) %s", d)
	}
	if v, err := b.Job(b.ctx, desk.NewRetellJob(tenth).ID); err != nil || v.Kind != desk.JobRetell || v.Cursor != string(tenth.ID) || !v.Due.Equal(tenth.Next) {
		b.Errorf("its job is %+v, %v", v, err)
	}
	failed := kept[1].Failed("internal", "why", b.Now())
	b.must(b.SaveUntold(b.ctx, failed))
	b.wants(b.SaveUntold(b.ctx, failed), desk.ErrConflict, "an older version")
	for range 2 {
		b.must(b.DropUntold(b.ctx, ninth.ID))
	}
	if one, err := b.Untold(b.ctx, tenth.ID); err != nil || one.Code != "internal" || !cmp.Equal(b.crm.RecordOf(one.Told), want) {
		b.Errorf("one that is kept is %+v, %v", one, err)
	}
	for what, id := range map[string]desk.UntoldID{"one that was told": ninth.ID, "what is no id": "", "no item's": "nothing"} {
		_, err := b.Untold(b.ctx, id)
		b.wants(err, desk.ErrNotFound, what)
	}
	page, err := b.ListUntold(b.ctx, desk.PageAsk{})
	b.must(err)
	if len(page.Items) != 3 || page.Items[0].Code+page.Items[1].Code+page.Items[2].Code != "internal" {
		b.Errorf("kept are %v", page.Items)
	}
	_, err = b.UntoldUpto(b.ctx, "nothing", 10)
	b.wants(err, desk.ErrNotFound, "what is no id")

	// What is erased of a customer goes, and what is of a later message stays, as does
	// what is another's.
	max := keep(said(desk.NewCustomerID("shop", "max"), "1", 12, "e"))
	b.must(b.TakeRest(b.ctx, desk.Part{Customer: anna, Upto: 99}))
	page, err = b.ListUntold(b.ctx, desk.PageAsk{})
	b.must(err)
	left := map[desk.UntoldID]bool{}
	for _, u := range page.Items {
		left[u.ID] = true
	}
	if d := cmp.Diff(map[desk.UntoldID]bool{hundredth.ID: true, max.ID: true}, left); d != "" || left[other.ID] {
		b.Errorf("what is left after an erasure %s", d)
	}
	deal := desk.CardRef{Kind: desk.KindDeal, ID: "9"}
	run := desk.Run{ID: "r1", Dialog: "d-1", Card: deal}
	for what, c := range map[string]struct {
		pk, sk string
		take   func() error
	}{
		"a run":                 {"R#r1", "RUN", func() error { return b.TakeRun(b.ctx, run) }},
		"what is beside a card": {store.CardPK(deal), "MARGIN", func() error { return b.TakeBeside(b.ctx, deal) }},
		"a card":                {store.CardPK(deal), store.SKCard, func() error { return b.TakeBeside(b.ctx, deal) }},
		"a card's parts of a customer": {store.CardPK(deal), store.SKCard, func() error {
			_, err := b.Strip(b.ctx, deal, func(desk.Entry) bool { return true }, func(desk.RunID) bool { return true }, func(desk.DialogID) bool { return true })
			return err
		}},
	} {
		u, isNew, err := b.KeepUntold(b.ctx, builtin.Record(store.Change{Place: "7", New: store.Item{"pk": c.pk, "sk": c.sk, "r": "{", "g": "{", "k": "{"}}))
		if err != nil || !isNew || u.About != desk.UntoldUnreadable {
			b.Errorf("%s: got %+v, new %v, %v", what, u, isNew, err)
		}
		b.must(c.take())
		if left, err := b.UntoldUpto(b.ctx, u.ID, 10); err != nil || len(left) > 0 {
			b.Errorf("%s was erased, and is kept: %v, %v", what, left, err)
		}
	}
	b.tick(desk.UntoldLife + time.Second)
	_, err = b.Untold(b.ctx, max.ID)
	b.wants(err, desk.ErrNotFound, "one whose time is over")
	page, err = b.ListUntold(b.ctx, desk.PageAsk{})
	if kept, no := b.UntoldUpto(b.ctx, max.ID, 10); err != nil || no != nil || len(page.Items) != 0 || len(kept) != 0 {
		b.Errorf("once its time is over %v, %v, %v, %v", page.Items, kept, err, no)
	}
}
