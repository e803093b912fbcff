package desk

import (
	"fmt"
	"slices"
)

// Label is one of the company's own words for dialogs (DG-24).
type Label struct {
	ID    LabelID
	Title string
	Color string // as CSS has it: #rrggbb; "": none
}

// MaxLabels is how many a company may have.
const MaxLabels = 100

// CheckLabels says which of a dialog's labels the company does not have; those that
// the dialog has already may stay.
func (s Settings) CheckLabels(ids, have []LabelID) error {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return fmt.Errorf("%w: a label is named twice", ErrInvalid)
		}
		if !slices.Contains(have, id) && !slices.ContainsFunc(s.Labels, func(l Label) bool { return l.ID == id }) {
			return Wrong("label", fmt.Sprintf("there is no label %s; an administrator can add it to the settings", id), "label", string(id))
		}
	}
	return nil
}

// LabelsGone are the labels of the settings that next has no more.
func (s Settings) LabelsGone(next Settings) []LabelID {
	var out []LabelID
	for _, l := range s.Labels {
		if !slices.ContainsFunc(next.Labels, func(n Label) bool { return n.ID == l.ID }) {
			out = append(out, l.ID)
		}
	}
	return out
}
