package flow_test

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/intake"
)

// known has somebody write on a line, binds the dialog, and answers with the
// contact.
func (w *world) known(line desk.LineID, p desk.Profile) desk.CardRef {
	w.t.Helper()
	ctx := context.Background()
	in := desk.Inbound{Kind: desk.InMessage, From: p, Author: desk.ByCustomer, External: desk.ExternalID(line) + "/" + desk.ExternalID(p.User), Text: "Hi"}
	rec, err := w.receiver().Receive(ctx, w.config.lines[line], []desk.Inbound{in})
	if err != nil || rec[0].Err != nil {
		w.t.Fatal(err, rec[0].Err)
	}
	w.work()
	d, err := w.store.Dialog(ctx, rec[0].Dialog)
	if err != nil {
		w.t.Fatal(err)
	}
	return d.Contact
}

func TestBind_ContactIsKnownByWhatTheChannelProves_CH14_CB03(t *testing.T) {
	const phone = "+14155552671"
	hand := map[desk.FieldName]desk.Value{"phone": phone, "email": "Anna@example.com"}
	for _, c := range []struct {
		name   string
		one    desk.LineID // "": made by hand
		first  desk.Profile
		two    desk.LineID
		second desk.Profile
		same   bool
	}{
		{"a number on two WhatsApp lines", "wa1", desk.Profile{User: "14155552671", Phone: phone}, "wa2", desk.Profile{User: "14155552671", Phone: phone}, true},
		{"two numbers", "wa1", desk.Profile{User: "14155552671", Phone: phone}, "wa2", desk.Profile{User: "14155552672", Phone: "+14155552672"}, false},
		{"a WhatsApp user id, its phone hidden", "wa1", desk.Profile{User: "14155552671", Also: "US.1", Phone: phone}, "wa2", desk.Profile{User: "US.1"}, true},
		{"a phone shared on Telegram", "wa1", desk.Profile{User: "14155552671", Phone: phone}, "shop", desk.Profile{User: "7", Phone: phone}, true},
		{"the same id on one page", "fb1", desk.Profile{User: "7"}, "fb2", desk.Profile{User: "7"}, true},
		{"the same id on another page", "fb1", desk.Profile{User: "7"}, "fb3", desk.Profile{User: "7"}, false},
		{"the same id on two Viber bots", "vb1", desk.Profile{User: "7"}, "vb2", desk.Profile{User: "7"}, false},
		{"the same id on two channels", "shop", desk.Profile{User: "7"}, "fb1", desk.Profile{User: "7"}, false},
		{"a phone of a card made by hand", "", desk.Profile{}, "wa1", desk.Profile{User: "14155552671", Phone: phone}, true},
		{"an e-mail that the bot platform tells", "", desk.Profile{}, "mc", desk.Profile{User: "1", Email: "anna@EXAMPLE.com"}, true},
		{"a number that a visitor of the website said", "web", desk.Profile{User: "1", Phone: phone}, "wa1", desk.Profile{User: "14155552671", Phone: phone}, false},
		{"what a visitor of the website says", "", desk.Profile{}, "web", desk.Profile{User: "1", Email: "Anna@example.com", Phone: phone}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			for id, l := range map[desk.LineID]desk.Line{
				"wa1": {Channel: desk.ChannelWhatsApp}, "wa2": {Channel: desk.ChannelWhatsApp}, "vb1": {Channel: desk.ChannelViber}, "vb2": {Channel: desk.ChannelViber},
				"fb1": {Channel: desk.ChannelMessenger, Options: map[string]string{"page_id": "1"}}, "fb2": {Channel: desk.ChannelMessenger, Options: map[string]string{"page_id": "1"}},
				"fb3": {Channel: desk.ChannelMessenger, Options: map[string]string{"page_id": "2"}}, "mc": {Channel: desk.ChannelManyChat}, "web": {Channel: desk.ChannelWeb},
			} {
				l.ID, l.Active = id, true
				l.Traits = channel.Switchboard(channel.Plugs(nil)).Traits(l)
				w.config.lines[id] = l
			}
			w.config.fields[desk.KindContact] = append(w.config.fields[desk.KindContact], desk.Field{Card: desk.KindContact, Name: "messenger_user_id", Type: desk.TypeString})
			var one desk.CardRef
			if c.one == "" {
				card, err := w.crm.CreateCard(context.Background(), desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Values: hand}, "")
				if err != nil {
					t.Fatal(err)
				}
				one = card.Ref
			} else {
				one = w.known(c.one, c.first)
			}
			for range 2 {
				if two := w.known(c.two, c.second); two.ID == "" || (two == one) != c.same {
					t.Errorf("the first is %s, the second %s; want one contact: %v", one, two, c.same)
				}
			}
		})
	}
}

// meet finds a customer's contact in the built-in CRM.
func (w *world) meet(c desk.Customer, ids ...desk.Identity) (desk.CardRef, desk.Claim, error) {
	return intake.Meeter{Cards: w.crm, Registry: w.crm, Claims: w.store}.Meet(w.t.Context(), desk.ConnectionBuiltIn, c, ids)
}

// unfailing finds contacts on the engine itself, which many may call at once.
func (w *world) unfailing() intake.Meeter {
	st := w.store
	st.Engine = w.engine.Engine
	crm := builtin.CRM{Table: st.Table()}
	return intake.Meeter{Cards: crm, Registry: crm, Claims: st}
}

// Two lines at one instant: both are told to make the same card, whoever is killed
// in between.
func TestMeet_TwoLinesAtOneInstantMakeOneContact_CH14(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	ids := []desk.Identity{{Kind: "telegram", Value: "7"}, {Kind: desk.IdentityPhone, Value: "+14155552671"}}
	_, first, err := w.meet(desk.Customer{ID: "c1"}, ids[:1]...) // and is cut off before it makes the card
	if err != nil {
		t.Fatal(err)
	}
	ref, second, err := w.meet(desk.Customer{ID: "c2"}, ids...)
	if err != nil || ref.ID != "" || second.Origin != first.Origin {
		t.Fatalf("the second is to make %s from %q (%v), want from %q", ref, second.Origin, err, first.Origin)
	}
	card, err := w.crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}}, second.Origin)
	if err != nil {
		t.Fatal(err)
	}
	for name, by := range map[string][]desk.Identity{"the first again": ids[:1], "by the phone": ids[1:]} {
		if ref, _, err = w.meet(desk.Customer{ID: "c3"}, by...); err != nil || ref != card.Ref {
			t.Errorf("%s: %s, %v; want %s", name, ref, err, card.Ref)
		}
	}
}

// Many at once, on the real engine: one origin.
func TestMeet_RacesHaveOneWinner_CH14(t *testing.T) {
	w := newWorld(t)
	ids := []desk.Identity{{Kind: "telegram", Value: "7"}}
	got := make(chan string, 8)
	m := w.unfailing()
	for i := range cap(got) {
		go func() {
			_, claim, err := m.Meet(context.Background(), desk.ConnectionBuiltIn, desk.Customer{ID: desk.CustomerID(rune('a' + i))}, ids)
			if err != nil {
				claim.Origin = err.Error()
			}
			got <- claim.Origin
		}()
	}
	first := <-got
	for range cap(got) - 1 {
		if next := <-got; next != first {
			t.Errorf("two contacts, %q and %q", first, next)
		}
	}
}

// A person who writes on two lines at one instant, known on each by its own id and
// on both by the phone, is one contact: whoever claims first claims all.
func TestMeet_TwoLinesWithOnePhoneRace_CH14(t *testing.T) {
	w := newWorld(t)
	m := w.unfailing()
	phone := func(i int) desk.Identity {
		return desk.Identity{Kind: desk.IdentityPhone, Value: "+1415555" + strconv.Itoa(1000+i)}
	}
	both := func(i int, known desk.CardRef) (refs [2]desk.CardRef, origins [2]string) {
		var wg sync.WaitGroup
		for j, c := range []desk.Customer{{ID: "tg", Contact: known}, {ID: "wa"}} {
			kind := string(c.ID)
			c.ID += desk.CustomerID(strconv.Itoa(i))
			wg.Go(func() {
				ref, claim, err := m.Meet(context.Background(), desk.ConnectionBuiltIn, c, []desk.Identity{{Kind: kind, Value: strconv.Itoa(i)}, phone(i)})
				if err != nil {
					t.Error(err)
				}
				if refs[j] = ref; ref.ID == "" {
					origins[j] = claim.Origin
				}
			})
		}
		wg.Wait()
		return refs, origins
	}
	for i := range 50 {
		if _, origins := both(i, desk.CardRef{}); origins[0] != origins[1] {
			t.Errorf("pair %d: two contacts, %q and %q", i, origins[0], origins[1])
		}
	}
	for i := 50; i < 100; i++ { // the first has a contact, and learns the phone now
		card, err := w.crm.CreateCard(context.Background(), desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}}, "tg"+strconv.Itoa(i))
		if err != nil {
			t.Fatal(err)
		}
		refs, origins := both(i, card.Ref)
		found, claim, err := m.Meet(context.Background(), desk.ConnectionBuiltIn, desk.Customer{ID: "later"}, []desk.Identity{phone(i)})
		if err != nil || refs[0] != card.Ref {
			t.Fatalf("pair %d: the first is %s now (%v)", i, refs[0], err)
		}
		if won := found == card.Ref; won != (refs[1] == card.Ref) || !won && (origins[1] == "" || claim.Origin != origins[1]) {
			t.Errorf("pair %d: the phone is of %s %q; the second was told %s %q", i, found, claim.Origin, refs[1], origins[1])
		}
	}
}
