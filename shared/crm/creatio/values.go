package creatio

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

func numberOf(v any) int64 {
	n, err := strconv.ParseInt(kit.Plain(v), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func moment(v any) time.Time {
	t, err := time.Parse(time.RFC3339, kit.Plain(v))
	if err != nil || t.Year() < 1900 { // 0001-01-01 is none
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// read is a column's value as a canonical one. What has no form that we know is given as
// it stands: the field is not empty.
func (f field) read(r record, country string) desk.Value {
	there := r[f.column]
	s := kit.Plain(there)
	var v desk.Value
	switch {
	case f.column == ownerColumn:
		owner, _ := r["Owner"].(map[string]any)
		v = kit.AsItStands(owner["Name"])
	case s == "":
		return kit.AsItStands(there)
	case f.lookup != nil && s == nobody:
		return ""
	case f.lookup != nil:
		for _, o := range f.lookup {
			if strings.EqualFold(o.id, s) {
				return desk.Value(o.label)
			}
		}
	case f.Type == desk.TypeInteger || f.Type == desk.TypeNumber:
		if v = desk.Value(kit.Number(s)); v == "0" {
			return ""
		}
	case f.Type == desk.TypeDate || f.Type == desk.TypeDateTime:
		t := moment(there)
		if t.IsZero() && strings.HasPrefix(s, "0001-") {
			return ""
		}
		layout := time.RFC3339
		if f.Type == desk.TypeDate {
			layout = time.DateOnly
			if day, err := time.Parse(layout, s[:min(len(s), len(layout))]); err == nil { // the day as it is written, in whichever zone
				t = day
			}
		}
		if !t.IsZero() {
			v = desk.Value(t.Format(layout))
		}
	case f.Type == desk.TypePhone:
		v = desk.Value(kit.Phone(s, country))
	default:
		v = desk.Value(s)
	}
	if v != "" && f.Check(v) == nil {
		return v
	}
	return kit.AsItStands(there)
}

// written is a canonical value as Creatio takes it. ErrInvalid: it can't stand there.
func (f field) written(v desk.Value) (any, error) {
	s := string(v)
	switch {
	case f.lookup != nil:
		if s == "" {
			return nil, nil
		}
		for _, o := range f.lookup {
			if o.label == s {
				return o.id, nil
			}
		}
		return nil, invalid("field %s has no option %q", f.Name, s)
	case f.Type == desk.TypeInteger || f.Type == desk.TypeNumber:
		if s == "" {
			return 0, nil
		}
		if kit.Number(s) != s {
			return nil, invalid("field %s: %q is no number", f.Name, s)
		}
		return json.Number(s), nil
	case f.Type == desk.TypeBoolean:
		return s == "true", nil
	case f.Type == desk.TypeDate || f.Type == desk.TypeDateTime:
		if s == "" {
			return nil, nil
		}
		layout := map[bool]string{true: time.DateOnly, false: time.RFC3339}[f.Type == desk.TypeDate]
		t, err := time.Parse(layout, s)
		if err != nil {
			return nil, invalid("field %s: %q is no time", f.Name, s)
		}
		if f.day {
			return s, nil
		}
		return t.UTC().Format(time.RFC3339), nil
	}
	return s, nil
}
