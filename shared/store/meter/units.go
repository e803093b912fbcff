package meter

import (
	"github.com/sufler/sufler/shared/store"
)

// DynamoDB's rules. Where its pages are silent (what a transaction makes of an
// index, what one that failed costs) the dearer reading is taken.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
const (
	writeUnit   = 1 << 10 // bytes
	readUnit    = 4 << 10
	transaction = 2 // a write of several operations costs double
)

// units rounds a size up; nothing costs nothing.
func units(size, unit int) float64 { return float64(max(1, (size+unit-1)/unit)) }

// consumption is what one operation of a write costs, on the table and on each
// of its indexes.
type consumption struct {
	table   float64
	indexes [3]float64 // as store.Indexes
}

func (c consumption) total() float64 { return c.table + c.indexes[0] + c.indexes[1] + c.indexes[2] }

// Written is what a write costs in write units. olds are the items before it; failed: a
// condition did not hold, which is paid for all the same.
func Written(ops []store.Op, olds []store.Item, failed bool) float64 {
	n := 0.0
	for i, op := range ops {
		n += double(ops) * consumed(op, olds[i], failed).total()
	}
	return n
}

// double is how many times what they cost alone operations cost together.
func double(ops []store.Op) float64 {
	if !ops[0].Loose && len(ops) > 1 || ops[0].Do == store.DoCheck {
		return transaction
	}
	return 1
}

// consumed is what one operation costs alone.
func consumed(op store.Op, old store.Item, failed bool) (c consumption) {
	now, err := op.Apply(old)
	if err != nil || failed || op.Do == store.DoCheck {
		c.table = units(store.Size(old), writeUnit)
		return c
	}
	c.table = units(max(store.Size(old), store.Size(now)), writeUnit)
	for i, x := range store.Indexes() {
		c.indexes[i] = indexed(x, old, now)
	}
	return c
}

// indexed is what a write costs in an index: nothing if its entry stays as it
// is, one write if it comes, goes or changes, two if it moves.
func indexed(x store.Index, old, now store.Item) float64 {
	was, is := x.Has(old), x.Has(now)
	before, after := entry(x, old), entry(x, now)
	switch {
	case !was && !is:
		return 0
	case !was:
		return units(store.Size(after), writeUnit)
	case !is:
		return units(store.Size(before), writeUnit)
	case old[x.PK] != now[x.PK] || old[x.SK] != now[x.SK]:
		return units(store.Size(before), writeUnit) + units(store.Size(after), writeUnit)
	case same(before, after):
		return 0
	}
	return units(max(store.Size(before), store.Size(after)), writeUnit)
}

// entry is what an index holds of an item: all of it, or keys only.
func entry(x store.Index, it store.Item) store.Item {
	if x.Local || !x.Has(it) {
		return it
	}
	return x.Place(it)
}

func same(a, b store.Item) bool {
	if len(a) != len(b) {
		return false
	}
	for name, v := range a {
		x, ok := v.([]byte)
		y, there := b[name].([]byte)
		if ok != there || ok && string(x) != string(y) || !ok && v != b[name] {
			return false
		}
	}
	return true
}

// Read is what reading so many bytes costs in read units: half if it may be a moment old.
func Read(size int, strong bool) float64 {
	if strong {
		return units(size, readUnit)
	}
	return units(size, readUnit) / 2
}

// What DynamoDB Local says was consumed is less than DynamoDB's rules, in three
// places: nothing for a write whose condition did not hold, nothing for what was
// looked for and is not there (but for a single item), and in a transaction all
// operations that cost the same are told as one. Everything else is the same.

// WrittenLocally is what it says of a write.
func WrittenLocally(ops []store.Op, olds []store.Item, failed bool) float64 {
	if failed {
		return 0
	}
	told := map[consumption]bool{}
	n := 0.0
	for i, op := range ops {
		if c := consumed(op, olds[i], false); op.Loose || !told[c] {
			told[c] = true
			n += double(ops) * c.total()
		}
	}
	return n
}
