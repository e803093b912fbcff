package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// score is what became of an entry's answers, as the API tells it: answered, followed,
// good, bad.
func (h *house) score(entry string) string {
	h.t.Helper()
	h.tell()
	s := h.as("operator", "GET", "/v1/faq/"+entry, nil).is(200).doc()["score"]
	return fmt.Sprint(at(s, "answered"), at(s, "followed"), at(s, "good"), at(s, "bad"))
}

// TestAnswersAreCountedAndRated_FB10: how often an entry answered, whether a person
// followed, and what customers and operators think of it: each once, whatever is told
// again, and still once the customer was erased.
func TestAnswersAreCountedAndRated_FB10(t *testing.T) {
	h := newHouse(t)
	h.shop()
	entry := h.entry(`{"question":"Do you have gift cards?","answers":[{"text":"Yes, of any amount."}]}`)
	other := h.entry(`{"question":"Can I pay by invoice?","answers":[{"text":"Companies can."}]}`)
	l := h.botLine(desk.ChannelTelegram)
	id := h.asks(l, "anna", "do you have gift cards")
	if buttons := h.all(id)[1].Buttons; len(buttons) != 0 {
		t.Errorf("a line on which nobody is asked offers %v", buttons)
	}
	h.as("admin", "PATCH", "/v1/lines/"+string(l.ID), `{"rateAnswers":true}`, "If-Match", "*").is(200)
	if got := h.score(entry); got != "1 0 0 0" {
		t.Errorf("once answered: got %s", got)
	}
	h.asks(l, "anna", "can I pay by invoice")
	said := h.all(id)[3]
	if len(said.Buttons) != 2 || said.Entries[0] != desk.FAQID(other) {
		t.Fatalf("where customers are asked: got %+v", said)
	}
	for i, payload := range []string{desk.RatedBad, desk.RatedGood, desk.RatedGood} {
		h.presses(l, "anna", fmt.Sprint("press", i), payload)
	}
	if got := len(h.botSaid(id)); got != 2 {
		t.Errorf("to a press the bot says something: %q", h.botSaid(id))
	}
	rate := "/v1/dialogs/" + string(id) + "/messages/" + fmt.Sprint(int64(said.Seq)) + "/rating"
	for range 2 {
		h.as("operator", "PUT", rate, `{"good":false}`).is(200)
	}
	if got := h.score(other); got != "1 0 1 1" {
		t.Errorf("rated by both: got %s", got)
	}
	h.as("operator", "PUT", rate, `{}`).is(200)
	h.as("operator", "PUT", "/v1/dialogs/"+string(id)+"/messages/"+fmt.Sprint(int64(h.all(id)[0].Seq))+"/rating", `{"good":true}`).is(422)
	// A person goes on after the last answer; and the feed tells everything again.
	h.asks(l, "anna", "let me talk to a human")
	changes := []desk.FeedRecord{{Item: "m", Message: &desk.Change[desk.Message]{New: &said}}}
	if got := h.score(other) + ", " + h.score(entry); got != "1 1 1 0, 1 0 0 0" {
		t.Errorf("followed by a person: got %s", got)
	}
	for range 2 {
		for _, err := range h.feed.Tell(t.Context(), changes) {
			must(t, err)
		}
	}
	c, _, err := id.Split()
	must(t, err)
	h.as("admin", "DELETE", "/v1/customers/"+string(c), nil).is(202)
	h.work()
	h.clock.move(time.Hour)
	h.work()
	h.feed.Tell(t.Context(), changes)
	if got := h.score(other); got != "1 1 1 0" {
		t.Errorf("once the customer was erased: got %s", got)
	}
	found, err := h.engine.Query(t.Context(), store.Query{PK: "C#" + string(c), Prefix: "Q#", Limit: 10})
	must(t, err)
	if len(found.Items) != 0 {
		t.Errorf("left of what was counted: %v", found.Items)
	}
}

// TestReactionsRateAnswers_FB10: where customers are asked, and not beside their press.
func TestReactionsRateAnswers_FB10(t *testing.T) {
	asked := desk.Message{Entries: []desk.FAQID{"a"}, Buttons: desk.RatingButtons()}
	for _, c := range []struct {
		m    desk.Message
		want desk.FAQScore
	}{
		{asked.WithReaction(desk.Reaction{Author: desk.ByCustomer, Emoji: "👍🏽"}), desk.FAQScore{Answered: 1, Good: 1}},
		{asked.WithReaction(desk.Reaction{Author: desk.ByCustomer, Emoji: "👎"}), desk.FAQScore{Answered: 1, Bad: 1}},
		{asked.WithReaction(desk.Reaction{Author: desk.ByCustomer, Emoji: "🤔"}), desk.FAQScore{Answered: 1}},
		{asked.WithReaction(desk.Reaction{Author: desk.ByCustomer, Emoji: "👍"}).WithRating(desk.ByCustomer, "", new(bool)), desk.FAQScore{Answered: 1, Bad: 1}},
		{desk.Message{}.WithReaction(desk.Reaction{Author: desk.ByCustomer, Emoji: "👍"}), desk.FAQScore{Answered: 1}},
	} {
		if got := c.m.Score(false); got != c.want {
			t.Errorf("%v: got %+v, want %+v", c.m.Reactions, got, c.want)
		}
	}
}

// presses has a customer press a button.
func (h *house) presses(l desk.Line, user, id, payload string) {
	h.t.Helper()
	h.clock.move(time.Second)
	_, err := h.receiver.Receive(h.t.Context(), l, []desk.Inbound{{
		Kind: desk.InMessage, From: desk.Profile{User: user}, Author: desk.ByCustomer, External: desk.ExternalID(id), Text: "👍", Payload: payload,
	}})
	must(h.t, err)
	h.clock.move(3 * time.Second)
	h.work()
}
