package desk

import (
	"slices"
	"testing"
	"time"
)

// TestFloorJobsCanBeNamed: an erasure names a dialog's jobs by the dialog alone, whatever
// change they were made for, and those of a note by the customer and the note.
func TestFloorJobsCanBeNamed(t *testing.T) {
	d, now := Dialog{ID: "c-2", Customer: "c", BotApp: "900", Line: "l"}, time.Now()
	var names []JobID
	for _, j := range FloorJobs(Dialog{ID: "c-2"}, time.Time{}) {
		names = append(names, j.ID)
	}
	for _, j := range []Job{NewFloorJob(d, FloorPeople, 7, now), NewFloorJob(d, FloorBot, 9, now), NewPassedJob(d, "", "900", now)} {
		if !slices.Contains(names, j.ID) {
			t.Errorf("the job %s %s is not among the dialog's", j.Kind, j.Floor)
		}
	}
	if a, b := NewPassedJob(d, "note", "900", now), NewTakenJob(Dialog{Customer: "c"}, "note", now); a.ID != b.ID || slices.Contains(names, a.ID) {
		t.Errorf("a note's job is named %s and %s", a.ID, b.ID)
	}
}
