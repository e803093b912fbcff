package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/bench/story"
)

// told are the scripts' parts as they are counted, by DynamoDB's rules or as
// DynamoDB Local says.
func told(t *testing.T, local bool) story.Recording {
	t.Helper()
	parts, err := tell(t.Context(), opener(t), local)
	if err != nil {
		t.Fatal(err)
	}
	return story.Recording{Parts: parts}
}

// Nothing grows with the length of a dialog, and a burst puts nothing onto a
// queue: each message is two writes of the webhook's.
func TestEachMessageOfAScriptCostsTheSame(t *testing.T) {
	all := told(t, false)
	for _, name := range [][2]string{{"burst", story.PartChat}, {"long", story.PartEarly}, {"long", story.PartLate}} {
		p, ok := all.Part(name[0], name[1])
		if !ok {
			t.Errorf("nobody told %v", name)
		}
		n := float64(p.Of)
		want := []story.Call{
			{By: "webhook", Service: story.DynamoDB, Operation: "UpdateItem", Count: 2 * p.Of, Writes: 3 * n},
		}
		if d := cmp.Diff(want, p.Calls); d != "" || p.Requests != p.Of {
			t.Errorf("%v: %d requests, %s", name, p.Requests, d)
		}
	}
}
