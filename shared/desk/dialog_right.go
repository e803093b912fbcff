package desk

import "time"

// DialogRight is what the actor may do with the dialogs that they see: read what is
// said in them, or change them, which is to answer. Who signed in answers; whose
// dialogs they see is their Rights' matter. A key may do the highest of what it may
// with cards, which is the one on contacts: who works on nobody's cards has no
// business with what customers say. A supervisor looks after all dialogs.
func (a Actor) DialogRight() Right {
	if a.Role == RoleSupervisor || a.Session != "" {
		return MayChange
	}
	return a.May(KindContact)
}

// MustReadDialogs refuses who may not read dialogs (RS-07).
func (a Actor) MustReadDialogs() error {
	if a.DialogRight() == MayNothing {
		return Refuse(CodeForbidden, "You may not read dialogs. An administrator can give this key a right to leads, deals or cases.")
	}
	return nil
}

// MustAnswer refuses who may only read dialogs, or not even that.
func (a Actor) MustAnswer() error {
	if a.DialogRight() != MayChange {
		return Refuse(CodeForbidden, "You may not answer in dialogs. An administrator can give this key the right to change leads, deals or cases.")
	}
	return nil
}

// MustLet refuses whoever may not accept the dialog, and so may not do what
// accepting is for: reply, set its state, hand it over, close it. What an operator
// has accepted is theirs, and a supervisor's or an admin's to take over. A closed
// dialog is nobody's any more. Nobody may who does not see the dialog.
func (d Dialog) MustLet(a Actor) error {
	if err := a.MustAnswer(); err != nil {
		return err
	}
	if d.Open() && d.Operator != "" && d.Operator != a.Operator && a.MustBe(RoleSupervisor) != nil {
		if d.Assigned() {
			return Refuse(CodeAlreadyAccepted, "The dialog is assigned to operator "+string(d.Operator)+". A supervisor can take it over.")
		}
		return Refuse(CodeAlreadyAccepted, "Operator "+string(d.Operator)+" has accepted the dialog already. A supervisor can take it over.")
	}
	return a.MustSee(d)
}

// MustAct refuses whoever may not act in the dialog as its operator does: hand it
// over, close it, mark it. Whoever it is assigned to accepts it first (OP-10); who
// looks after all dialogs need not.
func (d Dialog) MustAct(a Actor) error {
	if err := d.MustLet(a); err != nil {
		return err
	}
	if d.Assigned() && d.Operator == a.Operator && !a.SeesEveryDialog() {
		return Refuse(CodeNotAccepted, "The dialog is assigned to you. Accept it first.")
	}
	return nil
}

// Accepted is the dialog once the actor's operator is responsible for it (DG-08). What
// another operator has is taken over only by whoever may, and says so: else two
// supervisors who accept at once would take it from each other.
func (d Dialog) Accepted(by Actor, takeOver bool, now time.Time) (Dialog, error) {
	if err := d.MustLet(by); err != nil {
		return d, err
	}
	if d.Open() && d.Operator != "" && d.Operator != by.Operator && !takeOver {
		return d, Refuse(CodeAlreadyAccepted, "Operator "+string(d.Operator)+" has the dialog. To take it over, say so (takeOver).")
	}
	if by.Operator == "" {
		return d, NoOperator()
	}
	if !d.Open() {
		return d, RefuseClosed()
	}
	return d.Taken(by.Operator, now), nil
}

// Set is the dialog with another state, and by a supervisor or an admin with
// another operator; what is empty stays. Without an operator who shall have it,
// one that is to wait, or a bot's, is nobody's any more.
func (d Dialog) Set(by Actor, state DialogState, operator OperatorID, now time.Time) (Dialog, error) {
	if operator != "" {
		if err := by.MustBe(RoleSupervisor); err != nil {
			return d, err
		}
	}
	if err := d.MustAct(by); err != nil {
		return d, err
	}
	if !d.Open() {
		return d, RefuseClosed()
	}
	switch {
	case operator == "" && d.Operator != "" && (state == StateWaiting || state == StateBot):
		d = d.Released(now)
	case operator != "" && operator != d.Operator:
		d.Operator, d.AssignedAt, d.AssignedUntil = operator, time.Time{}, time.Time{}
	}
	if state == "" && operator != "" && d.State == StateBot {
		state = StateWaiting // a bot does not go on where a person is named
	}
	if state != "" {
		d.State = state
	}
	if d.State == StateInProgress && d.Operator == "" {
		return d, Refuse(CodeNobodysDialog, "Nobody has the dialog, so it can't be in progress. Accept it, or name the operator who shall have it.")
	}
	if d.State != StateInProgress {
		d.AcceptedAt = time.Time{}
	} else if d.Operator != "" {
		d = d.Taken(d.Operator, now)
	}
	return d, nil
}

// Given is the dialog once a rule made it an operator's, as if a supervisor had handed it
// to them: out of a bot's hands, and out of another's who was only offered it. What a
// colleague has accepted stays theirs. One that is the operator's already stays as it is.
func (d Dialog) Given(to OperatorID, now time.Time) (Dialog, error) {
	switch {
	case !d.Open():
		return d, RefuseClosed()
	case d.State == StateInProgress && d.Operator != "" && d.Operator != to:
		return d, Refuse(CodeAlreadyAccepted, "Operator "+string(d.Operator)+" has accepted the dialog.")
	}
	return d.Taken(to, now), nil
}

// WaitsFor says whether the dialog waits for the team already, whoever of it is offered it.
func (d Dialog) WaitsFor(team TeamID) bool {
	return d.State == StateWaiting && d.Team == team
}
