package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Drafts keeps what operators have not sent.
type Drafts interface {
	// Draft is the operator's in a thread. ErrNotFound: there is none, or no longer.
	Draft(ctx context.Context, of desk.OperatorID, thread desk.DialogID) (desk.Draft, error)
	// SaveDraft stores d over the given Version of it (0: there is none) with a later
	// one, and answers with it as stored; it goes after desk.DraftLife. ErrConflict: it
	// is no longer of that Version.
	SaveDraft(ctx context.Context, d desk.Draft) (desk.Draft, error)
	// DeleteDraft takes it away if it is still of that version; 0: of any. One that is
	// gone, or was changed since, is no error.
	DeleteDraft(ctx context.Context, of desk.OperatorID, thread desk.DialogID, version int64) error
	// Drafts are all of the operator's, the newest begun first.
	Drafts(ctx context.Context, of desk.OperatorID, ask desk.PageAsk) (desk.Page[desk.Draft], error)
}

// DraftKeeper keeps an operator's drafts (OP-13). The newest wins: what is saved
// last stands, whichever device it came from, unless the device names the version
// that it means to change.
//
// Repeating is harmless: a draft that says the same already stays as it is.
type DraftKeeper struct {
	Dialogs flow.Dialogs
	Drafts  Drafts
	Now     func() time.Time
}

// Save stores a draft in place of the one of that version (ErrConflict: there is
// another); 0: of whichever there is.
func (k *DraftKeeper) Save(ctx context.Context, by desk.Actor, id desk.DialogID, w desk.Draft, over int64) (desk.Draft, error) {
	d, err := k.where(ctx, by, id)
	if err == nil {
		err = by.MustReadDialog(d)
	}
	if err != nil {
		return desk.Draft{}, err
	}
	w.Thread, w.Dialog, w.Operator = d.Root(), d.ID, by.Operator
	if err := w.Check(); err != nil {
		return desk.Draft{}, err
	}
	for try := 0; ; try++ {
		have, err := k.Drafts.Draft(ctx, by.Operator, d.Root())
		if err != nil && !absent(err) {
			return desk.Draft{}, fmt.Errorf("draft in %s: %w", id, err)
		}
		if over != 0 && have.Version != over {
			return desk.Draft{}, fmt.Errorf("%w: the draft was changed or is gone", desk.ErrConflict)
		}
		if have.Version != 0 && have.Same(w) {
			return have, nil
		}
		w.ChangedAt, w.CreatedAt, w.Version = k.Now(), have.CreatedAt, have.Version
		if w.CreatedAt.IsZero() {
			w.CreatedAt = w.ChangedAt
		}
		stored, err := k.Drafts.SaveDraft(ctx, w)
		if over == 0 && errors.Is(err, desk.ErrConflict) && try < work.Retries {
			continue
		}
		if err != nil {
			return desk.Draft{}, fmt.Errorf("save the draft in %s: %w", id, err)
		}
		return stored, nil
	}
}

// Draft is the asking operator's in the dialog's thread. ErrNotFound.
func (k *DraftKeeper) Draft(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Draft, error) {
	d, err := k.where(ctx, by, id)
	if err != nil {
		return desk.Draft{}, err
	}
	return k.Drafts.Draft(ctx, by.Operator, d.Root())
}

// Delete takes it away; one that is gone is no error.
func (k *DraftKeeper) Delete(ctx context.Context, by desk.Actor, id desk.DialogID) error {
	d, err := k.where(ctx, by, id)
	if err != nil {
		return err
	}
	return k.Drafts.DeleteDraft(ctx, by.Operator, d.Root(), 0)
}

// List are the asking operator's drafts.
func (k *DraftKeeper) List(ctx context.Context, by desk.Actor, ask desk.PageAsk) (desk.Page[desk.Draft], error) {
	if err := by.MustAnswer(); err != nil {
		return desk.Page[desk.Draft]{}, err
	}
	if err := by.MustStandForOperator(); err != nil {
		return desk.Page[desk.Draft]{}, err
	}
	return k.Drafts.Drafts(ctx, by.Operator, ask)
}

// where is the dialog of a draft. What an operator wrote in one that they do not see
// any more is theirs all the same.
func (k *DraftKeeper) where(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	if err := by.MustAnswer(); err != nil {
		return desk.Dialog{}, err
	}
	if err := by.MustStandForOperator(); err != nil {
		return desk.Dialog{}, err
	}
	d, err := k.Dialogs.Dialog(ctx, id)
	if err != nil {
		return d, fmt.Errorf("dialog %s: %w", id, err)
	}
	return d, nil
}

func absent(err error) bool { return errors.Is(err, desk.ErrNotFound) }

// sentDraft takes away the draft that a message was, which is now said.
func (r *Replier) sentDraft(ctx context.Context, by desk.Actor, d desk.Dialog, s Say) error {
	if s.Draft == 0 || by.Operator == "" {
		return nil
	}
	if err := r.Drafts.DeleteDraft(ctx, by.Operator, d.Root(), s.Draft); err != nil {
		return fmt.Errorf("take the draft of %s: %w", d.ID, err)
	}
	return nil
}
