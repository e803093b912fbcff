package copilot

import "github.com/sufler/sufler/shared/desk"

// Which of a run's fields a decision is asked for, and why there may be none.

// named are the asked fields that the run knows, in the run's order.
func named(run desk.Run, asked map[desk.FieldName]desk.Decision) []desk.FieldName {
	var names []desk.FieldName
	for _, o := range run.Outcomes {
		if _, ok := asked[o.Field]; ok {
			names = append(names, o.Field)
		}
	}
	return names
}

// nothing refuses to decide on all offers of a run that has none, unless it was
// decided like that before.
func nothing(run desk.Run, all desk.Decision) error {
	var other error
	for _, o := range run.Outcomes {
		switch {
		case o.Decision == all:
			return nil
		case o.Kind == desk.OutcomeProposed:
			other = decided(o)
		}
	}
	if other == nil {
		other = desk.Refuse(desk.CodeNoProposal, "The run proposes nothing.")
	}
	return other
}

func decided(o desk.Outcome) error {
	return desk.Refuse(desk.CodeAlreadyDecided, "Field "+string(o.Field)+" was decided before: "+string(o.Decision)+".")
}

// unknown refuses what the run does not know.
func unknown(run desk.Run, asked map[desk.FieldName]desk.Decision) error {
	for name := range asked {
		if _, ok := run.Outcome(name); !ok {
			return desk.Refuse(desk.CodeNoProposal, "The run has no field "+string(name)+".")
		}
	}
	return nil
}
