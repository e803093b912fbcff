package kommo_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/desk"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

const pays = `"enums": [{"id": 7, "value": "By card"}, {"id": "8", "value": " Cash "}]`

// Each type is written as Kommo takes it, and read as it was, in any zone.
func TestValues_BothWays(t *testing.T) {
	for _, c := range []struct {
		field string
		v     desk.Value
		there string // with the zone New York
	}{
		{`{"id": 1, "type": "text"}`, "oak", `[{"value":"oak"}]`},
		{`{"id": 1, "type": "textarea"}`, "two\nlines", `[{"value":"two\nlines"}]`},
		{`{"id": 1, "type": "numeric"}`, "12.5", `[{"value":"12.5"}]`},
		{`{"id": 1, "type": "monetary", "currency": "usd"}`, "1200.50 USD", `[{"value":"1200.5"}]`},
		{`{"id": 1, "type": "monetary"}`, "1200.00 EUR", `[{"value":"1200"}]`},
		{`{"id": 1, "type": "checkbox"}`, "false", `[{"value":false}]`},
		{`{"id": 1, "type": "checkbox"}`, "true", `[{"value":true}]`},
		{`{"id": 1, "type": "tracking_data"}`, "spring", `[{"value":"spring"}]`},
		{`{"id": 1, "type": "multitext", "code": "IM"}`, "ann.brown", `[{"value":"ann.brown"}]`},
		{`{"id": 1, "type": "select", ` + pays + `}`, "Cash", `[{"enum_id":8}]`},
		{`{"id": 1, "type": "radiobutton", ` + pays + `}`, "By card", `[{"enum_id":7}]`},
		{`{"id": 1, "type": "multiselect", ` + pays + `}`, "By card\nCash", `[{"enum_id":7},{"enum_id":8}]`},
		{`{"id": 1, "type": "date"}`, "2026-03-01", `[{"value":"2026-03-01T00:00:00-05:00"}]`},
		{`{"id": 1, "type": "birthday"}`, "1961-04-12", `[{"value":"1961-04-12T00:00:00-05:00"}]`},
		{`{"id": 1, "type": "date_time"}`, "2026-03-01T12:30:00Z", `[{"value":1772368200}]`},
		{`{"id": 1, "type": "url"}`, "https://a.example/b", `[{"value":"https://a.example/b"}]`},
		{`{"id": 1, "type": "streetaddress"}`, "5 Elm St", `[{"value":"5 Elm St"}]`},
		{`{"id": 1, "type": "smart_address"}`, "5 Elm St", `[{"value":"5 Elm St","enum_code":"address_line_1"}]`},
		{`{"id": 1, "type": "multitext", "code": "PHONE"}`, "+14155552671", `[{"value":"+14155552671","enum_code":"WORK"}]`},
		{`{"id": 1, "type": "multitext", "code": "EMAIL"}`, "Ann@shop.example", `[{"value":"Ann@shop.example","enum_code":"WORK"}]`},
	} {
		for _, name := range []string{"America/New_York", "Europe/Moscow", "UTC", "Pacific/Auckland"} {
			there, back, err := kommo.Both(c.field, c.v, zone(t, name))
			if err != nil || back != c.v || name == "America/New_York" && there != c.there {
				t.Errorf("%s in %s: %q is written %s, want %s, and read %q (%v)", c.field, name, c.v, there, c.there, back, err)
			}
		}
	}
}

// A date is the day that its people chose, whichever midnight it is kept as.
func TestValues_ADateIsTheDayThatPeopleSee(t *testing.T) {
	const date = `{"id": 1, "type": "date"}`
	for _, c := range []struct{ zone, there, want string }{
		{"America/New_York", `[{"value": 1772341200}]`, "2026-03-01"}, // midnight there
		{"America/New_York", `[{"value": 1772323200}]`, "2026-03-01"}, // midnight of UTC, as programs write it
		{"Europe/Moscow", `[{"value": 1772312400}]`, "2026-03-01"},
		{"Europe/Moscow", `[{"value": "1772312400"}]`, "2026-03-01"},
		{"Asia/Kolkata", `[{"value": "2026-02-28T18:30:00Z"}]`, "2026-03-01"},
		{"America/Havana", `[{"value": 1773032400}]`, "2026-03-09"}, // the day after the clocks went forward
	} {
		if got := kommo.Read(date, c.there, zone(t, c.zone)); string(got) != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.there, c.zone, got, c.want)
		}
	}
}

// What has a form that we don't know is not empty: it is never filled.
func TestValues_NothingThatIsThereIsEmpty(t *testing.T) {
	for _, c := range []struct {
		field, there string
		want         desk.Value
	}{
		{`{"id": 1, "type": "multitext", "code": "PHONE"}`, `[{"value": "+1 (415) 555-26-71"}, {"value": "other"}]`, "+14155552671"},
		{`{"id": 1, "type": "multitext", "code": "PHONE"}`, `[{"value": "8 916 204-55-18"}]`, "8 916 204-55-18"},
		{`{"id": 1, "type": "numeric"}`, `[{"value": "about ten"}]`, "about ten"},
		{`{"id": 1, "type": "numeric"}`, `[{"value": 1e2}]`, "100"},
		{`{"id": 1, "type": "select", ` + pays + `}`, `[{"value": "gone", "enum_id": 99}]`, "gone"},
		{`{"id": 1, "type": "multiselect", ` + pays + `}`, `[{"value": "By card", "enum_id": 7}, {"value": "gone", "enum_id": 99}]`, "By card"},
		{`{"id": 1, "type": "date"}`, `[{"value": "next week"}]`, "next week"},
		{`{"id": 1, "type": "checkbox"}`, `[{"value": "1"}]`, "true"},
		{`{"id": 1, "type": "smart_address"}`, `[{"value": "5 Elm St", "enum_code": "address_line_1"}, {"value": "Boston", "enum_code": "city"}]`, "5 Elm St, Boston"},
		{`{"id": 1, "type": "text"}`, `[{"value": {"a": 1}}]`, `{"a":1}`},
		{`{"id": 1, "type": "text"}`, `[]`, ""},
		{`{"id": 1, "type": "text"}`, `null`, ""},
		{`{"id": 1, "type": "text"}`, `[{"value": "  "}]`, ""},
	} {
		if got := kommo.Read(c.field, c.there, time.UTC); got != c.want {
			t.Errorf("%s: %s is read as %q, want %q", c.field, c.there, got, c.want)
		}
	}
}

func TestValues_WhatCantStandThereIsNotWritten(t *testing.T) {
	for field, v := range map[string]desk.Value{
		`{"id": 1, "type": "select", ` + pays + `}`:        "On credit",
		`{"id": 1, "type": "multiselect", ` + pays + `}`:   "By card\nOn credit",
		`{"id": 1, "type": "monetary", "currency": "USD"}`: "5.00 EUR",
		`{"id": 1, "type": "date"}`:                        "soon",
		`{"id": 1, "type": "date_time"}`:                   "soon",
	} {
		if there, _, err := kommo.Both(field, v, time.UTC); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: %q is written %s (%v)", field, v, there, err)
		}
	}
}

// FuzzCard: whatever Kommo answers, nothing panics, and what is read fits a card.
func FuzzCard(f *testing.F) {
	for _, seed := range []string{
		`{"id": 1, "name": "x", "price": "0", "custom_fields_values": [{"field_id": 5, "values": [{"value": 1e999}]}]}`,
		`{"id": "7", "_embedded": [], "custom_fields_values": null}`, `{"id": 1e400, "created_at": "soon", "_embedded": {"contacts": [{"id": {}}]}}`,
	} {
		f.Add(seed)
	}
	const defs = `[{"id": 5, "type": "text"}, {"id": 6, "type": "multiselect", ` + pays + `}, {"id": 8, "type": "date"}, {"id": 9, "type": "monetary"}]`
	f.Fuzz(func(t *testing.T, body string) {
		for _, k := range []desk.CardKind{desk.KindContact, desk.KindDeal} {
			c, ok, err := kommo.ReadCard(k, []byte(body), defs)
			if err != nil || !ok {
				continue
			}
			if read, err := desk.ParseCardRef(c.Ref.String()); err != nil || read != c.Ref {
				t.Errorf("%q is no card's id", c.Ref.ID)
			}
			for name, v := range c.Values {
				if len(v) > desk.MaxValue && name != desk.ContactName || v == "" || strings.TrimSpace(string(v)) != string(v) {
					t.Errorf("%s has %q", name, v)
				}
			}
		}
	})
}

// Every type that Kommo has and a chat fills none of is not offered, and none that it may come
// to have: https://developers.kommo.com/reference/custom-fields
func TestValues_WhatNobodyFillsIsNotOffered(t *testing.T) {
	for _, typ := range []string{"legal_entity", "items", "category", "price", "linked_entity", "chained_list", "file", "payer", "supplier", "org_legal_name", "something_new", ""} {
		if kommo.Offered(`{"id": 1, "type": "` + typ + `", "name": "x"}`) {
			t.Errorf("%q is offered", typ)
		}
	}
	for _, d := range []string{`{"id": 1, "type": "select", "name": "x"}`, `{"id": 1, "type": "multiselect", "name": "x", "enums": []}`} { // nothing to choose from
		if kommo.Offered(d) {
			t.Errorf("%s is offered", d)
		}
	}
	if !kommo.Offered(`{"id": 1, "type": "text", "name": "x"}`) {
		t.Error("a text is not offered")
	}
}

// A phone that is written without a country's code is of the connection's country, if it names
// one; both ways it is the whole number.
func TestValues_PhonesOfTheCountry(t *testing.T) {
	const phones = `{"id": 1, "code": "PHONE", "type": "multitext"}`
	for _, c := range []struct {
		country, there string
		want           desk.Value
	}{
		{"34", "612 34 56 78", "+34612345678"}, {"34", "+1 415 555 2671", "+14155552671"}, {"", "612 34 56 78", "612 34 56 78"}, {"34", "ask for Ann", "ask for Ann"},
		{"7", "8 (916) 204-55-18", "+79162045518"}, {"1", "+1 415 555 2671 ext. 12", "+1 415 555 2671 ext. 12"},
	} {
		if got := kommo.ReadIn(c.country, phones, `[{"value": "`+c.there+`"}]`); got != c.want {
			t.Errorf("%q of %q is read as %q, want %q", c.there, c.country, got, c.want)
		}
	}
}
