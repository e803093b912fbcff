package desk_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestChecked_WhatTheCheckRefusedIsNotTold_SU02: nor what was said before its correction.
func TestChecked_WhatTheCheckRefusedIsNotTold_SU02(t *testing.T) {
	fields := []desk.Field{{Name: "name", Title: "Name"}, {Name: "flat", Title: "Flat"}, {Name: "sum", Title: "Sum"}}
	summary := strings.Join([]string{
		desk.Point("wants a desk: **now**"), desk.FieldPoint("Name", "Anna"), desk.FieldPoint("Flat", "flat 21"), desk.FieldPoint("Sum", "$5"),
	}, "\n")
	for _, c := range []struct {
		rule     string
		outcomes []desk.Outcome
		want     string
	}{
		{"what holds stays", []desk.Outcome{{Field: "name", Kind: desk.OutcomeFilled, Value: "Anna"}, {Field: "sum", Kind: desk.OutcomeProposed}}, summary},
		{"a refused value goes", []desk.Outcome{{Field: "name", Kind: desk.OutcomeInvalid}, {Field: "sum", Kind: desk.OutcomeInvalid}},
			"- wants a desk: **now**\n- Flat: **flat 21**"},
		{"a corrected one is told as corrected", []desk.Outcome{{Field: "flat", Kind: desk.OutcomeFilled, Rule: desk.RuleCorrected, Value: "flat 12"}},
			"- wants a desk: **now**\n- Name: **Anna**\n- Flat: **flat 12**\n- Sum: **$5**"},
		{"a field of another card is none of it", []desk.Outcome{{Field: "other", Kind: desk.OutcomeInvalid}}, summary},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r := desk.Reading{Summary: summary}.Checked(fields, c.outcomes, "en")
			if r.Summary != c.want {
				t.Errorf("got\n%s\nwant\n%s", r.Summary, c.want)
			}
			if again := r.Checked(fields, c.outcomes, "en"); again.Summary != r.Summary {
				t.Errorf("a repeat differs:\n%s", again.Summary)
			}
		})
	}
}

// TestChecked_InTheLanguageAskedFor_CP06: a built-in field and its options are called so; what
// the company named, and what people said, stays.
func TestChecked_InTheLanguageAskedFor_CP06(t *testing.T) {
	fields := []desk.Field{
		{Name: "client_phone", Title: "Phone"}, {Name: "payment_method", Title: "Payment method"}, {Name: "product", Title: "What for"},
		{Name: "quantity", Title: "Quantity"}, {Name: "budget", Title: "Budget"}, {Name: "size", Title: "Phone size"},
	}
	summary := strings.Join([]string{
		desk.Point("Quantity: two"), desk.FieldPoint("Phone", "8 916 123-45-67"), desk.FieldPoint("Payment method", "card"), desk.FieldPoint("What for", "card"),
		desk.FieldPoint("Quantity", "5"), desk.FieldPoint("Budget", "100"), desk.FieldPoint("Phone size", "card"), "- Phone: **home** or **work**",
	}, "\n")
	outcomes := []desk.Outcome{{Field: "quantity", Kind: desk.OutcomeFilled, Rule: desk.RuleCorrected, Value: "6"}, {Field: "budget", Kind: desk.OutcomeInvalid}}
	for language, want := range map[string]string{
		"ru": "- Quantity: two\n- Телефон: **8 916 123-45-67**\n- Способ оплаты: **картой**\n- What for: **card**\n- Количество: **6**\n- Phone size: **card**\n- Телефон: **home** or **work**",
		"es": "- Quantity: two\n- Teléfono: **8 916 123-45-67**\n- Forma de pago: **tarjeta**\n- What for: **card**\n- Cantidad: **6**\n- Phone size: **card**\n- Teléfono: **home** or **work**",
		"en": "- Quantity: two\n- Phone: **8 916 123-45-67**\n- Payment method: **card**\n- What for: **card**\n- Quantity: **6**\n- Phone size: **card**\n- Phone: **home** or **work**",
		"de": "- Quantity: two\n- Phone: **8 916 123-45-67**\n- Payment method: **card**\n- What for: **card**\n- Quantity: **6**\n- Phone size: **card**\n- Phone: **home** or **work**",
	} {
		r := desk.Reading{Summary: summary}.Checked(fields, outcomes, language)
		if r.Summary != want {
			t.Errorf("%s: got\n%s\nwant\n%s", language, r.Summary, want)
		}
		if again := r.Checked(fields, outcomes, language); again.Summary != r.Summary {
			t.Errorf("%s: a repeat differs:\n%s", language, again.Summary)
		}
	}
}

// What stands in bold in the console is no pair of asterisks in a CRM's note; what people
// wrote with asterisks of their own stays.
func TestPlainSummary(t *testing.T) {
	r := desk.Run{Reading: &desk.Reading{Summary: "- Size: **XL**\n- he wrote 2**3\n- **A**: **B**"}}
	if got, want := r.PlainSummary(), "- Size: XL\n- he wrote 2**3\n- A: B"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
