package kit

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		limit int
		size  Measure
		want  []string
	}{
		"nothing":                        {" \n ", 5, Utf16Len, nil},
		"what fits is one part":          {"abcde", 5, Utf16Len, []string{"abcde"}},
		"at the last space":              {"aa bb cc", 6, Utf16Len, []string{"aa bb", "cc"}},
		"a space right after is a cut":   {"aa bb cc", 5, Utf16Len, []string{"aa bb", "cc"}},
		"rather at a line break":         {"aaaaaa\nb c d", 10, Utf16Len, []string{"aaaaaa", "b c d"}},
		"but not an early one":           {"a\nbbbb cc dd", 9, Utf16Len, []string{"a\nbbbb cc", "dd"}},
		"a long word is cut":             {"abcdefgh", 3, Utf16Len, []string{"abc", "def", "gh"}},
		"bytes, not letters":             {"привет мир", 12, ByteLen, []string{"привет", "мир"}},
		"no letter is cut in its middle": {"привет", 5, ByteLen, []string{"пр", "ив", "ет"}},
		"a family stays together":        {"аб👨‍👩‍👧вг", 9, Utf16Len, []string{"аб", "👨‍👩‍👧в", "г"}},
		"an emoji counts two":            {"🎂🎂🎂", 4, Utf16Len, []string{"🎂🎂", "🎂"}},
	} {
		if d := cmp.Diff(c.want, Split(c.text, c.limit, c.size)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestSplitLosesNothingAndKeepsTheLimit(t *testing.T) {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab я🎂é\n\t👩‍́")), 0, 80, -1).Draw(t, "text")
		limit := rapid.IntRange(8, 30).Draw(t, "limit")
		size := rapid.SampledFrom([]Measure{Utf16Len, ByteLen}).Draw(t, "size")
		parts := Split(text, limit, size)
		if bare(strings.Join(parts, "")) != bare(text) {
			t.Fatalf("lost something: %q", parts)
		}
		for _, p := range parts {
			if p == "" {
				t.Fatal("an empty part")
			}
			// One character as people see it may itself be over so small a limit.
			if size(p) > limit && len([]rune(p)) < 4 {
				t.Fatalf("%q is over %d", p, limit)
			}
		}
	})
}
