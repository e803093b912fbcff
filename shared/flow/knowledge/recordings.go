package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Calls keeps recorded calls, for a while.
type Calls interface {
	// Call finds one. ErrNotFound: there is none, or no longer.
	Call(ctx context.Context, id desk.CallID) (desk.Call, error)
	// Calls are all, the newest first.
	Calls(ctx context.Context) ([]desk.Call, error)
	// AddCall stores one with its job, unless its id is there. Idempotent: it answers
	// with the one that is stored.
	AddCall(ctx context.Context, c desk.Call, job desk.Job) (desk.Call, error)
	// SaveCall stores it. ErrConflict: it is no longer of that Version, or gone.
	SaveCall(ctx context.Context, c desk.Call) (desk.Call, error)
	// DeleteCall takes it away; one that is not there is no error.
	DeleteCall(ctx context.Context, id desk.CallID) error
}

// Recordings are calls that were recorded: each is written down, and goes into the
// questions that are asked most often (FB-11).
//
// Repeating is harmless: a call is named by the caller's id.
type Recordings struct {
	Calls       Calls
	Uploads     flow.Uploads
	UploadStore flow.UploadStore
	Drafter     *Drafter
	Outbox      flow.Outbox
	Price       *desk.HearingPrice // nil: nobody writes recordings down
	Now         func() time.Time
}

// Estimate is about what it would cost to have a recording written down that is so long,
// or, where nobody knows that (0), has so many bytes; and the length that it is reckoned
// by. on says whether anybody writes recordings down.
func (r *Recordings) Estimate(by desk.Actor, length time.Duration, bytes int64) (microUSD int64, reckoned time.Duration, on bool, err error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return 0, 0, false, err
	}
	if length <= 0 {
		length = desk.CallLength(bytes)
	}
	if r.Price == nil {
		return 0, length, false, nil
	}
	return r.Price.Of(length), length, true, nil
}

// Take takes an upload for a recorded call, to be written down. Refusals: file_unknown,
// file_not_uploaded, file_type_not_allowed, too_many_recordings.
func (r *Recordings) Take(ctx context.Context, by desk.Actor, id desk.CallID, upload desk.UploadID, speakers int) (desk.Call, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return desk.Call{}, err
	}
	all, err := r.Calls.Calls(ctx)
	if err != nil {
		return desk.Call{}, err
	}
	if at := slices.IndexFunc(all, func(c desk.Call) bool { return c.ID == id }); at >= 0 {
		return all[at], nil
	}
	if len(all) >= desk.MaxCalls {
		return desk.Call{}, desk.Refuse(desk.CodeTooManyRecordings, fmt.Sprintf("%d recordings are kept, which is the most. Take some away.", len(all)))
	}
	up, err := r.Uploads.Upload(ctx, upload)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !up.TakenBy(by, r.Now()) {
		return desk.Call{}, desk.RefuseUpload(upload)
	}
	if err != nil {
		return desk.Call{}, fmt.Errorf("upload %s: %w", upload, err)
	}
	c, err := desk.NewCall(id, up, speakers, r.Now())
	if err != nil {
		return c, err
	}
	if err := r.UploadStore.Take(ctx, up, c.Stored); errors.Is(err, desk.ErrNotFound) {
		return c, desk.Refuse(desk.CodeFileNotUploaded, fmt.Sprintf("The %d bytes of upload %s are not there yet. Send them to its address first.", up.Size, up.ID))
	} else if err != nil {
		return c, err
	}
	job := desk.NewCallJob(c, r.Now())
	if c, err = r.Calls.AddCall(ctx, c, job); err != nil {
		return c, err
	}
	return c, r.Outbox.Enqueue(ctx, job, 0)
}

// All are those that are kept, the newest first.
func (r *Recordings) All(ctx context.Context, by desk.Actor) ([]desk.Call, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return nil, err
	}
	return r.Calls.Calls(ctx)
}

// Get is one of them. ErrNotFound.
func (r *Recordings) Get(ctx context.Context, by desk.Actor, id desk.CallID) (desk.Call, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return desk.Call{}, err
	}
	return r.Calls.Call(ctx, id)
}

// Remove takes one away. Its job finds that, and takes its recording away.
func (r *Recordings) Remove(ctx context.Context, by desk.Actor, id desk.CallID) error {
	if err := by.MustChangeKnowledge(); err != nil {
		return err
	}
	return r.Calls.DeleteCall(ctx, id)
}

// Drafts are the questions of all calls that were written down, and of how many.
func (r *Recordings) Drafts(ctx context.Context, by desk.Actor) (calls int, drafts []Draft, err error) {
	all, err := r.All(ctx, by)
	if err != nil {
		return 0, nil, err
	}
	var said [][]Said
	for _, c := range all {
		if c.State == desk.CallDone {
			said = append(said, spoken(c))
		}
	}
	drafts, err = r.Drafter.Drafts(ctx, by, said)
	return len(said), drafts, err
}

func spoken(c desk.Call) (out []Said) {
	for _, s := range c.Said {
		out = append(out, Said(s))
	}
	return out
}

// Ledger keeps what is paid for, by day.
type Ledger interface {
	// Spend adds to a day ("2026-11-22"), by id once.
	Spend(ctx context.Context, day, id string, u desk.Usage) error
}

// CallJob has a recorded call written down.
//
// Repeating is harmless: a recording is written down by one work, named after it, and
// counted once; what is done is not begun again. What was taken away meanwhile is
// forgotten elsewhere, too.
type CallJob struct {
	Calls       Calls
	Transcriber flow.Transcriber // nil: nobody writes it down
	Files       flow.Remover
	Ledger      Ledger
	Now         func() time.Time
}

// Job does the jobs of kind desk.JobCall, each at least once.
func (j *CallJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *CallJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	c, err := j.Calls.Call(ctx, desk.CallID(v.ID))
	if errors.Is(err, desk.ErrNotFound) {
		return 0, j.forget(ctx, desk.Call{Stored: v.Cursor})
	}
	if err != nil {
		return 0, fmt.Errorf("call %s: %w", v.ID, err)
	}
	if c.State == desk.CallWaiting {
		wait, err := j.hear(ctx, c)
		if err != nil || wait > 0 {
			return wait, err
		}
	}
	return 0, j.forget(ctx, c)
}

// hear has it written down. wait says when to look again.
func (j *CallJob) hear(ctx context.Context, c desk.Call) (wait time.Duration, err error) {
	if j.Transcriber == nil {
		return 0, j.save(ctx, c.Failed(desk.CodeTranscriptionOff, j.Now()))
	}
	t, wait, err := j.Transcriber.Transcribe(ctx, c.Recording())
	switch {
	case errors.Is(err, desk.ErrInvalid):
		return 0, j.save(ctx, c.Failed("invalid", j.Now()))
	case err != nil:
		return 0, fmt.Errorf("write down call %s: %w", c.ID, err)
	case wait > 0:
		return wait, nil
	}
	if t.Usage != (desk.Usage{}) {
		if err := j.Ledger.Spend(ctx, j.Now().UTC().Format(time.DateOnly), c.Recording().Name(), t.Usage); err != nil {
			return 0, fmt.Errorf("count what call %s cost: %w", c.ID, err)
		}
	}
	return 0, j.save(ctx, c.Written(t, j.Now()))
}

// save stores what became of it, unless it was taken away meanwhile.
func (j *CallJob) save(ctx context.Context, c desk.Call) error {
	_, err := j.Calls.SaveCall(ctx, c)
	if errors.Is(err, desk.ErrConflict) {
		if _, gone := j.Calls.Call(ctx, c.ID); errors.Is(gone, desk.ErrNotFound) {
			return nil
		}
	}
	return err
}

// forget takes the recording away, here and where it was written down.
func (j *CallJob) forget(ctx context.Context, c desk.Call) error {
	if j.Transcriber != nil {
		if err := j.Transcriber.Forget(ctx, c.Recording()); err != nil {
			return err
		}
	}
	return j.Files.Remove(ctx, c.Stored)
}

// GiveUp implements work.GivesUp.
func (j *CallJob) GiveUp(ctx context.Context, v desk.Job, cause error) error {
	c, err := j.Calls.Call(ctx, desk.CallID(v.ID))
	if errors.Is(err, desk.ErrNotFound) || err == nil && c.State != desk.CallWaiting {
		return nil
	}
	if err != nil {
		return fmt.Errorf("call %s: %w", v.ID, err)
	}
	if err := j.save(ctx, c.Failed(work.CodeOf(cause), j.Now())); err != nil {
		return err
	}
	return j.Files.Remove(ctx, c.Stored)
}
