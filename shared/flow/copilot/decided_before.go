package copilot

import "github.com/sufler/sufler/shared/desk"

// decline takes back what would be offered, or filled, and a person kept away
// before (FF-12, D19), unless who asked wants to hear of it again.
func decline(run desk.Run, m desk.CardAnnotations, which func(desk.Outcome) bool) {
	for i, o := range run.Outcomes {
		if which(o) && !run.Again && m.Declines(o) {
			run.Outcomes[i] = o.AsProposed()
			run.Outcomes[i].Kind, run.Outcomes[i].Code, run.Outcomes[i].Reason = desk.Declined, desk.BecauseKeptAway, "a person kept this very value away or corrected it, and it was not said anew since"
		}
	}
}

// heedPeople declines what people kept away before, and offers what would be filled and
// somebody took out of the field, by undo or by hand: that it is empty was their choice.
func heedPeople(run desk.Run, m desk.CardAnnotations) {
	decline(run, m, func(o desk.Outcome) bool { return o.Kind == desk.OutcomeFilled || o.Kind == desk.OutcomeProposed })
	for i, o := range run.Outcomes {
		if mark, ok := m.Marks[o.Field]; ok && o.Kind == desk.OutcomeFilled && mark.Value == o.Value && mark.Run != run.ID {
			run.Outcomes[i].Kind, run.Outcomes[i].Code, run.Outcomes[i].Reason = desk.OutcomeProposed, desk.BecauseTakenBack, "somebody took this very value back"
		}
	}
}
