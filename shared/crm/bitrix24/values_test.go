package bitrix24_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
)

func field(key, typ string, labels ...string) bitrix24.Field {
	return bitrix24.FieldOf(key, typ, false, labels...)
}

func several(key, typ string, labels ...string) bitrix24.Field {
	return bitrix24.FieldOf(key, typ, true, labels...)
}

// Each type of Bitrix24 is one of ours, is written as Bitrix24 takes it, and is read
// again as it was, also as Bitrix24 answers with it: in the zone of the webhook's owner,
// with numbers as text.
func TestValues_BothWays(t *testing.T) {
	for name, c := range map[string]struct {
		f       bitrix24.Field
		ours    desk.FieldType
		v       desk.Value
		written map[string]any
		answers map[string]any
	}{
		"string":          {field("x", "string"), desk.TypeString, "Ann", map[string]any{"x": "Ann"}, nil},
		"text":            {field("x", "text"), desk.TypeText, "two\nlines", map[string]any{"x": "two\nlines"}, nil},
		"strings":         {several("x", "string"), desk.TypeText, "a\nb", map[string]any{"x": []any{"a", "b"}}, nil},
		"integer":         {field("x", "integer"), desk.TypeInteger, "-12", map[string]any{"x": "-12"}, map[string]any{"x": json.Number("-12")}},
		"double":          {field("x", "double"), desk.TypeNumber, "12.5", map[string]any{"x": "12.5"}, map[string]any{"x": "12.5000"}},
		"money":           {field("x", "money"), desk.TypeMoney, "1000.00 UAH", map[string]any{"x": "1000|UAH"}, map[string]any{"x": "1000.00|UAH"}},
		"the card's sum":  {field("opportunity", "double"), desk.TypeMoney, "999.90 RUB", map[string]any{"opportunity": json.Number("999.9"), "currencyId": "RUB", "isManualOpportunity": "Y"}, nil},
		"yes":             {field("x", "boolean"), desk.TypeBoolean, "true", map[string]any{"x": "Y"}, map[string]any{"x": json.Number("1")}},
		"no":              {field("x", "boolean"), desk.TypeBoolean, "false", map[string]any{"x": "N"}, map[string]any{"x": false}},
		"texts":           {several("x", "text"), desk.TypeText, "a\nb", map[string]any{"x": []any{"a", "b"}}, nil},
		"no, by letter":   {field("x", "boolean"), desk.TypeBoolean, "false", map[string]any{"x": "N"}, map[string]any{"x": "0"}},
		"a day far west":  {field("x", "date"), desk.TypeDate, "2026-03-01", map[string]any{"x": "2026-03-01"}, map[string]any{"x": "2026-03-01T00:00:00-10:00"}},
		"a moment west":   {field("x", "datetime"), desk.TypeDateTime, "2026-03-01T22:30:00Z", map[string]any{"x": "2026-03-01T22:30:00+00:00"}, map[string]any{"x": "2026-03-01T12:30:00-10:00"}},
		"date":            {field("x", "date"), desk.TypeDate, "2026-03-01", map[string]any{"x": "2026-03-01"}, map[string]any{"x": "2026-03-01T03:00:00+03:00"}},
		"a day elsewhere": {field("x", "date"), desk.TypeDate, "2026-03-01", map[string]any{"x": "2026-03-01"}, map[string]any{"x": "2026-03-01T00:00:00+11:00"}},
		"moment":          {field("x", "datetime"), desk.TypeDateTime, "2026-03-01T22:30:00Z", map[string]any{"x": "2026-03-01T22:30:00+00:00"}, map[string]any{"x": "2026-03-02T01:30:00+03:00"}},
		"one of a list":   {field("x", "enumeration", "card", "cash"), desk.TypeEnum, "cash", map[string]any{"x": "72"}, map[string]any{"x": json.Number("72")}},
		"some of a list":  {several("x", "enumeration", "a", "b", "c"), desk.TypeMultiEnum, "a\nc", map[string]any{"x": []any{"71", "73"}}, map[string]any{"x": []any{json.Number("73"), json.Number("71")}}},
		"an entry":        {field("sourceId", "crm_status", "Сайт"), desk.TypeEnum, "Сайт", map[string]any{"sourceId": "71"}, nil},
		"url":             {field("x", "url"), desk.TypeURL, "https://a.example/b", map[string]any{"x": "https://a.example/b"}, nil},
		"address":         {field("x", "address"), desk.TypeAddress, "5 Elm St", map[string]any{"x": "5 Elm St"}, map[string]any{"x": "5 Elm St|55.7;37.6|12"}},
	} {
		got, err := c.f.Write(c.v)
		if d := cmp.Diff(c.written, got); err != nil || d != "" || c.f.Type() != c.ours {
			t.Errorf("%s is a %s, written so: %v (-want +got)\n%s", name, c.f.Type(), err, d)
		}
		for _, there := range []map[string]any{c.written, c.answers} {
			if there != nil && c.f.Read(there, "") != c.v {
				t.Errorf("%s: %v is read as %q, want %q", name, there, c.f.Read(there, ""), c.v)
			}
		}
	}
}

// What is empty there is empty here, and what is not is not, whatever form it has.
func TestValues_EmptyIsEmptyAndNothingElseIs(t *testing.T) {
	for name, c := range map[string]struct {
		f     bitrix24.Field
		there any
		want  desk.Value
	}{
		"nothing":                        {field("x", "string"), nil, ""},
		"white space":                    {field("x", "string"), "  ", ""},
		"PHP's empty map":                {several("x", "string"), []any{}, ""},
		"the sum of a new card":          {field("opportunity", "double"), "0.00", ""},
		"no item":                        {field("x", "enumeration", "a"), json.Number("0"), ""},
		"false of a list":                {field("x", "enumeration", "a"), false, ""},
		"an item that is gone":           {field("x", "enumeration", "a"), json.Number("99"), "99"},
		"items of which one is gone":     {several("x", "enumeration", "a"), []any{json.Number("71"), json.Number("99")}, "[71,99]"},
		"words for a number":             {field("x", "integer"), "about ten", "about ten"},
		"words for a day":                {field("x", "date"), "next week", "next week"},
		"a zero that somebody wrote":     {field("x", "double"), "0", "0"},
		"a sum without a currency":       {field("x", "money"), "5|", "5|"},
		"a list where one value is kept": {field("x", "string"), []any{"a", "b"}, "a"},
		"something else altogether":      {field("x", "string"), map[string]any{"a": "b"}, `{"a":"b"}`},
	} {
		if got := c.f.Read(map[string]any{"x": c.there, c.f.Key(): c.there}, ""); got != c.want {
			t.Errorf("%s: %v is read as %q, want %q", name, c.there, got, c.want)
		}
	}
}

func TestValues_WhatNobodyFillsIsNotOffered(t *testing.T) {
	for _, f := range []bitrix24.Field{
		field("x", "file"), field("x", "crm_contact"), field("x", "user"), field("x", "employee"), field("x", "iblock_element"), field("x", "enumeration"),
		several("x", "date"), several("x", "datetime"), several("x", "money"), several("x", "integer"), several("x", "double"), several("x", "boolean"), several("x", "url"), several("x", "address"),
		several("x", "crm_status", "a"), field("x", "crm_status"), field("x", "rest_7_own"), field("x", "iblock_section"), field("x", "crm"), field("x", "crm_entity"), field("x", "crm_company"), field("x", "crm_lead"),
		field("x", "crm_deal"), field("x", "crm_category"), field("x", "crm_currency"), field("x", "crm_multifield"), field("x", "location"), field("x", "resourcebooking"), field("x", "hlblock"), field("x", "disk_file"), field("x", "char"), field("x", ""),
	} {
		if f.Type() != "" {
			t.Errorf("%+v is a %s", f, f.Type())
		}
	}
}

func TestValues_WhatCannotBeWrittenIsRefused(t *testing.T) {
	for _, c := range []struct {
		f bitrix24.Field
		v desk.Value
	}{{field("x", "enumeration", "a"), "b"}, {several("x", "enumeration", "a"), "a\nb"}, {field("x", "datetime"), "tomorrow"}} {
		if got, err := c.f.Write(c.v); err == nil {
			t.Errorf("%q is written as %v", c.v, got)
		}
	}
}

// Phones as people write them: without a country they mean nothing, unless the
// connection names one; no number is taken for another country's.

// FuzzCard: whatever Bitrix24 answers, nothing panics and what is read fits a card.
func FuzzCard(f *testing.F) {
	for _, seed := range []string{
		`{"id": 7, "opportunity": "1e999", "currencyId": "EUR", "UF_D": "2026-03-01T99", "UF_E": [71, {"a": 1}], "fm": [{"typeId": "PHONE", "value": "+"}]}`,
		`{"id": "07", "fm": {"1": {"typeId": "PHONE"}}, "UF_S": [["x"]], "UF_B": "maybe"}`, `{"id": "` + strings.Repeat("9", 200) + `"}`, `{"id": 1, "UF_T": "2026-03-01T25:00:00+99:99", "opportunity": -0.0}`,
	} {
		f.Add(seed)
	}
	m, err := bitrix24.Open(connection("https://company.bitrix24.com"), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		var item map[string]any
		if d.Decode(&item) != nil {
			return
		}
		c, ok := m.ReadCard(item)
		if !ok {
			return
		}
		if read, err := desk.ParseCardRef(c.Ref.String()); err != nil || read != c.Ref {
			t.Errorf("%q is no card's id", c.Ref.ID)
		}
		for name, v := range c.Values {
			if len(v) > desk.MaxValue || v == "" {
				t.Errorf("%s has %d bytes", name, len(v))
			}
		}
	})
}
