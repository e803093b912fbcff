package copilot

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Analyzer is woken when a dialog may be quiet: it reads the dialog and hands
// what was read to the Filler.
//
// Repeating is harmless: a run that ended is left alone, a run that somebody is
// at is looked at again when their claim lapses, and a reading that is stored
// is never made again.
type Analyzer struct {
	Dialogs flow.Dialogs
	Runs    flow.Runs
	Chats   Chats
	Reader  flow.Reader
	Rules   flow.Reader // what a dry run may compare Reader with: it costs nothing
	Filler  *Filler
	Quiet   flow.QuietQueue
	Now     func() time.Time
	// Since voids claims older than itself: the start of a process that is the
	// only one to claim. Zero where others claim too; then a claim lapses after
	// Lease.
	Since time.Time
	// Lease is longer than a call can take; 0: desk.ReadingLease.
	Lease time.Duration
}

// Analyze does what a wakeup is for, or puts it off. An error asks for the
// wakeup once more.
func (a *Analyzer) Analyze(ctx context.Context, w desk.Wakeup) error {
	run, err := a.Runs.Run(ctx, w.Run)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (run.Ended() || run.Dialog != w.Dialog) {
		return nil // the dialog moved on
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", w.Run, err)
	}
	d, err := a.Dialogs.Dialog(ctx, run.Dialog)
	if errors.Is(err, desk.ErrNotFound) {
		return nil // it was erased, and the run is about to be
	}
	if err != nil {
		return fmt.Errorf("dialog %s: %w", run.Dialog, err)
	}
	run, mine, err := a.claim(ctx, run, d)
	if err != nil || !mine {
		return err
	}
	if run.Ended() {
		return nil
	}
	err = desk.Try(func() error {
		if run.Dry() {
			return a.try(ctx, &run, d)
		}
		if run.Reading != nil && len(run.Outcomes) > 0 {
			return a.resume(ctx, run)
		}
		if err := a.read(ctx, &run, d); err != nil || run.Ended() {
			return err
		}
		return a.Filler.Fill(ctx, run)
	})
	if err != nil {
		return a.failed(ctx, run, err)
	}
	return nil
}

// claim makes the run this function's, once the dialog is quiet. If it is not
// quiet yet, or somebody else is at it, the wakeup is sent again for later; and
// one that was claimed often enough ends.
func (a *Analyzer) claim(ctx context.Context, run desk.Run, d desk.Dialog) (desk.Run, bool, error) {
	s, err := a.Chats.Config.Settings(ctx)
	if err != nil {
		return run, false, fmt.Errorf("settings: %w", err)
	}
	now := a.Now()
	if lapses := run.StartedAt.Add(cmp.Or(a.Lease, desk.ReadingLease)); run.State == desk.RunRunning && now.Before(lapses) && !run.StartedAt.Before(a.Since) {
		return run, false, a.Quiet.Schedule(ctx, run.Wakeup(), lapses.Sub(now))
	}
	if run.Attempt >= desk.MaxAttempts { // a claim is counted before the work: the process died over each
		return run, false, a.failed(ctx, run, fmt.Errorf("read %s: %w", d.ID, work.ErrCutOff))
	}
	if run.Reading == nil && !d.QuietAt(now, s.QuietPeriod()) {
		run.State, run.StartsAt = desk.RunWaiting, d.QuietFrom(s.QuietPeriod())
	} else if run.State != desk.RunWaiting || !now.Before(run.StartsAt) {
		run.State, run.StartedAt, run.Attempt, run.ClaimedBy = desk.RunRunning, now, run.Attempt+1, rand.Text()
	}
	run, err = a.save(ctx, run, nil)
	if errors.Is(err, desk.ErrConflict) || err == nil && run.Ended() {
		return run, false, nil // somebody else was faster with this very wakeup
	}
	if err != nil {
		return run, false, fmt.Errorf("claim run %s: %w", run.ID, err)
	}
	if run.State == desk.RunWaiting {
		return run, false, wake(ctx, a.Quiet, run, now)
	}
	return run, true, nil
}

// read has the thread read and stores the reading before anything is done with
// it. What must hold is checked again: minutes may have passed since the asking.
func (a *Analyzer) read(ctx context.Context, run *desk.Run, d desk.Dialog) error {
	if err := a.holds(ctx, run, d); err != nil {
		return err
	}
	chat, err := a.Chats.Chat(ctx, d, run.Card, run.Language)
	if err != nil {
		return err
	}
	if run.Reading == nil { // from here on it stays on the run, and is stored with its putting off
		reading, err := a.Reader.Read(ctx, chat)
		if err != nil {
			return unread{fmt.Errorf("read %s: %w", d.ID, err)}
		}
		reading.Upto = d.Last
		run.Reading = &reading
	}
	plan, ofContact, err := a.Filler.Plan(ctx, chat, run.Card, *run.Reading)
	if err != nil {
		return err
	}
	run.Outcomes = plan
	checked := run.Reading.Checked(chat.Fields, append(plan, ofContact...), chat.Locale.Language)
	run.Reading = &checked
	saved, err := a.save(ctx, *run, nil)
	if err != nil {
		return err
	}
	*run = saved
	return nil
}

// save stores the run. A lost answer is looked up, or the run would wait until
// the claim of nobody lapses: as long as the claim is ours, what is stored is
// what we wrote, now or just before.
func (a *Analyzer) save(ctx context.Context, run desk.Run, es []desk.Entry) (desk.Run, error) {
	saved, err := a.Runs.SaveRun(ctx, run, nil, es)
	if err == nil || run.ClaimedBy == "" {
		return saved, err
	}
	have, lost := a.Runs.Run(ctx, run.ID)
	switch {
	case lost != nil || have.ClaimedBy != run.ClaimedBy:
		return run, err
	case have.Ended() || !errors.Is(err, desk.ErrConflict) && have.Version > run.Version:
		return have, nil
	case errors.Is(err, desk.ErrConflict):
		run.Version = have.Version
		return a.Runs.SaveRun(ctx, run, nil, es)
	}
	return run, err
}

// failed puts a run off, or ends it: a refusal and what can never work end it
// at once, everything else after desk.MaxAttempts. A call that ran out of time
// puts it off, too: nobody has to wait until its claim lapses.
func (a *Analyzer) failed(ctx context.Context, run desk.Run, cause error) error {
	if errors.Is(cause, desk.ErrConflict) {
		return cause // somebody else has the run; the repeat will see how far it got
	}
	ctx, cancel := work.Lastly(ctx)
	defer cancel()
	now := a.Now()
	run, wait := lasting(run, cause, now)
	var no *desk.Refusal
	switch {
	case errors.As(cause, &no):
		run = refused(run, no, now)
	case errors.Is(cause, desk.ErrInvalid), errors.Is(cause, desk.ErrNotFound), run.Attempt >= desk.MaxAttempts:
		run.State, run.Code, run.Reason, run.DoneAt = desk.RunFailed, codeOf(cause), cause.Error(), now
	default:
		run.State, run.Reason = desk.RunWaiting, cause.Error()
		run.StartsAt = now.Add(max(desk.Backoff(run.Attempt), wait))
	}
	var es []desk.Entry
	if run.Ended() && !run.Dry() {
		es = []desk.Entry{{
			ID: desk.Digest("t", string(run.ID), "failed"), Card: run.Card, At: now, By: run.By,
			Kind: desk.EntryFailed, Dialog: run.Dialog, Run: run.ID, Text: run.Reason,
		}}
	}
	run, err := a.save(ctx, run, es)
	if err != nil {
		return errors.Join(cause, err)
	}
	if run.State == desk.RunWaiting {
		return wake(ctx, a.Quiet, run, now)
	}
	return nil
}

// unread is an error of the reader's.
type unread struct{ error }

func (u unread) Unwrap() error { return u.error }

// codeOf is why a run failed, in a word. Where a reader can never work, nothing is wrong
// with what was asked for: its settings are to be changed.
func codeOf(cause error) desk.Code {
	if errors.As(cause, new(unread)) && errors.Is(cause, desk.ErrInvalid) {
		return desk.CodeReaderSettings
	}
	return work.CodeOf(cause)
}

// lasts is for how long a run waits for a CRM that is down.
const lasts = 24 * time.Hour

// lasting is the run with its attempts as they count: a CRM that wants to be left alone,
// for how long is answered, is no failure of the run's; and once the reading was paid
// for, no CRM that is down makes it come to nothing in less than a day.
func lasting(run desk.Run, cause error, now time.Time) (desk.Run, time.Duration) {
	if !errors.Is(cause, desk.ErrBusy) || now.Sub(run.AskedAt) > lasts {
		return run, 0
	}
	var later *desk.Later
	if errors.As(cause, &later) {
		run.Attempt = max(run.Attempt-1, 0)
		return run, later.Until.Sub(now)
	}
	if run.Reading != nil {
		run.Attempt = min(run.Attempt, desk.MaxAttempts-2)
	}
	return run, 0
}
