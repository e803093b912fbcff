package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestCardsChangedSince: who polls is told each card that was made or changed since,
// the first changed first, with the other filters and page by page; once a card is gone
// it is told no more.
func TestCardsChangedSince_SYS09(t *testing.T) {
	h := newHouse(t)
	var deals []string
	for i := range 4 {
		h.clock.move(time.Minute)
		deals = append(deals, h.card(desk.KindDeal, fmt.Sprintf(`{"product":"p%d"}`, i)))
	}
	lead := h.card(desk.KindLead, "")
	since := h.clock.Now()
	asked := func(kind string, since time.Time, more string) []string {
		return h.ids("/v1/cards?kind="+kind+"&limit=1&changedSince="+url.QueryEscape(since.Format(time.RFC3339Nano))+more, "ref")
	}
	want := func(what string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	want("from the beginning", asked("deal", since.Add(-time.Hour), ""), deals...)
	want("from the third", asked("deal", since.Add(-time.Minute), ""), deals[2:]...)
	h.clock.move(time.Minute)
	want("nothing since", asked("deal", h.clock.Now(), ""))
	for _, i := range []int{2, 0} {
		h.clock.move(time.Minute)
		h.as("admin", "PATCH", "/v1/cards/"+deals[i], `{"values":{"product":"new"}}`, "If-Match", "*").is(200)
	}
	h.as("admin", "PATCH", "/v1/cards/"+deals[0], `{"values":{"product":"new"}}`, "If-Match", "*").is(200) // nothing new
	want("changed since", asked("deal", since.Add(time.Second), ""), deals[2], deals[0])
	want("with another filter", asked("deal", since.Add(time.Second), "&stage=none"))
	want("of another kind", asked("lead", since.Add(-time.Second), ""), lead)
	before := asked("deal", since.Add(-time.Hour), "")
	want("all, in the order of their last change", before, deals[1], deals[3], deals[2], deals[0])
	for range 2 { // made anew they stand alike
		if _, err := h.lister.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		want("made anew", asked("deal", since.Add(-time.Hour), ""), before...)
	}
	h.as("admin", "DELETE", "/v1/cards/"+deals[2], nil)
	h.work()
	want("one is gone", asked("deal", since.Add(time.Second), ""), deals[0])
	h.as("deals only", "GET", "/v1/cards?kind=lead&changedSince=2025-01-01T00:00:00Z", nil).no(403, "forbidden")
	h.connected()
	h.as("admin", "GET", "/v1/cards?kind=deal&connection=hub&changedSince=2025-01-01T00:00:00Z", nil).no(422, "invalid")
	h.as("admin", "GET", "/v1/cards?kind=deal&changedSince=yesterday", nil).is(422)
}
