package desk

// Good is a row of what was bought with a deal (CB-11), as the CRM has it.
type Good struct {
	Name     string
	Quantity string // a decimal
	Price    string // of one, a decimal, in the deal's currency; "": it is not told
}

// MaxGoods is how many rows of deals are read at once, at most.
const MaxGoods = 200
