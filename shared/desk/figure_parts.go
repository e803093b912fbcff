package desk

import (
	"slices"
	"strings"
)

// The figures of CoPilot by what they are of.

// OfField is a figure of CoPilot, of one field.
func (f Figure) OfField(name FieldName) Figure { return "field." + Figure(name) + "." + f }

// OfReader is a figure of CoPilot, of one reader.
func (f Figure) OfReader(name string) Figure { return "reader." + Figure(name) + "." + f }

// OfVersion is a figure of CoPilot, of one version of a reader.
func (f Figure) OfVersion(v string) Figure { return "version." + Figure(v) + "." + f }

// OfFieldBy is a figure of CoPilot, of one field as a version of a reader reads it.
func (f Figure) OfFieldBy(v string, name FieldName) Figure {
	return "taught." + Figure(v) + "/" + Figure(name) + "." + f
}

// Version names who read, as exactly as decisions about it teach: the reader, its model
// and the version of its prompt or rules. It has no slash.
func (r Reading) Version() string {
	return strings.ReplaceAll(strings.Join(strings.Fields(r.Reader+" "+r.Model+" "+r.Prompt), " "), "/", "-")
}

// Part takes a figure of CoPilot's apart: of is "field", "reader", "version", "taught"
// or "swap", and name whose.
func (f Figure) Part() (of, name string, what Figure, ok bool) {
	of, rest, ok := strings.Cut(string(f), ".")
	dot := strings.LastIndexByte(rest, '.')
	if !ok || dot < 1 || !slices.Contains([]string{"field", "reader", "version", "taught", "swap"}, of) {
		return "", "", "", false
	}
	return of, rest[:dot], Figure(rest[dot+1:]), true
}
