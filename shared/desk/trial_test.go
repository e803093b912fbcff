package desk_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A dry run counts for what it cost, and for nothing else (BX-07, BX-08).
func TestADryRunCountsItsCostOnly_BX07_BX08(t *testing.T) {
	cost := func(c int64) *desk.Reading { return &desk.Reading{Reader: "r", Usage: desk.Usage{MicroUSD: c}} }
	run := desk.Run{
		State: desk.RunTried, AskedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Reading: cost(5), Outcomes: []desk.Outcome{{Field: "f", Kind: desk.OutcomeFilled}},
		Trial: &desk.Trial{Reading: cost(7), Outcomes: []desk.Outcome{{Field: "f", Kind: desk.OutcomeProposed}}},
	}
	row := desk.FigureRow{Day: "2026-03-01"}
	if d := cmp.Diff(desk.Tally{row: {desk.FigureMicroUSD: 12}}, run.Tally(row)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	for _, state := range []desk.RunState{desk.RunTried, desk.RunFailed} {
		run.State = state
		if es := (desk.FeedRecord{Run: &desk.Change[desk.Run]{New: &run}}).Events(); len(es) != 0 {
			t.Errorf("%s: it tells %v", state, es)
		}
	}
	if d := cmp.Diff([]desk.FieldName{"f"}, run.Differs()); d != "" {
		t.Errorf("differs: -want +got\n%s", d)
	}
}

func TestAComparisonDescribesFieldsOtherwise_BX07(t *testing.T) {
	all := []desk.Field{{Name: "a", Title: "A", Description: "as it is"}, {Name: "b", Title: "B"}}
	c := desk.Comparison{Fields: []desk.TrialField{{Name: "b", Description: "otherwise", On: true}}}
	if d := cmp.Diff([]desk.Field{all[0], {Name: "b", Title: "B", Description: "otherwise", On: true}}, c.Of(all)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if all[1].On || c.Check(all) != nil || c.Check(all[:1]) == nil || !c.Wanted() || (desk.Comparison{}).Wanted() {
		t.Errorf("the fields themselves became %v, or the check is wrong", all[1])
	}
}
