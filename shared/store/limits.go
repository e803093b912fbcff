package store

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// DynamoDB's limits, which every engine keeps.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const (
	MaxItem     = 400 << 10 // bytes of an item, names and values
	MaxOps      = 100       // operations of a write
	MaxWrite    = 4 << 20   // bytes of a write's items
	MaxPK       = 2048      // bytes of a partition key
	MaxSK       = 1024      // bytes of a sort key
	MaxPage     = 1 << 20   // bytes of a query's page
	MaxBatchGet = 100       // keys of one request
)

// Index is another order of the items. An item without its attributes is not
// in it.
type Index struct {
	Name   string
	PK, SK string // the attributes
	Number bool   // the sort key is a number
	// Local indexes share the table's partitions, may be read strongly and hold
	// whole items. The others are global: a moment late, and hold keys only.
	Local bool
}

// The indexes. See keys.go for what lies in them.
const (
	BySeq  = "seq"
	ByList = "list"
	ByPart = "part"
)

// Indexes of the table.
func Indexes() []Index {
	return []Index{
		{Name: BySeq, PK: "pk", SK: "seq", Number: true, Local: true},
		{Name: ByList, PK: "list_pk", SK: "list_sk"},
		{Name: ByPart, PK: "part_pk", SK: "part_sk"},
	}
}

// TTL is the attribute that says when an item may go, in seconds since 1970.
// Going takes days: whoever reads must look at it too.
const TTL = "ttl"

// FindIndex finds an index by its name, "" being the table itself.
func FindIndex(name string) (Index, error) {
	if name == "" {
		return Index{PK: "pk", SK: "sk", Local: true}, nil
	}
	for _, x := range Indexes() {
		if x.Name == name {
			return x, nil
		}
	}
	return Index{}, fmt.Errorf("%w: no index %q", desk.ErrInvalid, name)
}

// Has says whether the item is in the index.
func (x Index) Has(it Item) bool {
	_, pk := it[x.PK]
	_, sk := it[x.SK]
	return pk && sk
}

// Size of an item as DynamoDB counts it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
func Size(it Item) int {
	n := 0
	for name, v := range it {
		n += len(name)
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		case bool:
			n++
		case int64:
			// One byte for two significant digits, and one more.
			s := strings.TrimRight(strings.TrimPrefix(strconv.FormatInt(v, 10), "-"), "0")
			n += (len(s)+1)/2 + 1
			if v < 0 {
				n++
			}
		}
	}
	return n
}

// Validate refuses (desk.ErrInvalid) what DynamoDB would: keys that are empty
// or long, other types, items too large, an item twice in one write. Engines
// call it before they write, and ValidateItem for what an update makes.
func Validate(ops []Op) error {
	if len(ops) == 0 || len(ops) > MaxOps {
		return fmt.Errorf("%w: a write of %d operations, not 1 to %d", desk.ErrInvalid, len(ops), MaxOps)
	}
	seen := make(map[Key]bool, len(ops))
	total := 0
	for i, op := range ops {
		if err := validateOp(op); err != nil {
			return fmt.Errorf("operation %d: %w", i, err)
		}
		if op.Loose != ops[0].Loose || op.Loose && (len(op.If) > 0 || op.Do != DoPut && op.Do != DoDelete) {
			return fmt.Errorf("%w: operation %d is loose beside others, or no put or delete without a condition", desk.ErrInvalid, i)
		}
		if seen[op.Key] {
			return fmt.Errorf("%w: operation %d is the second on one item", desk.ErrInvalid, i)
		}
		seen[op.Key] = true
		total += Size(op.Item) + Size(op.Set)
	}
	if total > MaxWrite {
		return fmt.Errorf("%w: a write of %d bytes, more than %d", desk.ErrInvalid, total, MaxWrite)
	}
	return nil
}

func validateOp(op Op) error {
	if err := ValidateKey(op.Key); err != nil {
		return err
	}
	for _, c := range op.If {
		if err := validateAttr(c.Attr, c.Value, c.Test == IsThere || c.Test == IsMissing); err != nil {
			return err
		}
	}
	switch op.Do {
	case DoPut:
		return ValidateItem(op.Item)
	case DoUpdate:
		return validateUpdate(op)
	case DoDelete:
		return nil
	case DoCheck:
		if len(op.If) == 0 {
			return fmt.Errorf("%w: a check without a condition", desk.ErrInvalid)
		}
		return nil
	}
	return fmt.Errorf("%w: no verb %q", desk.ErrInvalid, op.Do)
}

func validateUpdate(op Op) error {
	seen := map[string]bool{"pk": true, "sk": true}
	once := func(name string) error {
		if seen[name] {
			return fmt.Errorf("%w: attribute %s is a key or changed twice", desk.ErrInvalid, name)
		}
		seen[name] = true
		return nil
	}
	for name, v := range op.Set {
		if err := cmp.Or(once(name), validateAttr(name, v, false)); err != nil {
			return err
		}
	}
	for name := range op.Add {
		if err := once(name); err != nil {
			return err
		}
	}
	for _, name := range op.Remove {
		if err := once(name); err != nil {
			return err
		}
	}
	if len(seen) == 2 {
		return fmt.Errorf("%w: an update that changes nothing", desk.ErrInvalid)
	}
	return validateIndexed(op.Set)
}

// ValidateKey refuses what can't be a key.
func ValidateKey(k Key) error {
	if k.PK == "" || len(k.PK) > MaxPK || k.SK == "" || len(k.SK) > MaxSK {
		return fmt.Errorf("%w: a key is empty or too long", desk.ErrInvalid)
	}
	if !utf8.ValidString(k.PK) || !utf8.ValidString(k.SK) {
		return fmt.Errorf("%w: a key is no UTF-8", desk.ErrInvalid)
	}
	return nil
}

// ValidateItem refuses what can't be an item.
func ValidateItem(it Item) error {
	if err := ValidateKey(it.Key()); err != nil {
		return err
	}
	for name, v := range it {
		if err := validateAttr(name, v, false); err != nil {
			return err
		}
	}
	if n := Size(it); n > MaxItem {
		return fmt.Errorf("%w: an item of %d bytes, more than %d", desk.ErrInvalid, n, MaxItem)
	}
	return validateIndexed(it)
}

func validateAttr(name string, v any, none bool) error {
	ok := name != ""
	switch v := v.(type) {
	case string:
		ok = ok && utf8.ValidString(v)
	case int64, bool, []byte:
	default:
		ok = ok && none && v == nil
	}
	if !ok {
		return fmt.Errorf("%w: attribute %q is no text, number, truth or bytes", desk.ErrInvalid, name)
	}
	return nil
}

// validateIndexed refuses an index's key that is empty, long or of another type.
func validateIndexed(it Item) error {
	for _, x := range Indexes() {
		for attr, limit := range map[string]int{x.PK: MaxPK, x.SK: MaxSK} {
			v, there := it[attr]
			s, text := v.(string)
			number := x.Number && attr == x.SK
			switch {
			case !there:
			case number && text, !number && (!text || s == "" || len(s) > limit):
				return fmt.Errorf("%w: attribute %s can't be a key of index %s", desk.ErrInvalid, attr, x.Name)
			}
		}
	}
	return nil
}
