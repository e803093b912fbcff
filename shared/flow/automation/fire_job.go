package automation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// FireJob does what a rule says.
//
// Repeating is harmless: the firing says how many of its actions were done, and each
// makes the same however often it is tried.
type FireJob struct {
	Rules   RuleStore
	Firings Firings
	Causes  Causes
	Deeds   Deeds
	Reads   Reads
	Now     func() time.Time
}

// Job is the handler.
func (j *FireJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable. Where the rule is gone, what it waited for is no more,
// or its condition does not hold, nothing is done and nothing is kept.
func (j *FireJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	f, err := j.Firings.Firing(ctx, v.Automation, v.Firing)
	if errors.Is(err, desk.ErrNotFound) || err == nil && f.State != desk.FiringWaiting {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	a, err := j.Rules.Automation(ctx, f.Automation)
	if errors.Is(err, desk.ErrNotFound) || err == nil && a.Off {
		return 0, j.Firings.DropFiring(ctx, f)
	}
	if err != nil {
		return 0, err
	}
	about, acts, err := j.acts(ctx, a, f)
	if err != nil || !acts {
		if err == nil {
			err = j.Firings.DropFiring(ctx, f)
		}
		return 0, err
	}
	if len(f.Chain) == 0 {
		chain, err := j.Causes.Cause(ctx, f.Event.Causes())
		if err != nil {
			return 0, err
		}
		if f = f.Following(chain); f.State == desk.FiringCut {
			f.DoneAt = j.Now().UTC()
			_, err := j.Firings.SaveFiring(ctx, f)
			return 0, err
		}
	}
	return 0, j.do(ctx, a, f, about)
}

// GiveUp implements work.GivesUp.
func (j *FireJob) GiveUp(ctx context.Context, v desk.Job, cause error) error {
	f, err := j.Firings.Firing(ctx, v.Automation, v.Firing)
	if errors.Is(err, desk.ErrNotFound) || err == nil && f.State != desk.FiringWaiting {
		return nil
	}
	if err == nil {
		f.State, f.Code, f.DoneAt = desk.FiringFailed, work.CodeOf(cause), j.Now().UTC()
		_, err = j.Firings.SaveFiring(ctx, f)
	}
	return err
}

// do does the actions that were not done yet. One that is refused stops no other.
func (j *FireJob) do(ctx context.Context, a desk.Automation, f desk.Firing, about about) error {
	for f.State == desk.FiringWaiting {
		var err error
		if f.Done < len(a.Then) {
			f, err = j.act(ctx, a, f, about, a.Then[f.Done])
		}
		code := desk.Code("")
		var no *desk.Refusal
		switch {
		case errors.As(err, &no):
			code = no.Code
		case errors.Is(err, desk.ErrInvalid), errors.Is(err, desk.ErrNotFound):
			code = work.CodeOf(err)
		case errors.Is(err, desk.ErrConflict):
			return fmt.Errorf("%w: %w", desk.ErrBusy, err)
		case err != nil:
			return err
		}
		if f, err = j.Firings.SaveFiring(ctx, f.Next(a.Then, code, j.Now().UTC())); err != nil {
			return err
		}
	}
	return nil
}

// act does one action, having noted first of what it will be the cause.
func (j *FireJob) act(ctx context.Context, a desk.Automation, f desk.Firing, at about, do desk.Action) (desk.Firing, error) {
	by, mark, d := a.Actor(), f.Mark(), at.dialog
	if f.By != "" {
		by.Name = f.By
	}
	// What is done is the cause of something: that is noted before.
	causing := func(do func() error, of ...string) error {
		for _, what := range of {
			if err := j.Causes.NoteCause(ctx, what, f.Chain); err != nil {
				return err
			}
		}
		return do()
	}
	if do.Kind == desk.DoMove {
		return j.move(ctx, by, f, at, do.Stage, causing)
	}
	if do.Kind == desk.DoTask {
		card, err := at.worked()
		if err != nil {
			return f, err
		}
		return f, j.Deeds.Task(ctx, do.Task(card, "sufler-"+mark, f.Event.At))
	}
	if do.Kind == desk.DoProcess {
		return j.start(ctx, f, at, do.Process)
	}
	if do.Kind == desk.DoWebhook {
		e := f.Event
		e.ID, e.Kind, e.At, e.Code = desk.EventID("evt_"+mark), desk.EventAutomation, j.Now().UTC(), string(a.ID)
		e.Dialog, e.Line, e.Customer = d.ID, d.Line, d.Customer
		return f, j.Deeds.Call(ctx, do.Endpoint, e)
	}
	if d.ID == "" {
		return f, desk.Refuse(desk.CodeDialogClosed, "No open dialog is bound to the card.")
	}
	switch do.Kind {
	case desk.DoReply:
		return f, j.Deeds.Reply(ctx, by, mark, d.ID, do.Text)
	case desk.DoNote:
		return f, j.Deeds.Note(ctx, by, mark, d.ID, do.Text)
	case desk.DoLabel:
		return f, j.Deeds.Mark(ctx, by, d.ID, nil, do.Label)
	case desk.DoPriority:
		return f, j.Deeds.Mark(ctx, by, d.ID, &do.Priority, "")
	case desk.DoAssign:
		if do.Team != "" {
			child := desk.NewDialogID(d.Customer, d.Number+1)
			return f, causing(func() error { return j.Deeds.HandOver(ctx, by, d.ID, do.Team) }, desk.CauseDialog(d.ID), desk.CauseDialog(child))
		}
		return f, causing(func() error { return j.Deeds.Assign(ctx, d.ID, do.Operator) }, desk.CauseAssigned(d.ID, do.Operator))
	case desk.DoRun:
		id := desk.RunID("r" + mark)
		return f, causing(func() error { return j.Deeds.AskRun(ctx, by, id, d.ID) }, desk.CauseRun(id))
	}
	return f, fmt.Errorf("%w: there is no action %s", desk.ErrInvalid, do.Kind)
}

// move moves the deal. What it saw is kept first: who was cut off after moving it finds
// another version, and does not move it again, whoever has moved it since.
func (j *FireJob) move(ctx context.Context, by desk.Actor, f desk.Firing, at about, to desk.StageID, causing func(func() error, ...string) error) (desk.Firing, error) {
	ref, err := at.deal()
	if err != nil {
		return f, err
	}
	card, err := j.Reads.Cards.Card(ctx, ref)
	if err != nil || card.Stage == to || f.Saw != "" && f.Saw != "at "+card.ETag {
		return f, err
	}
	f.Saw = "at " + card.ETag
	if f, err = j.Firings.SaveFiring(ctx, f); err != nil {
		return f, err
	}
	return f, causing(func() error { return j.Deeds.Move(ctx, by, card, to) }, desk.CauseStage(ref, to))
}

// starting is what a firing saw that is about to start a process.
const starting = "starting"

// start starts a process of the CRM's own, at most once: that it is about to be started is
// stored first, and who finds it so does not know what became of it.
func (j *FireJob) start(ctx context.Context, f desk.Firing, at about, process string) (desk.Firing, error) {
	ref, err := at.worked()
	if err != nil {
		return f, err
	}
	unsure := desk.Refuse(desk.CodeProcessUnsure, "Nobody knows whether the process "+process+" was started on "+ref.String()+": look there.")
	if f.Saw == starting {
		return f, unsure
	}
	f.Saw = starting
	if f, err = j.Firings.SaveFiring(ctx, f); err != nil {
		return f, err
	}
	err = j.Deeds.Start(ctx, desk.CardProcess{Card: ref, Process: process})
	var no *desk.Refusal
	var later *desk.Later
	switch {
	case err == nil, errors.As(err, &no), errors.Is(err, desk.ErrInvalid), errors.Is(err, desk.ErrNotFound):
		return f, err
	case errors.As(err, &later): // nothing was sent: it may be tried again
		f.Saw = ""
		if f, bad := j.Firings.SaveFiring(ctx, f); bad != nil {
			return f, bad
		}
		return f, err
	}
	return f, unsure
}
