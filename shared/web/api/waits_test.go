package api_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestWhoWaitsIsShownByTheirOwnWords_OP41_AT04: the row of a chat that waits shows the
// customer's last words, and not what the team said to them by itself, which is told from
// what a bot says.
func TestWhoWaitsIsShownByTheirOwnWords_OP41_AT04(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "PUT", "/v1/teams/greets", `{"title":"Greets","replies":{"nobody":{"en":"Nobody is here yet"}}}`).is(200)
	l := h.line("site", desk.LeadNever)
	l.Team = "greets"
	l, err := h.st.SaveLine(t.Context(), l)
	must(t, err)
	id := h.chat(l, "ann", "My tooth hurts")
	h.work()
	last := func() any {
		return at(h.as("admin", "GET", "/v1/dialogs", nil).is(200).doc(), "items", 0, "last")
	}
	said := h.as("admin", "GET", "/v1/dialogs/"+string(id)+"/messages", nil).is(200).doc()
	if at(said, "items", 1, "text") != "Nobody is here yet" || at(said, "items", 1, "automatic") != true || at(said, "items", 0, "automatic") != nil {
		t.Fatalf("got %v", said)
	}
	if got := last(); at(got, "text") != "My tooth hurts" || at(got, "author") != "customer" {
		t.Errorf("while it waits: got %v", got)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/reply", `{"text":"Come at once"}`).is(201)
	if got := last(); at(got, "text") != "Come at once" || at(got, "automatic") != nil {
		t.Errorf("once it is answered: got %v", got)
	}
}

// TestWhatIsOfferedCountsAsOne_OP08_OP10: an operator who must accept a chat before they see
// a word of it is told that there is something for them; who may read it, how much.
func TestWhatIsOfferedCountsAsOne_OP08_OP10(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
	b.does("PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	id := h.chat(h.line("site", desk.LeadNever), "ann", "One", "Two")
	news := func() any { return at(b.does("GET", "/v1/me?unread=true", nil).is(200).doc(), "unread", "count") }
	if got := news(); got != 0.0 {
		t.Errorf("while it is nobody's: got %v", got)
	}
	_, err := h.st.ChangeDialog(t.Context(), id, func(d desk.Dialog) (desk.Dialog, error) {
		d.Team = "sales"
		return d.Assign(b.operator, time.Minute, h.clock.Now()), nil
	})
	must(t, err)
	if got := news(); got != 1.0 {
		t.Errorf("offered to her: got %v, want one", got)
	}
	b.does("POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
	if got := news(); got != 2.0 {
		t.Errorf("accepted: got %v, want both messages", got)
	}
}

// TestTheGreetingBeginsAConversation_AT04_HO05: whom the bot hands over to a team that
// greets is not greeted in the midst of it.
func TestTheGreetingBeginsAConversation_AT04_HO05(t *testing.T) {
	h := newHouse(t)
	h.shop()
	l := h.botLine(desk.ChannelTelegram)
	team, err := h.st.Team(t.Context(), "sales")
	must(t, err)
	team.Replies = map[desk.ReplyKind]map[string]string{desk.ReplyGreeting: {"en": "Hello! Thank you for writing."}}
	team.Members = []desk.OperatorID{"olga"}
	team.Hours = desk.Hours{}
	_, err = h.st.SaveTeam(t.Context(), team)
	must(t, err)
	h.as("operator", "PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	id := h.asks(l, "anna", "I want to talk to a human")
	h.work()
	if d := h.dialogNow(id); d.Continuation() == "" {
		t.Fatalf("it was not handed over: %+v", d)
	}
	said := h.botSaid(id)
	if len(said) != 1 || slices.Contains(said, "Hello! Thank you for writing.") {
		t.Errorf("got %q, want the bot's sentence alone", said)
	}
	people := h.line("people", desk.LeadNever)
	people.Team = "sales"
	people, err = h.st.SaveLine(t.Context(), people)
	must(t, err)
	first := h.chat(people, "bert", "hello")
	h.work()
	if said := h.botSaid(first); fmt.Sprint(said) != "[Hello! Thank you for writing.]" {
		t.Errorf("who begins: got %q", said)
	}
}
