package bitrix24

import "github.com/sufler/sufler/shared/desk"

// Field, and what reads and writes its values, are what tests look at.
type Field = field

// FieldOf is a field as Bitrix24 describes it, with options by their numbers.
func FieldOf(key, typ string, multiple bool, labels ...string) Field {
	f := field{name: desk.FieldName(key), key: key, kind: typ, multiple: multiple}
	for i, l := range labels {
		f.options = append(f.options, option{[]string{"71", "72", "73"}[i], l})
	}
	f.type_ = f.ours()
	return f
}

func (f field) Type() desk.FieldType                                { return f.type_ }
func (f field) Key() string                                         { return f.key }
func (f field) Read(item map[string]any, country string) desk.Value { return f.read(item, country) }
func (f field) Write(v desk.Value) (map[string]any, error) {
	out := args{}
	err := f.write(out, v)
	return out, err
}

// ReadCard reads a card of an answer, whose fields are some of each type.
func (m *CRM) ReadCard(item map[string]any) (desk.Card, bool) {
	k, _ := m.kind(desk.KindDeal)
	s := &schema{fields: []field{
		FieldOf("opportunity", "double", false), FieldOf("UF_D", "date", false), FieldOf("UF_T", "datetime", false), FieldOf("UF_E", "enumeration", true, "a", "b"),
		FieldOf("UF_S", "string", true), FieldOf("UF_B", "boolean", false), {name: "phone", key: "PHONE", kind: "fm", type_: desk.TypePhone},
	}}
	return m.card(k, s, item)
}

// LayoutLength is how long an item's layout is as PHP writes it.
func LayoutLength(i desk.CardItem) int { return phpLength(layout(i)) }
