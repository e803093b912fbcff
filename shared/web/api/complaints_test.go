package api_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestTheUsualComplaintsAreASetting_FB04: they are shown at first, an empty list stays
// empty and hands nobody over, and the usual ones come back by writing them again.
func TestTheUsualComplaintsAreASetting_FB04(t *testing.T) {
	h := newHouse(t)
	h.shop()
	l := h.botLine(desk.ChannelTelegram)
	shown := func() []any {
		h.t.Helper()
		list, ok := at(h.as("admin", "GET", "/v1/settings", nil).is(200).doc(), "bot", "complaints").([]any)
		if !ok {
			t.Fatal("complaints are no list")
		}
		return list
	}
	save := func(words []any) {
		h.t.Helper()
		body, err := json.Marshal(map[string]any{"bot": map[string]any{"quietSeconds": 2, "wrongShare": 0.05, "complaints": words}})
		must(t, err)
		tag := h.as("admin", "GET", "/v1/settings", nil).is(200).header.Get("ETag")
		h.as("admin", "PATCH", "/v1/settings", string(body), "If-Match", tag).is(200)
	}
	state := func(who string) desk.DialogState {
		h.t.Helper()
		id := h.asks(l, who, "This is outrageous, I want to complain!")
		h.work()
		return h.dialogNow(id).State
	}
	usual := shown()
	if len(usual) < 10 {
		t.Fatalf("at first: got %v, want the usual ones", usual)
	}
	if got := state("anna"); got == desk.StateBot {
		t.Errorf("a usual complaint: got state %s, want a person's", got)
	}
	save([]any{})
	if got := shown(); len(got) != 0 {
		t.Errorf("none: got %v", got)
	}
	if got := state("ben"); got != desk.StateBot {
		t.Errorf("where no word is one: got state %s, want the bot's", got)
	}
	save(usual)
	if got := shown(); !slices.Equal(got, usual) {
		t.Errorf("again: got %v, want %v", got, usual)
	}
	if got := state("eva"); got == desk.StateBot {
		t.Errorf("a usual complaint again: got state %s", got)
	}
}
