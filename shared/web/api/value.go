package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
)

// FieldValue is a field's value as JSON has it, by the field's type: a number
// for integer and number, {amount, currency} for money, true or false, a list of
// texts for multi_enum, else a text; null is empty. Numbers keep every digit.
type FieldValue struct {
	raw      json.RawMessage
	personal bool // it is a customer's data: see Personal
}

// MarshalJSON writes the value.
func (v FieldValue) MarshalJSON() ([]byte, error) {
	if len(v.raw) == 0 {
		return []byte("null"), nil
	}
	return v.raw, nil
}

// UnmarshalJSON keeps the value as it is written: which type it must have is the
// field's to say.
func (v *FieldValue) UnmarshalJSON(b []byte) error {
	v.raw = bytes.Clone(b)
	return nil
}

// Schema describes it once, for all to point to.
func (FieldValue) Schema(r huma.Registry) *huma.Schema {
	const name = "Value"
	if r.Map()[name] == nil {
		r.Map()[name] = valueSchema()
	}
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

func valueSchema() *huma.Schema {
	s := &huma.Schema{
		Description: "By the field's type: a number for integer and number, an object for money, true or false for boolean, a list for multi_enum, else a text; null is empty.",
		AnyOf: []*huma.Schema{
			{Type: huma.TypeString, Nullable: true},
			{Type: huma.TypeNumber},
			{Type: huma.TypeBoolean},
			{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}},
			{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
				"amount":   {Type: huma.TypeNumber, Description: "The amount, in whole units of the currency."},
				"currency": {Type: huma.TypeString, Description: "ISO 4217; absent: the field's."},
			}, Required: []string{"amount"}},
		},
		Examples: []any{"Anna", 12.5, map[string]any{"amount": 26700, "currency": "RUB"}},
	}
	s.PrecomputeMessages()
	return s
}

type moneyValue struct {
	Amount   json.Number `json:"amount"`
	Currency string      `json:"currency"`
}

// jsonOf writes a value by its field's type. One that its field does not know
// any more, because the type was changed, is a text.
func jsonOf(f desk.Field, v desk.Value) FieldValue {
	var out any = string(v)
	if f.Check(v) == nil {
		switch f.Type {
		case desk.TypeInteger, desk.TypeNumber:
			out = json.Number(v)
		case desk.TypeMoney:
			amount, currency := v.Money()
			out = moneyValue{json.Number(amount), currency}
		case desk.TypeBoolean:
			out = v == "true"
		case desk.TypeMultiEnum:
			out = strings.Split(string(v), "\n")
		}
	}
	if v == "" {
		return FieldValue{}
	}
	b, err := json.Marshal(out)
	if err != nil { // a checked number always marshals
		return FieldValue{}
	}
	return FieldValue{b, tells(f)}
}

// tells says whether a field's values may be customers' data. Of a field that was
// taken away nobody knows what they are.
func tells(f desk.Field) bool { return f.Personal() || f.Type == "" }

// valueOf reads what jsonOf writes, and what a person may write instead: a phone
// with spaces, a moment in another zone, options in another order. ErrInvalid.
func valueOf(f desk.Field, v FieldValue) (desk.Value, error) {
	if len(v.raw) == 0 || string(v.raw) == "null" {
		return "", nil
	}
	read := readText
	switch f.Type {
	case desk.TypeInteger, desk.TypeNumber:
		read = readNumber
	case desk.TypeMoney:
		read = readMoney
	case desk.TypeBoolean:
		read = readBoolean
	case desk.TypeMultiEnum:
		read = readOptions
	}
	out, err := read(f, v.raw)
	if err != nil {
		return "", err
	}
	return out, f.Check(out)
}

func wants(f desk.Field, what string) error {
	return fmt.Errorf("%w: field %s wants %s", desk.ErrInvalid, f.Called(), what)
}

func readText(f desk.Field, raw json.RawMessage) (desk.Value, error) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return "", wants(f, "a text")
	}
	s = strings.TrimSpace(s)
	switch f.Type {
	case desk.TypePhone:
		s = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(s)
	case desk.TypeEmail:
		if i := strings.LastIndexByte(s, '@'); i > 0 {
			s = s[:i] + strings.ToLower(s[i:])
		}
	case desk.TypeDateTime:
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			s = t.UTC().Format(time.RFC3339)
		}
	}
	return desk.Value(s), nil
}

func readNumber(f desk.Field, raw json.RawMessage) (desk.Value, error) {
	n, ok := digits(raw)
	if !ok {
		return "", wants(f, "a number like 3 or 2.5, without an exponent")
	}
	return desk.Value(n), nil
}

func readMoney(f desk.Field, raw json.RawMessage) (desk.Value, error) {
	var m struct {
		Amount   json.RawMessage `json:"amount"`
		Currency string          `json:"currency"`
	}
	if json.Unmarshal(raw, &m) != nil {
		return "", wants(f, `an object like {"amount": 1200, "currency": "EUR"}`)
	}
	amount, ok := digits(m.Amount)
	if !ok {
		return "", wants(f, "an amount that is a number like 1200 or 9.90, without an exponent")
	}
	if m.Currency == "" {
		m.Currency = f.Currency
	}
	if m.Currency == "" {
		return "", wants(f, `a currency too, like {"amount": 1200, "currency": "EUR"}`)
	}
	return desk.MoneyValue(amount, strings.ToUpper(m.Currency)), nil
}

func readBoolean(f desk.Field, raw json.RawMessage) (desk.Value, error) {
	var b bool
	if json.Unmarshal(raw, &b) != nil {
		return "", wants(f, "true or false")
	}
	return desk.Value(fmt.Sprint(b)), nil
}

func readOptions(f desk.Field, raw json.RawMessage) (desk.Value, error) {
	var vs []string
	if json.Unmarshal(raw, &vs) != nil {
		return "", wants(f, "a list of texts")
	}
	options := f.OptionValues()
	slices.SortStableFunc(vs, func(a, b string) int { return slices.Index(options, a) - slices.Index(options, b) })
	return desk.Value(strings.Join(slices.Compact(vs), "\n")), nil
}

// digits is a JSON number as desk writes it: no needless zeros, no exponent.
func digits(raw json.RawMessage) (string, bool) {
	s := string(raw)
	if s == "" || len(s) > 40 || strings.Trim(s, "-.0123456789") != "" {
		return "", false
	}
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		s = "0"
	}
	return s, true
}

// byName are the fields of a card kind by their names.
func byName(fields []desk.Field) map[desk.FieldName]desk.Field {
	m := make(map[desk.FieldName]desk.Field, len(fields))
	for _, f := range fields {
		m[f.Name] = f
	}
	return m
}
