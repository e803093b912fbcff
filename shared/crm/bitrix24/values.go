package bitrix24

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Each type of Bitrix24 as ours, as it is read, and as it is written:
//
//	string, text        string, text      as said; several: a text, a line each
//	integer, double     integer, number   12.5 or "12.50"
//	opportunity         money             12.5, with the card's currencyId; 0 is empty, as new cards have it
//	money               money             "12.50|EUR"
//	boolean             boolean           "Y", "N"; read, too: 1, true, "1"
//	date                date              "2026-03-01"; read, too: the day of 2026-03-01T03:00:00+03:00, in the zone that is written
//	datetime            datetime          "2026-03-01T15:00:00+03:00", in any zone; written in UTC
//	enumeration         enum, multi_enum  the number of the item, of several a list of them
//	crm_status          enum              the entry's id
//	url                 url
//	address             address           as said; read without what is behind a "|": coordinates
//	PHONE, EMAIL of fm  phone, email      the first of several
//
// What has no form of its type is read as it stands: the field is not empty, and a
// person put that there. All other types are not offered.
func (f field) ours() desk.FieldType {
	one := map[string]desk.FieldType{
		"string": desk.TypeString, "text": desk.TypeText, "integer": desk.TypeInteger, "double": desk.TypeNumber, "money": desk.TypeMoney, "boolean": desk.TypeBoolean,
		"date": desk.TypeDate, "datetime": desk.TypeDateTime, "url": desk.TypeURL, "address": desk.TypeAddress, "enumeration": desk.TypeEnum, "crm_status": desk.TypeEnum,
	}[f.kind]
	switch {
	case one == desk.TypeEnum && len(f.options) == 0:
		return ""
	case f.key == "opportunity":
		return desk.TypeMoney
	case !f.multiple:
		return one
	case f.kind == "enumeration":
		return desk.TypeMultiEnum
	case f.kind == "string" || f.kind == "text":
		return desk.TypeText
	}
	return ""
}

// read is what a card holds in the field, as a canonical value.
func (f field) read(item map[string]any, country string) desk.Value {
	if f.kind == "fm" {
		for _, one := range multi(item, f.key) {
			return f.fitting(f.canonical(one.value, country), one.value)
		}
		return ""
	}
	v := item[f.key]
	if l, ok := v.([]any); ok && !f.multiple && len(l) > 0 {
		v = l[0]
	}
	switch {
	case f.key == "opportunity":
		if n := kit.Number(kit.Plain(v)); n == "" || n == "0" {
			return ""
		}
		return f.fitting(money(kit.Plain(v), kit.Plain(item["currencyId"])), v)
	case f.multiple:
		return f.fitting(f.several(v), v)
	case f.type_ == desk.TypeEnum && (kit.Plain(v) == "0" || kit.Plain(v) == "false"):
		return ""
	}
	return f.fitting(f.canonical(kit.Plain(v), country), v)
}

// fitting is the value if it is one of the field's, else what is there as it stands.
func (f field) fitting(v string, there any) desk.Value {
	if v != "" && f.field("").Check(desk.Value(v)) == nil {
		return desk.Value(v)
	}
	s := kit.Plain(there)
	switch there := there.(type) {
	case []any:
		if len(there) > 0 {
			raw, _ := json.Marshal(there)
			s = string(raw)
		}
	case map[string]any:
		if len(there) > 0 {
			raw, _ := json.Marshal(there)
			s = string(raw)
		}
	}
	if len(s) > desk.MaxValue {
		s = strings.TrimSpace(strings.ToValidUTF8(s[:desk.MaxValue], ""))
	}
	return desk.Value(s)
}

func (f field) canonical(s, country string) string {
	switch f.type_ {
	case desk.TypeInteger, desk.TypeNumber:
		return kit.Number(s)
	case desk.TypeMoney:
		amount, currency, _ := strings.Cut(s, "|")
		return money(amount, currency)
	case desk.TypeBoolean:
		return map[string]string{"Y": "true", "1": "true", "true": "true", "N": "false", "0": "false", "false": "false"}[s]
	case desk.TypeDate:
		if len(s) > len(time.DateOnly) {
			s = s[:len(time.DateOnly)]
		}
		return s
	case desk.TypeDateTime:
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return t.UTC().Truncate(time.Second).Format(time.RFC3339)
		}
		return ""
	case desk.TypeEnum:
		return f.label(s)
	case desk.TypeAddress:
		s, _, _ = strings.Cut(s, "|")
		return strings.TrimSpace(s)
	case desk.TypePhone:
		return kit.Phone(s, country)
	case desk.TypeEmail:
		return email(s)
	}
	return s
}

// several are the values of a field that may have several, a line each.
func (f field) several(v any) string {
	all, ok := v.([]any)
	if !ok && kit.Plain(v) != "" {
		all = []any{v}
	}
	has := map[string]bool{}
	var lines []string
	for _, one := range all {
		s := kit.Plain(one)
		if f.type_ == desk.TypeMultiEnum {
			if s = f.label(s); s == "" {
				return "" // an item that nobody told of: the whole is not ours to write anew
			}
		}
		if s != "" && !has[s] {
			has[s] = true
			lines = append(lines, s)
		}
	}
	if f.type_ == desk.TypeMultiEnum {
		lines = lines[:0]
		for _, o := range f.options {
			if has[o.label] {
				lines = append(lines, o.label)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func (f field) label(id string) string {
	for _, o := range f.options {
		if o.id == id {
			return o.label
		}
	}
	return ""
}

func (f field) id(label string) string {
	for _, o := range f.options {
		if o.label == label {
			return o.id
		}
	}
	return ""
}

func money(amount, currency string) string {
	n := kit.Number(strings.TrimSpace(amount))
	if n == "" || currency == "" {
		return ""
	}
	return string(desk.MoneyValue(n, strings.ToUpper(strings.TrimSpace(currency))))
}

// write puts a canonical value into what is sent, an empty one as nothing. ErrInvalid:
// it can't be written there. Multi-fields are not its.
func (f field) write(into args, v desk.Value) error {
	s := string(v)
	if f.key == "opportunity" {
		amount, currency := v.Money()
		if s == "" {
			amount = "0"
		} else {
			into["currencyId"] = currency
		}
		into["opportunity"], into["isManualOpportunity"] = json.Number(amount), "Y"
		return nil
	}
	if s == "" {
		if into[f.key] = ""; f.multiple {
			into[f.key] = []any{}
		}
		return nil
	}
	out, err := f.written(v)
	if err == nil {
		into[f.key] = out
	}
	return err
}

func (f field) written(v desk.Value) (any, error) {
	s := string(v)
	switch f.type_ {
	case desk.TypeMoney:
		amount, currency := v.Money()
		return amount + "|" + currency, nil
	case desk.TypeBoolean:
		return map[bool]string{true: "Y", false: "N"}[s == "true"], nil
	case desk.TypeDateTime:
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return nil, invalid("field %s: no time", f.name)
		}
		return t.UTC().Format("2006-01-02T15:04:05-07:00"), nil
	case desk.TypeEnum, desk.TypeMultiEnum:
		ids := []any{}
		for label := range strings.SplitSeq(s, "\n") {
			id := f.id(label)
			if id == "" {
				return nil, invalid("field %s has no such option", f.name)
			}
			ids = append(ids, id)
		}
		if f.type_ == desk.TypeMultiEnum {
			return ids, nil
		}
		return ids[0], nil
	}
	if f.multiple {
		lines := []any{}
		for line := range strings.SplitSeq(s, "\n") {
			lines = append(lines, line)
		}
		return lines, nil
	}
	return s, nil
}
