package store

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// ValidateQuery refuses a query that DynamoDB would.
func ValidateQuery(q Query) (Index, error) {
	x, err := FindIndex(q.Index)
	if err != nil {
		return x, err
	}
	bad := func(what string) (Index, error) {
		return x, fmt.Errorf("%w: query: %s", desk.ErrInvalid, what)
	}
	switch {
	case q.PK == "" || len(q.PK) > MaxPK || !utf8.ValidString(q.PK):
		return bad("no partition, or one that no key can have")
	case q.Strong && !x.Local:
		return bad("a global index can't be read strongly")
	case q.Prefix != "" && (q.From != nil || q.To != nil || x.Number):
		return bad("a prefix and a range, or a number's prefix")
	case q.Limit < 0:
		return bad("a negative limit")
	}
	for _, v := range []any{q.From, q.To, q.Prefix} {
		if s, text := v.(string); len(s) > MaxSK || text && !utf8.ValidString(s) {
			return bad("a bound that no sort key can have")
		}
	}
	for _, v := range []any{q.From, q.To} {
		_, text := v.(string)
		_, number := v.(int64)
		if v != nil && (x.Number != number || x.Number == text) {
			return bad("a bound of another type than the sort key")
		}
	}
	if order, ok := compare(q.From, q.To); ok && order > 0 {
		return bad("a range that ends before it begins")
	}
	if q.After != nil && !x.cursor(q) {
		return bad("the cursor is not of this query")
	}
	return x, nil
}

// cursor says whether q.After can be a place in the query's partition.
func (x Index) cursor(q Query) bool {
	want := map[string]bool{"pk": true, "sk": true, x.PK: true, x.SK: true}
	for attr := range want {
		v, there := q.After[attr]
		_, number := v.(int64)
		if !there || number != (x.Number && attr == x.SK) || !number && q.After.Str(attr) == "" {
			return false
		}
	}
	return len(q.After) == len(want) && q.After.Str(x.PK) == q.PK && x.Inside(q, q.After)
}

// Inside says whether the item's sort key lies in the query's range.
func (x Index) Inside(q Query, it Item) bool {
	if q.Prefix != "" {
		return strings.HasPrefix(it.Str(x.SK), q.Prefix)
	}
	from, okFrom := compare(it[x.SK], q.From)
	to, okTo := compare(it[x.SK], q.To)
	return (q.From == nil || okFrom && from >= 0) && (q.To == nil || okTo && to <= 0)
}

// Place is an item's cursor in the index: its keys.
func (x Index) Place(it Item) Item {
	out := Item{}
	for _, attr := range []string{"pk", "sk", x.PK, x.SK} {
		out[attr] = it[attr]
	}
	return out
}
