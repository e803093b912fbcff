package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// From any card one finds where its contact can be written to, and which rule
// forbids it elsewhere.
func TestWhereAContactCanBeWrittenTo_OP28_OP29_OP30_OP31(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	contact := h.card(desk.KindContact, "")
	ref, err := desk.ParseCardRef(contact)
	must(t, err)
	deal := h.as("admin", "POST", "/v1/cards", `{"kind":"deal","title":"D","values":{},"contact":"`+contact+`"}`).is(201).doc()["ref"].(string)
	want := map[string]any{}
	for _, c := range []struct {
		line   desk.LineID
		ch     desk.Channel
		behind string
		off    bool
		blocks bool
		code   string
	}{
		{"site", desk.ChannelWeb, "", false, false, ""},
		{"bot", desk.ChannelTelegram, "", false, false, ""},
		{"old-bot", desk.ChannelTelegram, "", true, false, "line_inactive"},
		{"page", desk.ChannelMessenger, "", false, false, "window_closed"},
		{"wa", desk.ChannelWhatsApp, "", false, false, "window_closed"},
		{"wa-blocked", desk.ChannelWhatsApp, "", false, true, "window_closed"},
		{"viber", desk.ChannelViber, "", false, true, "customer_blocked"},
		{"mc-wa", desk.ChannelManyChat, "whatsapp", false, false, "window_closed"},
		{"mc-tg", desk.ChannelManyChat, "telegram", false, false, ""},
		{"ss-page", desk.ChannelSmartSender, "messenger", false, false, "window_closed"},
	} {
		l, err := h.st.SaveLine(ctx, desk.Line{ID: c.line, Channel: c.ch, Active: true, LeadPolicy: desk.LeadNever, PublicKey: string(c.line), Secrets: map[string]string{"session": "s"}, Options: map[string]string{"messenger": c.behind}})
		must(t, err)
		id := desk.NewCustomerID(c.line, "ann")
		h.chat(l, "ann", "Hello")
		_, err = h.st.ChangeCustomer(ctx, id, func(who desk.Customer) (desk.Customer, error) {
			who.Contact = ref
			if c.blocks {
				who.BlockedAt = h.clock.Now()
			}
			return who, nil
		})
		must(t, err)
		l.Active = !c.off
		_, err = h.st.SaveLine(ctx, l)
		must(t, err)
		if want[string(c.line)] = c.code; c.code == "" {
			want[string(c.line)] = nil
		}
	}
	// Somebody else, and one who was this contact once.
	for _, user := range []string{"ben", "carl"} {
		l, err := h.st.Line(ctx, "site")
		must(t, err)
		h.chat(l, user, "Hello")
	}
	for _, now := range []desk.CardRef{ref, {Kind: desk.KindContact, ID: "other"}} {
		_, err := h.st.ChangeCustomer(ctx, desk.NewCustomerID("site", "carl"), func(who desk.Customer) (desk.Customer, error) {
			who.Contact = now
			return who, nil
		})
		must(t, err)
	}
	h.clock.move(25 * time.Hour)
	for _, from := range []string{contact, deal} {
		for _, limit := range []int{2, 50} { // pages come to the same
			got := map[string]any{}
			for next := ""; ; {
				doc := h.as("operator", "GET", fmt.Sprintf("/v1/cards/%s/customers?limit=%d&cursor=%s", from, limit, next), nil).is(200).doc()
				for _, v := range doc["items"].([]any) {
					if at(v, "mayWrite") != (at(v, "code") == nil) || at(v, "customer") == "" {
						t.Errorf("got %v", v)
					}
					got[at(v, "line").(string)] = at(v, "code")
					if template := at(v, "line") == "wa"; at(v, "template") != template { // it may go out all the same
						t.Errorf("template: got %v", v)
					}
				}
				if next, _ = doc["next"].(string); next == "" {
					break
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("from %s (-want +got)\n%s", from, d)
			}
		}
	}
	one := h.as("operator", "GET", "/v1/cards/"+contact+"/customers?channel=viber", nil).is(200).doc()["items"].([]any)
	if len(one) != 1 || at(one[0], "line") != "viber" || at(one[0], "reason") == "" {
		t.Errorf("on Viber alone: got %v", one)
	}
	if lone := h.as("operator", "GET", "/v1/cards/"+h.card(desk.KindDeal, "")+"/customers", nil).is(200).doc()["items"].([]any); len(lone) != 0 {
		t.Errorf("a deal of nobody: got %v", lone)
	}
	h.as("operator", "GET", "/v1/cards/contact:nobody/customers", nil).no(404, "not_found")
	// A customer whom the binding gave a contact is found too.
	doc := h.as("operator", "GET", "/v1/dialogs/"+string(desk.NewDialogID(desk.NewCustomerID("site", "ben"), 1)), nil).is(200).doc()
	if ben := h.as("operator", "GET", "/v1/cards/"+doc["contact"].(string)+"/customers", nil).is(200).doc()["items"].([]any); len(ben) != 1 {
		t.Errorf("the binding's contact: got %v", ben)
	}
}

func TestABotPlatformIsRecommended_CH24_CH25_CH26(t *testing.T) {
	h := newHouse(t)
	for accounts, want := range map[string]string{
		`{}`:                           "manychat",
		`{"telegram":1,"whatsapp":1}`:  "manychat",
		`{"telegram":1,"viber":1}`:     "smartsender",
		`{"instagram":2,"telegram":1}`: "smartsender",
	} {
		got := h.as("operator", "POST", "/v1/channels/recommend", `{"accounts":`+accounts+`}`).is(200).doc()
		if got["platform"] != want || got["reason"] == "" {
			t.Errorf("%s: got %v, want %s", accounts, got, want)
		}
	}
	h.as("operator", "POST", "/v1/channels/recommend", `{"accounts":{"web":1}}`).no(422, "invalid")
	h.as("admin", "POST", "/v1/lines", `{"id":"mc","channel":"manychat","secrets":{"secret":"s","token":"t"},"options":{"messenger":"viber"}}`).no(422, "invalid")
}
