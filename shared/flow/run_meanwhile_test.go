package flow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/cards"
)

// during plays a run of Ann's chat that finds a product and a quantity, and does something
// before its at-th call of the engine: at each of them in turn, with nothing failing, and
// with whoever reads dying there, before that call did its work and after. check looks at
// the end, and is told what the point was.
func during(t *testing.T, do func(w *world, ref desk.CardRef), check func(w *world, ref desk.CardRef, point string)) {
	t.Helper()
	for _, cut := range []string{"", "dies before", "dies after"} {
		points := 0
		for at := 0; ; at++ {
			w := newWorld(t)
			ref := ordered(w)
			w.finds("product", "chairs", "quantity", "3")
			w.ask("r1", dialogID("ann", 1))
			reached := false
			w.engine.cue, w.engine.do = w.engine.n+at, func() {
				reached = true
				fails := w.engine.at
				w.engine.at = -1 // what happens meanwhile is another's, and whole
				do(w, ref)
				w.engine.at = fails
			}
			if cut != "" {
				w.engine.at, w.engine.kill, w.engine.after = w.engine.n+at, true, cut == "dies after"
			}
			w.work()
			w.engine.do, w.engine.at, w.engine.dead = nil, -1, false
			if !reached {
				break
			}
			points++
			settle(w)
			check(w, ref, fmt.Sprintf("call %d, %q", at, cut))
			if t.Failed() {
				return
			}
		}
		if points < 8 {
			t.Fatalf("only %d points: the run tells nothing", points)
		}
	}
}

// told are a card's entries of one kind about a field.
func (w *world) told(ref desk.CardRef, kind desk.EntryKind, f desk.FieldName) (out []desk.Entry) {
	w.t.Helper()
	line, err := w.store.Timeline(context.Background(), ref, desk.PageAsk{Limit: 500})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range line.Items {
		if e.Kind == kind && e.Field == f {
			out = append(out, e)
		}
	}
	return out
}

// proven fails unless every value that CoPilot wrote and that still stands has its mark,
// its run's outcome with the quote, and one entry.
func (w *world) proven(ref desk.CardRef, point string, fields ...desk.FieldName) {
	w.t.Helper()
	m, run := w.annotations(ref), w.run("r1")
	for _, f := range fields {
		i, ok := run.Outcome(f)
		if !ok || run.Outcomes[i].Kind != desk.OutcomeFilled || run.Outcomes[i].Quote == "" {
			w.t.Errorf("%s: %s stands on the card, and the run says %+v", point, f, run.Outcomes)
			continue
		}
		if m.Marks[f].Run != "r1" || m.Marks[f].Value != run.Outcomes[i].Value {
			w.t.Errorf("%s: %s has the mark %+v", point, f, m.Marks[f])
		}
		if n := len(w.told(ref, desk.EntryFilled, f)); n != 1 {
			w.t.Errorf("%s: %d entries tell that %s was filled, want 1", point, n, f)
		}
	}
}

// edits is a person who sets the product of a card as they see it.
func edits(v desk.Value) func(w *world, ref desk.CardRef) {
	return func(w *world, ref desk.CardRef) {
		w.step("edit", func() error {
			saw, err := w.crm.Card(context.Background(), ref)
			if err == nil && saw.Values["product"] != v {
				_, err = w.editor().Change(context.Background(), admin, saw, cards.Change{Values: map[desk.FieldName]desk.Value{"product": v}})
			}
			return err
		})
	}
}

// A person who writes into the very field at whatever point of the run keeps what they
// wrote: before the filling it is offered to them, after it theirs stands instead.
func TestFaults_APersonEditsTheSameFieldDuringARun_BX03_FF04(t *testing.T) {
	offered, filled, first := 0, 0, false
	during(t, func(w *world, ref desk.CardRef) {
		first = w.card(ref).Values["product"] == ""
		edits("tables")(w, ref)
	}, func(w *world, ref desk.CardRef, point string) {
		if got := w.card(ref).Values; got["product"] != "tables" || got["quantity"] != "3" {
			t.Errorf("%s: the card holds %v, want the person's tables, and 3", point, got)
		}
		run := w.run("r1")
		i, _ := run.Outcome("product")
		o, told := run.Outcomes[i], len(w.told(ref, desk.EntryFilled, "product"))
		switch {
		case first && o.Kind == desk.OutcomeProposed && o.Old == "tables" && o.Open() && told == 0:
			offered++
		case !first && o.Kind == desk.OutcomeFilled && told == 1:
			filled++
		default:
			t.Errorf("%s: the person was first: %v; %s, told as filled %d times, outcome %+v", point, first, run.State, told, o)
		}
		w.proven(ref, point, "quantity")
	})
	if offered < 8 || filled < 4 {
		t.Errorf("offered %d times, filled %d times: the points tell nothing", offered, filled)
	}
}

// A person who empties the field again at whatever point has it empty, and is not
// overruled by the run going on.
func TestFaults_APersonTakesTheValueOutDuringARun_BX03_FF01(t *testing.T) {
	taken := 0
	during(t, func(w *world, ref desk.CardRef) {
		if w.card(ref).Values["product"] != "" {
			taken++
			edits("")(w, ref)
		}
	}, func(w *world, ref desk.CardRef, point string) {
		if _, took := w.card(ref).Values["product"]; took == (len(w.told(ref, desk.EntryChanged, "product")) > 0) {
			t.Errorf("%s: the card holds %v, and %d entries tell of the person's change", point, w.card(ref).Values, len(w.told(ref, desk.EntryChanged, "product")))
		}
	})
	if taken < 4 {
		t.Errorf("taken out %d times: the points tell nothing", taken)
	}
}

// Another process takes the run over at whatever point, because the first one's claim
// lapsed, and ends it; then the first goes on, or dies. The end is that of one.
func TestFaults_TwoProcessesAtOneRun_BX05(t *testing.T) {
	calm := newWorld(t)
	ordered(calm)
	calm.finds("product", "chairs", "quantity", "3")
	calm.ask("r1", dialogID("ann", 1))
	calm.work()
	settle(calm)
	want := calm.state("ann")
	twice := 0
	during(t, func(w *world, ref desk.CardRef) {
		w.now = w.now.Add(desk.ReadingLease + time.Second)
		run := w.run("r1")
		w.step("the second process", func() error { return w.analyzer().Analyze(context.Background(), run.Wakeup()) })
	}, func(w *world, ref desk.CardRef, point string) {
		if w.reads > 2 {
			t.Errorf("%s: read %d times", point, w.reads)
		}
		if w.reads == 2 {
			twice++
		}
		if diff := cmp.Diff(want, w.state("ann")); diff != "" {
			t.Errorf("%s: the end differs (-want +got):\n%s", point, diff)
		}
		w.proven(ref, point, "product", "quantity")
	})
	if twice == 0 {
		t.Error("no two processes read: the points tell nothing")
	}
}

// The chat goes to another operator at whatever point: the run's values and proof are
// those of the thread.
func TestFaults_TheChatIsHandedOverDuringARun_D6(t *testing.T) {
	during(t, func(w *world, ref desk.CardRef) {
		w.step("transfer", func() error {
			_, err := w.transferrer().Transfer(context.Background(), admin, dialogID("ann", 1), "olga", "")
			return err
		})
	}, func(w *world, ref desk.CardRef, point string) {
		if got := w.card(ref).Values; got["product"] != "chairs" || got["quantity"] != "3" {
			t.Errorf("%s: the card holds %v; run %+v", point, got, w.run("r1"))
			return
		}
		w.proven(ref, point, "product", "quantity")
		if d := w.dialog("ann", 2); d.Operator != "olga" {
			t.Errorf("%s: the child is %+v", point, d)
		}
	})
}

// The customer's contact goes into another one at whatever point: the card is the
// survivor's, with what was filled and its proof.
func TestFaults_TheContactIsMergedDuringARun_OP36(t *testing.T) {
	during(t, func(w *world, ref desk.CardRef) {
		w.hear(w.said("bob", "b1", "hello"))
		w.step("bind", func() error { return bound(w, "bob") })
		w.step("merge", func() error {
			_, err := w.parts().Merger().Merge(context.Background(), admin, w.dialog("ann", 1).Contact, w.dialog("bob", 1).Contact, nil)
			return err
		})
	}, func(w *world, ref desk.CardRef, point string) {
		if got := w.card(ref); got.Values["product"] != "chairs" || got.Values["quantity"] != "3" || got.Contact != w.dialog("bob", 1).Contact {
			t.Errorf("%s: the card is %+v", point, got)
		}
		w.proven(ref, point, "product", "quantity")
	})
}

// bound has a customer's first dialog bound, by what is due now.
func bound(w *world, user string) error {
	for id := range w.nudges {
		if err := w.worker().Do(context.Background(), id); err != nil {
			return err
		}
	}
	if w.dialog(user, 1).Contact.ID == "" {
		return errors.New("not bound yet")
	}
	return nil
}

// The customer is erased at whatever point: the run going on brings nothing of them back.
func TestFaults_TheCustomerIsErasedDuringARun_BX12(t *testing.T) {
	during(t, func(w *world, ref desk.CardRef) {
		w.step("erase", func() error {
			_, err := w.eraser().Ask(context.Background(), admin, desk.NewCustomerID("shop", "ann"), w.dialog("ann", 1).Contact, desk.DropCards)
			return err
		})
	}, func(w *world, ref desk.CardRef, point string) {
		w.wantNone(point, "chairs", "three of them", "Name of ann", "a **plain** summary")
	})
}

// A field is switched off, asks first, or changes its type at whatever point: what was
// written by then stands with its proof, and who goes on after a process died there writes
// nothing that its settings forbid.
func TestFaults_AFieldChangesDuringARun_BX07(t *testing.T) {
	for name, change := range map[string]func(f *desk.Field){
		"it is switched off":    func(f *desk.Field) { f.Policy = desk.PolicyNever },
		"it asks first":         func(f *desk.Field) { f.Policy = desk.PolicyAlwaysPropose },
		"it becomes a number":   func(f *desk.Field) { f.Type = desk.TypeInteger },
		"it is of another name": func(f *desk.Field) { f.Name = "article" },
	} {
		t.Run(name, func(t *testing.T) {
			not, stands, before := 0, 0, false
			during(t, func(w *world, ref desk.CardRef) {
				before = w.card(ref).Values["product"] != ""
				fields := append([]desk.Field(nil), w.config.fields[desk.KindLead]...)
				change(&fields[0])
				w.config.fields[desk.KindLead] = fields
			}, func(w *world, ref desk.CardRef, point string) {
				if w.card(ref).Values["product"] == "" {
					if not++; len(w.told(ref, desk.EntryFilled, "product")) > 0 || w.annotations(ref).Marks["product"].Run != "" {
						t.Errorf("%s: it is told as filled, and the card holds nothing", point)
					}
				} else {
					stands++
					w.proven(ref, point, "product")
					if !before && strings.Contains(point, "dies before") {
						t.Errorf("%s: it was written by who came after", point)
					}
				}
				w.proven(ref, point, "quantity")
			})
			if not < 4 || stands < 4 {
				t.Errorf("written %d times, not written %d times: the points tell nothing", stands, not)
			}
		})
	}
}
