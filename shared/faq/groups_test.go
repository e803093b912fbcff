package faq_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/faq"
)

// TestGroups: what asks the same is together, in whatever order and language; what only
// shares small words is not.
func TestGroups(t *testing.T) {
	for _, c := range []struct {
		rule, questions, want string
	}{
		{"nothing", "", ""},
		{"the same words", "do you ship to Canary Islands|can you ship to the canary islands?|DO YOU SHIP TO CANARY ISLANDS", "0 0 0"},
		{"other forms", "есть ли рассрочка|рассрочку даёте?|рассрочка есть у вас", "0 0 0"},
		{"a typing error", "do you ship to Canary Islands|do you ship to Canary Islads", "0 0"},
		{"only small words", "do you have a parking|do you have a catalogue|can I have an invoice", "0 1 2"},
		{"two subjects in turn", "¿hay aparcamiento?|¿abren el domingo?|aparcamiento hay|el domingo abren", "0 1 0 1"},
		{"no words", "🙂|...|🙂", "0 1 2"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var questions, got []string
			if c.questions != "" {
				questions = strings.Split(c.questions, "|")
			}
			for _, n := range faq.Groups(questions) {
				got = append(got, string(rune('0'+n)))
			}
			if !slices.Equal(got, strings.Fields(c.want)) {
				t.Errorf("got groups %v, want %s", got, c.want)
			}
		})
	}
}
