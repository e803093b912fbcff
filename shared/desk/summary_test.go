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
			r := desk.Reading{Summary: summary}.Checked(fields, c.outcomes)
			if r.Summary != c.want {
				t.Errorf("got\n%s\nwant\n%s", r.Summary, c.want)
			}
			if again := r.Checked(fields, c.outcomes); again.Summary != r.Summary {
				t.Errorf("a repeat differs:\n%s", again.Summary)
			}
		})
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
