package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/store"
)

// meanwhile is an engine in which something happens before its n-th call.
type meanwhile struct {
	store.Engine
	n  int
	do func()
}

func (m *meanwhile) next() {
	if m.n--; m.n == 0 {
		m.do()
	}
}

func (m *meanwhile) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	m.next()
	return m.Engine.Get(ctx, k, strong)
}

func (m *meanwhile) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	m.next()
	return m.Engine.BatchGet(ctx, ks, strong)
}

func (m *meanwhile) Query(ctx context.Context, q store.Query) (store.Found, error) {
	m.next()
	return m.Engine.Query(ctx, q)
}

func (m *meanwhile) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	m.next()
	return m.Engine.Write(ctx, ops...)
}

// Anna has a contact and shares her phone on Telegram while she writes on WhatsApp
// for the first time: wherever one binding comes between two steps of the other, the
// two are one contact if Telegram's claimed the phone first. If WhatsApp's did, there
// were two contacts before Telegram's told anything, and two they stay (D20).
func TestBind_APhoneIsSharedWhileItsOwnerIsBoundElsewhere_CH14(t *testing.T) {
	const phone = "+14155552671"
	type scene struct {
		*world
		tg, wa desk.DialogID
	}
	begin := func(t *testing.T) scene {
		w := newWorld(t)
		hear := func(line desk.LineID, in desk.Inbound) desk.DialogID {
			w.now = w.now.Add(time.Second)
			in.Kind, in.Author, in.At = desk.InMessage, desk.ByCustomer, w.now
			rec, err := w.receiver().Receive(t.Context(), w.config.lines[line], []desk.Inbound{in})
			if err != nil || rec[0].Err != nil {
				t.Fatal(err, rec[0].Err)
			}
			return rec[0].Dialog
		}
		wa := desk.Line{ID: "wa", Channel: desk.ChannelWhatsApp, Active: true}
		wa.Traits = channel.Switchboard(channel.Plugs(nil)).Traits(wa)
		w.config.lines["wa"] = wa
		hear("shop", desk.Inbound{External: "1", Text: "Hi", From: desk.Profile{User: "7"}})
		w.work()
		out := scene{world: w}
		out.tg = hear("shop", desk.Inbound{External: "2", From: desk.Profile{User: "7"}, Attachments: []desk.Attachment{{Kind: desk.AttachedContact, Phone: phone, Own: true}}})
		out.wa = hear("wa", desk.Inbound{External: "3", Text: "Hi", From: desk.Profile{User: "14155552671", Phone: phone}})
		return out
	}
	// bind binds one dialog on an engine, once.
	bind := func(t *testing.T, x scene, e store.Engine, id desk.DialogID) {
		p := x.parts()
		st := store.Store{Engine: e, Now: x.clock}
		p.Store = kept{st, x.world}
		p.CRM = x.crms(builtin.CRM{Table: st.Table()})
		var b *intake.Binder = p.Binder()
		b.ProfileFetcher = nil
		if err := b.Bind(context.Background(), id); err != nil {
			t.Fatal(err)
		}
	}
	contacts := func(t *testing.T, x scene) (tg, wa, claimed desk.CardRef) {
		x.work() // whatever is repeated changes nothing
		one, err := x.store.Dialog(t.Context(), x.tg)
		if err != nil {
			t.Fatal(err)
		}
		two, err := x.store.Dialog(t.Context(), x.wa)
		if err != nil {
			t.Fatal(err)
		}
		claimed, _, err = x.meet(desk.Customer{ID: "later"}, desk.Identity{Kind: desk.IdentityPhone, Value: phone})
		if err != nil {
			t.Fatal(err)
		}
		return one.Contact, two.Contact, claimed
	}
	for _, telegramPauses := range []bool{true, false} {
		one, two := 0, 0
		for n := 1; ; n++ {
			x := begin(t)
			paused, whole := x.tg, x.wa
			if !telegramPauses {
				paused, whole = x.wa, x.tg
			}
			m := &meanwhile{Engine: x.engine.Engine, n: n, do: func() { bind(t, x, x.engine.Engine, whole) }}
			bind(t, x, m, paused)
			if m.n > 0 { // the binding takes fewer calls
				break
			}
			tg, wa, claimed := contacts(t, x)
			switch {
			case tg == wa && claimed == tg:
				one++
			case tg != wa && claimed == wa && tg.ID != "" && wa.ID != "":
				two++
			default:
				t.Errorf("before call %d (Telegram's: %v): %s on Telegram, %s on WhatsApp, the phone is %s's", n, telegramPauses, tg, wa, claimed)
			}
		}
		if one == 0 || two == 0 {
			t.Errorf("Telegram pauses: %v: one contact %d times, two %d times: the test shows but one order", telegramPauses, one, two)
		}
		t.Logf("Telegram pauses: %v: one contact %d times, two %d times", telegramPauses, one, two)
	}
}
