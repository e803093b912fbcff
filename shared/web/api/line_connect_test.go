package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// Connecting a line registers its webhook; what goes wrong is told in words,
// the line is there all the same, and it can be tried again.
func TestConnectingALineRegistersItsWebhook(t *testing.T) {
	h := newHouse(t)
	const line = `{"id":"bot","channel":"telegram","secrets":{"token":"123:abc","secret":"hush-hush"}}`
	problem := func(a answer) any { return at(a.doc(), "problem", "code") }
	made := h.as("admin", "POST", "/v1/lines", line).is(201)
	if problem(made) != "not_registered" || len(h.told) != 0 {
		t.Errorf("without a public address: got %s, told %v", made.body, h.told)
	}
	if got := h.as("admin", "GET", "/v1/lines/bot", nil).is(200); problem(got) != nil {
		t.Errorf("a line that was not registered may work all the same: got %s", got.body)
	}
	h.refusal = &desk.SendError{Again: true, Code: "unreachable", Reason: "The messenger could not be reached."}
	if a := h.as("admin", "POST", "/v1/lines/bot/setup", nil).is(200); problem(a) != "not_checked" || len(h.told) != 0 {
		t.Errorf("without a public address, and nobody to ask: got %s, told %v", a.body, h.told)
	}
	h.public, h.refusal = "https://sufler.example", &desk.SendError{Broken: true, Code: "401", Reason: "Telegram does not know the bot's token."}
	for _, a := range []answer{
		h.as("admin", "POST", "/v1/lines", line).is(201), // a repeat tries again
		h.as("admin", "POST", "/v1/lines/bot/setup", nil).is(200),
		h.as("reader", "GET", "/v1/lines/bot", nil).is(200),
	} {
		if problem(a) != "401" || at(a.doc(), "problem", "reason") != "Telegram does not know the bot's token." || at(a.doc(), "problem", "setup") != true {
			t.Errorf("%s: got %s", a.what, a.body)
		}
	}
	if got := at(h.as("reader", "GET", "/v1/lines", nil).doc(), "items", 0, "problem", "code"); got != "401" {
		t.Errorf("in the list: got %v", got)
	}
	// The trouble makes nobody's edit stale, and an edit of words tells nobody.
	told := len(h.told)
	same := h.as("admin", "PATCH", "/v1/lines/bot", `{"title":"Shop"}`, "If-Match", made.header.Get("ETag")).is(200)
	if problem(same) != "401" || len(h.told) != told {
		t.Errorf("an edit of the title: got %s, told %v", same.body, h.told[told:])
	}
	h.refusal = nil
	if got := h.as("admin", "PATCH", "/v1/lines/bot", `{"secrets":{"token":"456:def"}}`, "If-Match", "*").is(200); problem(got) != nil {
		t.Errorf("with another token: got %s", got.body)
	}
	if want := []string{"123:abc https://sufler.example/webhooks/telegram/bot", "456:def https://sufler.example/webhooks/telegram/bot"}; !slices.Equal(slices.Compact(h.told), want) {
		t.Errorf("told %v, want %v", h.told, want)
	}
	h.as("operator", "POST", "/v1/lines/bot/setup", nil).no(403, "forbidden")
	h.as("admin", "POST", "/v1/lines/nobody/setup", nil).no(404, "not_found")
}

// A web line that names no page is taken, since its pages may be named later, and
// says that nobody can use it; once one is named, nothing keeps it from working.
func TestAWebLineWithoutOriginsSaysSo_WG05(t *testing.T) {
	h := newHouse(t)
	problem := func(a answer) any { return at(a.doc(), "problem", "code") }
	made := h.as("admin", "POST", "/v1/lines", `{"id":"site","channel":"web"}`).is(201)
	if problem(made) != "no_origins" || problem(h.as("reader", "GET", "/v1/lines/site", nil).is(200)) != "no_origins" {
		t.Errorf("without origins: got %s", made.body)
	}
	named := h.as("admin", "PATCH", "/v1/lines/site", `{"origins":["https://shop.example"]}`, "If-Match", "*").is(200)
	if problem(named) != nil {
		t.Errorf("with one: got %s", named.body)
	}
	if gone := h.as("admin", "PATCH", "/v1/lines/site", `{"origins":[]}`, "If-Match", "*").is(200); problem(gone) != "no_origins" {
		t.Errorf("with none any more: got %s", gone.body)
	}
	if bot := h.as("admin", "POST", "/v1/lines", `{"id":"bot","channel":"telegram","secrets":{"token":"1:a","secret":"hush-hush"}}`).is(201); problem(bot) == "no_origins" {
		t.Errorf("a bot has no pages: got %s", bot.body)
	}
}

// A line keeps what it is for, and a change of something else leaves it.
func TestALineKeepsItsPurpose_CH27(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "POST", "/v1/lines", `{"id":"help","channel":"telegram","purpose":"support","secrets":{"token":"1:a","secret":"hush-hush"}}`).is(201)
	h.as("admin", "PATCH", "/v1/lines/help", `{"title":"Help"}`, "If-Match", "*").is(200)
	if got := at(h.as("reader", "GET", "/v1/lines/help", nil).doc(), "purpose"); got != "support" {
		t.Errorf("got %v, want support", got)
	}
	h.as("admin", "PATCH", "/v1/lines/help", `{"purpose":"sales"}`, "If-Match", "*").is(200)
	if got := at(h.as("reader", "GET", "/v1/lines", nil).doc(), "items", 0, "purpose"); got != "sales" {
		t.Errorf("in the list: got %v, want sales", got)
	}
}

func TestCustomersIDsCannotBeGuessedFromTheirPhones_RS02(t *testing.T) {
	h := newHouse(t)
	const asked = `{"id":"bot","channel":"telegram","secrets":{"token":"1:a","secret":"hush-hush"}}`
	made := h.as("admin", "POST", "/v1/lines", asked).is(201)
	line := func() desk.Line {
		l, err := h.st.Line(t.Context(), "bot")
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	who := line().Customer("14155552671")
	if who == desk.NewCustomerID("bot", "14155552671") {
		t.Errorf("%s can be found by trying all phones", who)
	}
	h.as("admin", "POST", "/v1/lines", asked).is(201) // a repeat
	changed := h.as("admin", "PATCH", "/v1/lines/bot", `{"title":"Shop"}`, "If-Match", "*").is(200)
	h.as("admin", "PATCH", "/v1/lines/bot", `{"secrets":{"token":"2:b","secret":"hush-hush"}}`, "If-Match", "*").is(200)
	if now := line().Customer("14155552671"); now != who {
		t.Errorf("the same customer was %s, and is %s", who, now)
	}
	key := line().CustomerKey
	for _, answer := range [][]byte{made.body, changed.body, h.as("admin", "GET", "/v1/lines", nil).is(200).body, h.as("admin", "GET", "/v1/lines/bot", nil).is(200).body} {
		if strings.Contains(string(answer), key) {
			t.Error("the key is shown")
		}
	}
}
