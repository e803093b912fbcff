package erasure

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// beside does what takes from a card what is seen of ours in its own CRM. Of a card that is
// gone, and of a CRM that is connected no more and can't be asked, there is nothing to take.
func (j *taking) beside(ctx context.Context, ref desk.CardRef, take func(can desk.Capabilities) error) error {
	if ref.ID == "" {
		return nil
	}
	can, err := j.Eraser.Cards.Can(ctx, ref.Connection)
	if err == nil {
		err = take(can)
	}
	var no *desk.Refusal
	if errors.Is(err, desk.ErrNotFound) || errors.As(err, &no) && no.Code == desk.CodeNoConnection {
		return nil
	}
	return err
}

// notes takes what runs wrote into the timeline of the card's own CRM: quotes are in
// it, so it goes even where cards are kept.
func (j *taking) notes(ctx context.Context, ref desk.CardRef, runs map[desk.RunID]desk.Run) error {
	return j.beside(ctx, ref, func(can desk.Capabilities) error {
		for _, r := range runs {
			if !can.Notes || r.Card != ref || r.Reading == nil {
				continue
			}
			if err := j.Eraser.Cards.TakeNote(ctx, ref, desk.NoteMark(r.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// decided ends what is to be approved on the card, once nothing is: its margin lacks by now
// what the runs proposed.
func (j *taking) decided(ctx context.Context, ref desk.CardRef, runs map[desk.RunID]desk.Run) error {
	proposed := false
	for _, r := range runs {
		proposed = proposed || r.Card == ref && r.Proposed()
	}
	if !proposed {
		return nil
	}
	return j.beside(ctx, ref, func(can desk.Capabilities) error {
		if !can.Tasks {
			return nil
		}
		m, err := j.Annotations.Annotations(ctx, ref)
		if err != nil {
			return fmt.Errorf("margin of %s: %w", ref, err)
		}
		if len(m.Awaiting) > 0 { // somebody else's
			return nil
		}
		return j.Eraser.Cards.SetTask(ctx, desk.CardTask{Card: ref, Mark: desk.ApprovalMark, Done: true, Badges: m.Shown()})
	})
}

// dialogBeside takes from cards in connected CRMs what was said in a dialog, and that
// somebody is to take it over.
func (j *taking) dialogBeside(ctx context.Context, d desk.DialogID, cards []desk.CardRef) error {
	for _, ref := range cards {
		if ref.Connection == desk.ConnectionBuiltIn {
			continue
		}
		if err := j.beside(ctx, ref, func(can desk.Capabilities) error {
			if can.Transcripts {
				if err := j.Eraser.Cards.TakeNote(ctx, ref, desk.TranscriptMark(d)); err != nil {
					return err
				}
			}
			if !can.Tasks {
				return nil
			}
			return j.Eraser.Cards.SetTask(ctx, desk.CardTask{Card: ref, Mark: desk.HandOverMark(d), Done: true})
		}); err != nil {
			return err
		}
	}
	return nil
}
