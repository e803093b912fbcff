package flow_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
)

// rulesOf counts the readings of the reader that costs nothing.
type rulesOf struct {
	reads int
	find  func(desk.Chat) desk.Reading
}

func (r *rulesOf) Read(_ context.Context, chat desk.Chat) (desk.Reading, error) {
	r.reads++
	return r.find(chat), nil
}

// A dry run that compares with the rules is read by both, once each, whatever call of the
// engine fails and whoever dies of it; and nothing of it is written but on the run (BX-07).
func TestFaults_ADryRunIsReadOnceByEachAndWritesNothing_BX07(t *testing.T) {
	play := func(w *world, fails func()) (*rulesOf, string) {
		ref := ordered(w)
		rules := &rulesOf{find: func(chat desk.Chat) desk.Reading {
			return desk.Reading{Summary: "by rules", Reader: "rules", Findings: []desk.Finding{found(chat, "quantity", "3")}}
		}}
		w.rules = rules
		w.finds("product", "chairs")
		before := w.state("ann")
		fails()
		w.step("ask", func() error {
			_, err := w.asker().Ask(context.Background(), admin, copilot.Ask{ID: "t1", Dialog: dialogID("ann", 1), Dry: true, Compare: desk.Comparison{Rules: true}})
			return err
		})
		w.pass(30 * time.Minute)
		w.engine.at, w.engine.dead = -1, false
		lines := slices.DeleteFunc(strings.Split(w.state("ann"), "\n"), func(s string) bool { return strings.HasPrefix(s, `{"ID":"t1"`) })
		if diff := cmp.Diff(strings.Split(before, "\n"), lines); diff != "" {
			t.Errorf("a dry run wrote (-before +after):\n%s", diff)
		}
		if got := w.card(ref).Values; len(got) != 0 {
			t.Errorf("the card holds %v", got)
		}
		return rules, ref.ID
	}
	calm := newWorld(t)
	from := 0
	play(calm, func() { from = calm.engine.n })
	calls := calm.engine.n - from
	if calls < 8 {
		t.Fatalf("only %d calls: it tells nothing", calls)
	}
	for at := range calls {
		for _, after := range []bool{false, true} {
			w := newWorld(t)
			rules, _ := play(w, func() { w.engine.at, w.engine.after, w.engine.kill = w.engine.n+at, after, after })
			run := w.run("t1")
			if run.State != desk.RunTried || run.Trial == nil || run.Trial.Reading == nil {
				t.Fatalf("call %d failed (after its work: %v): the run is %s (%s)", at, after, run.State, run.Reason)
			}
			first, second := kinds(run), kinds(desk.Run{Outcomes: run.Trial.Outcomes})
			if first["product"] != desk.OutcomeFilled || first["quantity"] != desk.OutcomeNotFound || second["product"] != desk.OutcomeNotFound || second["quantity"] != desk.OutcomeFilled {
				t.Errorf("call %d failed: by the reader %v, by the rules %v", at, first, second)
			}
			if run.Trial.Reading.Reader != "rules" {
				t.Errorf("call %d failed: it is compared with %q", at, run.Trial.Reading.Reader)
			}
			if w.reads > 2 || rules.reads > 2 || w.reads+rules.reads > 3 {
				t.Errorf("call %d failed (after its work: %v): read %d times, and %d by rules", at, after, w.reads, rules.reads)
			}
		}
	}
}
