package desk

import "time"

// GroupBy is by what dialogs are counted (CL-21).
type GroupBy string

// The ways.
const (
	GroupByState    GroupBy = "state"
	GroupByTurn     GroupBy = "turn"
	GroupByDetailed GroupBy = "detailed"
	GroupByLine     GroupBy = "line"
	GroupByChannel  GroupBy = "channel"
	GroupByTeam     GroupBy = "team"
	GroupByOperator GroupBy = "operator"
	GroupByContact  GroupBy = "contact"
	GroupByCard     GroupBy = "card"
	GroupByLabel    GroupBy = "label"
	GroupByPriority GroupBy = "priority"
)

// Values are under what the dialog is counted: it may have several labels and cards.
// "": it has none.
func (g GroupBy) Values(d Dialog) []string {
	var out []string
	switch g {
	case GroupByState:
		out = append(out, string(d.State))
	case GroupByTurn:
		out = append(out, string(d.Turn))
	case GroupByDetailed:
		out = append(out, string(d.Detailed()))
	case GroupByLine:
		out = append(out, string(d.Line))
	case GroupByChannel:
		out = append(out, string(d.Channel))
	case GroupByTeam:
		out = append(out, string(d.Team))
	case GroupByOperator:
		out = append(out, string(d.Operator))
	case GroupByContact:
		out = append(out, d.Contact.String())
	case GroupByPriority:
		out = append(out, string(d.Priority))
	case GroupByLabel:
		for _, l := range d.Labels {
			out = append(out, string(l))
		}
	case GroupByCard:
		for _, b := range d.Cards {
			out = append(out, b.Ref.String())
		}
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out
}

// Live says that what dialogs are counted by is not what lists remember of them, but
// what they are now: a message changes it.
func (g GroupBy) Live() bool { return g == GroupByTurn || g == GroupByDetailed }

// ByState says that dialogs are counted by their state, or by what goes with it.
func (g GroupBy) ByState() bool { return g == GroupByState || g.Live() }

// Words says that what dialogs are counted by is told only to who reads what is said in
// them (SeesThatItIs).
func (g GroupBy) Words() bool {
	return g == GroupByLine || g == GroupByChannel || g == GroupByContact || g == GroupByCard
}

// DialogCounts are how many dialogs there are of each value.
type DialogCounts struct {
	Counts map[string]int
	Total  int // dialogs that were counted
	// Since is when the oldest of them opened, where older ones were not counted; zero:
	// all were.
	Since time.Time
}

// Add counts a dialog.
func (c *DialogCounts) Add(g GroupBy, d Dialog) {
	if c.Counts == nil {
		c.Counts = map[string]int{}
	}
	c.Total++
	for _, v := range g.Values(d) {
		c.Counts[v]++
	}
}

// Counted is the filter for dialogs that are counted by g: of one whose words who asks
// does not read they are not told where it is.
func (f DialogFilter) Counted(g GroupBy) DialogFilter {
	f.Sort, f.OnlyRead = ByOpening, f.OnlyRead || g.Words()
	return f
}
