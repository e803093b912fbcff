package api

import (
	"cmp"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// CompareView is what the second reading of a dry run does otherwise.
type CompareView struct {
	Reader string                           `json:"reader,omitempty" enum:"offline" doc:"offline: read by rules, which costs nothing; absent: by the reader that is set up."`
	Fields map[desk.FieldName]DescribedView `json:"fields,omitempty" maxProperties:"100" doc:"Fields as they might be described."`
}

// DescribedView is a field as it might be described.
type DescribedView struct {
	Title       string `json:"title,omitempty" maxLength:"128" doc:"Absent: as it is."`
	Description string `json:"description,omitempty" maxLength:"1024" doc:"For the reader: what belongs here. Absent: as it is."`
	On          bool   `json:"on,omitempty" doc:"true: read it though it is not switched on."`
}

func (v *CompareView) comparison() desk.Comparison {
	if v == nil {
		return desk.Comparison{}
	}
	out := desk.Comparison{Rules: v.Reader != ""}
	for name, f := range v.Fields {
		out.Fields = append(out.Fields, desk.TrialField{Name: name, Title: f.Title, Description: f.Description, On: f.On})
	}
	slices.SortFunc(out.Fields, func(a, b desk.TrialField) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// ComparedView is what the second reading of a dry run came to.
type ComparedView struct {
	CompareView
	Summary  string           `json:"summary,omitempty"`
	Outcomes []OutcomeView    `json:"outcomes" nullable:"false" doc:"One per field, in the same order as those of the first reading."`
	By       *ReaderView      `json:"by,omitempty" doc:"Who read, and what it cost."`
	Differs  []desk.FieldName `json:"differs" nullable:"false" doc:"The fields of which the two make something else."`
}

// comparedView is nil where there is nothing to compare with, or not yet.
func comparedView(run desk.Run, readable bool, fields map[desk.FieldName]desk.Field) *ComparedView {
	t := run.Trial
	if t == nil || !t.Compare.Wanted() || t.Reading == nil {
		return nil
	}
	v := &ComparedView{Outcomes: []OutcomeView{}, By: readerView(t.Reading), Differs: append([]desk.FieldName{}, run.Differs()...)}
	if t.Compare.Rules {
		v.Reader = "offline"
	}
	for _, f := range t.Compare.Fields {
		if v.Fields == nil {
			v.Fields = map[desk.FieldName]DescribedView{}
		}
		v.Fields[f.Name] = DescribedView{f.Title, f.Description, f.On}
	}
	if readable {
		v.Summary = t.Reading.Summary
	}
	for _, o := range t.Outcomes {
		v.Outcomes = append(v.Outcomes, outcomeView(o, readable, fields[o.Field]))
	}
	return v
}
