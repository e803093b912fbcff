package desk

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Trial makes a run a dry one (BX-07): a dialog is read for a card's fields, also one
// that is long over, and nothing is written but what came of it, onto the run itself.
// Where it compares, the dialog is read twice: as everything is set up, and otherwise.
type Trial struct {
	Compare  Comparison
	Reading  *Reading  // the second one, if there is one
	Outcomes []Outcome // … and what would become of each field by it
}

// Comparison is what the second reading of a dry run does otherwise.
type Comparison struct {
	Rules  bool         // the rules read, whichever reader is set up
	Fields []TrialField // are described otherwise
}

// TrialField is a field as it might be described.
type TrialField struct {
	Name               FieldName
	Title, Description string // "": as it is
	On                 bool   // read though it is not switched on
}

// What a comparison may hold, at most.
const (
	MaxTrialFields = 100
	MaxDescription = 1024
)

// Wanted says whether there is a second reading to make.
func (c Comparison) Wanted() bool { return c.Rules || len(c.Fields) > 0 }

// Of are the fields of a kind of card as the comparison describes them.
func (c Comparison) Of(all []Field) []Field {
	out := slices.Clone(all)
	for i := range out {
		for _, t := range c.Fields {
			if t.Name != out[i].Name {
				continue
			}
			if t.Title != "" {
				out[i].Title = t.Title
			}
			if t.Description != "" {
				out[i].Description = t.Description
			}
			out[i].On = out[i].On || t.On
		}
	}
	return out
}

// Check refuses a comparison that speaks of fields which are not there, or at length.
func (c Comparison) Check(all []Field) error {
	if len(c.Fields) > MaxTrialFields {
		return invalid(fmt.Sprintf("at most %d fields are described otherwise at once", MaxTrialFields))
	}
	for _, t := range c.Fields {
		if utf8.RuneCountInString(t.Description) > MaxDescription || utf8.RuneCountInString(t.Title) > MaxDescription {
			return invalid(fmt.Sprintf("field %s is described at too great length: %d characters at most", t.Name, MaxDescription))
		}
		if !slices.ContainsFunc(all, func(f Field) bool { return f.Name == t.Name }) {
			return invalid(fmt.Sprintf("there is no field %s to describe otherwise; there are %s", t.Name, FieldNames(all)))
		}
	}
	return nil
}

// Dry says whether the run only tries.
func (r Run) Dry() bool { return r.Trial != nil }

// Differs are the fields of which the two readings of a dry run make something else,
// in the fields' order.
func (r Run) Differs() []FieldName {
	if r.Trial == nil || r.Trial.Reading == nil {
		return nil
	}
	var out []FieldName
	for _, o := range r.Outcomes {
		i := slices.IndexFunc(r.Trial.Outcomes, func(b Outcome) bool { return b.Field == o.Field })
		if i < 0 || r.Trial.Outcomes[i].Kind != o.Kind || r.Trial.Outcomes[i].Value != o.Value {
			out = append(out, o.Field)
		}
	}
	return out
}

// MayTry says whether the dialog may be read for ref's fields in a dry run: from any lead
// or deal that is bound to it, since nothing is written there.
func (d Dialog) MayTry(ref CardRef) error {
	if ref.Kind != KindLead && ref.Kind != KindDeal {
		return Refuse(CodeLeadsAndDealsOnly, "CoPilot works on leads and deals only.")
	}
	if _, bound := d.Bound(ref); !bound {
		return Refuse(CodeCardNotBound, "This card is not bound to the dialog. Bind it first.")
	}
	return nil
}
