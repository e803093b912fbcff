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

// A phone of Mexico is found with and without the 1 that WhatsApp writes, whichever way it
// was stored; no other country's number loses a digit.
func TestAMexicanPhoneIsFoundInBothForms_CL06(t *testing.T) {
	for _, phone := range []string{"+525511110009", "+5215511110009"} {
		by := desk.FoundBy(desk.Customer{Profile: desk.Profile{Phone: phone}}, desk.Card{}, strings.Fields)
		for q, want := range map[string]bool{"+525511110009": true, "+5215511110009": true, "5511110009": true, "00 52 1 55 1111 0009": true, "+525511110008": false} {
			sought := desk.Sought(q, strings.Fields)
			if found := slices.ContainsFunc(by, func(w string) bool { return strings.HasPrefix(w, sought[0]) }); found != want {
				t.Errorf("%q finds %s: %v", q, phone, found)
			}
		}
	}
	for q, want := range map[string]string{"+5215511110009": "+525511110009", "+525511110009": "+525511110009", "+14155552671": "+14155552671"} {
		if id, ok := desk.SoughtIdentity(q); !ok || id.Value != want {
			t.Errorf("%s is looked for as %+v, %v", q, id, ok)
		}
	}
}
