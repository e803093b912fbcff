package desk

import "time"

// CellKind is what a cell of a table holds.
type CellKind int

// The kinds.
const (
	CellText CellKind = iota
	CellMoment
	CellDuration
)

// Cell is one cell of a table that leaves us; the zero one is empty.
type Cell struct {
	Kind CellKind
	Text string
	Link string        // of a text: where it leads
	At   time.Time     // of a moment: in the zone in which it is shown
	Took time.Duration // of a duration
}

// TextCell holds a text.
func TextCell(s string) Cell { return Cell{Text: s} }

// MomentCell holds a moment, shown in a zone; empty if it is zero.
func MomentCell(t time.Time, zone *time.Location) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Cell{Kind: CellMoment, At: t.In(zone)}
}

// DurationCell holds a duration; empty if there is none.
func DurationCell(d *time.Duration) Cell {
	if d == nil {
		return Cell{}
	}
	return Cell{Kind: CellDuration, Took: *d}
}
