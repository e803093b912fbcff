package erasure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// taking is one turn of an erasure.
type taking struct {
	*Eraser
	desk.Erasure
	until time.Time
}

func (j *taking) save(ctx context.Context) error {
	saved, err := j.Erasures.SaveErasure(ctx, j.Erasure)
	if err == nil {
		j.Erasure = saved
	}
	return err
}

func (j *taking) do(ctx context.Context) error {
	if !j.Before.IsZero() {
		return j.expire(ctx)
	}
	if j.State == desk.ErasureRunning {
		var err error
		if j.Erasure, err = j.part(ctx, j.Erasure); err != nil {
			return err
		}
	}
	for _, p := range j.Parts {
		if err := j.person(ctx, p); err != nil {
			return fmt.Errorf("erase %s: %w", p.Customer, err)
		}
	}
	if j.Contact.ID != "" {
		if err := j.contact(ctx, j.Contact, nil); err != nil {
			return fmt.Errorf("erase %s: %w", j.Contact, err)
		}
	}
	// Once nothing of them can be read any more; and again, for who was at it then.
	if err := j.Exports.Withdraw(ctx); err != nil {
		return fmt.Errorf("withdraw exported files: %w", err)
	}
	if j.State == desk.ErasureChecking {
		return j.look(ctx)
	}
	return nil
}

// expire takes whatever was closed long enough ago: a dialog alone, or, where the
// customer has no later one, the customer.
func (j *taking) expire(ctx context.Context) error {
	for ask := (desk.PageAsk{Limit: 20}); ; {
		for _, p := range j.Parts { // of a turn that was cut off
			if err := j.person(ctx, p); err != nil {
				return fmt.Errorf("expire %s: %w", p.Customer, err)
			}
		}
		j.Parts, j.Refs = nil, nil
		page, err := j.Erasures.ClosedBefore(ctx, desk.SeqAt(j.Before), ask)
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if err := j.expired(ctx, d); err != nil {
				return fmt.Errorf("expire %s: %w", d.ID, err)
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return nil
		}
	}
}

func (j *taking) expired(ctx context.Context, d desk.Dialog) error {
	ids, err := j.Erasures.Known(ctx, d.Customer)
	if err != nil {
		return err
	}
	for _, id := range ids {
		now, err := j.Erasures.Part(ctx, j.Erasure, id)
		if err == nil {
			j.Erasure = now
		} else if !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	parts := j.Parts
	if len(parts) == 0 { // they wrote again since
		parts = []desk.Part{{Customer: d.Customer, Number: d.Number, Upto: d.Last}}
	}
	for _, p := range parts {
		if err := j.person(ctx, p); err != nil {
			return err
		}
	}
	j.Parts, j.Refs = nil, nil
	return nil
}

// person takes a part of a customer's stream with everything that came of it.
func (j *taking) person(ctx context.Context, p desk.Part) error {
	formers, err := j.Erasures.Formers(ctx, p)
	if err != nil {
		return err
	}
	for {
		ds, err := j.Erasures.PastDialogs(ctx, p, 20)
		if err != nil {
			return err
		}
		if len(ds) == 0 {
			break
		}
		for _, d := range ds {
			if err := j.dialog(ctx, p, d, formers); err != nil {
				return fmt.Errorf("dialog %s: %w", d.ID, err)
			}
		}
	}
	if err := j.messages(ctx, p.Customer, p.Upto); err != nil { // in no dialog: their writer died
		return err
	}
	for _, c := range formers {
		if err := j.contact(ctx, c.Contact, formers); err != nil {
			return err
		}
		if err := j.Files.Remove(ctx, c.PhotoKey()); err != nil {
			return err
		}
	}
	return j.Erasures.TakeRest(ctx, p)
}

func (j *taking) dialog(ctx context.Context, p desk.Part, d desk.Dialog, formers []desk.Customer) error {
	runs := map[desk.RunID]desk.Run{}
	if _, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return j.Erasures.DialogRuns(ctx, d.ID, ask)
	}, func(r desk.Run) error { runs[r.ID] = r; return nil }); err != nil {
		return err
	}
	cards := []desk.CardRef{d.Contact}
	for _, b := range d.Cards {
		cards = append(cards, b.Ref)
	}
	for _, r := range runs {
		cards = append(cards, r.Card)
	}
	were, err := j.mergedInto(ctx, d.Contact)
	if err != nil {
		return err
	}
	if err := j.dialogBeside(ctx, d.ID, cards); err != nil {
		return err
	}
	for _, ref := range append(cards, were...) {
		if err := j.strip(ctx, p, ref, runs, formers); err != nil {
			return err
		}
	}
	for _, r := range runs {
		if err := j.Erasures.TakeRun(ctx, r); err != nil {
			return err
		}
		j.Taken.Runs++
	}
	if err := j.messages(ctx, d.Customer, d.Last); err != nil {
		return err
	}
	if err := j.Erasures.TakeDialog(ctx, d.ID); err != nil {
		return err
	}
	j.Taken.Dialogs++
	return j.over()
}

// over ends the turn once its time has come.
func (j *taking) over() error {
	if j.Now().After(j.until) {
		return errTurn
	}
	return nil
}

// messages takes a customer's messages up to a place, their files first: by the
// message they are found.
func (j *taking) messages(ctx context.Context, c desk.CustomerID, upto desk.Seq) error {
	for {
		page, err := j.Messages.Messages(ctx, c, 0, upto, false, desk.PageAsk{Limit: 25})
		if err != nil || len(page.Items) == 0 {
			return err
		}
		for _, m := range page.Items {
			for _, key := range m.FileKeys() {
				if err := j.Files.Remove(ctx, key); err != nil {
					return err
				}
			}
			for _, a := range m.Attachments {
				if j.Transcriber != nil && a.Spoken() {
					if err := j.Transcriber.Forget(ctx, a.Recording()); err != nil {
						return err
					}
				}
				if a.Stored != "" && !a.Shared() {
					j.Taken.Files++
				}
			}
			j.Taken.Files += len(m.Dropped)
		}
		if err := j.Erasures.TakeMessages(ctx, page.Items); err != nil {
			return err
		}
		j.Taken.Messages += len(page.Items)
		if err := j.over(); err != nil {
			return err
		}
	}
}

// look takes what was on its way when the erasure began: a run that was being
// made, what one was writing beside a card.
func (j *taking) look(ctx context.Context) error {
	for _, ref := range j.Refs {
		_, err := j.Eraser.Cards.Card(ctx, ref)
		if errors.Is(err, desk.ErrNotFound) {
			if err := j.drop(ctx, ref); err != nil {
				return err
			}
			continue
		}
		for _, p := range j.Parts {
			if err == nil {
				err = j.strip(ctx, p, ref, nil, nil)
			}
		}
		if err != nil {
			return err
		}
	}
	for _, p := range j.Parts {
		for n := max(1, p.Number-lateDialogs); n <= p.Number; n++ {
			if err := j.dialog(ctx, p, desk.Dialog{ID: desk.NewDialogID(p.Customer, n), Customer: p.Customer, Last: p.Upto}, nil); err != nil {
				return err
			}
			j.Taken.Dialogs-- // it was counted
		}
	}
	return nil
}

// lateDialogs is in how many of a customer's dialogs somebody may have been at
// work at the same time.
const lateDialogs = 50
