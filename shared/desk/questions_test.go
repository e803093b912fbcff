package desk

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestQuestions_TwoInOneMessage_FB03: at ends of sentences, and where a word that joins
// is followed by one that asks; what only lists things stays whole.
func TestQuestions_TwoInOneMessage_FB03(t *testing.T) {
	for message, want := range map[string][]string{
		"When are you open and how much is delivery?":         {"When are you open", "how much is delivery?"},
		"how much is delivery, when are you open":             {"how much is delivery", "when are you open"},
		"Сколько стоит доставка и до скольки вы работаете?":   {"Сколько стоит доставка", "до скольки вы работаете?"},
		"Сколько стоит доставка и когда вы работаете?":        {"Сколько стоит доставка", "когда вы работаете?"},
		"А есть ли у вас самовывоз, а сколько стоит доставка": {"А есть ли у вас самовывоз", "сколько стоит доставка"},
		"¿Cuándo abren y cuánto cuesta el envío?":             {"¿Cuándo abren", "cuánto cuesta el envío?"},
		"Do you sell tables and chairs?":                      {"Do you sell tables and chairs?"},
		"I want a table and a chair. How much is delivery?":   {"I want a table and a chair.", "How much is delivery?"},
		"and when?": {"and when?"},
		"what is the price and also where do I pay and how": {"what is the price", "also where do I pay and how"},
		"":    nil,
		"???": nil,
		strings.Repeat("and how much is that? ", 100) + "and on": nil,
	} {
		var got []string
		for _, q := range Questions(message) {
			got = append(got, q.Text)
		}
		if strings.HasPrefix(message, "and how") {
			if len(got) != MaxQuestions {
				t.Errorf("a flood: got %d pieces, want %d", len(got), MaxQuestions)
			}
			continue
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q (-want +got)\n%s", message, d)
		}
	}
	qs := Questions("how much is delivery and how long does it take")
	if len(qs) != 2 || !qs[0].Asks || qs[0].Back || !qs[1].Asks || !qs[1].Back {
		t.Errorf("got %+v, want the second to speak of the first", qs)
	}
}
