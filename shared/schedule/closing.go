package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/awsjson"
	"github.com/sufler/sufler/shared/desk"
)

// Closing starts the closing steps of a dialog on Step Functions
// (infra/closing.asl.json).
type Closing struct {
	SFN     service // see NewSFN
	Machine string  // the state machine's ARN
	Now     func() time.Time
}

// StartClosing starts the steps, named after the dialog. Step Functions keeps
// one execution a name while it runs and for 90 days after, so a second start,
// with the same or with another deadline, does nothing and is no error.
//
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
func (c Closing) StartClosing(ctx context.Context, d desk.DialogID, at time.Time) error {
	return c.start(ctx, string(d), d, at)
}

// CloseSooner starts other steps beside those that wait for a later time, since an
// execution's wait can't be shortened. They are named after the time, too: each
// deadline has one. Whichever asks last finds the dialog closed and ends.
func (c Closing) CloseSooner(ctx context.Context, d desk.DialogID, at time.Time) error {
	return c.start(ctx, fmt.Sprintf("%s-t%d", d, at.Unix()), d, at)
}

func (c Closing) start(ctx context.Context, name string, d desk.DialogID, at time.Time) error {
	raw, err := json.Marshal(Steps{Dialog: d, At: c.wait(at)})
	if err != nil {
		return fmt.Errorf("%w: %w", desk.ErrInvalid, err)
	}
	err = c.SFN.Call(ctx, "StartExecution", execution{Machine: c.Machine, Name: name, Input: string(raw)}, nil)
	var fault *awsjson.Fault
	if err == nil || errors.As(err, &fault) && fault.Kind == "ExecutionAlreadyExists" {
		return nil
	}
	return fmt.Errorf("start the closing steps of %s: %w", d, err)
}

// execution is StartExecution's request.
type execution struct {
	Machine string `json:"stateMachineArn"`
	Name    string `json:"name"`
	Input   string `json:"input"`
}

func (c Closing) wait(at time.Time) time.Time { return until(c.Now(), at) }

// How long one execution lives. Step Functions ends one after a year and after
// 25,000 events in its history. A round is 9 events (wait 2, closing function 5,
// choice 2), so a hundred rounds are 900, and with waits of at most three days
// they take 300 days at most. After them a fresh execution goes on, named after
// the dialog and its generation.
//
// A failed try of the closing function is 3 events more, and 21 tries, which
// take over two hours, and the hour's wait after them are 72: the 24,100 events
// that are left let the function fail for a month without end before any dialog
// is forgotten.
//
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
const (
	maxRounds = 100
	maxWait   = 72 * time.Hour
)

// until is the moment to wait for: at, or earlier if that is too far away. Who
// comes early looks at the dialog and waits on. Whole seconds, rounded up: that
// is as fine as a Wait state is sure to be.
func until(now, at time.Time) time.Time {
	if limit := now.Add(maxWait); at.After(limit) {
		at = limit
	}
	if whole := at.Truncate(time.Second); !whole.Equal(at) {
		at = whole.Add(time.Second)
	}
	return at.UTC()
}

// Steps is what the closing steps carry from one state to the next: their input
// and the closing function's.
type Steps struct {
	Dialog     desk.DialogID `json:"dialog"`
	At         time.Time     `json:"at"`         // the deadline
	Round      int           `json:"round"`      // how often this execution has asked
	Generation int           `json:"generation"` // how many executions went before
}

// Next is what the closing function answers, and the state machine chooses by.
type Next struct {
	Steps
	Next string `json:"next"` // one of the words below
	// Fresh: the next execution's name and input.
	Name string `json:"name,omitempty"`
	// Wake: the quiet queue's message, its group, and its delay in seconds.
	Message string `json:"message,omitempty"`
	Group   string `json:"group,omitempty"`
	Delay   int32  `json:"delay"`
}

// The words that the state machine knows.
const (
	NextAgain = "again" // wait until At and ask again
	NextFresh = "fresh" // the same, in a fresh execution
	NextWake  = "wake"  // the dialog is closed: send Message
	NextEnd   = "end"   // the dialog is closed: nothing follows
)

// After writes what comes after s: asking again at a time (zero: the dialog is
// closed), or a wakeup after a delay (nil: none).
func (s Steps) After(now, again time.Time, wake *desk.Wakeup, after time.Duration) (Next, error) {
	switch {
	case !again.IsZero():
		n := Next{Steps: s, Next: NextAgain}
		n.At, n.Round = until(now, again), s.Round+1
		if n.Round >= maxRounds {
			n.Next, n.Round, n.Generation = NextFresh, 0, s.Generation+1
			n.Name = fmt.Sprintf("%s-g%d", s.Dialog, n.Generation)
		}
		return n, nil
	case wake != nil:
		raw, err := json.Marshal(wakeup{Dialog: wake.Dialog, Run: wake.Run})
		if err != nil {
			return Next{}, fmt.Errorf("%w: %w", desk.ErrInvalid, err)
		}
		return Next{Steps: s, Next: NextWake, Message: string(raw), Group: groupOf(wake.Dialog), Delay: delay(after)}, nil
	}
	return Next{Steps: s, Next: NextEnd}, nil
}
