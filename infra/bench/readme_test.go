package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the tables of README.md anew")

const readme = "README.md"

// shown are the counted rows that the README has.
var shown = []string{
	rowFirst, rowRelisted, rowFigures, "  its dialog is bound: contact and lead are made", rowMessage, rowTold, rowLive, rowRepeat, "a photo", "an operator's reply", "  it is sent",
	"a run is asked for", rowRun, rowContact, "a dialog closes by itself, and a run follows", "a page of 50 dialogs", rowAnswered, rowPicked, rowHanded, "an ordinary dialog: 8 messages in, 4 replies",
}

// TestReadmeGolden: "What it costs" shows what is counted and recorded.
func TestReadmeGolden(t *testing.T) {
	c, err := count(t.Context(), opener(t))
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	now := string(old)
	rows := slices.DeleteFunc(slices.Clone(c.rows), func(r Row) bool { return !slices.Contains(shown, r.Name) })
	for name, table := range map[string]func(page) error{
		"counted":  func(p page) error { return p.counts(rows) },
		"recorded": func(p page) error { return p.recorded(c.thousands, c.recording) },
		"designs":  func(p page) error { return p.beside(c.ours(), c.thousands, c.model()) },
	} {
		var out bytes.Buffer
		if err := table(page{w: &out, markdown: true}); err != nil {
			t.Fatal(err)
		}
		_, lines, _ := strings.Cut(out.String(), "|") // without the title
		block := regexp.MustCompile(`(?s)(<!-- cost: ` + name + ` -->\n).*?(<!-- /cost -->)`)
		if !block.MatchString(now) {
			t.Errorf("README.md has no place for the table %q", name)
		}
		now = block.ReplaceAllStringFunc(now, func(b string) string {
			m := block.FindStringSubmatch(b)
			return m[1] + "|" + lines + m[2]
		})
	}
	if *update {
		if err := os.WriteFile(readme, []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if d := cmp.Diff(string(old), now); d != "" {
		t.Errorf("README.md (make golden writes it anew):\n%s", d)
	}
	b := BillOf(c.ours().Times(million))
	for _, want := range []string{
		fmt.Sprintf("$%s: %s for the HTTP API, %s for Lambda, %s for DynamoDB, %s for logs", money(b.Total()), money(b.API), money(b.Lambda), money(b.Store), money(b.Logs)),
		fmt.Sprintf("$%s with the feed", money(BillOf(c.inAll().Times(million)).Total())),
		fmt.Sprintf("Recorded on %s", c.recording.Day), fmt.Sprintf("list price of %s", pricesOf),
	} {
		if !strings.Contains(now, want) {
			t.Errorf("README.md does not say %q", want)
		}
	}
	first, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("$%s a million", money(b.Total())); !strings.Contains(string(first), want) {
		t.Errorf("the project's README.md does not say %q", want)
	}
}
