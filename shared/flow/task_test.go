package flow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestARuleMakesATask_AT05_OP16: on the card in the CRM that people work in, once,
// however often the job is done or the button's press repeated.
func TestARuleMakesATask_AT05_OP16(t *testing.T) {
	w, f := soldOn(t)
	lead := awaits(w, f)
	before := f.Tasks(lead)
	_, err := w.store.SaveAutomation(t.Context(), desk.Automation{
		ID: "calls", Title: "Call back", When: desk.Trigger{Kind: desk.WhenPressed}, CreatedAt: w.now,
		Then: []desk.Action{{Kind: desk.DoTask, Text: "Call the customer back", Within: time.Hour}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := w.parts().Presser().Press(t.Context(), admin, dialogID("ann", 1), "calls", "press1"); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Minute)
	}
	got := slices.DeleteFunc(f.Tasks(lead), func(title string) bool { return slices.Contains(before, title) })
	if !slices.Equal(got, []string{"Call the customer back"}) {
		t.Errorf("to be done: %q", got)
	}
}
