package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordingsInACell(t *testing.T) {
	for _, c := range []struct {
		cell string
		want []string
	}{
		{"How much is it?", []string{"How much is it?"}},
		{"How much is it?\nWhat does it cost?", []string{"How much is it?", "What does it cost?"}},
		{"How much is it?|What does it cost?", []string{"How much is it?", "What does it cost?"}},
		{"price; cost; how much", []string{"price", " cost", " how much"}},
		{"price; please|cost", []string{"price; please", "cost"}},
		{"a|b\nc", []string{"a|b", "c"}}, // as export writes them, a line each
	} {
		if d := cmp.Diff(c.want, wordingsIn(c.cell)); d != "" {
			t.Errorf("%q (-want +got)\n%s", c.cell, d)
		}
	}
}
