package desk

import "strings"

// Good is a row of what was bought with a deal (CB-11), as the CRM has it.
type Good struct {
	Name     string
	Quantity string // a decimal
	Price    string // of one, a decimal, in the deal's currency; "": it is not told
}

// MaxGoods is how many rows of deals are read at once, at most.
const MaxGoods = 200

// maxGoodName is how many characters the name of a good is shown with.
const maxGoodName = 200

// FewGoods are at most MaxGoods rows of deals, with names that are no longer than a line:
// whatever a CRM answers.
func FewGoods(deals []CardRef, all map[CardRef][]Good) map[CardRef][]Good {
	out, left := map[CardRef][]Good{}, MaxGoods
	for _, d := range deals {
		if out[d] != nil {
			continue
		}
		for _, g := range all[d][:min(len(all[d]), left)] {
			g.Name = shorten(strings.Join(strings.Fields(g.Name), " "), maxGoodName, 4*maxGoodName)
			out[d] = append(out[d], g)
			left--
		}
	}
	return out
}
