package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Engine keeps items. It is DynamoDB's contract cut to what the store needs;
// an engine may never be kinder than DynamoDB is.
//
// Errors: a *ConditionError (a desk.ErrConflict) if a condition did not hold,
// desk.ErrInvalid for what no engine takes (see Validate) and for an item that
// an update made too large, desk.ErrBusy for what may work later, once a fault
// of ours is mended. After ErrBusy nobody knows whether a write was done.
type Engine interface {
	// Get reads an item, nil if there is none. What was written before is seen
	// if strong; else it may be a moment old, and costs half.
	Get(ctx context.Context, k Key, strong bool) (Item, error)
	// BatchGet reads items, in the order of the keys, nil where there is none. No
	// key comes twice.
	BatchGet(ctx context.Context, ks []Key, strong bool) ([]Item, error)
	// Query reads a stretch of one partition of the table or of an index, in the
	// order of the sort key. A page may be short, even empty, and still have a
	// Next.
	Query(ctx context.Context, q Query) (Found, error)
	// Write does all operations or none, unless they are Loose: then each is done for
	// itself, and where it fails some may be done. A single Update answers with the
	// item as it is now, everything else with nil.
	Write(ctx context.Context, ops ...Op) (Item, error)
}

// Key is where an item lies: its partition and its place in it.
type Key struct{ PK, SK string }

// Item is one record: its attributes by name, the key's "pk" and "sk" among
// them. A value is a string, an int64, a bool or a []byte.
type Item map[string]any

// Key of the item.
func (it Item) Key() Key { return Key{it.Str("pk"), it.Str("sk")} }

// Str is a string attribute, "" if there is none.
func (it Item) Str(name string) string {
	s, _ := it[name].(string)
	return s
}

// Int is a number, 0 if there is none.
func (it Item) Int(name string) int64 {
	n, _ := it[name].(int64)
	return n
}

// Clone is a copy that shares nothing that can change.
func (it Item) Clone() Item {
	if it == nil {
		return nil
	}
	out := make(Item, len(it))
	for k, v := range it {
		if b, ok := v.([]byte); ok {
			v = append([]byte(nil), b...)
		}
		out[k] = v
	}
	return out
}

// Verb is what an operation does.
type Verb string

// The verbs.
const (
	DoPut    Verb = "put"    // the whole item, over any other
	DoUpdate Verb = "update" // parts of an item; an absent one is made
	DoDelete Verb = "delete"
	DoCheck  Verb = "check" // only the conditions
)

// Op is one operation of a write.
type Op struct {
	Do     Verb
	Key    Key
	Item   Item             // of a put
	Set    Item             // of an update: attributes as they shall be
	Add    map[string]int64 // of an update: added to a number, 0 if absent
	Remove []string         // of an update
	If     []Cond           // all must hold
	Loose  bool             // it need not be done together with the others
}

// Loose are puts and deletes without conditions that need not be done together, which
// costs half.
func Loose(ops ...Op) []Op {
	out := slices.Clone(ops)
	for i := range out {
		out[i].Loose = true
	}
	return out
}

// Put stores an item whole.
func Put(it Item, conds ...Cond) Op { return Op{Do: DoPut, Key: it.Key(), Item: it, If: conds} }

// Delete takes an item away; one that is absent stays so.
func Delete(k Key, conds ...Cond) Op { return Op{Do: DoDelete, Key: k, If: conds} }

// Check does nothing but to demand conditions.
func Check(k Key, conds ...Cond) Op { return Op{Do: DoCheck, Key: k, If: conds} }

// Test is what a condition tests.
type Test string

// The tests. Equal and Less do not hold for an absent attribute, nor for one of
// another type.
const (
	IsThere   Test = "exists"
	IsMissing Test = "missing"
	IsEqual   Test = "="
	IsLess    Test = "<"
)

// Cond is a condition on the item as it is before the operation.
type Cond struct {
	Attr  string
	Test  Test
	Value any
}

// Exists holds if the attribute is there; Exists("pk"): the item is.
func Exists(attr string) Cond { return Cond{Attr: attr, Test: IsThere} }

// Missing holds if the attribute is not there; Missing("pk"): the item is not.
func Missing(attr string) Cond { return Cond{Attr: attr, Test: IsMissing} }

// Equal holds if the attribute is v.
func Equal(attr string, v any) Cond { return Cond{attr, IsEqual, v} }

// Less holds if the attribute is less than v.
func Less(attr string, v any) Cond { return Cond{attr, IsLess, v} }

// Holds says whether the condition holds for an item, nil being none.
func (c Cond) Holds(it Item) bool {
	have, there := it[c.Attr]
	switch c.Test {
	case IsThere:
		return there
	case IsMissing:
		return !there
	}
	order, ok := compare(have, c.Value)
	switch c.Test {
	case IsEqual:
		return ok && order == 0
	case IsLess:
		return ok && order < 0
	}
	return false
}

// Holds says whether all of the operation's conditions hold for an item.
func (op Op) Holds(old Item) bool {
	for _, c := range op.If {
		if !c.Holds(old) {
			return false
		}
	}
	return true
}

// Query asks for items of one partition by a range of their sort keys.
type Query struct {
	Index  string // "": the table
	PK     string
	Prefix string // of a string sort key
	From   any    // the first sort key, with it; nil: from the start
	To     any    // the last sort key, with it; nil: to the end
	Desc   bool
	Limit  int  // how many items are looked at, at most; 0: a page full
	After  Item // a Found.Next, of the same query
	Strong bool // not for a global index
}

// Found is a page of a query. From a global index the items hold only keys:
// the table's and the index's. A nil Next ends it.
type Found struct {
	Items []Item
	Next  Item
}

// ConditionError says which operations' conditions did not hold. Nothing was
// done.
type ConditionError struct{ Failed []Failure }

// Failure is one operation whose condition did not hold, and the item that it
// met, nil if there is none.
type Failure struct {
	Op  int
	Old Item
}

func (e *ConditionError) Error() string {
	var at []string
	for _, f := range e.Failed {
		at = append(at, strconv.Itoa(f.Op))
	}
	return "condition of operation " + strings.Join(at, ", ") + " does not hold"
}

// Unwrap makes it a conflict.
func (e *ConditionError) Unwrap() error { return desk.ErrConflict }

// conditionFailed says whether err is that the condition of operation op failed, and the item that it met.
func conditionFailed(err error, op int) (old Item, ok bool) {
	var ce *ConditionError
	if !errors.As(err, &ce) {
		return nil, false
	}
	for _, f := range ce.Failed {
		if f.Op == op {
			return f.Old, true
		}
	}
	return nil, false
}

// lostRace says whether err is a condition that failed at all: the race was lost.
func lostRace(err error) bool {
	var ce *ConditionError
	return errors.As(err, &ce)
}

// busy is the answer after too many lost races.
func busy(what string) error {
	return fmt.Errorf("%w: %s: lost the race %d times", desk.ErrBusy, what, maxRaces)
}

// maxRaces is how often a step that lost a race is tried.
const maxRaces = 50
