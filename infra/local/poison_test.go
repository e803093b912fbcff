package main

import (
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A fault of ours over one chat: its run ends, others are read meanwhile, and
// the chat can be read again.
func TestAReadingThatPanicsEndsAndTheDialogCanBeReadAgain(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "On Monday at 5 or on Tuesday at 6?")
	other := h.says(boris, "Hello!", "I am Boris.")
	reads := 0
	h.reader.Before = func(c desk.Chat) {
		if string(c.Dialog) == d {
			reads++
			panic(c.Messages[1].Text)
		}
	}
	run := h.ask(h.admin, d)
	if good := h.read(other); good.State != "done" {
		t.Errorf("somebody else's run: %s %s", good.State, good.Reason)
	}
	h.pass(20 * time.Minute)
	if run = h.run(run.ID); run.State != "failed" || run.Code != "internal" || reads != desk.MaxAttempts {
		t.Fatalf("%s %s after %d readings, want it failed after %d", run.State, run.Code, reads, desk.MaxAttempts)
	}
	if strings.Contains(run.Reason, "Tuesday") || !strings.Contains(run.Reason, "fault in the program") {
		t.Errorf("the reason is %q", run.Reason)
	}
	h.restart()
	h.pass(10 * time.Minute)
	if reads != desk.MaxAttempts {
		t.Errorf("read %d times, want no more after it ended", reads)
	}
	h.reader.Before = nil
	if run := h.read(d); run.State != "done" {
		t.Errorf("read again: %s %s", run.State, run.Reason)
	}
}
