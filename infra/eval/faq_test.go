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

// TestFAQSmallShops_FB01_FB02_FB04 holds the answers of three small shops, of eight to ten
// entries: of what they know, asked in other words, two thirds; of what they don't know of
// the same trade, at most one in ten.
func TestFAQSmallShops_FB01_FB02_FB04(t *testing.T) {
	const shops = "../../events/faq/small-shops.jsonl"
	var said bytes.Buffer
	if err := evalFAQ(shops, shops, filepath.Join(t.TempDir(), "answers.jsonl"), 0.05, &said); err != nil {
		t.Fatal(err)
	}
	figures := regexp.MustCompile(`(?m)^(\S+): .* right ([\d.]+), wrong ([\d.]+); \d+ without: answered ([\d.]+);`).FindAllStringSubmatch(said.String(), -1)
	if len(figures) != 3 {
		t.Fatalf("got %q, want a line for each of three shops", said.String())
	}
	for _, f := range figures {
		if right, wrong, answered := number(t, f[2]), number(t, f[3]), number(t, f[4]); right < 0.65 || wrong > 0.05 || answered > 0.1 {
			t.Errorf("%s: right %v, wrong %v, answered %v of what has no answer; want 0.65 or more, at most 0.05, and at most 0.1", f[1], right, wrong, answered)
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
