package desk

import (
	"slices"
	"strconv"
	"time"
)

// OperatorStatus is whether an operator gets new dialogs (OP-01, OP-02). That they
// are at their limit follows from their Workload and can't be set (DG-12).
type OperatorStatus string

// The statuses.
const (
	OperatorInactive OperatorStatus = "inactive" // at first (OP-03): keeps what they have
	OperatorActive   OperatorStatus = "active"
)

// DefaultDialogLimit is how many dialogs an operator has at once, if nobody said (DG-11).
const DefaultDialogLimit = 5

// MaxDialogLimit is the highest limit that can be set.
const MaxDialogLimit = 1000

// Workload is what an operator has to do, and whether they take more. It is one
// record that every assignment, acceptance, transfer and end of a dialog changes
// in the dialog's own transaction: so limit and load are exact whatever races.
type Workload struct {
	Operator OperatorID
	Status   OperatorStatus
	// Before is the status that signing in brings back (OP-05, OP-06).
	Before OperatorStatus
	Limit  int  // 0: DefaultDialogLimit
	Off    bool // the account is switched off: nothing is given to it
	// Dialogs are the open ones that are theirs, assigned or accepted.
	Dialogs []DialogID
	// AssignedAt is when they were last given one: whose lies longest back is next
	// by the rule "order" (DG-03).
	AssignedAt time.Time
	Version    int64 // of the stored record; 0: new
}

// Most is how many dialogs the operator has at once, at most.
func (w Workload) Most() int {
	if w.Limit == 0 {
		return DefaultDialogLimit
	}
	return w.Limit
}

// Full says whether the operator is at their limit (DG-10).
func (w Workload) Full() bool { return len(w.Dialogs) >= w.Most() }

// Take is the workload once the operator was given the dialog: assigned, handed
// over or accepted. It is refused to who is at their limit or switched off; what
// routing assigns, to who is inactive. What they have already stays.
func (w Workload) Take(d Dialog) (Workload, error) {
	who := "Operator " + string(w.Operator)
	routed := d.Assigned() && !d.AssignedAt.IsZero()
	switch {
	case slices.Contains(w.Dialogs, d.ID):
		return w, nil
	case w.Off:
		return w, Refuse(CodeOperatorOff, who+"'s account is switched off.")
	case w.Full():
		return w, Refuse(CodeLimitReached, who+" has "+strconv.Itoa(len(w.Dialogs))+" open dialogs and takes no more than "+strconv.Itoa(w.Most())+" at once. One has to be closed or handed over first, or the limit raised.")
	case routed && w.Status != OperatorActive:
		return w, Refuse(CodeOperatorInactive, who+" is not active.")
	}
	if routed {
		w.AssignedAt = d.AssignedAt
	}
	return w.With(d.ID), nil
}

// WithStatus is the workload with a status that somebody chose. An account that is
// switched off is not active.
func (w Workload) WithStatus(s OperatorStatus) (Workload, error) {
	if w.Off && s == OperatorActive {
		return w, Refuse(CodeOperatorOff, "Operator "+string(w.Operator)+"'s account is switched off.")
	}
	w.Status, w.Before = s, ""
	return w, nil
}

// SignedOut is the workload once the operator's last session ended: inactive, and what
// they were comes back when they sign in (OP-05, OP-06).
func (w Workload) SignedOut() Workload {
	if w.Status == OperatorActive {
		w.Status, w.Before = OperatorInactive, OperatorActive
	}
	return w
}

// TransferStanding is how an operator stands in the list of those to whom dialogs
// can be handed over (DG-12, DG-16).
type TransferStanding string

// The standings.
const (
	StandsActive   TransferStanding = "active"
	StandsInactive TransferStanding = "inactive"
	StandsFull     TransferStanding = "limit_reached"
)

// Standing says how the operator stands: whoever is at their limit can't be handed
// anything, active or not (DG-17).
func (w Workload) Standing() TransferStanding {
	switch {
	case w.Full():
		return StandsFull
	case w.Status == OperatorActive:
		return StandsActive
	}
	return StandsInactive
}

// Free says whether a waiting dialog may be assigned to the operator (DG-06, DG-09,
// DG-10).
func (w Workload) Free() bool { return !w.Off && w.Status == OperatorActive && !w.Full() }

// With is the workload with a dialog more; Without is its inverse. Repeating
// either changes nothing.
func (w Workload) With(d DialogID) Workload {
	if !slices.Contains(w.Dialogs, d) {
		w.Dialogs = append(slices.Clone(w.Dialogs), d)
	}
	return w
}

// Without is the workload without a dialog.
func (w Workload) Without(d DialogID) Workload {
	w.Dialogs = slices.DeleteFunc(slices.Clone(w.Dialogs), func(have DialogID) bool { return have == d })
	return w
}
