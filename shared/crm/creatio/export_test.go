package creatio

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Field, and what reads and writes its values, are what tests look at.
type Field = field

// FieldOf is a contact's column as the metadata describes it, a list with options by their
// numbers; ok is false where it is not offered.
func FieldOf(column, typ string, labels ...string) (f Field, ok bool) {
	p := property{column, typ}
	if len(labels) > 0 {
		p.Type = "Edm.String"
	}
	all, err := (&CRM{}).fieldsOf(context.Background(), desk.KindContact, objects.Get()[desk.KindContact], entityType{Properties: []property{p}})
	if err != nil || len(all) == 0 {
		return Field{}, false
	}
	f = all[0]
	for i, l := range labels {
		f.Type = desk.TypeEnum
		f.lookup = append(f.lookup, option{Options()[i], l})
		f.Options = append(f.Options, desk.Option{Value: l})
	}
	return f, true
}

// Options are the ids of options.
func Options() []string {
	return []string{"00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"}
}

// Read and Write are a value as it is read, and as it is written.
func (f field) Read(v any) desk.Value           { return f.ReadIn("", v) }
func (f field) Write(v desk.Value) (any, error) { return f.written(v) }

// ReadIn is Read where phones without a country's code are of one.
func (f field) ReadIn(country string, v any) desk.Value { return f.read(record{f.column: v}, country) }
