package api

import (
	"encoding/json"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestValuesByType(t *testing.T) {
	sizes := []desk.Option{{Value: "S"}, {Value: "M"}, {Value: "L"}}
	for name, c := range map[string]struct {
		field desk.Field
		in    string
		value desk.Value // "!": refused
		out   string     // "": as in
	}{
		"a text":                      {desk.Field{Type: desk.TypeString}, `"Anna"`, "Anna", ""},
		"white space at the ends":     {desk.Field{Type: desk.TypeString}, `" Anna "`, "Anna", `"Anna"`},
		"a number for a text":         {desk.Field{Type: desk.TypeString}, `7`, "!", ""},
		"null empties":                {desk.Field{Type: desk.TypeString}, `null`, "", `null`},
		"an empty text empties":       {desk.Field{Type: desk.TypeString}, `""`, "", `null`},
		"a time":                      {desk.Field{Type: desk.TypeString, Format: "time"}, `"09:30"`, "09:30", ""},
		"no time":                     {desk.Field{Type: desk.TypeString, Format: "time"}, `"9:30"`, "!", ""},
		"lines":                       {desk.Field{Type: desk.TypeText}, `"a\nb"`, "a\nb", ""},
		"an integer":                  {desk.Field{Type: desk.TypeInteger}, `-12`, "-12", ""},
		"eighteen digits":             {desk.Field{Type: desk.TypeInteger}, `123456789012345678`, "123456789012345678", ""},
		"a fraction for an integer":   {desk.Field{Type: desk.TypeInteger}, `1.5`, "!", ""},
		"a whole fraction is integer": {desk.Field{Type: desk.TypeInteger}, `2.0`, "2", `2`},
		"minus nothing":               {desk.Field{Type: desk.TypeInteger}, `-0.0`, "0", `0`},
		"a number":                    {desk.Field{Type: desk.TypeNumber}, `12.50`, "12.5", `12.5`},
		"an exponent":                 {desk.Field{Type: desk.TypeNumber}, `1e3`, "!", ""},
		"a text for a number":         {desk.Field{Type: desk.TypeNumber}, `"12"`, "!", ""},
		"money":                       {desk.Field{Type: desk.TypeMoney}, `{"amount":26700,"currency":"RUB"}`, "26700.00 RUB", ""},
		"money to the cent":           {desk.Field{Type: desk.TypeMoney}, `{"amount":19.9,"currency":"eur"}`, "19.90 EUR", `{"amount":19.9,"currency":"EUR"}`},
		"the field's currency":        {desk.Field{Type: desk.TypeMoney, Currency: "USD"}, `{"amount":5}`, "5.00 USD", `{"amount":5,"currency":"USD"}`},
		"money of no currency":        {desk.Field{Type: desk.TypeMoney}, `{"amount":5}`, "!", ""},
		"money that is no number":     {desk.Field{Type: desk.TypeMoney}, `{"amount":"5","currency":"USD"}`, "!", ""},
		"a number for money":          {desk.Field{Type: desk.TypeMoney, Currency: "USD"}, `5`, "!", ""},
		"a date":                      {desk.Field{Type: desk.TypeDate}, `"2025-03-14"`, "2025-03-14", ""},
		"a day that never was":        {desk.Field{Type: desk.TypeDate}, `"2025-02-30"`, "!", ""},
		"a moment":                    {desk.Field{Type: desk.TypeDateTime}, `"2025-03-14T12:10:00+03:00"`, "2025-03-14T09:10:00Z", `"2025-03-14T09:10:00Z"`},
		"true":                        {desk.Field{Type: desk.TypeBoolean}, `true`, "true", ""},
		"false is a value":            {desk.Field{Type: desk.TypeBoolean}, `false`, "false", ""},
		"yes":                         {desk.Field{Type: desk.TypeBoolean}, `"yes"`, "!", ""},
		"an option":                   {desk.Field{Type: desk.TypeEnum, Options: sizes}, `"M"`, "M", ""},
		"no option":                   {desk.Field{Type: desk.TypeEnum, Options: sizes}, `"XL"`, "!", ""},
		"options in another order":    {desk.Field{Type: desk.TypeMultiEnum, Options: sizes}, `["L","S","L"]`, "S\nL", `["S","L"]`},
		"no options":                  {desk.Field{Type: desk.TypeMultiEnum, Options: sizes}, `[]`, "", `null`},
		"an option that is none":      {desk.Field{Type: desk.TypeMultiEnum, Options: sizes}, `["S","XL"]`, "!", ""},
		"a phone as people write":     {desk.Field{Type: desk.TypePhone}, `"+7 (916) 204-55-18"`, "+79162045518", `"+79162045518"`},
		"a phone of no country":       {desk.Field{Type: desk.TypePhone}, `"2045518"`, "!", ""},
		"an e-mail":                   {desk.Field{Type: desk.TypeEmail}, `"Anna@Shop.Example"`, "Anna@shop.example", `"Anna@shop.example"`},
		"an address":                  {desk.Field{Type: desk.TypeAddress}, `"Green st. 5"`, "Green st. 5", ""},
		"a web address":               {desk.Field{Type: desk.TypeURL}, `"https://a.example/x?y=1"`, "https://a.example/x?y=1", ""},
		"a script for an address":     {desk.Field{Type: desk.TypeURL}, `"javascript:alert(1)"`, "!", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := valueOf(c.field, FieldValue{raw: json.RawMessage(c.in)})
			if c.value == "!" {
				if err == nil {
					t.Fatalf("got %q, want it refused", got)
				}
				return
			}
			if err != nil || got != c.value {
				t.Fatalf("got %q, %v, want %q", got, err, c.value)
			}
			out, err := json.Marshal(jsonOf(c.field, got))
			if want := c.out; want == "" && string(out) != c.in || want != "" && string(out) != want || err != nil {
				t.Errorf("written as %s, %v, want %s%s", out, err, c.out, c.in)
			}
		})
	}
	if out, _ := json.Marshal(jsonOf(desk.Field{Type: desk.TypeInteger}, "two")); string(out) != `"two"` {
		t.Errorf("a value of the type before: got %s, want a text", out)
	}
}

// FuzzValue: whatever stands in a request, a value that is taken is canonical,
// and is written and read again alike.
func FuzzValue(f *testing.F) {
	for _, s := range []string{`"x"`, `1.50`, `-0`, `{"amount":1,"currency":"EUR"}`, `["a","b"]`, `null`, `true`, `1e999`, `"\ud800"`} {
		for i := range desk.FieldTypes {
			f.Add(s, i)
		}
	}
	f.Fuzz(func(t *testing.T, raw string, kind int) {
		field := desk.Field{Name: "f", Type: desk.FieldTypes[uint(kind)%uint(len(desk.FieldTypes))], Currency: "USD", Options: []desk.Option{{Value: "a"}, {Value: "b"}}}
		var in FieldValue
		if json.Unmarshal([]byte(raw), &in) != nil {
			return
		}
		v, err := valueOf(field, in)
		if err != nil {
			return
		}
		if err := field.Check(v); err != nil {
			t.Fatalf("%s %q: %v", field.Type, v, err)
		}
		out, err := json.Marshal(jsonOf(field, v))
		if err != nil {
			t.Fatalf("%s %q: %v", field.Type, v, err)
		}
		again, err := valueOf(field, FieldValue{raw: out})
		if err != nil || again != v {
			t.Fatalf("%s: %q was written as %s and read as %q, %v", field.Type, v, out, again, err)
		}
	})
}
