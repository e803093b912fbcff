package api_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestTryingSaysWhatTheBotDoes_FB04_HO05: whoever tries a question out is told just what a
// customer's dialog gets for it, and why; the bot itself asks once more where nothing suits.
func TestTryingSaysWhatTheBotDoes_FB04_HO05(t *testing.T) {
	for _, c := range []struct {
		ask, why string
		hands    bool
		says     int // answers
	}{
		{"how mutch is delivry", "answered", false, 1},
		{"How much is delivery? And what are your opening hours?", "answered", false, 2},
		{"how much is delivery what are your opening hours", "answered", false, 2},
		{"what are your opening hours, and I want to talk to a human", "person", true, 0},
		{"opertor plz", "person", true, 0},
		{"позовите оператра", "person", true, 0},
		{"terrible service, how much is delivery?", "complaint", true, 0},
		{"your courier ruined my delivery", "complaint", true, 0},
		{"ваш курьер разбил мою доставку", "complaint", true, 0},
		{"su repartidor rompió mi envío", "complaint", true, 0},
		{"is there a warranty?", "entry", true, 1},
		{"How much is delivery? Who won the football match?", "rest", true, 1},
		{"who won the match", "nothing", false, 0},
		{"Hi", "answered", false, 1},
		{"thanks", "small_talk", false, 0},
		{"спасибо, понятно", "small_talk", false, 0},
		{"ok", "small_talk", false, 0},
	} {
		t.Run(c.ask, func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			l := h.botLine(desk.ChannelTelegram)
			doc := h.as("operator", "POST", "/v1/faq/try", map[string]any{"question": c.ask, "line": l.ID}).is(200).doc()
			nothing := c.why == "nothing"
			if got := len(doc["answers"].([]any)); doc["why"] != c.why || doc["handOver"] != (c.hands || nothing) || got != c.says {
				t.Errorf("tried: got why %v, hand-over %v, %d answers; want %s, %v, %d", doc["why"], doc["handOver"], got, c.why, c.hands || nothing, c.says)
			}
			id := h.asks(l, "anna", c.ask)
			d, said := h.dialogNow(id), h.botSaid(id)
			if handed := d.ClosedBy == desk.BotName; handed != c.hands {
				t.Errorf("the bot said %q, and handed over: %v; want %v", said, handed, c.hands)
			}
			if silent := len(said) == 0; silent != (c.why == "small_talk") {
				t.Errorf("the bot said %q", said)
			}
			open, _ := h.unanswered("")
			if got := len(open) > 0; got != (nothing || c.why == "rest") {
				t.Errorf("questions without an answer: %q", open)
			}
		})
	}
}

// TestSmallTalkIsAnsweredByItsEntry_FB03: in whatever words it is said, and not by one in
// another language.
func TestSmallTalkIsAnsweredByItsEntry_FB03(t *testing.T) {
	for says, want := range map[string][]string{
		"привет": {"Рады вам! Чем помочь?"}, "Добрый вечер": {"Рады вам! Чем помочь?"}, "Здравствуйте!": {"Рады вам! Чем помочь?"},
		"good evening": {desk.NoticeHello.Text("", "en")}, "спасибо большое": nil,
	} {
		t.Run(says, func(t *testing.T) {
			h := newHouse(t)
			h.entry(`{"question":"Здравствуйте","kind":"greeting","answers":[{"text":"Рады вам! Чем помочь?"}]}`)
			h.entry(`{"question":"Какая гарантия?","answers":[{"text":"24 месяца."}]}`)
			l := h.botLine(desk.ChannelWeb)
			if got := h.botSaid(h.asks(l, "anna", says)); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestSmallTalkWithoutAnEntryIsNoQuestion_FB04: a greeting is returned in its language,
// thanks and a nod need nothing; neither is kept as a question, hands over, or stands
// between a question and one that only goes on.
func TestSmallTalkWithoutAnEntryIsNoQuestion_FB04(t *testing.T) {
	again := desk.NoticeAgain.Text("", "en")
	for _, c := range []struct{ says, want []string }{
		{[]string{"hi"}, []string{desk.NoticeHello.Text("", "en")}},
		{[]string{"Здравствуйте!"}, []string{desk.NoticeHello.Text("", "ru")}},
		{[]string{"¡Buenos días!"}, []string{desk.NoticeHello.Text("", "es")}},
		{[]string{"When are you open?", "thanks", "thank you, bye"}, []string{"10 to 20."}},
		{[]string{"When are you open?", "ok thanks", "and on Sunday?"}, []string{"10 to 20.", "Closed."}},
		{[]string{"who won the match", "ok", "thanks"}, []string{again}},
		{[]string{"hi", "hello", "When are you open?"}, []string{desk.NoticeHello.Text("", "en"), desk.NoticeHello.Text("", "en"), "10 to 20."}},
	} {
		t.Run(fmt.Sprint(c.says), func(t *testing.T) {
			h := newHouse(t)
			h.entry(`{"question":"When are you open?","answers":[{"text":"10 to 20."}]}`)
			h.entry(`{"question":"Are you open on Sunday?","answers":[{"text":"Closed."}]}`)
			h.entry(`{"question":"How do I return an item?","answers":[{"text":"Within 14 days."}]}`)
			l := h.botLine(desk.ChannelTelegram)
			var id desk.DialogID
			for _, says := range c.says {
				id = h.asks(l, "anna", says)
			}
			if got := h.botSaid(id); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if d := h.dialogNow(id); d.State != desk.StateBot {
				t.Errorf("got state %s, want the bot's", d.State)
			}
			open, _ := h.unanswered("")
			if want := slices.Contains(c.want, again); len(open) > 1 || len(open) == 1 != want {
				t.Errorf("questions without an answer: %q", open)
			}
		})
	}
}
