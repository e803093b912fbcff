package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const devFAQ = "../../events/faq/dev-handwritten.jsonl"

// TestFAQ holds the answers to hand-written questions in Russian and Spanish, each
// with one wording an entry: at most one in twenty of what no entry answers is
// answered, and more than half of the rest rightly.
func TestFAQ(t *testing.T) {
	out := filepath.Join(t.TempDir(), "answers.jsonl")
	var said bytes.Buffer
	if err := evalFAQ(devFAQ, devFAQ, out, 0.05, &said); err != nil {
		t.Fatal(err)
	}
	figures := regexp.MustCompile(`(?m)^(\S+): .* right ([\d.]+), wrong ([\d.]+); \d+ without: answered ([\d.]+);`).FindAllStringSubmatch(said.String(), -1)
	if len(figures) != 2 {
		t.Fatalf("got %q, want a line for each of two sets", said.String())
	}
	for _, f := range figures {
		right, answered := number(t, f[2]), number(t, f[4])
		if right < 0.5 || answered > 0.05 {
			t.Errorf("%s: right %v, want 0.5 or more; answered %v of what has no answer, want 0.05 or less", f[1], right, answered)
		}
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) != 108 {
		t.Fatalf("got %d lines, want one a question, 108", len(lines))
	}
	for _, l := range lines {
		var a answered
		if err := json.Unmarshal([]byte(l), &a); err != nil || a.Text == "" || (a.Answer != nil) != (a.Score >= a.Sure) {
			t.Errorf("got %s, %v: want an answer if and only if the score is sure", l, err)
		}
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
