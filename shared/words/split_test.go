package words

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitAfterKeepsAllOfTheText(t *testing.T) {
	stop := func(before, after, r rune) bool { return r == '.' && before != '1' && (after == ' ' || after == 0) }
	for _, c := range []struct {
		s    string
		want []string
	}{
		{"", []string{""}},
		{"Да. Нет. 1. это", []string{"Да.", " Нет.", " 1. это"}},
		{"one.", []string{"one."}},
		{"\xff. \xff", []string{"\xff.", " \xff"}},
	} {
		got := SplitAfter(c.s, stop)
		if !slices.Equal(got, c.want) || strings.Join(got, "") != c.s {
			t.Errorf("%q: got %q, want %q", c.s, got, c.want)
		}
	}
}

func TestHeadTearsNoRune(t *testing.T) {
	for most, want := range []string{"", "", "д", "д", "да", "да"} {
		if got := Head("да", most); got != want {
			t.Errorf("%d bytes: got %q, want %q", most, got, want)
		}
	}
}
