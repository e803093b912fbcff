package kommo

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Both is a value of a custom field there and back, in a zone, and as JSON there.
func Both(definitionJSON string, v desk.Value, zone *time.Location) (there string, back desk.Value, err error) {
	f := oneField(definitionJSON)
	vs, err := f.written(v, nil, zone)
	if err != nil {
		return "", "", err
	}
	raw, err := json.Marshal(vs)
	if err != nil {
		return "", "", err
	}
	return string(raw), f.read(decoded(string(raw)), zone, ""), nil
}

// Read is what values, as JSON, are read as.
func Read(definitionJSON, values string, zone *time.Location) desk.Value {
	return oneField(definitionJSON).read(decoded(values), zone, "")
}

// ReadIn is Read where phones without a country's code are of one.
func ReadIn(country, definitionJSON, values string) desk.Value {
	return oneField(definitionJSON).read(decoded(values), time.UTC, country)
}

// ReadCard reads a card, as JSON.
func ReadCard(k desk.CardKind, raw []byte, definitionsJSON string) (desk.Card, bool, error) {
	var e entity
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&e); err != nil {
		return desk.Card{}, false, err
	}
	var defs []definition
	if err := json.Unmarshal([]byte(definitionsJSON), &defs); err != nil {
		return desk.Card{}, false, err
	}
	a := account{zone: time.UTC, currency: "EUR"}
	m := &CRM{Connection: "shop"}
	c, ok := m.card(k, e, a, schema{defs: defs, fields: fieldsOf(k, defs, a)})
	return c, ok, nil
}

// Offered says whether a company's custom field can be let filled.
func Offered(definitionJSON string) bool {
	var d definition
	if err := json.Unmarshal([]byte(definitionJSON), &d); err != nil {
		panic(err)
	}
	a := account{zone: time.UTC, currency: "EUR"}
	return len(fieldsOf(desk.KindCompany, []definition{d}, a)) > len(fieldsOf(desk.KindCompany, nil, a))
}

func oneField(definitionJSON string) field {
	var d definition
	if err := json.Unmarshal([]byte(definitionJSON), &d); err != nil {
		panic(err)
	}
	all := fieldsOf(desk.KindCompany, []definition{d}, account{zone: time.UTC, currency: "EUR"})
	return all[len(all)-1]
}

func decoded(values string) (vs []value) {
	d := json.NewDecoder(bytes.NewReader([]byte(values)))
	d.UseNumber()
	if err := d.Decode(&vs); err != nil {
		panic(err)
	}
	return vs
}
