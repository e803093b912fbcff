package main

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/reader/offline"
)

// TestRecallSaysWhereEachLabelledValueIsLost: of six labelled values one was never read, one
// put away by grammar, and of the four candidates one lost to none, one to another value, one
// was told too unsurely, and one is filled.
func TestRecallSaysWhereEachLabelledValueIsLost(t *testing.T) {
	x := crossRead{told: []toldValue{{right: false, sure: .9}, {right: true, sure: .3}, {right: true, sure: .9}}}
	for _, w := range []way{
		{far: noStage, told: -1}, {far: offline.StageFormed, told: -1}, {far: offline.StageRead, told: -1},
		{far: offline.StageRead, told: 0}, {far: offline.StageTold, told: 1}, {far: offline.StageTold, told: 2},
	} {
		w.kind, w.language = "money", "en"
		x.ways = append(x.ways, w)
	}
	own := make([]float64, 64)
	for i := range own {
		own[i] = .5
	}
	var out strings.Builder
	x.recall(&out, own)
	for _, name := range []string{"money", "all", "en"} {
		if row := "| " + name + " | 6 | 0.667 | 1 | 1 | 0.250 | 1 | 1 | 1 |\n"; !strings.Contains(out.String(), row) {
			t.Errorf("got %s, want %s", out.String(), row)
		}
	}
}
