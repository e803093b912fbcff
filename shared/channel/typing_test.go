package channel_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// Each messenger's own way of showing that somebody types; and that its traits say
// whether it has one.
func TestTypingIsShownInEachMessengersWay(t *testing.T) {
	whatsApp := `/v25.0/100200300/messages {"message_id":"wamid.IN","messaging_product":"whatsapp","status":"read","typing_indicator":{"type":"text"}}`
	for _, c := range []struct {
		ch   desk.Channel
		last desk.ExternalID
		want string // path and body; "": no call
	}{
		{desk.ChannelTelegram, "5550001/76", `/bot7000001:AAF-test-token/sendChatAction {"action":"typing","chat_id":5550001}`},
		{desk.ChannelTelegram, "bc-1/5550001/76", `/bot7000001:AAF-test-token/sendChatAction {"action":"typing","business_connection_id":"bc-1","chat_id":5550001}`},
		{desk.ChannelTelegram, "", `/bot7000001:AAF-test-token/sendChatAction {"action":"typing","chat_id":5550001}`},
		{desk.ChannelWhatsApp, "wamid.IN", whatsApp},
		{desk.ChannelWhatsApp, "", ""},
		{desk.ChannelMessenger, "m_IN", `/v25.0/1020304050/messages {"recipient":{"id":"4400000000000001"},"sender_action":"typing_on"}`},
		{desk.ChannelInstagram, "aWdfIN", `/v25.0/me/messages {"recipient":{"id":"990000000000001"},"sender_action":"typing_on"}`},
		{desk.ChannelViber, "1", ""},
		{desk.ChannelManyChat, "1", ""},
		{desk.ChannelSmartSender, "1", ""},
	} {
		t.Run(string(c.ch)+" "+string(c.last), func(t *testing.T) {
			f := newFake(t, func(int, fakeCall) (int, map[string]string, string) {
				return 200, nil, `{"ok":true,"result":true,"success":true}`
			})
			p, line := plugAt(t, c.ch, f.URL, 5*time.Second)
			board := channel.Switchboard{c.ch: p}
			err := board.ShowTyping(t.Context(), line, desk.TypingTo{Customer: desk.Profile{User: senders()[c.ch].to}, Last: c.last})
			var got string
			for _, k := range f.seen() {
				b, failed := json.Marshal(k.Body)
				if failed != nil {
					t.Fatal(failed)
				}
				got += k.Path + " " + string(b)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			shows := board.Traits(line).Typing
			if shows != (c.want != "" || c.last == "") || shows && c.want != "" && err != nil {
				t.Errorf("its traits say that it shows it: %v, %v", shows, err)
			}
		})
	}
}

// A refusal is one of the messenger's, with no secret in it.
func TestARefusedTypingSaysWhy(t *testing.T) {
	for _, ch := range []desk.Channel{desk.ChannelTelegram, desk.ChannelWhatsApp, desk.ChannelMessenger, desk.ChannelInstagram} {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) {
			return http.StatusInternalServerError, nil, "oops"
		})
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		err := channel.Switchboard{ch: p}.ShowTyping(t.Context(), line, desk.TypingTo{Customer: desk.Profile{User: senders()[ch].to}, Last: "wamid.IN"})
		if e := sendErr(t, err); strings.Contains(e.Reason, line.Secrets["token"]) || len(f.seen()) != 1 {
			t.Errorf("%s: %+v after %d calls", ch, e, len(f.seen()))
		}
	}
}
