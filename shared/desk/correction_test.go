package desk

import (
	"fmt"
	"strings"
	"testing"
)

// TestCorrectionsOfOptions_BX09: which option was put in the place of which is told of
// fields whose values the company wrote, the commonest first; of all else the kind alone.
func TestCorrectionsOfOptions_BX09(t *testing.T) {
	pay := Field{Card: KindDeal, Name: "pay.by", Type: TypeEnum, Options: []Option{{Value: "Cash"}, {Value: "3.5/7 %"}, {Value: strings.Repeat("long ", 20)}}}
	fields := []Field{pay, {Card: KindDeal, Name: "yes", Type: TypeBoolean}, {Card: KindDeal, Name: "note", Type: TypeString}, {Card: KindContact, Name: "sex", Type: TypeEnum, Options: pay.Options}, {Card: KindDeal, Name: "ill", Type: TypeBoolean, Private: true}}
	run := Run{Reading: &Reading{Reader: "offline", Model: "m-4.1", Prompt: "5"}}
	for _, c := range []struct {
		is   string
		of   Correction
		want string
	}{
		{"an option for another", Correction{"pay.by", "Cash", "3.5/7 %"}, "map[pay.by:[{Cash 3.5/7 % 1}]]"},
		{"none for an option", Correction{"pay.by", "3.5/7 %", ""}, "map[pay.by:[{3.5/7 %  1}]]"},
		{"no for yes", Correction{"yes", "true", "false"}, "map[yes:[{true false 1}]]"},
		{"a free value", Correction{"note", "Anna", "Olga"}, "map[]"},
		{"an option that there is no more", Correction{"pay.by", "Anna", "Cash"}, "map[]"},
		{"for one that there is no more", Correction{"pay.by", "Cash", "Anna"}, "map[]"},
		{"a long one", Correction{"pay.by", "Cash", Value(strings.Repeat("long ", 20))}, "map[]"},
		{"of who the customer is", Correction{"sex", "Cash", "3.5/7 %"}, "map[]"},
		{"of what not everybody sees", Correction{"ill", "true", "false"}, "map[]"},
		{"of a field that is gone", Correction{"gone", "Cash", "Card"}, "map[]"},
	} {
		t.Run(c.is, func(t *testing.T) {
			tally, row := Tally{}, FigureRow{Day: "2025-03-14"}
			tally.Correct(row, run, fields, []Correction{c.of})
			f := tally[row]
			if got := fmt.Sprint(f.Swaps()); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if f[FigureOther]+f[FigureEmptied] != 1 || (f[FigureEmptied] == 1) != (c.of.To == "") {
				t.Errorf("by kind: %v", f)
			}
			for name := range f {
				if strings.Contains(string(name), "Anna") || strings.Contains(string(name), "Olga") {
					t.Errorf("a value stands in %s", name)
				}
				if of, whose, _, ok := name.Part(); ok && of == "version" && whose != run.Reading.Version() {
					t.Errorf("%s is of version %q", name, whose)
				}
			}
		})
	}
}

// TestTheCommonestCorrections_BX09: so many pairs are told, and they are the commonest.
func TestTheCommonestCorrections_BX09(t *testing.T) {
	f := Figures{}
	for i := range 30 {
		f[swapFigure(Correction{"pay", Value(fmt.Sprint("a", i)), "b"})] = int64(1 + i)
	}
	got := f.Swaps()["pay"]
	if len(got) != MaxSwaps || got[0] != (Swap{"a29", "b", 30}) || got[MaxSwaps-1] != (Swap{"a20", "b", 21}) {
		t.Errorf("got %v", got)
	}
}

// TestEditedByHand_BX09: a value is corrected by hand where the card holds another than
// the run wrote, and no decision of the run's says so already.
func TestEditedByHand_BX09(t *testing.T) {
	for _, c := range []struct {
		kind     OutcomeKind
		decision Decision
		now      Value
		want     bool
	}{
		{OutcomeFilled, DecisionNone, "2", false},
		{OutcomeFilled, DecisionNone, "3", true},
		{OutcomeFilled, DecisionNone, "", true},
		{OutcomeFilled, DecisionUndo, "", false},
		{OutcomeProposed, DecisionNone, "3", false},
		{OutcomeProposed, DecisionKeep, "3", false},
		{OutcomeProposed, DecisionReplace, "3", true},
		{OutcomeUnchanged, DecisionNone, "3", false},
	} {
		r := Run{State: RunDone, Outcomes: []Outcome{{Field: "n", Kind: c.kind, Decision: c.decision, Value: "2"}}}
		if _, got := r.Edited("n", c.now); got != c.want {
			t.Errorf("%s, %q, now %q: got %t", c.kind, c.decision, c.now, got)
		}
		if _, got := r.Edited("m", c.now); got {
			t.Error("a field that the run knows nothing of")
		}
	}
}
