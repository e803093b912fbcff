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
