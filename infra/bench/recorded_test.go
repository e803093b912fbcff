package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/bench/story"
)

func recording(t *testing.T) story.Recording {
	t.Helper()
	rec, err := story.Read(recordedRaw)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// What the deployed functions did on servers is what is counted here: each call
// of each function, each unit, each request and each state, in every part of
// every story. Counts leaves out what differs each time, and writtenLocally says
// what DynamoDB Local forgets.
func TestRecordedAsCounted(t *testing.T) {
	rec, counted := recording(t), told(t, true)
	if len(rec.Parts) != len(counted.Parts) {
		t.Errorf("%d parts are recorded, %d counted", len(rec.Parts), len(counted.Parts))
	}
	for _, want := range counted.Parts {
		got, ok := rec.Part(want.Story, want.Name)
		if d := cmp.Diff(want.Counts(), got.Counts()); d != "" || !ok {
			t.Errorf("%s, %s is recorded otherwise than it is counted (make bench-aws records anew):\n%s", want.Story, want.Name, d)
		}
	}
}

// What is left out of that comparison is bounded: functions read the set-up when
// they start and once a minute, and the event source polls no more than five
// connections can in 20 seconds' waits.
func TestWhatDiffersEachTimeIsBounded(t *testing.T) {
	for _, p := range recording(t).Parts {
		sent, taken, inVain := 0, 0, 0
		for _, c := range p.Calls {
			switch {
			case c.Setup && c.Count > 20:
				t.Errorf("%s, %s: %+v", p.Story, p.Name, c)
			case c.Operation == "SendMessage":
				sent += c.Count
			case c.Operation == "ReceiveMessage" && c.Empty:
				inVain += c.Count
			case c.Operation == "ReceiveMessage":
				taken += c.Count
			}
		}
		if taken > sent {
			t.Errorf("%s, %s: %d messages were received in %d requests", p.Story, p.Name, sent, taken)
		}
		if most := 2 * 5 * 3 * (p.Of + 1); p.Name == story.PartMinutes && (inVain == 0 || inVain > most) {
			t.Errorf("the queues were polled %d times in %d quiet minutes, want at most %d", inVain, p.Of, most)
		}
	}
}

// A recording without a part that the report needs is refused, not shown as
// zeros.
func TestReportWantsAllParts(t *testing.T) {
	all := told(t, false).Parts
	rec := recording(t)
	if _, err := thousands(rec, all); err != nil {
		t.Error(err)
	}
	rec.Parts = rec.Parts[1:]
	if _, err := thousands(rec, all); err == nil {
		t.Error("a part is missing, and nobody says so")
	}
}

// The quiet day has as many alarms as the template, and the house as many
// senders.
func TestNumbersOfTheTemplate(t *testing.T) {
	raw, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(raw), "Type: AWS::CloudWatch::Alarm\n"); n != alarms {
		t.Errorf("template.yaml has %d alarms, the price list says %d", n, alarms)
	}
	if want := fmt.Sprintf("  Senders:\n    Type: Number\n    Default: %d\n", senders); !strings.Contains(string(raw), want) {
		t.Errorf("template.yaml does not say %q", want)
	}
}
