package desk

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// A correction is what a person put in the place of a value that CoPilot read, by
// keeping what was there, by an undo, or by hand (BX-09). Corrections are counted, and
// of free values only by their kind: what customers said is in no figure.
type Correction struct {
	Field FieldName
	From  Value // as it was read
	To    Value // what stands instead; "": nothing
}

// The figures of corrections. The rest are pairs of options: "swap.payment.Cash/Card".
const (
	FigureEmptied Figure = "emptied" // the field should hold nothing
	FigureOther   Figure = "other"   // it should hold something else
)

// Corrections are those that people made by deciding on the run's values.
func (r Run) Corrections() []Correction {
	if !r.Ended() || r.Carried() || r.Dry() {
		return nil
	}
	var out []Correction
	for _, o := range r.Outcomes {
		if o.Decision == DecisionKeep || o.Decision == DecisionUndo {
			out = append(out, Correction{o.Field, o.Value, o.Old})
		}
	}
	return out
}

// Edited is the correction of a value that the run wrote and that still was the newest
// of CoPilot's in its field, where the card holds something else by now; false: it does
// not, or the run's own decisions say so.
func (r Run) Edited(f FieldName, now Value) (Correction, bool) {
	if !r.Ended() || r.Carried() || r.Dry() {
		return Correction{}, false
	}
	i, is := r.Outcome(f)
	if !is {
		return Correction{}, false
	}
	o := r.Outcomes[i]
	written := o.Kind == OutcomeFilled && o.Decision == DecisionNone || o.Kind == OutcomeProposed && o.Decision == DecisionReplace
	return Correction{f, o.Value, now}, written && now != o.Value
}

// Correct counts corrections of what the run read: by field, reader and version, and of
// options and yes or no which was put in the place of which. fields are the card's; of
// one that is not among them nobody knows what it holds.
func (t Tally) Correct(row FigureRow, r Run, fields []Field, cs []Correction) {
	for _, c := range cs {
		name := FigureOther
		if c.To == "" {
			name = FigureEmptied
		}
		t.count(row, name, 1)
		t.count(row, name.OfField(c.Field), 1)
		if r.Reading != nil {
			t.count(row, name.OfReader(r.Reading.Reader), 1)
			t.count(row, name.OfVersion(r.Reading.Version()), 1)
			t.count(row, name.OfFieldBy(r.Reading.Version(), c.Field), 1)
		}
		if i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == c.Field }); i >= 0 && fields[i].offers(c.From) && (c.To == "" || fields[i].offers(c.To)) {
			t.count(row, swapFigure(c), 1)
		}
	}
}

// maxSwapped is how long an option may be, in bytes, to be named by a figure.
const maxSwapped = 60

// offers says whether a value is one of the field's few, which the company wrote and no
// customer.
func (f Field) offers(v Value) bool {
	if f.Personal() || len(v) > maxSwapped {
		return false
	}
	switch f.Type {
	case TypeBoolean:
		return v == "true" || v == "false"
	case TypeEnum:
		return slices.Contains(f.OptionValues(), string(v))
	}
	return false
}

// inFigure and fromFigure write an option so that it parts no figure.
var (
	inFigure = sync.OnceValue(func() *strings.Replacer {
		return strings.NewReplacer("%", "%25", ".", "%2E", "/", "%2F")
	})
	fromFigure = sync.OnceValue(func() *strings.Replacer {
		return strings.NewReplacer("%25", "%", "%2E", ".", "%2F", "/")
	})
)

func swapFigure(c Correction) Figure {
	return "swap." + Figure(c.Field) + "." + Figure(inFigure().Replace(string(c.From))+"/"+inFigure().Replace(string(c.To)))
}

// Swap is how often one option was put in the place of another; To "": none was.
type Swap struct {
	From, To Value
	Count    int64
}

// MaxSwaps is how many pairs of options are told of a field.
const MaxSwaps = 10

// Swaps are the commonest corrections among a field's options, by field.
func (f Figures) Swaps() map[FieldName][]Swap {
	out := map[FieldName][]Swap{}
	for name, n := range f {
		of, field, pair, ok := name.Part()
		from, to, two := strings.Cut(string(pair), "/")
		if ok && of == "swap" && two && n > 0 {
			out[FieldName(field)] = append(out[FieldName(field)], Swap{Value(fromFigure().Replace(from)), Value(fromFigure().Replace(to)), n})
		}
	}
	for field, swaps := range out {
		slices.SortFunc(swaps, func(a, b Swap) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
		})
		out[field] = swaps[:min(len(swaps), MaxSwaps)]
	}
	return out
}
