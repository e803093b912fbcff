package whatsapp

import "testing"

// A customer's phone is what people dial, so that who writes it, or has it in a CRM, is the
// same person.
func TestDialled_AsPeopleWriteIt_CH14_CB03(t *testing.T) {
	for id, want := range map[string]string{
		"5215511110009": "+525511110009", // Mexico, as it was dialled until 2019
		"525511110009":  "+525511110009",
		"555181234567":  "+5551981234567", // Brazil, a mobile without its ninth digit
		"555132234567":  "+555132234567",  // … and a fixed line, which has eight
		"5551981234567": "+5551981234567",
		"5491123456789": "+5491123456789", // Argentina's 9 is dialled from abroad
		"521551111000":  "+521551111000",  // no number of ten digits behind it
		"380671234567":  "+380671234567",
	} {
		if got := dialled(id); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}
