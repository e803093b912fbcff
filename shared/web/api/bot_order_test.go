package api_test

import (
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestAnOrderGoesToPeopleAtOnce_FB04_HO06: who says what they want to buy is asked for no other
// words where no entry answers, nor anywhere if they say how to reach them, and is no
// question without an answer; nor is who calls
// us names told when it is delivered.
func TestAnOrderGoesToPeopleAtOnce_FB04_HO06(t *testing.T) {
	again, hand := desk.NoticeAgain.Text("", "ru"), desk.NoticeClosed.Text("пн–вт 10:00–18:00", "ru")
	for _, c := range []struct {
		says, why string
		want      []string
		open      int
	}{
		{"Хочу заказать кровать Осло, мой телефон 8 912 000 11 22", "order", []string{hand}, 0},
		{"Хочу заказать кровать Осло", "order", []string{hand}, 0}, // no answer, and no other words are needed
		{"Кровать Осло", "nothing", []string{again}, 1},
		{"Хочу купить диван, 89120001122. Когда привезёте?", "order", []string{"1–3 дня.\n\n" + hand}, 0},
		{"Вы, идиоты, когда привезёте мой диван?", "complaint", []string{hand}, 0},
		{"Вы, Иван, когда привезёте мой диван?", "answered", []string{"1–3 дня."}, 0},
	} {
		t.Run(c.says, func(t *testing.T) {
			h := newHouse(t)
			h.entry(`{"question":"Когда привезёте?","wordings":["Сколько идёт доставка?"],"answers":[{"text":"1–3 дня."}]}`)
			h.entry(`{"question":"Какая гарантия?","answers":[{"text":"24 месяца."}]}`)
			l := h.botLine(desk.ChannelWeb)
			id := h.asks(l, "anna", c.says)
			if got := h.botSaid(id); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if open, _ := h.unanswered(""); len(open) != c.open {
				t.Errorf("questions without an answer: %q, want %d", open, c.open)
			}
			if got := h.as("operator", "POST", "/v1/faq/try", map[string]any{"question": c.says, "line": l.ID}).is(200).doc()["why"]; got != c.why {
				t.Errorf("tried: got %q, want %q", got, c.why)
			}
		})
	}
}
