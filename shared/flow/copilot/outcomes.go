package copilot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// outcomes has one for each field of the card's kind. A field with several proven claims takes the surest, of equals
// the last said. A proof out of a long message costs some milliseconds, and there
// may be hundreds: ctx is looked at before each. ErrBusy: it has ended.
func outcomes(ctx context.Context, chat desk.Chat, all []desk.Field, reading desk.Reading, p flow.Prover) ([]desk.Outcome, error) {
	best := map[desk.FieldName]desk.Outcome{}
	for _, found := range reading.Findings {
		if err := goesOn(ctx); err != nil {
			return nil, err
		}
		o := desk.Outcome{
			Field: found.Field, Kind: desk.OutcomeFilled, Quote: found.Quote, Message: found.Message, Confidence: found.Confidence,
		}
		for _, m := range chat.Messages {
			o.Heard = o.Heard || m.Seq == found.Message && m.Heard(found.Quote)
		}
		v, whole, err := Prove(chat, found, p)
		o.Second, o.SecondIn, o.Rule = whole.Second, whole.SecondIn, whole.Rule
		if err != nil {
			o.Kind, o.Claim, o.Reason = desk.OutcomeInvalid, found.Value, err.Error()
		}
		o.Value = v
		have, ok := best[found.Field]
		if !ok || o.Kind != desk.OutcomeInvalid && (have.Kind == desk.OutcomeInvalid || surer(o, have, chat)) {
			best[found.Field] = o
		}
	}
	out := make([]desk.Outcome, 0, len(all))
	for _, field := range all {
		o, ok := best[field.Name]
		switch {
		case !field.Readable():
			o = desk.Outcome{Field: field.Name, Kind: desk.OutcomeUnsupported, Code: notOn(field), Reason: cmp.Or(field.Unsupported, "CoPilot is not switched on for this field")}
		case !ok:
			o = desk.Outcome{Field: field.Name, Kind: desk.OutcomeNotFound, Old: chat.Current[field.Name]}
		case o.Kind != desk.OutcomeInvalid:
			o = against(o, field, chat.Current[field.Name])
			var err error
			if o.Said, err = saidAgain(ctx, chat, o, p); err != nil {
				return nil, err
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// notOn is the code of a field that may not be read: none where its CRM says why in words.
func notOn(f desk.Field) desk.WhyOutcome {
	if f.Unsupported != "" {
		return ""
	}
	return desk.BecauseNotOn
}

// surer says whether of two proven claims for a field the first counts: the surer one,
// of equals the last said, but for what is only a part of what was said before.
func surer(o, have desk.Outcome, chat desk.Chat) bool {
	if field, ok := fieldOf(chat, o.Field); ok && o.Confidence == have.Confidence && o.Value != have.Value {
		if field.Covers(have.Value, o.Value) {
			return false
		}
	}
	return o.Confidence > have.Confidence || o.Confidence == have.Confidence && o.Message >= have.Message
}

// goesOn is ErrBusy once ctx has ended.
func goesOn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("check what was read: %w: %w", desk.ErrBusy, err)
	}
	return nil
}

const asksFirst = "the field always asks first"

// against compares a proven value with what the card holds (FF-01, FF-04).
func against(o desk.Outcome, field desk.Field, old desk.Value) desk.Outcome {
	o.Old = old
	switch {
	case old == o.Value:
		o.Kind = desk.OutcomeUnchanged
	case field.Covers(old, o.Value):
		o.Kind, o.Code, o.Reason = desk.OutcomeUnchanged, desk.BecauseSaysMore, "the card says this, and more"
	case old != "":
		o.Kind = desk.OutcomeProposed
	case field.Policy == desk.PolicyAlwaysPropose:
		o.Kind, o.Code, o.Reason = desk.OutcomeProposed, desk.BecauseAsksFirst, asksFirst
	case desk.Unsure(o.Confidence):
		o.Kind, o.Code, o.Reason = desk.OutcomeProposed, desk.BecauseUnsure, "the reader is not sure that this is meant, or two readers do not agree"
	}
	return o
}

// saidAgain is when the author of an outcome's proof last said the same again, by
// a later message or by an edit; zero: never.
func saidAgain(ctx context.Context, chat desk.Chat, o desk.Outcome, p flow.Prover) (time.Time, error) {
	by, _ := messageOf(chat, o.Message)
	tries := 0
	for _, m := range slices.Backward(chat.Messages) {
		found := desk.Finding{Field: o.Field, Value: string(o.Value), Quote: o.Quote, Message: m.Seq}
		if m.Seq < o.Message || tries == maxTries {
			break
		}
		if m.Author != by.Author || !found.Stands(m) {
			continue
		}
		if err := goesOn(ctx); err != nil {
			return time.Time{}, err
		}
		if tries++; m.Seq != o.Message {
			if v, err := Check(chat, found, p); err != nil || v != o.Value {
				continue
			}
		}
		if at := m.SaidAt(o.Quote); m.Seq != o.Message || at.After(m.Seq.Time()) {
			return at, nil
		}
	}
	return time.Time{}, nil
}

// maxTries is in how many messages a value is looked for again: words that stand
// in more of them ("yes", "tomorrow") and mean something else there are no proof.
const maxTries = 20
