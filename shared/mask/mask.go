// Package mask finds people's data in texts, so that a model need not see them: phones,
// e-mail addresses, account and card numbers, secrets and names. Most, not all: names
// are found by what introduces them, and from a list of first names.
package mask

import (
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// The kinds of placeholders. What stands for a card or a secret is never put back.
const (
	Phone   = "PHONE"
	Email   = "EMAIL"
	Account = "ACCOUNT"
	Card    = "CARD"
	Secret  = "SECRET"
	Name    = "NAME"
	Text    = "TEXT" // what only looks like a placeholder
)

// Placeholder is what a placeholder looks like.
var Placeholder = lazy.Pattern(`\[(PHONE|EMAIL|ACCOUNT|CARD|SECRET|NAME|TEXT)_\d+\]`)

// Texts are texts with placeholders in the place of people's data, for good: nothing is
// put back. The same words have the same placeholder in all of them.
func Texts(texts ...string) []string {
	ms := make([]desk.Message, len(texts))
	for i, t := range texts {
		ms[i] = desk.Message{Author: desk.ByCustomer, Text: t}
	}
	names, known, count := NamesOf(ms), map[string]string{}, map[string]int{}
	out := make([]string, len(texts))
	for i, t := range texts {
		var b strings.Builder
		at := 0
		for _, s := range names.Spans(t) {
			said := s.Kind + " " + strings.ToLower(t[s.From:s.To])
			if known[said] == "" {
				count[s.Kind]++
				known[said] = fmt.Sprintf("[%s_%d]", s.Kind, count[s.Kind])
			}
			b.WriteString(t[at:s.From] + known[said])
			at = s.To
		}
		out[i] = b.String() + t[at:]
	}
	return out
}
