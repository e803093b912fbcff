package desk

import "testing"

// TestImpersonal_FB11: what proposes an entry holds nobody's phone, however it is written.
func TestImpersonal_FB11(t *testing.T) {
	for text, want := range map[string]string{
		"call +34 600 111 222 please":      "call please",
		"мой номер 8 (911) 123-45-67, жду": "мой номер жду",
		"8 911 123 45 67":                  "",
		"is it 600-111-222?":               "is it",
		"write to a.b@example.com":         "write to",
		"from 10 to 20 on 5 days":          "from 10 to 20 on 5 days",
		"size 38 40 42?":                   "size 38 40 42?",
		"№ 12 34 56 78":                    "№",
		"order 12345 is late":              "order is late",
	} {
		if got := Impersonal(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
