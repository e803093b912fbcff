package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const devChats = "../../events/chats/dev-handwritten.jsonl"

func predictions(t *testing.T) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "predictions.jsonl")
	var progress bytes.Buffer
	if err := run(context.Background(), devChats, out, choice{name: "offline"}, &progress); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(progress.String(), "40/40 chats") || !strings.Contains(progress.String(), " 0 refused") {
		t.Errorf("progress: got %q, want 40 chats and nothing refused by the checks", progress.String())
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPredictionsAreALineAChatAndTheSameEveryTime(t *testing.T) {
	a, b := predictions(t), predictions(t)
	if !bytes.Equal(a, b) {
		t.Error("two readings of the same chats differ")
	}
	lines := strings.Split(strings.TrimSpace(string(a)), "\n")
	if len(lines) != 40 {
		t.Fatalf("got %d lines, want 40", len(lines))
	}
	for _, l := range lines {
		var p struct {
			ID     string
			Fields map[string]struct {
				Value    any
				Evidence []int
			}
		}
		if err := json.Unmarshal([]byte(l), &p); err != nil || p.ID == "" {
			t.Fatalf("no prediction: %v: %s", err, l)
		}
		for name, f := range p.Fields {
			if f.Value == nil || len(f.Evidence) != 1 {
				t.Errorf("%s %s: got %v by %v, want a value and its message", p.ID, name, f.Value, f.Evidence)
			}
		}
	}
}

func TestReadersAreNamed(t *testing.T) {
	for _, c := range []choice{{name: "crystal ball"}, {name: "bedrock"}, {name: "openai"}, {name: "openai", model: "qwen3"}} {
		if err := run(context.Background(), devChats, filepath.Join(t.TempDir(), "p"), c, &bytes.Buffer{}); err == nil {
			t.Errorf("%+v: got no error, want one", c)
		}
	}
}

func TestAFileThatIsNoneIsToldByItsLine(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in.jsonl")
	if err := os.WriteFile(in, []byte("{\"id\":\"a\",\"tz\":\"UTC\"}\n{oops\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(context.Background(), in, filepath.Join(t.TempDir(), "p"), choice{name: "offline"}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v, want an error that names line 2", err)
	}
}

func TestDatesWithATimeArePredicted(t *testing.T) {
	out := filepath.Join(t.TempDir(), "p")
	var progress bytes.Buffer
	if err := run(context.Background(), "../../events/chats/datetime.jsonl", out, choice{name: "offline"}, &progress); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	for _, want := range []string{`"2025-03-15T14:00:00Z"`, `"2025-03-16T15:00:00Z"`, `"2025-03-18T17:00:00Z"`, `"2025-03-17T22:00:00Z"`} {
		if err != nil || strings.Count(string(got), want) != 1 {
			t.Errorf("got %s, %v, want %s once", got, err, want)
		}
	}
}
