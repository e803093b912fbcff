package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/reader/offline"
)

// The same chats give the same weights, byte by byte, say how sure is how right, and stand
// in the form that the committed ones have.
func TestTrainingIsTheSameEveryTime(t *testing.T) {
	const fixture = "../../events/chats/fresh-check.jsonl"
	var said [2]bytes.Buffer
	var files [2][]byte
	for i := range said {
		path := filepath.Join(t.TempDir(), "weights.go")
		if err := train(t.Context(), path, []string{fixture}, []string{fixture}, false, &said[i]); err != nil {
			t.Fatal(err)
		}
		files[i], _ = os.ReadFile(path)
	}
	if said[0].String() != said[1].String() || !bytes.Equal(files[0], files[1]) {
		t.Error("the same chats, and other weights")
	}
	if !strings.Contains(said[0].String(), "| called probable by |") {
		t.Errorf("got %s", said[0].String())
	}
	committed, err := os.ReadFile("../../shared/reader/offline/weights.go")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(form(files[0]), form(committed)); diff != "" {
		t.Errorf("the committed weights are not as training writes them: -written +committed\n%s", diff)
	}
}

// form is a file of weights without what they are.
func form(file []byte) string { return reWeight.ReplaceAllString(string(file), "w") }

var reWeight = regexp.MustCompile(`-?\d+\.\d{4}`)

func TestTrainingWantsValues(t *testing.T) {
	if err := train(t.Context(), "w.go", nil, []string{write(t, "none", "")}, false, &bytes.Buffer{}); err == nil {
		t.Error("trained on nothing")
	}
}

// Every value that is told has a probability, and whoever trains sees each of them.
func TestEveryValueIsWeighed(t *testing.T) {
	all, err := chats.Read("../../events/chats/fresh-turns.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		chat, err := c.Desk()
		if err != nil {
			t.Fatal(err)
		}
		reading, err := offline.Reader{}.Read(t.Context(), chat)
		if err != nil {
			t.Fatal(err)
		}
		if weighed, err := (offline.Reader{}).Weigh(t.Context(), chat); err != nil || len(weighed) < len(reading.Findings) {
			t.Errorf("%s: %d found, %d weighed: %v", c.ID, len(reading.Findings), len(weighed), err)
		}
		for _, f := range reading.Findings {
			if f.Confidence <= 0 || f.Confidence >= 1 {
				t.Errorf("%s: %s is sure by %f", c.ID, f.Field, f.Confidence)
			}
		}
	}
}
