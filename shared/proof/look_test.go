package proof_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
)

// A sum or a count below nought is a person's to look at; a temperature is not.
func TestWhatIsBelowNoughtIsLookedAt_FF01(t *testing.T) {
	for field, c := range map[desk.FieldType]struct {
		value string
		look  bool
	}{
		desk.TypeInteger: {"-3", true}, desk.TypeMoney: {"-5000.00 RUB", true}, desk.TypeNumber: {"-5", false},
	} {
		f := desk.Field{Name: "budget", Title: "Budget", Type: field, On: true}
		chat := desk.Chat{Fields: []desk.Field{f}, Messages: []desk.Message{{Seq: 1, Author: desk.ByCustomer, Text: "минус"}}}
		got := proof.Look(chat, desk.Finding{Field: "budget", Value: c.value, Quote: "минус", Message: 1, Confidence: 1})
		if desk.Unsure(got.Confidence) != c.look {
			t.Errorf("%s %s: sure to %.1f, want it looked at: %v", field, c.value, got.Confidence, c.look)
		}
	}
}

// A hyphen right before a count is a dash, unless a wish stands before it.
func TestAWishForLessThanNoneIsLookedAt_FF01(t *testing.T) {
	f := desk.Field{Name: "quantity", Title: "Quantity", Type: desk.TypeInteger, On: true}
	for said, look := range map[string]bool{
		"I need -5 chairs": true, "нужно -5 стульев": true, "quiero -5 sillas": true,
		"chairs -5 pcs": false, "стулья -5 шт": false, "I need 5 chairs": false, "I need chairs - 5": false,
	} {
		chat := desk.Chat{Fields: []desk.Field{f}, Messages: []desk.Message{{Seq: 1, Author: desk.ByCustomer, Text: said}}}
		got := proof.Look(chat, desk.Finding{Field: "quantity", Value: "5", Quote: said, Message: 1, Confidence: 1})
		if desk.Unsure(got.Confidence) != look {
			t.Errorf("%q: sure to %.1f, want it looked at: %v", said, got.Confidence, look)
		}
	}
}
