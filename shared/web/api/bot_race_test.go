package api_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestBotCustomerOperatorAndPhoneAtOneInstant_HO01_HO02: whoever is first, the bot says
// nothing once a person joined, answers nothing twice, and the dialog is a person's.
func TestBotCustomerOperatorAndPhoneAtOneInstant_HO01_HO02(t *testing.T) {
	h := newHouse(t)
	h.shop()
	h.known("olga")
	l := h.botLine(desk.ChannelTelegram)
	for round := range 40 {
		user := fmt.Sprint("u", round)
		id := h.chat(l, user, "how much is delivery")
		h.clock.move(3 * time.Second)
		_, nudges := h.timers.take()
		hears := func(by desk.Author, external, text string) func() {
			return func() {
				if _, err := h.receiver.Receive(t.Context(), l, []desk.Inbound{{
					Kind: desk.InMessage, From: desk.Profile{User: user}, Author: by, External: desk.ExternalID(external), Text: text,
				}}); err != nil {
					t.Error(err)
				}
			}
		}
		all := []func(){
			hears(desk.ByOperator, user+"phone", "I am here"), hears(desk.ByCustomer, user+"more", "what are your opening hours"),
			func() { h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil) },
			func() { h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/reply", `{"text":"I am here"}`) },
		}
		for range 2 { // each nudge comes twice, at once
			for _, n := range nudges {
				all = append(all, func() {
					if err := h.worker.Do(t.Context(), n); err != nil {
						t.Error(err)
					}
				})
			}
		}
		var wg sync.WaitGroup
		begin := make(chan struct{})
		for _, do := range all {
			wg.Go(func() { <-begin; do() })
		}
		close(begin)
		wg.Wait()
		h.clock.move(3 * time.Second)
		h.work()
		person, bot := false, 0
		for _, m := range h.all(id) {
			person = person || m.Author == desk.ByOperator
			if m.Author != desk.ByBot {
				continue
			}
			if bot++; person || bot > 1 {
				t.Errorf("round %d: the bot says %q, after a person: %v", round, m.Text, person)
			}
		}
		if d := h.dialogNow(id); d.State != desk.StateInProgress || !person {
			t.Errorf("round %d: the dialog is %s", round, d.State)
		}
	}
}
