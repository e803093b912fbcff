package desk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// A phone is found by how it begins, with or without its country, and by its last four
// digits; what is too short for a phone by nothing.
func TestAPhoneIsFoundByItsEnd_CL06(t *testing.T) {
	found := func(phone, q string) bool {
		by := desk.FoundBy(desk.Customer{Profile: desk.Profile{Phone: phone}}, desk.Card{}, strings.Fields)
		return !slices.ContainsFunc(desk.Sought(q, strings.Fields), func(s string) bool {
			return !slices.ContainsFunc(by, func(w string) bool { return strings.HasPrefix(w, s) })
		})
	}
	for q, want := range map[string]bool{"2671": true, "+1 415 555": true, "415555": true, "5552671": false, "267": true, "671": false, "1415": true, "9999": false} {
		if found("+14155552671", q) != want {
			t.Errorf("%q finds +14155552671: %v, want %v", q, !want, want)
		}
	}
	if found("12345", "2345") {
		t.Error("what is no phone was found by its end")
	}
}
