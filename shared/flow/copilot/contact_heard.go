package copilot

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// heard is what was read for the contact alone, as far as it is proven.
func (j *ContactJob) heard(ctx context.Context, run desk.Run) ([]desk.Outcome, error) {
	found := run.ForContact()
	if len(found) == 0 {
		return nil, nil
	}
	ofCard, err := j.Fields.Fields(ctx, run.Card.Connection, run.Card.Kind)
	if err != nil {
		return nil, fmt.Errorf("fields of %s: %w", run.Card.Kind, err)
	}
	fields, err := j.Chats.ofContact(ctx, run.Card, ofCard)
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	d, err := j.Dialogs.Dialog(ctx, run.Dialog)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil // erased
	}
	if err != nil {
		return nil, fmt.Errorf("dialog %s: %w", run.Dialog, err)
	}
	d.Last = min(d.Last, run.Reading.Upto)
	chat := desk.Chat{Dialog: d.ID, Fields: fields, Current: map[desk.FieldName]desk.Value{}}
	if chat.Locale, err = j.Chats.locale(ctx, d, run.Language); err != nil {
		return nil, err
	}
	if chat.Messages, err = j.Chats.Thread(ctx, d); err != nil {
		return nil, err
	}
	all, err := outcomes(ctx, chat, fields, desk.Reading{Findings: found}, j.Filler.Prover)
	for i, o := range all {
		if o.Kind == desk.OutcomeProposed { // whether it is, the contact's own value decides
			all[i].Kind = desk.OutcomeFilled
		}
	}
	return all, err
}
