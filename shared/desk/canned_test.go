package desk

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParseCanned: any text is parts that make it up again, or refused, and what is put
// in for a variable is never read as one.
func FuzzParseCanned(f *testing.F) {
	for _, s := range []string{"Hi {{customer.name|there}}!", "{{card.size}}", "{{", "}}{{customer.name}}}}", "{{{{", "{{a|b|c}}", "{{ customer.name|}}"} {
		f.Add(s, "x")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		parts, err := ParseCanned(text)
		if err != nil {
			return
		}
		rest := text
		for _, p := range parts {
			if p.Variable == "" {
				if !strings.HasPrefix(rest, p.Words) || strings.Contains(p.Words, "{{") {
					t.Fatalf("%q: the part %q stands not at %q", text, p.Words, rest)
				}
				rest = rest[len(p.Words):]
				continue
			}
			inside, after, _ := strings.Cut(rest, "}}")
			if !strings.HasPrefix(inside, "{{") || !strings.Contains(inside, p.Variable) || !strings.Contains(inside, p.Fallback) {
				t.Fatalf("%q: the variable %+v stands not in %q", text, p, inside)
			}
			rest = after
		}
		if rest != "" {
			t.Fatalf("%q: %q is in no part", text, rest)
		}
		asked := 0
		got, missing := RenderCanned(parts, func(string) string { asked++; return value })
		if variables := strings.Count(text, "{{"); asked != variables || len(missing) > variables {
			t.Errorf("%q: %d variables, %d asked for, %d missing", text, variables, asked, len(missing))
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q with %q: %q is no UTF-8", text, value, got)
		}
	})
}

// TestCannedIDsNameTheirOwner, and what is none names nobody.
func TestCannedIDsNameTheirOwner(t *testing.T) {
	owners := []CannedOwner{{Scope: CannedAll}, {Scope: CannedTeam, Team: "a"}, {Scope: CannedTeam, Team: "b"}, {Scope: CannedPersonal, Operator: "a"}}
	for i, o := range owners {
		for j, other := range owners {
			if got := other.Has(o.NewID("x")); got != (i == j) {
				t.Errorf("%+v has the id of %+v: %v", other, o, got)
			}
		}
	}
	for _, id := range []CannedID{"", "-", "LINES-x", CannedID(owners[0].Key()), owners[0].NewID("x") + "x"} {
		if _, ok := id.Owner(); ok {
			t.Errorf("%q names an owner", id)
		}
	}
}
