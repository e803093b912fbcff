package faq

import (
	"slices"
	"testing"
)

// TestTheThresholdTellsWhatABaseIsAbout_FB04: from what even the least alike of its wordings
// come to; how far beyond moves nothing, and entries that are nearly one and the same make
// no base one of a single trade.
func TestTheThresholdTellsWhatABaseIsAbout_FB04(t *testing.T) {
	base := func(entries int, low, high float64) *Base {
		own := slices.Concat(slices.Repeat([]float64{low}, 3*entries), slices.Repeat([]float64{high}, 2*entries))
		return &Base{entries: make([]Entry, entries), odds: odds{own: own}}
	}
	many, trade := base(40, 0, 3).Sure(.05), base(40, 2, 5).Sure(.05)
	for _, c := range []struct {
		rule string
		got  float64
		is   bool
	}{
		{"of many things lower than of one trade", many, many < trade},
		{"twins among many things", base(40, 0, 9).Sure(.05), base(40, 0, 9).Sure(.05) == many},
		{"more alike within a trade", base(40, 4.5, 5).Sure(.05), base(40, 4.5, 5).Sure(.05) == trade},
		{"less alike among many things", base(40, -1, 3).Sure(.05), base(40, -1, 3).Sure(.05) == many},
		{"between the two", base(40, 1.35, 3).Sure(.05), base(40, 1.35, 3).Sure(.05) > many && base(40, 1.35, 3).Sure(.05) < trade},
		{"a trade's, if it may seldom be wrong", base(40, 2, 5).Sure(.01), base(40, 2, 5).Sure(.01) >= trade},
		{"more entries are more alike by chance", base(80, 1.4, 3).Sure(.05), base(80, 1.4, 3).Sure(.05) < base(40, 1.4, 3).Sure(.05)},
		{"few that are alike", base(10, 1.6, 2).Sure(.05), base(10, 1.6, 2).Sure(.05) > base(10, -2, 2).Sure(.05)},
		{"a trade whose own wordings come to less", base(40, 2, 3).Sure(.05), base(40, 2, 3).Sure(.05) < trade},
		{"… by no more than their number bears", base(40, 2, 50).Sure(.05), base(40, 2, 50).Sure(.05) == base(40, 2, 6).Sure(.05)},
		{"… and less where they are few", base(5, 2, 50).Sure(.05), base(5, 2, 50).Sure(.05) < base(40, 2, 50).Sure(.05)},
		{"one entry, of which nothing tells", base(1, 0, 0).Sure(.05), base(1, 0, 0).Sure(.05) > base(5, -2, -2).Sure(.05)},
		{"few are not higher than a trade", base(10, 4, 9).Sure(.05), base(10, 4, 9).Sure(.05) <= trade},
	} {
		if !c.is {
			t.Errorf("%s: got %.3f; of many things %.3f, of one trade %.3f", c.rule, c.got, many, trade)
		}
	}
}
