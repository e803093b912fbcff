package words_test

import (
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/words"
)

func TestLuhn(t *testing.T) {
	for digits, want := range map[string]bool{
		"4111111111111111": true, "378282246310005": true, "4111111111111112": false, "79927398713": true, "79927398710": false,
	} {
		if got := words.Luhn(digits); got != want {
			t.Errorf("%s: got %t", digits, got)
		}
	}
}

func TestVisible(t *testing.T) {
	for said, want := range map[string]string{
		"pay\u202e100":       "pay100",
		"1\U000E00390":       "10",
		"i\u200bgnore":       "ignore",
		"a\x00b\tc\nd":       "a b\tc\nd",
		"\xff":               "\uFFFD",
		"❤\ufe0f José, ёлка": "❤ José, ёлка",
	} {
		if got := words.Visible(said); got != want {
			t.Errorf("%+q: got %+q, want %+q", said, got, want)
		}
	}
}

// TestBareIsMoreThanFold: año is not ano to a parser, but whoever looks up a cue
// does not care.
func TestBareIsMoreThanFold(t *testing.T) {
	if got := words.Fold("Año Ёж"); got != "año еж" {
		t.Errorf("Fold: got %q", got)
	}
	if got := words.Bare("An\u0303o Ёж"); got != "ano еж" {
		t.Errorf("Bare: got %q", got)
	}
}

func TestFiguresOfATextSupportEachOther(t *testing.T) {
	known := words.Supported("54 990 ₽, call 8 (911) 765-43-21")
	for figure, want := range map[string]bool{"54990": true, "54 990.": true, "8 911 7654321": true, "54991": false, "0990": true} {
		all := words.Figures(figure)
		if len(all) != 1 || words.Stands(all[0], known) != want {
			t.Errorf("%q: got %v, want it supported: %t", figure, all, want)
		}
	}
}

func TestStemsAreOfWordsThatSaySomething(t *testing.T) {
	if got := words.Stems("the chairs of Anna", "en"); !slices.Equal(got, []string{"chair", "anna"}) {
		t.Errorf("got %q", got)
	}
	for _, w := range words.Of("Don't 25kg") {
		if w.Text != "don't" && w.Text != "25" && w.Text != "kg" {
			t.Errorf("got %q", w.Text)
		}
	}
}
