package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
)

// Personal is a text of an answer that may tell who a customer is: a name, a phone,
// a photo. Whatever shows one is of this type, and withheld leaves it empty for
// whoever may not see customers' data (RS-02): no handler has to think of it.
type Personal struct {
	text string
	open bool // this one tells nothing of a customer
}

// personal is a text of a customer's.
func personal(s string) Personal { return Personal{text: s} }

// personalIf is a text that is of a customer's only sometimes.
func personalIf(customers bool, s string) Personal { return Personal{s, !customers} }

// MarshalJSON writes the text.
func (p Personal) MarshalJSON() ([]byte, error) { return json.Marshal(p.text) }

// IsZero says that there is no text.
func (p Personal) IsZero() bool { return p.text == "" }

// customersData marks in the description what is customers' data.
const customersData = "x-customers-data"

// Schema describes it.
func (Personal) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Extensions: map[string]any{customersData: true}}
}

// MessageID is a message's id, which withheld replaces by desk.ExternalID.Blind for
// whoever may not see customers' data.
type MessageID struct {
	id    desk.ExternalID
	blind desk.ExternalID // for whoever may not; only a caller who may not is given one
}

// MarshalJSON writes the id.
func (m MessageID) MarshalJSON() ([]byte, error) { return json.Marshal(m.id) }

// IsZero says that there is none.
func (m MessageID) IsZero() bool { return m.id == "" }

// Schema describes it.
func (MessageID) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeString} }

// withheld is the last that is done to every answer: it takes customers' data out
// of it, unless the caller may see them.
func withheld(ctx huma.Context, _ string, answer any) (any, error) {
	if answer == nil || callOf(ctx.Context()).SeesCustomers() {
		return answer, nil
	}
	return without(reflect.ValueOf(answer)).Interface(), nil
}

// without is a copy of a value without customers' data. An entry of a map that is
// nothing but that is left out.
func without(v reflect.Value) reflect.Value {
	switch x := v.Interface().(type) {
	case Personal:
		if !x.open {
			x.text = ""
		}
		return reflect.ValueOf(x)
	case MessageID:
		return reflect.ValueOf(MessageID{id: x.blind})
	case FieldValue:
		if x.personal {
			x = FieldValue{}
		}
		return reflect.ValueOf(x)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return v
		}
		inside := without(v.Elem())
		if v.Kind() == reflect.Interface {
			return inside
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(inside)
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(without(v.Field(i)))
			}
		}
		return out
	case reflect.Slice:
		if v.IsNil() || v.Type().Elem().Kind() == reflect.Uint8 {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(without(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for k, x := range v.Seq2() {
			if field, ok := x.Interface().(FieldValue); ok && field.personal {
				continue
			}
			out.SetMapIndex(k, without(x))
		}
		return out
	}
	return v
}
