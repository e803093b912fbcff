package words_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/words"
)

func TestVerbatim(t *testing.T) {
	for _, c := range []struct{ rule, said, quote, want string }{
		{"as it stands", "it is 25 roses", "25 roses", "25 roses"},
		{"spaces around the quote are no part of it", "it is 25 roses", " 25 ", "25"},
		{"another width of white space", "4\u00a0750\u202f₽ in all", "4 750 ₽", "4\u00a0750\u202f₽"},
		{"several spaces and a line break", "C/ Olmo 7,\n  2A", "C/ Olmo 7, 2A", "C/ Olmo 7,\n  2A"},
		{"decomposed in the message", "me llamo Jose\u0301 Prado", "José Prado", "Jose\u0301 Prado"},
		{"decomposed in the quote", "чёрный чай", "че\u0308рный", "чёрный"},
		{"й decomposed", "мои\u0306 номер", "мой номер", "мои\u0306 номер"},
		{"digits of full width", "call １２３-45", "123-45", "１２３-45"},
		{"a zero-width space inside", "a@b\u200b.example", "a@b.example", "a@b\u200b.example"},
		{"an emoji's variation selector", "ok ❤\ufe0f Anna", "ok ❤ Anna", "ok ❤\ufe0f Anna"},
		{"not a half of what was one piece", "ﬁve", "ive", ""},
		{"not across a mark that turns text round", "pay \u202e001 now", "pay 001", ""},
		{"not across hidden tags", "1\U000E003900", "100", ""},
		{"case is not forgiven", "Anna", "anna", ""},
		{"punctuation is not forgiven", "25, roses", "25 roses", ""},
		{"spelling is not forgiven", "25 rozes", "25 roses", ""},
		{"empty proves nothing", "x", " ", ""},
		{"only weightless proves nothing", "x", "\u200b", ""},
		{"the second place counts too", "ﬁ i", "i", "i"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, ok := words.Verbatim(c.said, c.quote)
			if got != c.want || ok != (c.want != "") {
				t.Errorf("got %+q, want %+q", got, c.want)
			}
			if ok && !strings.Contains(c.said, got) {
				t.Errorf("%+q does not stand in %+q", got, c.said)
			}
		})
	}
}

func FuzzVerbatim(f *testing.F) {
	f.Add("4\u00a0750 ₽ José", "4 750")
	f.Add("ﬁ\u200b\u0301", "fi")
	f.Add("\xff\xfe", "\xff")
	f.Fuzz(func(t *testing.T, said, quote string) {
		if got, ok := words.Verbatim(said, quote); ok && (got == "" || !strings.Contains(said, got)) {
			t.Errorf("%+q of %+q does not stand in %+q", got, quote, said)
		}
	})
}
