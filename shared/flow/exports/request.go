package exports

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Requester takes what is asked for, and says how far it is.
type Requester struct {
	Exports Exports
	People  People
	Cards   Cards
	Outbox  flow.Outbox
	Now     func() time.Time
}

// Ask has a list written into a file. Repeating with the same id answers with the one
// that is under way, or done. Refused (too_many_exports) while so many of whoever asks
// are under way.
func (r *Requester) Ask(ctx context.Context, by desk.Actor, e desk.Export) (desk.Export, error) {
	if err := by.MustExport(); err != nil {
		return e, err
	}
	if err := e.Check(); err != nil {
		return e, err
	}
	if err := mustFilter(by, e.Filter); err != nil {
		return e, err
	}
	return r.begin(ctx, by, e)
}

// begin stores one with its job, unless too many of whoever asks are under way.
func (r *Requester) begin(ctx context.Context, by desk.Actor, e desk.Export) (desk.Export, error) {
	all, err := r.Exports.Exports(ctx)
	if err != nil {
		return e, err
	}
	busy := 0
	for _, have := range all {
		if have.By.Is(by) && have.ID != e.ID && !have.Ended() {
			busy++
		}
	}
	if busy >= desk.MaxExports {
		return e, desk.Refuse(desk.CodeTooManyExports, fmt.Sprintf("%d exports of yours are under way. Wait for one of them.", busy))
	}
	e.By, e.State, e.AskedAt = by.Asker(), desk.ExportRunning, r.Now().UTC()
	e.Filter.Actor, e.Filter.Sort = nil, desk.ByOpening // so that nothing moves while it is read
	job := desk.NewExportJob(e, r.Now())
	if e, err = r.Exports.AddExport(ctx, e, job); err != nil || e.Ended() {
		return e, err
	}
	return e, r.Outbox.Enqueue(ctx, job, 0)
}

// Get finds an export of whoever asks; an admin finds any.
func (r *Requester) Get(ctx context.Context, by desk.Actor, id desk.ExportID) (desk.Export, error) {
	if err := by.MustExport(); err != nil {
		return desk.Export{}, err
	}
	e, err := r.Exports.Export(ctx, id)
	if err == nil && !e.By.Is(by) && by.MustBe() != nil {
		err = fmt.Errorf("export %s: %w", id, desk.ErrNotFound)
	}
	return e, err
}

// All are those of whoever asks, the newest first.
func (r *Requester) All(ctx context.Context, by desk.Actor) ([]desk.Export, error) {
	if err := by.MustExport(); err != nil {
		return nil, err
	}
	all, err := r.Exports.Exports(ctx)
	return slices.DeleteFunc(all, func(e desk.Export) bool { return !e.By.Is(by) }), err
}

// mustFilter refuses a filter that would tell more than the actor may see.
func mustFilter(by desk.Actor, f desk.DialogFilter) error {
	if len(f.Find) > 0 {
		if err := by.MustSeeCustomers(); err != nil {
			return err
		}
	}
	for _, ref := range slices.Concat(f.Contacts, f.Cards) {
		if err := by.MustRead(ref.Kind); err != nil {
			return err
		}
	}
	return nil
}
