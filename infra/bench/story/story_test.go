package story

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What was written is read again.
func TestRecordingIsReadAsWritten(t *testing.T) {
	want := Recording{Day: "2026-11-22", Machine: "linux/amd64, 2 CPUs", Servers: map[string]string{"ministack": "1"}, Parts: []Part{{
		Story: "burst", Name: PartClosing, Of: 1, Requests: 2, States: map[string]int{"Ask": 2},
		Calls:     []Call{{By: "api", Service: DynamoDB, Operation: "GetItem", Setup: true, Count: 3, Reads: 1.5}, {By: EventSource, Service: SQS, Operation: "ReceiveMessage", Empty: true, Count: 1}},
		Functions: []Function{{Name: "api", Invocations: 2, Milliseconds: 9, MemoryMB: 512, Starts: 1, StartMS: 20}},
	}}}
	raw, err := want.Write()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(raw)
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v\n%s\n%s", err, d, raw)
	}
	if _, err := Read([]byte(`{"parts": [{"storey": "burst"}]}`)); err == nil {
		t.Error("a name that nobody knows is read")
	}
}

// The same call is one line of a part, however often it was made; calls that
// differ in anything are another.
func TestCallsAddUp(t *testing.T) {
	var p Part
	get := Call{By: "webhook", Service: DynamoDB, Operation: "GetItem", Count: 1, Reads: 1}
	setUp := get
	setUp.Setup = true
	for _, c := range []Call{get, setUp, get, {By: "api", Service: DynamoDB, Operation: "GetItem", Count: 1}} {
		p.Add(c)
	}
	want := []Call{
		{By: "api", Service: DynamoDB, Operation: "GetItem", Count: 1},
		{By: "webhook", Service: DynamoDB, Operation: "GetItem", Count: 2, Reads: 2},
		{By: "webhook", Service: DynamoDB, Operation: "GetItem", Setup: true, Count: 1, Reads: 1},
	}
	if d := cmp.Diff(want, p.Calls); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want[:2], p.Counts().Calls); d != "" {
		t.Errorf("without the set-up: %s", d)
	}
}

// The scripted model finds each value where it was said, and nothing elsewhere.
func TestAnswerQuotesTheChat(t *testing.T) {
	prompt := "rules say: 3 cakes\n" +
		`{"message":1,"author":"customer","text":"Hello!"}` + "\n" +
		`{"message":2,"author":"customer","text":"I need 3 cakes"}` + "\n" +
		`{"field":"quantity","title":"3 cakes"}` + "\n"
	want := map[string]any{"summary": Summary, "values": []map[string]any{
		{"field": "quantity", "quote": "3 cakes", "message": 2, "value": "3", "confidence": 0.9},
	}}
	if d := cmp.Diff(want, Answer(prompt)); d != "" {
		t.Error(d)
	}
}
