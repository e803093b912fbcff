package main

import (
	"testing"

	"github.com/sufler/sufler/infra/screen"
)

// The first run fills the card; the customer then changes what they said, and the second
// offers it, each field beside what it holds (FF-06).
func TestASecondRunOffersWhatWasChanged_FF04_FF06(t *testing.T) {
	h := newHouse(t).withOffline()
	d := h.says(anna, "Hello! I need 4 office chairs.", "My budget is $1,500, please deliver on Friday.")
	ref := h.lead(d)
	h.read(d)
	held := map[string]string{}
	for _, f := range []string{"quantity", "budget", "delivery_date"} {
		if held[f] = h.card(ref).Value(f); held[f] == "" {
			t.Fatalf("the first run leaves %s empty", f)
		}
	}
	h.says(anna, "Actually 5 chairs rather than 4.", "And the budget is 2000 now.", "Saturday instead of Friday, please.")
	r := h.read(d)
	for f, was := range held {
		if got := r.Outcome(f).Outcome; got != "proposed" {
			t.Errorf("%s is %s, want proposed", f, got)
		}
		if got := h.card(ref).Value(f); got != was {
			t.Errorf("%s holds %s, want what it held, %s", f, got, was)
		}
	}
	offers := map[string]string{}
	for _, o := range h.card(ref).Offers {
		offers[o.Field] = screen.Value(o.Value)
	}
	if offers["quantity"] != "5" || offers["budget"] != "2000 USD" || offers["delivery_date"] != "2026-03-07" || len(offers) != len(held) {
		t.Errorf("offers %v, want 5, 2000 USD and the Saturday", offers)
	}
}
