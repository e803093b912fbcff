package automation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Presser does chat actions: rules that an operator has done by a button.
type Presser struct {
	Rules   RuleStore
	Firings Firings
	Jobs    flow.Jobs
	Dialogs flow.Dialogs
	Outbox  flow.Outbox
	Now     func() time.Time
}

// Buttons are those that a dialog has, for whoever may act in it, by their titles.
func (p *Presser) Buttons(ctx context.Context, by desk.Actor, id desk.DialogID) ([]desk.Automation, error) {
	d, err := p.dialog(ctx, by, id)
	if err != nil {
		return nil, err
	}
	all, err := p.Rules.Automations(ctx)
	all = slices.DeleteFunc(all, func(a desk.Automation) bool { return !a.Button(d) })
	slices.SortStableFunc(all, func(a, b desk.Automation) int { return strings.Compare(a.Title, b.Title) })
	return all, err
}

// Press has a rule act in a dialog. Repeating with the same mark answers with the same
// firing. ErrNotFound: there is no such button.
func (p *Presser) Press(ctx context.Context, by desk.Actor, id desk.DialogID, rule desk.AutomationID, mark string) (desk.Firing, error) {
	d, err := p.dialog(ctx, by, id)
	if err != nil {
		return desk.Firing{}, err
	}
	a, err := p.Rules.Automation(ctx, rule)
	if err == nil && !a.Button(d) {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.Firing{}, fmt.Errorf("action %s: %w", rule, err)
	}
	f := desk.NewPressed(a.ID, d, mark, by.Name, p.Now().UTC())
	job := f.Job(p.Now())
	if err := p.Firings.AddFiring(ctx, f, job); err != nil {
		return f, err
	}
	if err := p.Outbox.Enqueue(ctx, job, 0); err != nil {
		return f, err
	}
	return p.stored(ctx, f, job.ID)
}

// dialog is an open one in which the actor may act.
func (p *Presser) dialog(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	d, err := p.Dialogs.Dialog(ctx, id)
	if err == nil {
		err = d.MustAct(by)
	}
	if err == nil && !d.Open() {
		err = desk.RefuseClosed()
	}
	return d, err
}

// stored is the firing of a job, which an earlier request may have made; f, if nothing
// is kept of it.
func (p *Presser) stored(ctx context.Context, f desk.Firing, id desk.JobID) (desk.Firing, error) {
	job, err := p.Jobs.Job(ctx, id)
	if err != nil {
		return f, err
	}
	have, err := p.Firings.Firing(ctx, job.Automation, job.Firing)
	if errors.Is(err, desk.ErrNotFound) {
		return f, nil
	}
	return have, err
}
