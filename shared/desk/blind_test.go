package desk

import "testing"

// What a message is called for whoever may not see customers' data is the same each time
// on a line, tells nothing without the line's key, and leaves our own ids as they are.
func TestBlind_RS02(t *testing.T) {
	const told = ExternalID("wamid.14155550123")
	bare, one, two := told.Blind(""), told.Blind("one"), told.Blind("two")
	if one == two || one == bare || one != told.Blind("one") || !one.Blinded() || !bare.Blinded() || one.Blind("two") != one {
		t.Errorf("got %q, %q and %q", bare, one, two)
	}
	if own := ExternalID(string(OwnPrefix) + "1"); own.Blind("one") != own || ExternalID("").Blind("one") != "" {
		t.Errorf("ours became %q", own.Blind("one"))
	}
}
