package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// unanswered are the questions without an answer: how often, and how they would stand
// in the base.
func (h *house) unanswered(query string) (shown, ids []string) {
	h.t.Helper()
	for _, v := range h.as("supervisor", "GET", "/v1/faq/unanswered"+query, nil).is(200).doc()["items"].([]any) {
		shown = append(shown, fmt.Sprintf("%v× %v", at(v, "times"), at(v, "question")))
		ids = append(ids, at(v, "id").(string))
	}
	return shown, ids
}

// TestQuestionsWithoutAnAnswerAreListedByLikeness_FB04_FB10: how often each was asked,
// with the entries that come near; what asks for a person, complains or is answered is
// not among them.
func TestQuestionsWithoutAnAnswerAreListedByLikeness_FB04_FB10(t *testing.T) {
	h := newHouse(t)
	h.shop()
	l := h.botLine(desk.ChannelTelegram)
	other := l
	other.ID, other.Version = "other", 0
	other, err := h.st.SaveLine(t.Context(), other)
	must(t, err)
	for i, c := range []struct {
		line  desk.Line
		texts []string
	}{
		{l, []string{"Do you ship to the Canary Islands?"}},
		{l, []string{"is there parking at your store"}},
		{l, []string{"do you ship to the Canary Islands", "1234567 ann@example.com"}},
		{other, []string{"can you ship to Canary Islands"}},
		{l, []string{"how much is delivery"}},
		{l, []string{"let me talk to a human"}},
	} {
		h.asks(c.line, fmt.Sprint("u", i), c.texts...)
	}
	got, ids := h.unanswered("")
	want := []string{"3× can you ship to Canary Islands", "1× is there parking at your store"}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-want +got)\n%s", d)
	}
	if got, _ := h.unanswered("?line=other"); len(got) != 1 || !strings.HasPrefix(got[0], "1× can you ship") {
		t.Errorf("of one line: got %q", got)
	}
	if got, _ := h.unanswered("?line=bot-telegram"); len(got) != 2 || strings.Contains(got[0], "1234567") || strings.Contains(got[0], "@") {
		t.Errorf("got %q, want no number and no address of a customer's", got)
	}

	for _, v := range h.as("supervisor", "GET", "/v1/faq/unanswered", nil).is(200).doc()["items"].([]any) {
		sure := h.as("operator", "POST", "/v1/faq/try", map[string]any{"question": at(v, "question")}).is(200).doc()["sure"]
		for _, c := range at(v, "candidates").([]any) {
			if got := at(v, "sure"); got != sure || at(c, "score").(float64) >= got.(float64) {
				t.Errorf("%v: sure from %v on, as tried from %v on, and a candidate has %v", at(v, "question"), got, sure, at(c, "score"))
			}
		}
	}

	parking := h.entry(`{"question":"Where can I leave my car?","answers":[{"text":"In the yard."}]}`)
	for range 2 {
		h.as("supervisor", "POST", "/v1/faq/unanswered/"+ids[1]+"/wording", `{"entry":"`+parking+`"}`, "Idempotency-Key", "k").is(200)
	}
	h.as("supervisor", "POST", "/v1/faq/unanswered/"+ids[1]+"/wording", `{"entry":"`+parking+`"}`).is(404)
	var made []any
	for range 2 { // also where the first answer was lost
		made = append(made, h.as("supervisor", "POST", "/v1/faq/unanswered/"+ids[0]+"/entry", `{"answers":[{"text":"Yes, in a week."}]}`).is(201).doc()["id"])
	}
	if made[0] != made[1] {
		t.Errorf("made entries %v, want one", made)
	}
	if got, _ := h.unanswered(""); len(got) != 0 {
		t.Errorf("once all became entries: got %q", got)
	}
	id := h.asks(l, "u9", "do you ship to the Canary Islands? is there parking at your store?")
	if got := h.botSaid(id); len(got) != 1 || got[0] != "Yes, in a week.\n\nIn the yard." {
		t.Errorf("the bot says %q", got)
	}
	h.asks(l, "u10", "who won the match")
	_, ids = h.unanswered("")
	for range 2 {
		h.as("supervisor", "DELETE", "/v1/faq/unanswered/"+ids[0], nil).is(204)
	}
	if got, _ := h.unanswered(""); len(got) != 0 {
		t.Errorf("dismissed: got %q", got)
	}
}

// TestQuestionsWithoutAnAnswerShowToWhoKeepsTheBase_RS07: supervisors and admins, who
// read all dialogs; and nothing is left of who was erased.
func TestQuestionsWithoutAnAnswerShowToWhoKeepsTheBase_RS07(t *testing.T) {
	h := newHouse(t)
	l := h.botLine(desk.ChannelTelegram)
	id := h.asks(l, "anna", "who won the match between Rayo and Betis")
	h.person("an operator who sees all dialogs", desk.Actor{Role: desk.RoleOperator, Operator: "sam", Rights: desk.Rights{Deals: desk.MayChange, Dialogs: desk.ScopeAll, Customers: true}})
	for _, who := range []string{"an operator who sees all dialogs", "operator", "reader"} {
		if got := h.as(who, "GET", "/v1/faq/unanswered", nil).is(403); strings.Contains(string(got.body), "Betis") {
			t.Errorf("%s reads %s", who, got.body)
		}
	}
	if got, _ := h.unanswered(""); len(got) != 1 {
		t.Fatalf("got %q, want one", got)
	}
	c, _, err := id.Split()
	must(t, err)
	h.as("admin", "DELETE", "/v1/customers/"+string(c), nil).is(202)
	h.work()
	h.clock.move(time.Hour)
	h.work()
	if got, _ := h.unanswered(""); len(got) != 0 {
		t.Errorf("of who was erased: got %q", got)
	}
	found, err := h.engine.Query(t.Context(), store.Query{PK: "UNANSWERED", Limit: 10})
	must(t, err)
	if len(found.Items) != 0 {
		t.Errorf("left: %v", found.Items)
	}
	found, err = h.engine.Query(t.Context(), store.Query{PK: "C#" + string(c), Prefix: "Q#", Limit: 10})
	must(t, err)
	if len(found.Items) != 0 {
		t.Errorf("left of what they asked on the day: %v", found.Items)
	}
}

// TestBotAnswersBothQuestionsOfAMessage_FB03_FB04: also without a mark between them. To
// what it has no answer it says so, and just that is kept, each part a question of its
// own.
func TestBotAnswersBothQuestionsOfAMessage_FB03_FB04(t *testing.T) {
	const rest = "\n\nI have no answer to the rest of it.\n\nA colleague"
	for _, c := range []struct {
		asks, says string
		kept       []string
	}{
		{"When are you open and how much is delivery?", "10 to 20.\n\nIt is free.", nil},
		{"how much is delivery and who won the match", "It is free." + rest, []string{"1× who won the match"}},
		{"Who won the match? How much is delivery? And why is the sky blue?", "It is free." + rest, []string{"1× Who won the match?", "1× And why is the sky blue?"}},
		{"¿Cuánto cuesta el envío y quién ganó el partido?", desk.OnlyIn("en", "es") + "\n\nIt is free.\n\nPara lo demás no tengo respuesta.\n\nUn compañero", []string{"1× quién ganó el partido?"}},
		{"сколько стоит доставка и кто победил в матче", "Бесплатно.\n\nНа остальное ответа у меня нет.\n\nВам ответит", []string{"1× кто победил в матче"}},
		{"how much is delivery and is it fast", "It is free.", nil},
	} {
		t.Run(c.asks, func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			id := h.asks(h.botLine(desk.ChannelTelegram), "anna", c.asks)
			if said := h.botSaid(id); len(said) != 1 || !strings.HasPrefix(said[0], c.says) || (c.kept == nil) != (said[0] == c.says) {
				t.Errorf("the bot says %q, want %q", said, c.says)
			}
			got, ids := h.unanswered("")
			if d := cmp.Diff(c.kept, got); d != "" {
				t.Errorf("kept (-want +got)\n%s", d)
			}
			for _, id := range ids[min(1, len(ids)):] { // one is dealt with, and the other stays
				h.as("supervisor", "DELETE", "/v1/faq/unanswered/"+id, nil).is(204)
				if got, _ := h.unanswered(""); len(got) != len(ids)-1 || got[0] != c.kept[0] {
					t.Errorf("once one was dismissed: got %q", got)
				}
			}
		})
	}
	h := newHouse(t)
	h.shop()
	doc := h.as("operator", "POST", "/v1/faq/try", `{"question":"how much is delivery and who won the match"}`).is(200).doc()
	if d := cmp.Diff([]any{"who won the match"}, doc["open"]); d != "" || doc["handOver"] != true {
		t.Errorf("tried: (-want +got)\n%s, hand-over %v", d, doc["handOver"])
	}
}

// TestQuestionsWithoutAnAnswerAreNotFlooded_FB04: what one customer says again and again
// is one question with its count, and of a customer few are kept on a day.
func TestQuestionsWithoutAnAnswerAreNotFlooded_FB04(t *testing.T) {
	h := newHouse(t)
	h.shop()
	l := h.botLine(desk.ChannelTelegram)
	h.asks(l, "anna", "is there parking at your store")
	for i := range 12 {
		id := h.asks(l, "eve", "who won the match")
		h.as("admin", "POST", "/v1/dialogs/"+string(id)+"/close", "{}")
		h.as("admin", "POST", "/v1/dialogs/"+string(h.dialogNow(id).Continuation())+"/close", "{}")
		if i > 3 {
			h.asks(l, "eve", strings.Repeat("zyx"+string(rune('a'+i)), 3)+" quux "+fmt.Sprint(i*i*7))
		}
	}
	got, _ := h.unanswered("")
	if len(got) != 1+desk.MaxUnansweredOf || !strings.HasSuffix(got[0], "× who won the match") || strings.HasPrefix(got[0], "1×") {
		t.Errorf("got %q, want %d of eve's, the first counted, and one of anna's", got, desk.MaxUnansweredOf)
	}
}

// TestDraftsOutOfOperatorsOwnAnswers_FB11: what the bot could not answer and an operator
// did is a draft once the dialog is closed: one for all that ask alike, without the
// customer's name and numbers; never the bot's words, a note's, or of who was erased.
func TestDraftsOutOfOperatorsOwnAnswers_FB11(t *testing.T) {
	h := newHouse(t)
	h.shop()
	h.known("olga")
	l := h.botLine(desk.ChannelTelegram)
	draft := func() any {
		h.t.Helper()
		items := h.as("supervisor", "GET", "/v1/faq/unanswered", nil).is(200).doc()["items"].([]any)
		if len(items) != 1 {
			t.Fatalf("got %d suggestions, want one", len(items))
		}
		return items[0].(map[string]any)["draft"]
	}
	for i := range 3 {
		user := fmt.Sprint("user", i)
		h.asks(l, user, "do you ship to the Canary Islands")
		id := h.asks(l, user, "let me talk to a human")
		child := "/v1/dialogs/" + string(h.dialogNow(id).Continuation())
		h.as("operator", "POST", child+"/accept", nil).is(200)
		h.as("operator", "POST", child+"/note", `{"text":"he asks about the islands, a long note of ours that nobody else reads"}`).is(201)
		h.as("operator", "POST", child+"/reply", `{"text":"Yes, in a week. Your number is 4471234, ann@example.com"}`).is(201)
		if got := draft(); i == 0 && got != nil {
			t.Errorf("while the dialog is open: got %v", got)
		}
		h.as("operator", "POST", child+"/close", nil).is(200)
	}
	if got := draft(); at(got, "answer") != "Yes, in a week. Your number is" || at(got, "times") != 3.0 {
		t.Errorf("got %v, want one draft of three", got)
	}
	c, _, err := h.asks(l, "user0", "thanks").Split()
	must(t, err)
	h.as("admin", "DELETE", "/v1/customers/"+string(c), nil).is(202)
	h.work()
	h.clock.move(time.Hour)
	h.work()
	if got := draft(); at(got, "times") != 2.0 {
		t.Errorf("once one was erased: got %v", got)
	}
}
