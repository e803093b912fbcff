package kommo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// types are Kommo's types and ours. What is not here is not offered: files, lists of
// goods, links to other cards, legal entities.
//
//	text, tracking_data    text, as it is
//	textarea               text of several lines
//	numeric                a number, as text: "12.5"
//	monetary               a number of the field's currency, as text
//	price of a lead        a whole number of the account's currency; 0 is empty
//	checkbox               true, false
//	select, radiobutton    the option's id
//	multiselect            the options' ids
//	date, birthday         midnight in the account's zone: read in unix seconds, written with the zone
//	date_time              unix seconds
//	multitext              phones, e-mails: the first is the value, the others are kept
//	smart_address          lines under their codes: all are read, one is written
//
// https://developers.kommo.com/reference/custom-fields
var types = lazy.Table(func() map[string]desk.FieldType {
	return map[string]desk.FieldType{
		"text": desk.TypeString, "tracking_data": desk.TypeString, "textarea": desk.TypeText, "numeric": desk.TypeNumber, "monetary": desk.TypeMoney,
		"checkbox": desk.TypeBoolean, "select": desk.TypeEnum, "radiobutton": desk.TypeEnum, "multiselect": desk.TypeMultiEnum, "date": desk.TypeDate,
		"birthday": desk.TypeDate, "date_time": desk.TypeDateTime, "url": desk.TypeURL, "streetaddress": desk.TypeAddress, "smart_address": desk.TypeAddress,
		"multitext": desk.TypeString,
	}
})

// priceField is a deal's sum, which is no custom field.
const priceField desk.FieldName = "price"

// addressLine is the part of an address that holds a street, or all of it.
const addressLine = "address_line_1"

// read are a field's values as a canonical value. What has no form that we know is given
// as it stands: the field is not empty.
func (f field) read(vs []value, zone *time.Location, country string) desk.Value {
	if len(vs) == 0 {
		return ""
	}
	if v := f.canonical(vs, zone, country); v != "" && f.Check(v) == nil {
		return v
	}
	return kit.AsItStands(vs[0].Value)
}

func (f field) canonical(vs []value, zone *time.Location, country string) desk.Value {
	s := kit.Plain(vs[0].Value)
	switch f.Type {
	case desk.TypeNumber:
		return desk.Value(kit.Number(s))
	case desk.TypeMoney:
		if n := kit.Number(s); n != "" && f.Currency != "" {
			return desk.MoneyValue(n, f.Currency)
		}
		return ""
	case desk.TypeBoolean:
		return desk.Value(map[string]string{"true": "true", "1": "true", "false": "false", "0": "false"}[strings.ToLower(s)])
	case desk.TypeDate, desk.TypeDateTime:
		return f.readTime(s, zone)
	case desk.TypeEnum:
		return desk.Value(f.label(vs[0]))
	case desk.TypeMultiEnum:
		has := map[string]bool{}
		for _, v := range vs {
			label := f.label(v)
			if label == "" {
				return "" // an option that is gone: the whole is not ours to write anew
			}
			has[label] = true
		}
		return kit.InOrder(f.Options, has)
	case desk.TypePhone:
		return desk.Value(kit.Phone(s, country))
	case desk.TypeEmail:
		return email(s)
	case desk.TypeAddress:
		if f.def.Type == "smart_address" {
			var lines []string
			for _, v := range vs {
				if line := kit.Plain(v.Value); line != "" {
					lines = append(lines, line)
				}
			}
			s = strings.Join(lines, ", ")
		}
	}
	return desk.Value(s)
}

func email(s string) desk.Value {
	if i := strings.LastIndexByte(s, '@'); i > 0 {
		s = s[:i] + strings.ToLower(s[i:])
	}
	return desk.Value(s)
}

// readTime reads seconds. A date is a midnight, in the account's zone as its people set
// it, or of UTC as programs do.
func (f field) readTime(s string, zone *time.Location) desk.Value {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return ""
		}
		n = t.Unix()
	}
	t := time.Unix(n, 0).UTC()
	if f.Type == desk.TypeDateTime {
		return desk.Value(t.Format(time.RFC3339))
	}
	there := t.In(zone)
	if there.Hour() != 0 && t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		there = t
	}
	return desk.Value(there.Format(time.DateOnly))
}

// label is the option that a value is.
func (f field) label(v value) string {
	for _, e := range f.def.Enums {
		if v.EnumID != "" && e.ID == v.EnumID || v.EnumID == "" && e.Value == kit.Plain(v.Value) {
			return strings.TrimSpace(e.Value)
		}
	}
	return ""
}

func (f field) enum(label string) (value, error) {
	for _, e := range f.def.Enums {
		if strings.TrimSpace(e.Value) == label {
			return value{EnumID: e.ID}, nil
		}
	}
	return value{}, fmt.Errorf("%w: field %s has no option %q", desk.ErrInvalid, f.Name, label)
}

// written are a canonical value as Kommo takes it, in the place of the values that are
// there; nil: none. ErrInvalid: it can't be written there.
func (f field) written(v desk.Value, there []value, zone *time.Location) ([]value, error) {
	s := string(v)
	if f.def.Type == "multitext" {
		return f.writtenFirst(s, there), nil
	}
	if s == "" {
		return nil, nil
	}
	one := func(v any) ([]value, error) { return []value{{Value: v}}, nil }
	switch f.Type {
	case desk.TypeMoney:
		amount, currency := v.Money()
		if currency != f.Currency {
			return nil, fmt.Errorf("%w: field %s holds sums in %s", desk.ErrInvalid, f.Name, f.Currency)
		}
		return one(amount)
	case desk.TypeBoolean:
		return one(s == "true")
	case desk.TypeDate:
		t, err := time.ParseInLocation(time.DateOnly, s, zone)
		if err != nil {
			return nil, fmt.Errorf("%w: field %s: %q is no date", desk.ErrInvalid, f.Name, s)
		}
		return one(t.Format(time.RFC3339))
	case desk.TypeDateTime:
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return nil, fmt.Errorf("%w: field %s: %q is no time", desk.ErrInvalid, f.Name, s)
		}
		return one(t.Unix())
	case desk.TypeEnum:
		e, err := f.enum(s)
		return []value{e}, err
	case desk.TypeMultiEnum:
		var out []value
		for label := range strings.SplitSeq(s, "\n") {
			e, err := f.enum(label)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
		return out, nil
	case desk.TypeAddress:
		if f.def.Type == "smart_address" {
			return []value{{Value: s, EnumCode: addressLine}}, nil
		}
	}
	return one(s)
}

// writtenFirst are several values of which the first is s: what else people wrote there
// stays, and so does what kind of phone the first is.
func (f field) writtenFirst(s string, there []value) []value {
	var out []value
	if s != "" {
		first := value{Value: s}
		if len(there) > 0 {
			first.EnumID, first.EnumCode = there[0].EnumID, there[0].EnumCode
		} else if f.Type == desk.TypePhone || f.Type == desk.TypeEmail {
			first.EnumCode = "WORK"
		}
		if first.EnumID != "" {
			first.EnumCode = "" // one of them names it
		}
		out = append(out, first)
	}
	for _, v := range slices.Clone(there[min(1, len(there)):]) {
		if v.EnumID != "" {
			v.EnumCode = ""
		}
		out = append(out, v)
	}
	return out
}

// price is a deal's sum as Kommo takes it, nil: none. ErrInvalid: it is none of the
// account's currency, or has a fraction, which Kommo keeps none of.
func (f field) price(v desk.Value) (any, error) {
	if v == "" {
		return 0, nil
	}
	amount, currency := v.Money()
	if currency != f.Currency || strings.Contains(amount, ".") {
		return nil, fmt.Errorf("%w: field %s holds whole sums in %s", desk.ErrInvalid, f.Name, f.Currency)
	}
	return json.Number(amount), nil
}
