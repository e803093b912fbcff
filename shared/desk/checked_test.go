package desk

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is said again is said once, what failed for one reason is one line that says how much
// did, and what works for one reason is told each by itself.
func TestShortly(t *testing.T) {
	good := func(what, text string) Checked { return Checked{What: what, Text: text, OK: true} }
	bad := func(what, text string) Checked { return Checked{What: what, Text: text} }
	all := []Checked{bad("a field", "No."), good("hear", "Off."), bad("another", "No."), good("hear", "Off."), good("read", "Off."), bad("reach it", "No."), bad("fill", "None."), bad("a field", "No.")}
	want := []Checked{bad("a field, and 2 more", "No."), good("hear", "Off."), good("read", "Off."), bad("fill", "None.")}
	if d := cmp.Diff(want, Shortly(all)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if all[0].What != "a field" {
		t.Errorf("what was given has changed: %v", all[0])
	}
}
