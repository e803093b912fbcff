package knowledge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Inbox is a folder into which a company puts recordings of its calls.
type Inbox interface {
	// Found are the files that lie there whole, a thousand at most.
	Found(ctx context.Context) ([]desk.Found, error)
	// CopyFound copies a file to key, over what is there. ErrNotFound: it is gone, or
	// another by now. Idempotent.
	CopyFound(ctx context.Context, f desk.Found, key string) error
	// RemoveFound takes a file away, unless it is another by now. One that is not there
	// is no error.
	RemoveFound(ctx context.Context, f desk.Found) error
}

// RecordingFolder takes what lies in the folder of recordings, as Recordings.Take takes
// uploads: nobody asks for it but the folder.
//
// A file stays in the folder until what is said in it is written down: then it goes, and
// so it does when a person takes the recording away. One that can't be taken, or that
// nobody can write down, stays, and says so among the recordings. Where as many are kept
// as may be, the others wait in the folder.
//
// Repeating is harmless, and so is dying anywhere: a call is named after its file and
// what is in it, and its job remains when it is gone.
type RecordingFolder struct {
	Inbox  Inbox
	Calls  Calls
	Jobs   flow.Jobs
	Outbox flow.Outbox
	On     bool // somebody writes down what is said; else nothing is touched
	Now    func() time.Time
}

// Look takes what is there, a few at a time. One file never stops the others.
func (r *RecordingFolder) Look(ctx context.Context) (int, error) {
	if !r.On {
		return 0, nil
	}
	found, err := r.Inbox.Found(ctx)
	if err != nil {
		return 0, fmt.Errorf("recordings in their folder: %w", err)
	}
	var failed []error
	var fresh []desk.Found
	told := 0
	for _, f := range found {
		known, over, err := r.known(ctx, f)
		switch {
		case err != nil:
			failed = append(failed, err)
		case !known:
			fresh = append(fresh, f)
		case over:
			told++
			failed = append(failed, r.Inbox.RemoveFound(ctx, f))
		}
	}
	begun, err := r.begin(ctx, fresh)
	return told + begun, errors.Join(append(failed, err)...)
}

// known says whether a file was seen before, and whether it is no longer needed: written
// down, or taken away.
func (r *RecordingFolder) known(ctx context.Context, f desk.Found) (known, over bool, err error) {
	v, err := r.Jobs.Job(ctx, desk.JobID(f.CallID()))
	if errors.Is(err, desk.ErrNotFound) {
		return false, false, nil
	}
	if err != nil || !v.Ended() {
		return true, false, err
	}
	c, err := r.Calls.Call(ctx, f.CallID())
	if errors.Is(err, desk.ErrNotFound) {
		return true, true, nil
	}
	return true, c.State == desk.CallDone, err
}

// begin has new ones written down, or says why not.
func (r *RecordingFolder) begin(ctx context.Context, fresh []desk.Found) (begun int, err error) {
	if len(fresh) == 0 {
		return 0, nil
	}
	all, err := r.Calls.Calls(ctx)
	if err != nil {
		return 0, err
	}
	refused := 0
	for _, c := range all {
		if c.Folder != "" && c.Stored == "" {
			refused++
		}
	}
	var failed []error
	for _, f := range fresh {
		if len(all)+begun >= desk.MaxCalls || begun >= desk.MaxFound {
			break
		}
		c := desk.NewFoundCall(f, r.Now())
		if c.Stored == "" {
			if refused++; refused > desk.MaxRefused {
				continue
			}
		}
		switch err := r.take(ctx, f, c); {
		case err == nil:
			begun++
		case !errors.Is(err, desk.ErrNotFound): // taken back meanwhile
			failed = append(failed, err)
		}
	}
	return begun, errors.Join(failed...)
}

func (r *RecordingFolder) take(ctx context.Context, f desk.Found, c desk.Call) error {
	job := desk.NewCallJob(c, r.Now())
	if c.Stored == "" { // nothing is to be done
		job.State = desk.JobSent
		_, err := r.Calls.AddCall(ctx, c, job)
		return err
	}
	if err := r.Inbox.CopyFound(ctx, f, c.Stored); err != nil {
		return fmt.Errorf("take a recording out of its folder: %w", err)
	}
	if _, err := r.Calls.AddCall(ctx, c, job); err != nil {
		return err
	}
	return r.Outbox.Enqueue(ctx, job, 0)
}
