package desk

import (
	"slices"
	"time"
)

// Missed is an assignment that its operator let pass (DG-13).
type Missed struct {
	Operator OperatorID
	At       time.Time
}

// maxMissed is how many missed assignments a dialog remembers, the newest.
const maxMissed = 10

// Priority is which waiting dialog is assigned first (DG-25).
type Priority string

// The priorities.
const (
	PriorityNormal Priority = ""
	PriorityHigh   Priority = "high"
	PriorityUrgent Priority = "urgent"
)

// Rank is the place of a priority among all: the most urgent is 0.
func (p Priority) Rank() int {
	switch p {
	case PriorityUrgent:
		return 0
	case PriorityHigh:
		return 1
	}
	return 2
}

// Snooze puts a dialog off until a moment, or the next message of either side,
// whichever comes first.
type Snooze struct {
	After Seq       // the last message before; 0: the dialog is not put off
	Until time.Time // zero: until the next message only
}

// snoozed says whether nothing was said since the dialog was put off.
func (d Dialog) snoozed() bool { return d.Snooze.After != 0 && d.LastSpoken <= d.Snooze.After }

// Snoozed says whether the dialog is put off.
func (d Dialog) Snoozed(now time.Time) bool {
	return d.Open() && d.snoozed() && (d.Snooze.Until.IsZero() || now.Before(d.Snooze.Until))
}

// Holder is in whose Workload the dialog counts: the operator who has it while it
// is open, assigned or accepted; "": nobody's.
func (d Dialog) Holder() OperatorID {
	if !d.Open() {
		return ""
	}
	return d.Operator
}

// Assigned says that the dialog is an operator's who has not accepted it yet.
func (d Dialog) Assigned() bool { return d.State == StateWaiting && d.Operator != "" }

// Waits says that nobody has the dialog, not even as an assignment.
func (d Dialog) Waits() bool { return d.State == StateWaiting && d.Operator == "" }

// Unrouted says that the dialog waits for a team, and that it has not been looked
// at yet which one, and what the customer is told; or has to be once more, since the
// customer writes again after somebody who stands for no operator answered.
func (d Dialog) Unrouted() bool {
	return d.Waits() && d.Team != "" && d.WaitingSince.IsZero() && !d.Parked()
}

// Parked says that nobody has the dialog and nobody is to be given it: it was answered
// by whoever stands for no operator, and is routed once the customer writes.
func (d Dialog) Parked() bool { return d.answeredByNobody() && d.Turn == TurnCustomer }

// Returned says that the customer wrote in a parked dialog, which is to be routed.
func (d Dialog) Returned() bool { return d.answeredByNobody() && d.Turn == TurnOperator }

func (d Dialog) answeredByNobody() bool {
	return d.Waits() && d.Team != "" && d.WaitingSince.IsZero() && !d.RepliedAt.IsZero()
}

// WaitsFrom is from when the dialog waits, if it does not yet.
func (d Dialog) WaitsFrom() time.Time {
	if d.Returned() {
		return d.LastAt()
	}
	return d.OpenedAt
}

// ToRoute says that routing has to look at the dialog as it begins: it waits for a team, or
// another platform's bot has it, and the team's time-out holds (FB-24).
func (d Dialog) ToRoute() bool {
	return d.Unrouted() || d.State == StateBot && d.Bot == BotExternal && d.Team != ""
}

// Assign is the waiting dialog once routing gave it to an operator, who has so long
// to accept it; 0: as long as they need.
func (d Dialog) Assign(to OperatorID, take time.Duration, now time.Time) Dialog {
	d.Operator, d.AssignedAt, d.AssignedUntil, d.Skip = to, now, time.Time{}, ""
	if take > 0 {
		d.AssignedUntil = now.Add(take)
	}
	return d
}

// Overdue says that the time to take the dialog is over.
func (d Dialog) Overdue(now time.Time) bool {
	return d.Assigned() && !d.AssignedUntil.IsZero() && !now.Before(d.AssignedUntil)
}

// Miss is the assigned dialog once its operator let the time pass: it waits again,
// for as long as it has, for anybody of the team but them. They may still accept it.
func (d Dialog) Miss(now time.Time) Dialog {
	d.Missed = append(slices.Clone(d.Missed), Missed{d.Operator, now})
	d.Missed = d.Missed[max(0, len(d.Missed)-maxMissed):]
	d.Skip = d.Operator
	return d.Released(now)
}

// Released is the open dialog without its operator: it waits, if they had accepted
// it from now on.
func (d Dialog) Released(now time.Time) Dialog {
	if !d.Assigned() || d.WaitingSince.IsZero() {
		d.WaitingSince = now
	}
	d.State, d.Operator = StateWaiting, ""
	d.AssignedAt, d.AssignedUntil, d.AcceptedAt = time.Time{}, time.Time{}, time.Time{}
	return d
}

// Taken is the dialog once an operator is responsible for it.
func (d Dialog) Taken(by OperatorID, now time.Time) Dialog {
	if d.Operator != by || d.State != StateInProgress || d.AcceptedAt.IsZero() {
		d.AcceptedAt = now
	}
	d.Operator, d.State, d.Skip = by, StateInProgress, ""
	d.AssignedAt, d.AssignedUntil = time.Time{}, time.Time{}
	return d
}

// AnsweredBy is the dialog once an operator replied in it: theirs, unless somebody
// else has it. The reply of whoever stands for no operator takes nothing.
func (d Dialog) AnsweredBy(by OperatorID, now time.Time) Dialog {
	if by == "" || d.Operator != "" && d.Operator != by {
		return d
	}
	return d.Taken(by, now)
}

// AnsweredByNobody is the dialog, as it was before the message, once whoever stands for
// no operator replied in it: it is not in progress, since nobody has it. What waits goes
// on waiting, for the customer now; a bot's is not the bot's any more.
func (d Dialog) AnsweredByNobody(was DialogState) Dialog {
	if d.State = was; was == StateBot {
		d.State = StateWaiting
	}
	if d.Waits() {
		d.WaitingSince = time.Time{}
	}
	return d
}

// ClosedOf is the dialog once a person closed it.
func (d Dialog) ClosedOf(by Actor, why CloseReason, now time.Time) Dialog {
	d = d.Closed(why, by.Name, now)
	d.Closer = by.Operator
	return d
}

// Closed is the dialog once it was closed by nobody who is an operator.
func (d Dialog) Closed(why CloseReason, by string, now time.Time) Dialog {
	d.State, d.Turn, d.CloseReason, d.ClosedBy, d.Closer, d.ClosedAt = StateClosed, TurnNobody, why, by, "", now
	return d
}
