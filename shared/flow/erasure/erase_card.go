package erasure

import (
	"context"
	"errors"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// meet notes a card, before anything is done to it: it is looked at once more at
// the end.
func (j *taking) meet(ctx context.Context, ref desk.CardRef) error {
	if slices.Contains(j.Refs, ref) || !j.Before.IsZero() {
		return nil
	}
	j.Refs = append(j.Refs, ref)
	if j.Erasure.Cards != desk.KeepCards {
		j.Taken.Cards = len(j.Refs) // each once, however often it is looked at
	}
	return j.save(ctx)
}

// strip takes from a card what came of a dialog: always its proofs, and, unless
// cards are kept, its values.
func (j *taking) strip(ctx context.Context, p desk.Part, ref desk.CardRef, runs map[desk.RunID]desk.Run, formers []desk.Customer) error {
	if ref.ID == "" {
		return nil
	}
	if err := j.meet(ctx, ref); err != nil {
		return err
	}
	if err := errors.Join(j.notes(ctx, ref, runs), j.offers(ctx, ref)); err != nil {
		return err
	}
	of := func(id desk.RunID) bool { _, is := runs[id]; return is }
	blank := map[desk.FieldName]bool{}
	if j.Erasure.Cards != desk.KeepCards {
		var err error
		if blank, err = j.blank(ctx, ref, of, formers); err != nil {
			return err
		}
	}
	n, err := j.Erasures.Strip(ctx, ref, func(e desk.Entry) bool {
		return p.Covers(e.Dialog) || of(e.Run) || blank[e.Field]
	}, of, p.Covers)
	j.Taken.Entries += n
	if err != nil {
		return err
	}
	return j.decided(ctx, ref, runs)
}

// offers takes what merges offered of a contact's values, or to it: whose they are nobody
// knows any more. The survivor's timeline told of it, and that of whomever it went into.
func (j *taking) offers(ctx context.Context, contact desk.CardRef) error {
	if contact.Kind != desk.KindContact {
		return nil
	}
	runs, err := j.Erasures.MergeRuns(ctx, contact)
	if err != nil {
		return err
	}
	for _, r := range runs {
		of := func(id desk.RunID) bool { return id == r.ID }
		for ref := r.Card; ; {
			if err := j.notes(ctx, ref, map[desk.RunID]desk.Run{r.ID: r}); err != nil {
				return err
			}
			n, err := j.Erasures.Strip(ctx, ref, func(e desk.Entry) bool { return of(e.Run) }, of, func(desk.DialogID) bool { return false })
			if j.Taken.Entries += n; err != nil {
				return err
			}
			further, err := j.Erasures.Merge(ctx, ref)
			if errors.Is(err, desk.ErrNotFound) {
				break
			}
			if err != nil {
				return err
			}
			ref = further.Into
		}
		if err := j.Erasures.TakeRun(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// blank empties what runs filled and what the messenger showed of the customers,
// and answers with the fields.
func (j *taking) blank(ctx context.Context, ref desk.CardRef, run func(desk.RunID) bool, formers []desk.Customer) (map[desk.FieldName]bool, error) {
	m, err := j.Annotations.Annotations(ctx, ref)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		card, err := j.Eraser.Cards.Card(ctx, ref)
		if errors.Is(err, desk.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		now, fields, changed := card.Blanked(m, run, formers)
		if !changed {
			return fields, nil
		}
		_, err = j.Eraser.Cards.PutCard(ctx, now, nil)
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return fields, err
		}
	}
}

// contact does to a contact and its cards what was chosen, unless it is somebody
// else's, too: then it stays, without what is known of this one.
func (j *taking) contact(ctx context.Context, contact desk.CardRef, formers []desk.Customer) error {
	if contact.ID == "" || j.Erasure.Cards == desk.KeepCards {
		return nil
	}
	cards, err := j.Eraser.Cards.CardsOf(ctx, contact)
	if err != nil {
		return err
	}
	others, err := j.Erasures.CustomersOf(ctx, contact, desk.PageAsk{Limit: 1})
	if err != nil {
		return err
	}
	drop := j.Erasure.Cards == desk.DropCards && len(others.Items) == 0 && others.Next == ""
	were, err := j.mergedInto(ctx, contact)
	if err != nil {
		return err
	}
	for _, ref := range slices.Concat(cards, were, []desk.CardRef{contact}) { // the contact last: by it the others are found
		if err := j.meet(ctx, ref); err != nil {
			return err
		}
		can, err := j.Eraser.Cards.Can(ctx, ref.Connection)
		if err != nil {
			return err
		}
		if !drop || !can.Drop {
			if _, err := j.blank(ctx, ref, func(desk.RunID) bool { return false }, formers); err != nil {
				return err
			}
			continue
		}
		if err := j.drop(ctx, ref); err != nil {
			return err
		}
	}
	return nil
}

// drop takes a card away with everything beside it: the card last, by which a repeat
// finds the rest. Of a CRM that lets nothing be deleted it is gone already.
func (j *taking) drop(ctx context.Context, ref desk.CardRef) error {
	if err := j.offers(ctx, ref); err != nil {
		return err
	}
	if err := j.Erasures.TakeBeside(ctx, ref); err != nil {
		return err
	}
	if can, err := j.Eraser.Cards.Can(ctx, ref.Connection); err != nil || !can.Drop {
		return err
	}
	return j.Eraser.Cards.DropCard(ctx, ref)
}
