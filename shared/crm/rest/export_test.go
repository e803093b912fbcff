package rest

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Written, Read and ReadCard are what tests look at.
func (f Field) Written(v desk.Value) (any, error) { return f.written(v, Place{Zone: time.UTC}) }
func (f Field) Read(v any) desk.Value             { return f.read(v, Place{Zone: time.UTC}) }

// WrittenIn and ReadIn are the same in a place.
func (f Field) WrittenIn(p Place, v desk.Value) (any, error) { return f.written(v, p) }
func (f Field) ReadIn(p Place, v any) desk.Value             { return f.read(v, p) }

func (m *CRM) ReadCard(k desk.CardKind, v any) (desk.Card, bool) {
	return m.card(k, m.Calls.Kinds[k], v)
}
