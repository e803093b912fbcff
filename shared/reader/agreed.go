package reader

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
)

// The confidences that Agreed gives.
const (
	agreedConfidence = 0.97
	doubtConfidence  = 0.3
)

// SecondOpinion reads with First and asks Second, which costs nothing (the offline
// reader), for its opinion. Where both read the same value for a field, the
// confidence rises to 0.97; where they read different values of a typed field,
// it falls to 0.3, below desk.ProposeBelow, so that a person decides. A field that
// Second says nothing about, or a free text, is left as it is: Second is
// built to miss rather than to guess. What only Second found is not added.
//
// If Second fails, panics or takes longer than opinionTime, First's reading,
// which may have been paid for, stands. Everything else is First's.
type SecondOpinion struct {
	First, Second Reader
	// Report hears of a second opinion that failed; nil: nobody does.
	Report func(error)
	// Prove makes a claim canonical (value.Prover's method): only proven values
	// are compared.
	Prove func(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error)
}

// Read implements the reader's port.
func (r SecondOpinion) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	out, err := r.First.Read(ctx, chat)
	if err != nil {
		return out, err
	}
	judged, err := desk.TryValue(func() (desk.Reading, error) { return r.judge(ctx, chat, out) })
	if err != nil {
		if r.Report != nil {
			r.Report(fmt.Errorf("second opinion on dialog %s: %w", chat.Dialog, err))
		}
		return out, nil
	}
	return judged, nil
}

// opinionTime bounds a second opinion; a usual one takes milliseconds.
const opinionTime = 10 * time.Second

// judge is a reading with the confidence that Second gives it.
func (r SecondOpinion) judge(ctx context.Context, chat desk.Chat, out desk.Reading) (desk.Reading, error) {
	ctx, cancel := context.WithTimeout(ctx, opinionTime)
	defer cancel()
	second, err := r.Second.Read(ctx, chat)
	if err != nil {
		return out, err
	}
	opinion := map[desk.FieldName]desk.Value{}
	for _, f := range second.Findings {
		if v := r.value(chat, f); v != "" {
			opinion[f.Field] = v
		}
	}
	out.Findings = append([]desk.Finding(nil), out.Findings...)
	for i, f := range out.Findings {
		theirs := opinion[f.Field]
		ours := r.value(chat, f)
		switch {
		case theirs == "" || ours == "":
		case ours == theirs: // two readers may believe the same lie
			out.Findings[i].Confidence = max(f.Confidence, agreedConfidence)
			out.Findings[i] = proof.Look(chat, out.Findings[i])
		case !freeText(chat, f.Field):
			out.Findings[i].Confidence = doubtConfidence
		}
	}
	return out, nil
}

// value is a finding's canonical value, or "" if it is not proven.
func (r SecondOpinion) value(chat desk.Chat, f desk.Finding) desk.Value {
	for _, field := range chat.Fields {
		if field.Name != f.Field {
			continue
		}
		for _, m := range chat.Messages {
			if m.Seq != f.Message || !f.Stands(m) {
				continue
			}
			v, err := r.Prove(field, f, m, chat.Locale)
			if err != nil {
				return "" // not proven: the check will say why
			}
			return v
		}
	}
	return ""
}

// freeText says whether a field is one in which two readings can't be compared,
// as one that nobody asked for is.
func freeText(chat desk.Chat, name desk.FieldName) bool {
	i := slices.IndexFunc(chat.Fields, func(f desk.Field) bool { return f.Name == name })
	return i < 0 || chat.Fields[i].FreeText()
}
