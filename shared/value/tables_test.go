package value

import (
	"testing"

	"github.com/shopspring/decimal"
)

// TestEveryNumeralIsANumber builds the tables that a running system builds when
// it first reads a number in words.
func TestEveryNumeralIsANumber(t *testing.T) {
	for language, table := range map[string]map[string]numeral{"ru": numeralsRu.Get(), "es": numeralsEs.Get(), "en": numeralsEn.Get()} {
		if len(table) < 30 {
			t.Errorf("%s has %d numerals", language, len(table))
		}
		for word, n := range table {
			if _, err := decimal.NewFromString(n.value); err != nil {
				t.Errorf("%s: %q: %v", language, word, err)
			}
		}
	}
}
