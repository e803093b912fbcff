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

// Keeper is what administrators do with rules.
type Keeper struct {
	Rules   RuleStore
	Firings Firings
	Config  flow.Config
	Waiting *Waiting
	Now     func() time.Time
}

// All are the rules, the oldest first.
func (k *Keeper) All(ctx context.Context, by desk.Actor) ([]desk.Automation, error) {
	if err := by.MustBe(); err != nil {
		return nil, err
	}
	return k.Rules.Automations(ctx)
}

// Get finds one.
func (k *Keeper) Get(ctx context.Context, by desk.Actor, id desk.AutomationID) (desk.Automation, error) {
	if err := by.MustBe(); err != nil {
		return desk.Automation{}, err
	}
	return k.Rules.Automation(ctx, id)
}

// Create stores a new rule. Repeating with the same id answers with the one that is
// there.
func (k *Keeper) Create(ctx context.Context, by desk.Actor, id desk.AutomationID, a desk.Automation) (desk.Automation, error) {
	have, err := k.Get(ctx, by, id)
	if !errors.Is(err, desk.ErrNotFound) {
		return have, err
	}
	all, err := k.Rules.Automations(ctx)
	if err != nil {
		return a, err
	}
	if len(all) >= desk.MaxAutomations {
		return a, desk.Refuse(desk.CodeTooManyRules, fmt.Sprintf("There are %d automations already. Delete one first.", len(all)))
	}
	a.ID, a.Version, a.CreatedAt = id, 0, k.Now().UTC()
	if err := k.fits(ctx, a); err != nil {
		return a, err
	}
	return k.save(ctx, desk.Automation{Off: true}, a)
}

// save stores a rule that was had, and has it act upon who waits already, if it did not
// act upon that before.
func (k *Keeper) save(ctx context.Context, had, a desk.Automation) (desk.Automation, error) {
	a = a.Kept(had)
	if !a.Catches(had) {
		return k.Rules.SaveAutomation(ctx, a)
	}
	// The job is stored before the rule: else who is cut off between the two would leave a
	// rule that knows nothing of who waits.
	job := desk.NewCatchJob(a, k.Now())
	if err := k.Waiting.Jobs.AddJob(ctx, job); err != nil {
		return a, fmt.Errorf("who waits already: %w", err)
	}
	a, err := k.Rules.SaveAutomation(ctx, a)
	if err == nil {
		err = k.Waiting.Outbox.Enqueue(ctx, job, 0)
	}
	return a, err
}

// Change stores what change makes of a rule. ErrConflict: somebody was faster.
func (k *Keeper) Change(ctx context.Context, by desk.Actor, id desk.AutomationID, change func(desk.Automation) (desk.Automation, error)) (desk.Automation, error) {
	had, err := k.Get(ctx, by, id)
	a := had
	if err == nil {
		a, err = change(a)
	}
	if err == nil {
		err = k.fits(ctx, a)
	}
	if err != nil {
		return a, err
	}
	return k.save(ctx, had, a)
}

// Delete takes a rule away. One that is gone is no error.
func (k *Keeper) Delete(ctx context.Context, by desk.Actor, id desk.AutomationID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	return k.Rules.DropAutomation(ctx, id)
}

// WithoutLabels refuses to take labels away that rules give or look at: it names the
// rules.
func (k *Keeper) WithoutLabels(ctx context.Context, gone []desk.LabelID) error {
	if len(gone) == 0 {
		return nil
	}
	all, err := k.Rules.Automations(ctx)
	if err != nil {
		return fmt.Errorf("the rules that need labels: %w", err)
	}
	for _, label := range gone {
		var titles []string
		for _, a := range all {
			if slices.Contains(a.Labels(), label) {
				titles = append(titles, a.Title)
			}
		}
		if slices.Sort(titles); len(titles) > 0 {
			return desk.Refuse(desk.CodeStillNeeded, fmt.Sprintf("Automations need the label %s: %s. Change or delete those first.", label, strings.Join(titles, ", ")))
		}
	}
	return nil
}

// Log is what a rule did, the newest first.
func (k *Keeper) Log(ctx context.Context, by desk.Actor, id desk.AutomationID, ask desk.PageAsk) (desk.Page[desk.Firing], error) {
	if _, err := k.Get(ctx, by, id); err != nil {
		return desk.Page[desk.Firing]{}, err
	}
	return k.Firings.ListFirings(ctx, id, ask)
}

// fits says what is wrong with a rule, also that a label it gives is not there.
func (k *Keeper) fits(ctx context.Context, a desk.Automation) error {
	if err := a.Check(); err != nil {
		return err
	}
	settings, err := k.Config.Settings(ctx)
	if err != nil {
		return err
	}
	for _, do := range a.Then {
		if do.Kind == desk.DoLabel {
			if err := settings.CheckLabels([]desk.LabelID{do.Label}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
