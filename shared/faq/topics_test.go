package faq

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/words"
)

// TestTopics_FB01: what customers of any trade ask is known in many words, in three
// languages; what only has some of them is not.
func TestTopics_FB01(t *testing.T) {
	about := func(text string) (out []string) {
		for _, x := range topicsOf(words.Of(text), nil) {
			out = append(out, x.key())
		}
		return out
	}
	for _, same := range [][]string{
		{"What are your opening hours?", "what time do you close", "во сколько вы закрываетесь", "¿Hasta qué hora están?", "how late are you open tonight"},
		{"Where are you?", "how do i find you", "подскажите ваш адрес", "¿cómo llego?", "which street is it"},
		{"Can I pay by card?", "do you take visa", "наличкой можно?", "¿aceptáis tarjeta?"},
		{"Do you deliver?", "could you bring it to my house", "вы доставляете?"},
		{"book an appointment", "хочу записаться", "quiero pedir cita"},
	} {
		want := about(same[0])
		for _, text := range same {
			if got := about(text); len(got) == 0 || got[0] != want[0] {
				t.Errorf("%q: got %v, want %v", text, got, want)
			}
		}
	}
	for _, text := range []string{"do you sell bikes", "how do I open an account", "the card was stolen", "где купить хлеб", "quiero un perro", "", "?!"} {
		if got := about(text); len(got) > 0 {
			t.Errorf("%q: got %v, want none", text, got)
		}
	}
	if got := about("what does delivery cost and how much is the delivery"); len(got) != 2 || got[0] == got[1] {
		t.Errorf("delivery's cost: got %v, want that and delivery, each once", got)
	}
	if got := about(strings.Repeat("how late ", 5000)); len(got) != 1 {
		t.Errorf("a flood: got %v, want one", got)
	}
	for line := range strings.Lines(topicsText) {
		if line[0] != '#' && strings.Count(line, "|") != 2 {
			t.Errorf("want three languages: %.60s", line)
		}
	}
}

// TestPartsOfATopic_FB04: what one part of a topic answers is no answer to another.
func TestPartsOfATopic_FB04(t *testing.T) {
	b := New([]Entry{
		{"cost", []string{"How much is delivery?"}, "£4."}, {"hours", []string{"What are your opening hours?"}, "9 to 6."},
		{"gift", []string{"Do you sell gift cards?"}, "Yes."}, {"pay", []string{"Can I pay by card?"}, "Yes."}, {"return", []string{"How do I return an item?"}, "Within 30 days."},
	})
	for question, want := range map[string]string{
		"what is the cost of shipping": "cost", "how long does delivery take": "", "when will it arrive": "", "what time do you close": "hours",
		"do you sell bikes": "", "do you sell coffee": "", "do you sell gift vouchers": "gift", "do you take visa": "pay", "can I bring it back": "return",
	} {
		got := ""
		if c := b.Ask(question, 1, nil); len(c) > 0 && c[0].Score >= b.Sure(.05) {
			got = c[0].ID
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", question, got, want)
		}
	}
}
