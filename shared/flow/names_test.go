package flow_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A WhatsApp customer who hides the phone, or shows it later, stays the customer,
// whatever call fails on the way: messages, echoes, statuses, edits, reactions.
func TestReceive_WhoHidesThePhoneStaysTheCustomer(t *testing.T) {
	phone, id := desk.Profile{User: "4420", Phone: "+4420"}, desk.Profile{User: "US.1"}
	both := desk.Profile{User: "4420", Also: "US.1", Phone: "+4420"}
	for _, c := range []struct {
		name string
		who  []desk.Profile // of one message each
		want string         // the user whose customer it is
	}{
		{"phone, both, id", []desk.Profile{phone, both, id, both, id}, "4420"},
		{"both, id, phone", []desk.Profile{both, id, phone, id}, "4420"},
		{"id, both, phone", []desk.Profile{id, both, phone, both, id}, "US.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			play := func(w *world) {
				line := desk.Line{ID: "shop", Active: true, Traits: desk.Traits{AltID: true}}
				hear := func(in desk.Inbound) {
					w.now = w.now.Add(time.Second)
					w.step("receive", func() error {
						_, err := w.receiver().Receive(context.Background(), line, []desk.Inbound{in})
						return err
					})
				}
				for i, who := range c.who {
					ext := desk.ExternalID(rune('a' + i))
					hear(desk.Inbound{Kind: desk.InReaction, External: ext, Text: "👍", At: w.now, From: c.who[0]})
					hear(desk.Inbound{Kind: desk.InMessage, Author: desk.ByOperator, External: ext, Text: "hi", At: w.now, From: who})
					for _, later := range c.who[i:] { // by whatever they are known from now on
						hear(desk.Inbound{Kind: desk.InStatus, External: ext, Status: desk.StatusRead, From: later})
						hear(desk.Inbound{Kind: desk.InEdit, Author: desk.ByOperator, External: ext, Text: "hi!", EditedAt: start, From: later})
						break
					}
				}
			}
			calls := 0
			for at := -1; at < calls; at++ {
				w := newWorld(t)
				w.engine.at, w.engine.after = at, at%2 == 0
				play(w)
				if at < 0 {
					calls = w.engine.n
				}
				w.engine.at = -1
				var got []string
				for _, user := range []string{"4420", "US.1"} {
					ms := w.messages(user)
					if _, err := w.store.Dialog(context.Background(), dialogID(user, 1)); user != c.want && (err == nil || len(ms) > 0) {
						t.Errorf("call %d failed: there is a second customer, %s: %v", at, user, ms)
					}
					for _, m := range ms {
						got = append(got, m.Text+string(m.Status)+m.Signs()[0].Emoji)
					}
				}
				if want := strings.Repeat(" hi!read👍", len(c.who))[1:]; strings.Join(got, " ") != want {
					t.Fatalf("call %d failed: got %q, want %q", at, got, want)
				}
				who, err := w.store.Customer(context.Background(), desk.NewCustomerID("shop", c.want))
				if err != nil || who.Profile.User != c.want {
					t.Errorf("call %d failed: written to as %+v, %v", at, who.Profile, err)
				}
			}
		})
	}
}

// What comes before its message by both ids waits where the message will come,
// by whichever id the customer was known first.
func TestReceive_WhatComesEarlyWaitsAtTheCustomer(t *testing.T) {
	phone, id := desk.Profile{User: "4420", Phone: "+4420"}, desk.Profile{User: "US.1"}
	both := desk.Profile{User: "4420", Also: "US.1", Phone: "+4420"}
	for name, c := range map[string]struct {
		first       []desk.Profile
		early, then desk.Profile
		want        string
	}{
		"known by the id":            {[]desk.Profile{id}, both, id, "US.1"},
		"known by the id, then both": {[]desk.Profile{id}, both, both, "US.1"},
		"known by the phone":         {[]desk.Profile{phone}, both, both, "4420"},
		"known by both":              {[]desk.Profile{both}, both, id, "4420"},
		"known by the id, then both, then only the phone": {[]desk.Profile{id, both}, phone, id, "US.1"},
		"not known": {nil, both, both, "4420"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			line := desk.Line{ID: "shop", Active: true, Traits: desk.Traits{AltID: true}}
			hear := func(in desk.Inbound) {
				w.now = w.now.Add(time.Second)
				if _, err := w.receiver().Receive(t.Context(), line, []desk.Inbound{in}); err != nil {
					t.Fatal(err)
				}
			}
			for i, who := range c.first {
				hear(desk.Inbound{Kind: desk.InMessage, External: desk.ExternalID(rune('a' + i)), Text: "hello", At: w.now, From: who})
			}
			hear(desk.Inbound{Kind: desk.InReaction, External: "2", Text: "👍", At: w.now, From: c.early})
			hear(desk.Inbound{Kind: desk.InMessage, External: "2", Text: "hi", At: w.now, From: c.then})
			m, err := w.store.Message(t.Context(), desk.NewCustomerID("shop", c.want), "2")
			if err != nil || len(m.Signs()) != 1 {
				t.Errorf("got %+v %v", m.Signs(), err)
			}
		})
	}
}

// What is said of a message of before both ids came together finds it where the person
// wrote by the other one, however often it is said.
func TestReceive_WhatIsSaidOfOlderMessagesFindsThem(t *testing.T) {
	phone, id := desk.Profile{User: "4420", Phone: "+4420"}, desk.Profile{User: "US.1"}
	both := desk.Profile{User: "4420", Also: "US.1", Phone: "+4420"}
	w := newWorld(t)
	line := desk.Line{ID: "shop", Active: true, Traits: desk.Traits{AltID: true}}
	hear := func(in desk.Inbound) {
		t.Helper()
		w.now = w.now.Add(time.Second)
		for range 2 {
			if _, err := w.receiver().Receive(t.Context(), line, []desk.Inbound{in}); err != nil {
				t.Fatal(err)
			}
		}
	}
	hear(desk.Inbound{Kind: desk.InMessage, Author: desk.ByOperator, External: "p1", Text: "by phone", At: w.now, From: phone})
	hear(desk.Inbound{Kind: desk.InMessage, External: "p2", Text: "by phone, too", At: w.now, From: phone})
	hear(desk.Inbound{Kind: desk.InMessage, External: "i1", Text: "by id", At: w.now, From: id})
	hear(desk.Inbound{Kind: desk.InMessage, External: "b1", Text: "by both", At: w.now, From: both})

	hear(desk.Inbound{Kind: desk.InStatus, External: "p1", Status: desk.StatusRead, From: both})
	hear(desk.Inbound{Kind: desk.InEdit, External: "p2", Text: "by phone, edited", EditedAt: w.now, From: both})
	hear(desk.Inbound{Kind: desk.InReaction, External: "p1", Text: "👍", At: w.now, From: both})
	hear(desk.Inbound{Kind: desk.InEdit, External: "b1", Text: "by both, edited", EditedAt: w.now, From: both})
	hear(desk.Inbound{Kind: desk.InStatus, External: "later", Status: desk.StatusRead, From: both})
	hear(desk.Inbound{Kind: desk.InMessage, Author: desk.ByOperator, External: "later", Text: "came later", At: w.now, From: both})
	for user, want := range map[string]string{
		"4420": "by phone read 👍; by phone, edited  ",
		"US.1": "by id  ; by both, edited  ; came later read ",
	} {
		var got []string
		for _, m := range w.messages(user) {
			signs := ""
			for _, s := range m.Signs() {
				signs += s.Emoji
			}
			got = append(got, m.Text+" "+string(m.Status)+" "+signs)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: got %q, want %q", user, strings.Join(got, "; "), want)
		}
	}
}
