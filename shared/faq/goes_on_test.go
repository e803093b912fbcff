package faq

import (
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/words"
)

// TestOpeningHoursAreWhereTheyAreLookedFor: the lines of the two lists that About knows by
// their places are those of opening hours.
func TestOpeningHoursAreWhereTheyAreLookedFor(t *testing.T) {
	for word, lang := range map[string]string{"суббота": "ru", "horario": "es", "closed": "en"} {
		if on := meanings.Get()[words.Stem(word, lang)]; !slices.Contains(on, ofOpen) {
			t.Errorf("%s is on the lines %v of likeness.txt, want %s", word, on, ofOpen)
		}
	}
	for _, said := range []string{"часы работы", "a qué hora abren", "opening hours"} {
		if got := topicsOf(words.Of(said), nil); len(got) != 1 || got[0].of != ofHours {
			t.Errorf("%q is of the topics %v, want %d", said, got, ofHours)
		}
	}
}
