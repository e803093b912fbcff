package desk

import (
	"strings"
	"testing"
)

// A person's name is shown in lists beside others: it is neither endless nor does it
// turn what follows.
func TestNamesCanBeShown(t *testing.T) {
	for told, want := range map[string]string{
		"Anna Brown": "Anna Brown", "": "", "\u202egnp.exe": "gnp.exe", "a\nb\tc": "a b c", "\u2066x\u2069": "x", "Ольга": "Ольга", "نورا": "نورا",
		strings.Repeat("W", MaxName): strings.Repeat("W", MaxName), strings.Repeat("ы", 20_000): strings.Repeat("ы", MaxName-1) + "…",
	} {
		if got := (Inbound{From: Profile{Name: told, Username: told}}).Short().From; got.Name != want || got.Username != want {
			t.Errorf("%.20q is called %.20q, %.20q, want %.20q", told, got.Name, got.Username, want)
		}
		if got := (Profile{Name: "old"}).With(Profile{Name: told}); told != "" && got.Name != want {
			t.Errorf("%.20q is called %.20q later, want %.20q", told, got.Name, want)
		}
	}
}
