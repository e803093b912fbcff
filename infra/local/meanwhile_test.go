package main

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// asks asks for a run and answers with it, still waiting.
func (h *house) asks(c client, dialog string, in map[string]any) runDoc {
	h.t.Helper()
	if in == nil {
		in = map[string]any{}
	}
	var r runDoc
	h.call(c, "POST", "/v1/dialogs/"+dialog+"/runs", in, &r)
	return r
}

// A run reads for the card that goes first when it starts, not when it was asked
// for.
func TestRunMovesToTheDealThatIsBoundMeanwhile_CP03_CP04(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	lead := h.lead(d)
	h.reader.finds("client_name", "Anna", "Anna")
	r := h.asks(h.admin, d, map[string]any{"card": lead})
	deal := h.makes("deal", "Chairs", nil).Ref
	h.binds(d, deal)
	h.pass(31 * time.Second)
	got := h.run(r.ID)
	same(t, "the run", []string{got.Card, got.State, got.Outcome("client_name").Outcome}, []string{deal, "done", "filled"})
	same(t, "what the cards hold", []string{h.card(lead).Value("client_name"), h.card(deal).Value("client_name")}, []string{"", `"Anna"`})

	h.says(anna, "One more thing: Anna with two n.")
	r = h.asks(h.admin, d, nil)
	h.pass(time.Second)
	newest := h.makes("deal", "Tables", nil).Ref
	h.binds(d, newest)
	if other := h.asks(h.admin, d, nil); other.ID == r.ID || other.Card != newest {
		t.Errorf("asked for %s by run %s, want the newest deal and a run of its own", other.Card, other.ID)
	}
	h.pass(31 * time.Second)
	got = h.run(r.ID)
	same(t, "another run reads for that deal already", []string{got.State, got.Code}, []string{"refused", "deal_goes_first"})
	same(t, "the newest deal", h.card(newest).Value("client_name"), `"Anna"`)
}

// While the run reads for the deal it moved to, asking for the deal answers with it.
func TestMovedRunIsTheDealsRun_CP04(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	r := h.asks(h.admin, d, nil)
	deal := h.makes("deal", "Chairs", nil).Ref
	h.binds(d, deal)
	var during runDoc
	h.reader.Before = func(desk.Chat) {
		h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/runs", map[string]any{}, &during))
	}
	h.pass(31 * time.Second)
	same(t, "asked meanwhile", []string{during.ID, during.Card, during.State}, []string{r.ID, deal, "running"})
}

// Who may not change deals does not fill one by asking on the lead.
func TestRunDoesNotMoveBeyondTheAskersRights_CP04_MC15(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	olga := h.key(map[string]any{"name": "Olga", "role": "operator", "operator": "olga", "leads": "change", "deals": "read"})
	r := h.asks(olga, d, nil)
	h.binds(d, h.makes("deal", "Chairs", nil).Ref)
	h.pass(31 * time.Second)
	got := h.run(r.ID)
	same(t, "the run", []string{got.State, got.Code}, []string{"refused", "deal_goes_first"})
	same(t, "readings", len(h.reader.Chats), 0)
}

// A run that nobody asked for starts only where such runs are still made.
func TestAutomaticRunIsRefusedOnceItIsNoLongerMade_MC05_MC08(t *testing.T) {
	for name, test := range map[string]struct {
		meanwhile map[string]any
		code      string
	}{
		"the subscription ended":  {map[string]any{"subscription": false}, "no_subscription"},
		"the mode became manual":  {map[string]any{"leadMode": "manual"}, "automatic_off"},
		"CoPilot is switched off": {map[string]any{"copilot": false}, "copilot_off"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.settings(map[string]any{"subscription": true, "leadMode": "all"})
			d := h.says(anna, "Hello!", "I am Anna.")
			h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
			if rs := h.runs(d); len(rs) != 1 || rs[0].State != "waiting" || !rs[0].Automatic {
				t.Fatalf("runs %+v, want an automatic one that waits", rs)
			}
			h.settings(test.meanwhile)
			h.pass(31 * time.Second)
			r := h.runs(d)[0]
			same(t, "the run", []string{r.State, r.Code}, []string{"refused", test.code})
			if r.Reason == "" || len(h.reader.Chats) != 0 {
				t.Errorf("reason %q, %d readings; want one and none", r.Reason, len(h.reader.Chats))
			}
		})
	}
}

// A person's run needs no subscription, whatever happens meanwhile.
func TestAskedRunNeedsNoSubscription_MC05(t *testing.T) {
	h := newHouse(t)
	h.settings(map[string]any{"subscription": true})
	d := h.says(anna, "Hello!", "I am Anna.")
	r := h.asks(h.admin, d, nil)
	h.settings(map[string]any{"subscription": false})
	h.pass(31 * time.Second)
	same(t, "the run", h.run(r.ID).State, "done")
}

// Whoever asks while a run waits gets that run, in the language they asked for.
func TestLanguageOfALaterAskerIsHeeded_CP06(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	first := h.asks(h.admin, d, map[string]any{"language": "ru"})
	second := h.asks(h.admin, d, map[string]any{"language": "es"})
	third := h.asks(h.admin, d, nil) // no wish: nothing changes
	same(t, "one run", []string{second.ID, second.Language, third.ID, third.Language}, []string{first.ID, "es", first.ID, "es"})
	h.pass(31 * time.Second)
	if len(h.reader.Chats) != 1 || h.reader.Chats[0].Locale.Language != "es" {
		t.Errorf("%d readings, want one, in Spanish", len(h.reader.Chats))
	}
	same(t, "the run", []string{h.run(first.ID).Language, h.run(first.ID).State}, []string{"es", "done"})
}
