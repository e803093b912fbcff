package words_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/words"
)

func TestOriginalIsWhatWasSaid(t *testing.T) {
	for _, c := range []struct{ said, quote, want string }{
		{"Меня зовут Фёдор Зелёный!", "меня зовут федор зеленый.", "Меня зовут Фёдор Зелёный"},
		{"модель “Осло” — серая", `модель "осло" - серая`, "модель “Осло” — серая"},
		{"Оплачу картой.  Мой номер", "оплачу картой. мой", "Оплачу картой.  Мой"},
		{"I take 12 chairs", `"12 Chairs…"`, "12 chairs"},
		{"it’s 5", "It's 5", "it’s 5"},
		{"call +1 (617) 555", "+1 (617) 555", "+1 (617) 555"},
		{"I take 12 chairs", "2 chairs", "2 chairs"}, // stands byte for byte: the check's to refuse
		{"I take 12 chairs", "2 CHAIRS", ""},
		{"I take 12 chairs", "21 chairs", ""},
		{"I take 12 chairs", "…", ""},
		{"", "x", ""}, {"x", "", ""}, {"\xff X", "x", "X"},
	} {
		got, ok := words.Original(c.said, c.quote)
		if got != c.want || ok != (c.want != "") || !strings.Contains(c.said, got) {
			t.Errorf("%q in %q: got %q, %v, want %q", c.quote, c.said, got, ok, c.want)
		}
	}
}
