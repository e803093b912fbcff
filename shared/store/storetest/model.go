package storetest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/store"
)

// model is an engine's meaning, as plainly as it can be said: a map. It shares
// no code with any engine.
type model map[store.Key]store.Item

func holds(c store.Cond, it store.Item) bool {
	v, there := it[c.Attr]
	switch c.Test {
	case store.IsThere:
		return there
	case store.IsMissing:
		return !there
	}
	if a, ok := v.(int64); ok {
		b, ok := c.Value.(int64)
		return ok && (c.Test == store.IsEqual && a == b || c.Test == store.IsLess && a < b)
	}
	if a, ok := v.(string); ok {
		b, ok := c.Value.(string)
		return ok && (c.Test == store.IsEqual && a == b || c.Test == store.IsLess && a < b)
	}
	return false
}

// write answers with the operations whose conditions do not hold, and with what
// a single update made.
func (m model) write(ops []store.Op) (now store.Item, failed []store.Failure) {
	for i, op := range ops {
		for _, c := range op.If {
			if !holds(c, m[op.Key]) {
				failed = append(failed, store.Failure{Op: i, Old: m[op.Key].Clone()})
				break
			}
		}
	}
	if failed != nil {
		return nil, failed
	}
	for _, op := range ops {
		switch op.Do {
		case store.DoPut:
			m[op.Key] = op.Item.Clone()
		case store.DoDelete:
			delete(m, op.Key)
		case store.DoUpdate:
			it := m[op.Key].Clone()
			if it == nil {
				it = store.Item{"pk": op.Key.PK, "sk": op.Key.SK}
			}
			for name, v := range op.Set {
				it[name] = v
			}
			for name, n := range op.Add {
				it[name] = it.Int(name) + n
			}
			for _, name := range op.Remove {
				delete(it, name)
			}
			m[op.Key], now = it, it.Clone()
		}
	}
	if len(ops) != 1 {
		now = nil
	}
	return now, nil
}

// query answers with all that the query finds, to its end. Items of one sort key
// come in any order.
func (m model) query(x store.Index, q store.Query) []store.Item {
	var out []store.Item
	for _, it := range m {
		sk, there := it[x.SK]
		if it[x.PK] != q.PK || !there || !strings.HasPrefix(it.Str(x.SK), q.Prefix) && q.Prefix != "" {
			continue
		}
		if q.From != nil && order(sk, q.From) < 0 || q.To != nil && order(sk, q.To) > 0 {
			continue
		}
		if !x.Local {
			it = store.Item{"pk": it["pk"], "sk": it["sk"], x.PK: it[x.PK], x.SK: sk}
		}
		out = append(out, it.Clone())
	}
	slices.SortFunc(out, func(a, b store.Item) int {
		if q.Desc {
			a, b = b, a
		}
		return order(a[x.SK], b[x.SK])
	})
	return out
}

func order(a, b any) int {
	if n, ok := a.(int64); ok {
		return cmp.Compare(n, b.(int64))
	}
	return cmp.Compare(a.(string), b.(string))
}
