package rest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// forms are how a type's values may be written in a body, the usual one first.
//
//	string, text, phone …  text
//	integer, number        number; text: "12.5"
//	money                  number, of the field's currency; text: "12.50"; 12.50|EUR
//	date                   day: 2026-03-01; unix, unix_ms: midnight in the connection's zone,
//	                       or UTC, where there is none; time: 2026-03-01T00:00:00Z,
//	                       read, too: a midnight of any zone, which is that zone's day
//	datetime               time: 2026-03-01T12:00:00Z; unix, unix_ms; local: 2026-03-01T12:00:00 and
//	                       local_blank: 2026-03-01 12:00:00, by the clocks of the connection's zone
//	boolean                boolean; text: "true"; number: 1
//	enum                   text: the option's id; number
//	multi_enum             list of ids; text: ids parted by ;
var forms = lazy.Table(func() map[desk.FieldType][]string {
	return map[desk.FieldType][]string{
		desk.TypeInteger: {"number", "text"}, desk.TypeNumber: {"number", "text"}, desk.TypeMoney: {"number", "text", "amount|currency"},
		desk.TypeDate: {"day", "unix", "unix_ms", "time"}, desk.TypeDateTime: {"time", "unix", "unix_ms", "local", "local_blank"}, desk.TypeBoolean: {"boolean", "text", "number"},
		desk.TypeEnum: {"text", "number"}, desk.TypeMultiEnum: {"list", "text"},
	}
})

var texts = []string{"text"}

func (f Field) forms() []string {
	if all, ok := forms.Get()[f.Type]; ok {
		return all
	}
	return texts
}

func (f Field) readable() bool { return f.As == "" || slices.Contains(f.forms(), f.As) }

func (f Field) as() string {
	if f.As == "" {
		return f.forms()[0]
	}
	return f.As
}

func (f Field) path() string {
	if f.Path == "" {
		return string(f.Name)
	}
	return f.Path
}

// find is what the CRM calls it where it is looked for.
func (f Field) find() string {
	_, last := cutLast(f.path())
	return cmp.Or(f.Find, last)
}

// read is what a body says as a canonical value. What has no form that we know is
// given as it stands: the field is not empty, and a person put that there.
func (f Field) read(v any, in Place) desk.Value {
	if out := f.canonical(v, in); out != "" && f.field("").Check(out) == nil {
		return out
	}
	return kit.AsItStands(v)
}

func (f Field) canonical(v any, in Place) desk.Value {
	s := kit.Plain(v)
	switch f.Type {
	case desk.TypeInteger, desk.TypeNumber:
		return desk.Value(kit.Number(s))
	case desk.TypeMoney:
		return f.readMoney(s)
	case desk.TypeDate, desk.TypeDateTime:
		return f.readTime(s, in.Zone)
	case desk.TypeBoolean:
		return desk.Value(map[string]string{"true": "true", "1": "true", "false": "false", "0": "false"}[strings.ToLower(s)])
	case desk.TypeEnum:
		return desk.Value(f.label(s))
	case desk.TypeMultiEnum:
		return f.readList(v)
	case desk.TypePhone:
		return desk.Value(kit.Phone(s, in.Country))
	}
	return desk.Value(s)
}

func (f Field) readMoney(s string) desk.Value {
	amount, currency, told := strings.Cut(s, "|")
	if !told {
		currency = f.Currency
	}
	n := kit.Number(strings.TrimSpace(amount))
	if n == "" || currency == "" {
		return ""
	}
	return desk.MoneyValue(n, strings.ToUpper(strings.TrimSpace(currency)))
}

func (f Field) label(id string) string {
	for _, o := range f.Options {
		if id != "" && o.id() == id {
			return o.Value
		}
	}
	return ""
}

func (f Field) id(label string) string {
	for _, o := range f.Options {
		if o.Value == label {
			return o.id()
		}
	}
	return ""
}

// readList is a list of ids, in the field's order.
func (f Field) readList(v any) desk.Value {
	var ids []string
	switch v := v.(type) {
	case []any:
		for _, id := range v {
			ids = append(ids, kit.Plain(id))
		}
	default:
		ids = strings.FieldsFunc(kit.Plain(v), func(r rune) bool { return r == ';' })
	}
	has := map[string]bool{}
	for _, id := range ids {
		label := f.label(strings.TrimSpace(id))
		if label == "" {
			return "" // an option that nobody described: the whole is not ours to write anew
		}
		has[label] = true
	}
	return kit.InOrder(f.field("").Options, has)
}

// written is a canonical value as the CRM has it; an empty one is null. ErrInvalid:
// it can't be written there.
func (f Field) written(v desk.Value, in Place) (any, error) {
	s, as := string(v), f.as()
	if s == "" {
		return nil, nil
	}
	bare := func(text string) any {
		if as == "text" {
			return text
		}
		return json.Number(text)
	}
	switch f.Type {
	case desk.TypeInteger, desk.TypeNumber:
		return bare(s), nil
	case desk.TypeMoney:
		amount, currency, _ := strings.Cut(s, " ")
		if as == "amount|currency" {
			return amount + "|" + currency, nil
		}
		if currency != f.Currency {
			return nil, fmt.Errorf("%w: field %s holds sums in %s", desk.ErrInvalid, f.Name, f.Currency)
		}
		return bare(kit.Number(amount)), nil
	case desk.TypeDate, desk.TypeDateTime:
		return f.writtenTime(s, in.Zone)
	case desk.TypeBoolean:
		if as == "number" {
			return json.Number(map[bool]string{true: "1", false: "0"}[s == "true"]), nil
		}
		if as == "text" {
			return s, nil
		}
		return s == "true", nil
	case desk.TypeEnum:
		id := f.id(s)
		if id == "" {
			return nil, fmt.Errorf("%w: field %s has no option %q", desk.ErrInvalid, f.Name, s)
		}
		return bare(id), nil
	case desk.TypeMultiEnum:
		var ids []any
		var texts []string
		for label := range strings.SplitSeq(s, "\n") {
			id := f.id(label)
			if id == "" {
				return nil, fmt.Errorf("%w: field %s has no option %q", desk.ErrInvalid, f.Name, label)
			}
			ids, texts = append(ids, id), append(texts, id)
		}
		if as == "text" {
			return strings.Join(texts, ";"), nil
		}
		return ids, nil
	}
	return s, nil
}

// field is the field as verbs have it. What CoPilot may do with it, the company says.
func (f Field) field(k desk.CardKind) desk.Field {
	out := desk.Field{Card: k, Name: f.Name, Title: f.Title, Type: f.Type, Currency: f.Currency}
	if out.Title == "" {
		out.Title = string(f.Name)
	}
	for _, o := range f.Options {
		out.Options = append(out.Options, desk.Option{Value: o.Value})
	}
	return out
}
