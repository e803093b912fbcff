package rest

import "github.com/sufler/sufler/shared/desk"

// Written, Read and ReadCard are what tests look at.
func (f Field) Written(v desk.Value) (any, error) { return f.written(v) }
func (f Field) Read(v any) desk.Value             { return f.read(v) }

func (m *CRM) ReadCard(k desk.CardKind, v any) (desk.Card, bool) {
	return m.card(k, m.Calls.Kinds[k], v)
}
