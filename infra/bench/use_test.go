package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every state that an execution enters is a paid transition.
func TestStatesEntered(t *testing.T) {
	m, err := readMachine(asl)
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string][]string{
		"again": {"Ask", "Choose", "Wait"}, "fresh": {"Ask", "Choose", "Fresh"},
		"wake": {"Ask", "Choose", "Wake"}, "end": {"Ask", "Choose", "Closed"},
	} {
		got, err := m.entered(word)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: %v %s", word, err, d)
		}
	}
}

func TestBill(t *testing.T) {
	b := BillOf(Use{Requests: 1e6, Invocations: 1e6, Calls: 2e6, Writes: 3e6, Reads: 1e6, Sends: 1e6, Transitions: 1e6, Schedules: 1e6})
	for name, c := range map[string][2]float64{
		"HTTP API": {b.API, 1}, "DynamoDB": {b.Store, 3*0.625 + 0.125}, "three requests a message": {b.Queues, 1.2},
		"steps and schedules": {b.Steps, 26}, "files": {b.Files, 0}, "logs": {b.Logs, 0.10},
		"Lambda": {b.Lambda, 0.20 + 0.25*0.0000133334*(0.002*1e6+0.005*4e6)},
	} {
		if math.Abs(c[0]-c[1]) > 1e-9 {
			t.Errorf("%s: got %v, want %v", name, c[0], c[1])
		}
	}
	if got, want := b.Total(), b.API+b.Lambda+b.Store+b.Queues+b.Steps+b.Files+b.Logs; got != want {
		t.Errorf("total: got %v, want %v", got, want)
	}
}

// Another design takes the place of each message, and of nothing else.
func TestOtherDesignsPayByTheMessage(t *testing.T) {
	ours := Use{Requests: 1, Invocations: 1, Calls: 2, Writes: 3}
	all := designs(ours)
	for _, messages := range []float64{0, 8} {
		base := Thousand{Messages: messages, Writes: 50, Reads: 20, Transitions: 4, Invocations: 9, Calls: 30}
		if got, want := all[0].instead(base, ours), base.Bill(); got != want {
			t.Errorf("ours: got %+v, want %+v", got, want)
		}
		for _, other := range all[1:] {
			got, was := other.instead(base, ours), base.Bill()
			if more := got.Store - was.Store; math.Abs(more-messages*(4*perWrite+perRead)) > 1e-12 {
				t.Errorf("%s: %v messages cost %v more in the store", other.Name, messages, more)
			}
			if more := got.Queues + got.Steps - was.Queues - was.Steps; (more > 0) != (messages > 0) {
				t.Errorf("%s: %v messages cost %v more of timers", other.Name, messages, more)
			}
		}
	}
}
