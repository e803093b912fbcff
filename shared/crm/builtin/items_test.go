package builtin

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/desk/desktest"
	"github.com/sufler/sufler/shared/store"
)

// there stores v and reads it again.
func there[V any](t *testing.T, v V, write func(V) (store.Item, error), read func(store.Item) (V, error)) {
	t.Helper()
	it, err := write(v)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	it["version"] = int64(7)
	if err := store.ValidateItem(it); err != nil {
		t.Errorf("%T: %v", v, err)
	}
	got, err := read(it)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	if d := cmp.Diff(v, got); d != "" {
		t.Errorf("%T is not stored whole (-given +read)\n%s", v, d)
	}
}

// TestItems_NothingOfANounIsForgotten also when a noun grows.
func TestItems_NothingOfANounIsForgotten(t *testing.T) {
	card := desktest.Filled[desk.Card]()
	card.ETag = "7"
	there(t, card, func(c desk.Card) (store.Item, error) { return newCard(c, 7) }, cardFrom)
	field := desktest.Filled[desk.Field]()
	field.Unsupported, field.Gone = "", false // of connected CRMs' only
	there(t, field, newField, fieldFrom)
	there(t, desktest.Filled[desk.Pipeline](), newPipeline, pipelineFrom)
}
