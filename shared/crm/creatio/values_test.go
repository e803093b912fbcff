package creatio_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/creatio"
	"github.com/sufler/sufler/shared/desk"
)

// Each type of OData's that Creatio has is one of ours, is written as Creatio takes it, and
// is read again as it was, also as Creatio answers with it: moments in any zone and with
// parts of seconds, a day as it is written there, ids in any letters.
func TestValues_BothWays(t *testing.T) {
	type answers = []any
	for _, c := range []struct {
		column, typ string
		options     []string
		ours        desk.FieldType
		v           desk.Value
		written     any
		answers     answers
	}{
		{"UsrCity", "Edm.String", nil, desk.TypeString, "Riga", "Riga", answers{" Riga "}},
		{"Notes", "Edm.String", nil, desk.TypeText, "two\nlines", "two\nlines", nil},
		{"Address", "Edm.String", nil, desk.TypeAddress, "5 Elm St", "5 Elm St", nil},
		{"Email", "Edm.String", nil, desk.TypeEmail, "ann@shop.example", "ann@shop.example", nil},
		{"MobilePhone", "Edm.String", nil, desk.TypePhone, "+14155552671", "+14155552671", answers{"+1 (415) 555-26-71"}},
		{"UsrCount", "Edm.Int32", nil, desk.TypeInteger, "-12", json.Number("-12"), nil},
		{"UsrCount", "Edm.Int64", nil, desk.TypeInteger, "9007199254740993", json.Number("9007199254740993"), answers{"9007199254740993"}},
		{"UsrSum", "Edm.Decimal", nil, desk.TypeNumber, "1200.5", json.Number("1200.5"), answers{json.Number("1200.50"), "1200.50"}},
		{"UsrSum", "Edm.Double", nil, desk.TypeNumber, "1200", json.Number("1200"), answers{json.Number("1.2e3")}},
		{"UsrDone", "Edm.Boolean", nil, desk.TypeBoolean, "true", true, nil},
		{"UsrDone", "Edm.Boolean", nil, desk.TypeBoolean, "false", false, nil},
		{"UsrAt", "Edm.DateTimeOffset", nil, desk.TypeDateTime, "2026-03-01T22:30:00Z", "2026-03-01T22:30:00Z", answers{"2026-03-02T01:30:00+03:00", "2026-03-01T17:30:00-05:00", "2026-03-01T22:30:00.1234567Z"}},
		{"BirthDate", "Edm.DateTimeOffset", nil, desk.TypeDate, "1990-05-06", "1990-05-06T00:00:00Z", answers{"1990-05-06T00:00:00+03:00", "1990-05-06T00:00:00-05:00", "1990-05-06T00:00:00.0000000Z"}},
		{"UsrDay", "Edm.Date", nil, desk.TypeDate, "2026-03-01", "2026-03-01", nil},
		{"UsrPayId", "", []string{"By card", "Cash"}, desk.TypeEnum, "Cash", creatio.Options()[1], answers{"00000000-0000-4000-8000-00000000000B"}},
	} {
		f, ok := creatio.FieldOf(c.column, c.typ, c.options...)
		if !ok || f.Type != c.ours {
			t.Errorf("%s of %s is a %q, want %s", c.column, c.typ, f.Type, c.ours)
			continue
		}
		got, err := f.Write(c.v)
		if d := cmp.Diff(c.written, got); err != nil || d != "" {
			t.Errorf("%s of %s is written so: %v (-want +got)\n%s", c.column, c.typ, err, d)
		}
		for _, there := range append(c.answers, c.written) {
			if back := f.Read(there); back != c.v {
				t.Errorf("%s of %s: %v is read as %q, want %q", c.column, c.typ, there, back, c.v)
			}
		}
	}
}

// What is empty there is empty here, and what is not is not, whatever form it has.
func TestValues_EmptyIsEmptyAndNothingElseIs(t *testing.T) {
	for _, c := range []struct {
		column, typ string
		options     []string
		there       any
		want        desk.Value
	}{
		{"UsrCity", "Edm.String", nil, nil, ""},
		{"UsrCity", "Edm.String", nil, "  ", ""},
		{"UsrCount", "Edm.Int32", nil, json.Number("0"), ""},
		{"UsrSum", "Edm.Decimal", nil, json.Number("0.00"), ""},
		{"UsrAt", "Edm.DateTimeOffset", nil, "0001-01-01T00:00:00Z", ""},
		{"BirthDate", "Edm.DateTimeOffset", nil, "0001-01-01T00:00:00Z", ""},
		{"UsrPayId", "", []string{"By card"}, "00000000-0000-0000-0000-000000000000", ""},
		{"UsrPayId", "", []string{"By card"}, "00000000-0000-4000-8000-0000000000ff", "00000000-0000-4000-8000-0000000000ff"}, // an option that is gone
		{"UsrAt", "Edm.DateTimeOffset", nil, "next week", "next week"},
		{"UsrCount", "Edm.Int32", nil, "about ten", "about ten"},
		{"MobilePhone", "Edm.String", nil, "8 916 204-55-18", "8 916 204-55-18"},
		{"UsrCity", "Edm.String", nil, map[string]any{"a": "b"}, `{"a":"b"}`},
	} {
		f, _ := creatio.FieldOf(c.column, c.typ, c.options...)
		if got := f.Read(c.there); got != c.want {
			t.Errorf("%s of %s: %v is read as %q, want %q", c.column, c.typ, c.there, got, c.want)
		}
	}
}

func TestValues_WhatNobodyFillsIsNotOffered(t *testing.T) {
	for column, typ := range map[string]string{
		"Id": "Edm.Guid", "UsrOwnerId": "Edm.Guid", "Photo": "Edm.Stream", "UsrFile": "Edm.Binary", "UsrHour": "Edm.TimeOfDay", "UsrFor": "Edm.Duration", "UsrNew": "Edm.Untyped", "UsrPlace": "Edm.GeographyPoint",
		"CreatedOn": "Edm.DateTimeOffset", "ModifiedOn": "Edm.DateTimeOffset", "ProcessListeners": "Edm.Int32", "UsrSuflerOrigin": "Edm.String", "AccountId": "Edm.Guid",
	} {
		if f, ok := creatio.FieldOf(column, typ); ok {
			t.Errorf("%s of %s is a %s", column, typ, f.Type)
		}
	}
}

// What can't stand there is refused, and what is taken out again is nothing there.
func TestValues_WhatCannotBeWrittenIsRefused(t *testing.T) {
	field := func(column, typ string, options ...string) creatio.Field {
		f, _ := creatio.FieldOf(column, typ, options...)
		return f
	}
	for _, c := range []struct {
		f creatio.Field
		v desk.Value
	}{{field("UsrPayId", "", "By card"), "Cash"}, {field("UsrAt", "Edm.DateTimeOffset"), "tomorrow"}, {field("UsrDay", "Edm.Date"), "2026-13-01"}, {field("UsrCount", "Edm.Int32"), "ten"}} {
		if got, err := c.f.Write(c.v); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%q is written as %v (%v)", c.v, got, err)
		}
	}
	for _, c := range []struct {
		f    creatio.Field
		want any
	}{
		{field("UsrPayId", "", "By card"), nil}, {field("UsrAt", "Edm.DateTimeOffset"), nil}, {field("UsrDay", "Edm.Date"), nil}, {field("UsrCount", "Edm.Int32"), 0}, {field("UsrCity", "Edm.String"), ""},
	} {
		if got, err := c.f.Write(""); err != nil || got != c.want {
			t.Errorf("nothing in %s is written as %v (%v)", c.f.Name, got, err)
		}
	}
}

// A phone that is written without a country's code is of the connection's country, if it names
// one.
func TestValues_PhonesOfTheCountry(t *testing.T) {
	f, ok := creatio.FieldOf("MobilePhone", "Edm.String")
	if !ok || f.Type != desk.TypePhone {
		t.Fatalf("got %+v", f)
	}
	for _, c := range []struct {
		country, there string
		want           desk.Value
	}{
		{"380", "050 123 45 67", "+380501234567"}, {"380", "+1 415 555 2671", "+14155552671"}, {"", "050 123 45 67", "050 123 45 67"}, {"380", "ask for Ann", "ask for Ann"},
		{"7", "8 (916) 204-55-18", "+79162045518"}, {"1", "+1 415 555 2671 ext. 12", "+1 415 555 2671 ext. 12"},
	} {
		if got := f.ReadIn(c.country, c.there); got != c.want {
			t.Errorf("%q of %q is read as %q, want %q", c.there, c.country, got, c.want)
		}
	}
}
