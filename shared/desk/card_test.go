package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestACardIsShownByTheCustomersNameOnceItIsKnown(t *testing.T) {
	untitled := desk.Untitled(desk.ChannelTelegram)
	for name, c := range map[string]struct {
		card desk.Card
		want string
	}{
		"nobody knows it":          {desk.Card{Title: untitled}, "Customer on telegram"},
		"a contact's field has it": {desk.Card{Title: untitled, Values: map[desk.FieldName]desk.Value{"name": "Anna"}}, "Anna"},
		"a lead's field has it":    {desk.Card{Title: untitled, Values: map[desk.FieldName]desk.Value{"client_name": "Anna"}}, "Anna"},
		"it was taken out again":   {desk.Card{Title: untitled, Values: map[desk.FieldName]desk.Value{"name": ""}}, "Customer on telegram"},
		"a person titled it":       {desk.Card{Title: "Two chairs", Values: map[desk.FieldName]desk.Value{"name": "Anna"}}, "Two chairs"},
	} {
		if got := c.card.Shown(); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
