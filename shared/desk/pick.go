package desk

import (
	"slices"
	"strconv"
	"strings"
)

// HasButtons says whether the message, one of ours, offers answers to choose from.
func (m Message) HasButtons() bool {
	ours := m.Author == ByOperator || m.Author == ByBot
	return ours && slices.ContainsFunc(m.Buttons, func(b Button) bool { return b.URL == "" })
}

// Picked is the answer that a customer chooses by words instead of pressing:
// what stands on it, or what it answers with, or its number, if numbered says
// that the answers stood numbered in the text. Words that could mean two of them
// choose none.
func Picked(words string, offered, numbered []Button) (Button, bool) {
	words = strings.TrimSpace(words)
	var found []Button
	for _, b := range offered {
		if b.URL == "" && (strings.EqualFold(words, strings.TrimSpace(b.Text)) || words == b.Answer()) {
			found = append(found, b)
		}
	}
	if n := choice(words); n > 0 && n <= len(numbered) {
		found = append(found, numbered[n-1])
	}
	if len(found) == 0 || found[0].URL != "" {
		return Button{}, false
	}
	for _, b := range found {
		if b != found[0] {
			return Button{}, false
		}
	}
	return found[0], true
}

// choice reads a number that chooses: "2", "2.", "2)", keycaps; 0: it is none.
func choice(words string) int {
	words = strings.ReplaceAll(words, "🔟", "10")
	// A keycap is its digit, a variation selector and the enclosing mark.
	words = strings.NewReplacer("\ufe0f", "", "\u20e3", "").Replace(words)
	if rest, ok := strings.CutSuffix(words, "."); ok {
		words = rest
	} else {
		words = strings.TrimSuffix(words, ")")
	}
	n, err := strconv.Atoi(words)
	if err != nil || n < 1 || n > MaxButtons || strconv.Itoa(n) != words {
		return 0
	}
	return n
}
