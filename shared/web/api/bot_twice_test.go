package api_test

import (
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestABaseInWhichAllStandsTwiceAnswers_FB01_FB09: as one does that was imported again, and
// each answer once.
func TestABaseInWhichAllStandsTwiceAnswers_FB01_FB09(t *testing.T) {
	h := newHouse(t)
	h.shop()
	h.shop()
	h.entry(`{"question":"How much is the delivery, please","answers":[{"language":"en","text":"It is free."},{"language":"ru","text":"Бесплатно."}]}`)
	l := h.botLine(desk.ChannelTelegram)
	for _, c := range []struct {
		ask  string
		want []string
	}{
		{"how much is delivery?", []string{"It is free."}},
		{"сколько стоит доставка", []string{"Бесплатно."}},
		{"How much is delivery? And what are your opening hours?", []string{"It is free.\n\n10 to 20."}},
		{"How much is delivery? How much is the delivery, please?", []string{"It is free."}},
	} {
		if got := h.botSaid(h.asks(l, c.ask, c.ask)); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.ask, got, c.want)
		}
	}
}
