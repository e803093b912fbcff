package screen

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/remote"
)

// A customer's words can't steer the terminal of who reads them.
func TestScreenSpellsOutWhatATerminalWouldObey(t *testing.T) {
	const evil = "a\x1b]0;title\x07\x1b[31mred\u202egnp.exe\u2066\u200f\x7f"
	const spelled = `a\u001b]0;title\u0007\u001b[31mred\u202egnp.exe\u2066\u200f\u007f`
	value, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s := &Screen{W: &out, Plain: true}
	s.Said("customer", time.Unix(0, 0), time.UTC, evil)
	s.Line("  %s", s.Change("Name", "proposed", value, value, remote.Outcome{Value: value}))
	s.Line("  %s", s.Change("Name", "invalid", nil, nil, remote.Outcome{Claim: evil}))
	s.Line("%s %s", evil, s.In(Dim, evil))
	s.Line("%s", "two\nlines, \u0085and \u2028others")
	want := "  00:00:00  customer  " + spelled + "\n  Name: " + spelled + " stays; offered: " + spelled +
		"\n  Name: (empty) stays; refused: " + spelled + "\n" + spelled + " " + spelled + "\n" + `two` + "\n" + `lines, \u0085and \u2028others` + "\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
