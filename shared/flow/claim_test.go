package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// The queue hands a wakeup over twice, and another process has it while the first one
// reads: it reads nothing, and has the wakeup come again when the first one's claim lapses.
func TestAnalyze_WhileOneReadsAnotherWaits_BX05(t *testing.T) {
	w := newWorld(t)
	ref := ordered(w)
	find := desk.Reading{Summary: "s", Reader: "test"}
	w.read = func(chat desk.Chat) (desk.Reading, error) {
		if w.reads > 1 {
			t.Error("two processes read at once")
			return find, nil
		}
		w.now = w.now.Add(time.Minute) // it takes a while
		wakeup := w.run("r1").Wakeup()
		if err := w.parts().Analyzer().Analyze(context.Background(), wakeup); err != nil {
			t.Errorf("the other process: %v", err)
		}
		if at, want := w.wakeups[wakeup], w.run("r1").StartedAt.Add(desk.ReadingLease); !at.Equal(want) {
			t.Errorf("the wakeup comes again at %s, want %s", at, want)
		}
		find.Findings = []desk.Finding{found(chat, "product", "chairs")}
		return find, nil
	}
	w.ask("r1", dialogID("ann", 1))
	w.pass(time.Hour)
	if r := w.run("r1"); r.State != desk.RunDone || w.reads != 1 || w.card(ref).Values["product"] != "chairs" {
		t.Errorf("the run is %s (%s), read %d times, the card %v", r.State, r.Reason, w.reads, w.card(ref).Values)
	}
}

// A value of which the reader is not sure is proposed, even into an empty field.
func TestFill_WhatTheReaderIsNotSureOfIsProposed_FF01(t *testing.T) {
	for confidence, want := range map[float64]desk.OutcomeKind{
		0: desk.OutcomeFilled, desk.ProposeBelow - 0.01: desk.OutcomeProposed, desk.ProposeBelow: desk.OutcomeFilled, 1: desk.OutcomeFilled,
	} {
		w := newWorld(t)
		ref := ordered(w)
		w.read = func(chat desk.Chat) (desk.Reading, error) {
			f := found(chat, "product", "chairs")
			f.Confidence = confidence
			return desk.Reading{Summary: "s", Findings: []desk.Finding{f}}, nil
		}
		w.ask("r1", dialogID("ann", 1))
		w.work()
		run := w.run("r1")
		i, _ := run.Outcome("product")
		o := run.Outcomes[i]
		if o.Kind != want || (o.Code == desk.BecauseUnsure) != (want == desk.OutcomeProposed) || (w.card(ref).Values["product"] == "chairs") != (want == desk.OutcomeFilled) {
			t.Errorf("sure to %.2f: %s %s, the card holds %v", confidence, o.Kind, o.Code, w.card(ref).Values)
		}
	}
}
