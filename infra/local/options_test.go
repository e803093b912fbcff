package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestAFlagThatIsNoneIsNamedAlone_BX06: what is wrong is the first that is said, and not
// lost among all the flags that there are; -help lists them.
func TestAFlagThatIsNoneIsNamedAlone_BX06(t *testing.T) {
	var said bytes.Buffer
	if _, err := readOptions([]string{"-adr", ":9090"}, env(nil), &said); err == nil {
		t.Error("it was taken")
	}
	if got := said.String(); !strings.HasPrefix(got, "flag provided but not defined: -adr\n") || strings.Count(got, "\n") > 2 || !strings.Contains(got, "-help") {
		t.Errorf("said:\n%s", got)
	}
	said.Reset()
	if _, err := readOptions([]string{"-help"}, env(nil), &said); err == nil || !strings.Contains(said.String(), "-rebuild-lists") {
		t.Errorf("-help said %v:\n%s", err, said.String())
	}
}
