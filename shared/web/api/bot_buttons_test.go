package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// TestBotOffersAnEntrysButtons_FB12: on every channel, pressed or, where it shows them
// numbered, chosen by their number; what was chosen is the next question.
func TestBotOffersAnEntrysButtons_FB12(t *testing.T) {
	board := channel.Switchboard(channel.Plugs(nil))
	numbered := 0
	for _, ch := range append(channels(), desk.ChannelManyChat) {
		t.Run(string(ch), func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			buttons := `{"text":"Delivery?","payload":"How much is delivery?"},{"text":"Opening hours?","payload":"What are your opening hours?"}`
			for i := range 8 { // more than some channels have place for
				buttons += fmt.Sprintf(`,{"text":"Other %d"}`, i)
			}
			h.entry(`{"question":"What can I ask you?","answers":[{"text":"Choose:","buttons":[` + buttons + `]}]}`)
			l := h.botLine(ch)
			id := h.asks(l, "anna", "what can I ask you")
			offer := h.all(id)[1]
			if len(offer.Buttons) != 10 || offer.Text != "Choose:" {
				t.Fatalf("the bot says %q, with %d buttons, want 10", offer.Text, len(offer.Buttons))
			}
			says := func(text, payload string) {
				h.clock.move(time.Second)
				_, err := h.receiver.Receive(t.Context(), l, []desk.Inbound{{
					Kind: desk.InMessage, From: desk.Profile{User: "anna"}, Author: desk.ByCustomer, External: desk.ExternalID("press" + text), Text: text, Payload: payload,
				}})
				must(t, err)
				h.clock.move(3 * time.Second)
				h.work()
			}
			want := []string{"Choose:", "10 to 20."}
			if n := len(board.Numbered(l, offer)); n > 1 {
				numbered++
				says("2", "")
			} else {
				says("Opening hours?", "What are your opening hours?")
			}
			if d := cmp.Diff(want, h.botSaid(id)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
	if numbered == 0 {
		t.Error("no channel shows buttons numbered: the test tells less than its name")
	}
}
