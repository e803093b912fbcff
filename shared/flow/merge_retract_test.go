package flow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

const bobsMail, bobsName = "bob@mail.example", "Bobby"

// readWhileMerged is bob gone into ann; then his chat is read, which brings to the one
// contact that both are an e-mail, which it has not, and a name, which it has.
func readWhileMerged(w *world) (ann, bob desk.CardRef) {
	w.t.Helper()
	ann, bob = toldWhileMerged(w)
	w.announced("r1", nil)
	return ann, bob
}

// toldWhileMerged is the same before what was read is brought on.
func toldWhileMerged(w *world) (ann, bob desk.CardRef) {
	w.t.Helper()
	lead := w.config.fields[desk.KindLead]
	for _, f := range []desk.FieldName{"client_name", "client_email"} {
		lead = append(lead, desk.Field{Card: desk.KindLead, Name: f, Type: desk.TypeString})
	}
	w.config.fields[desk.KindLead] = lead
	w.config.fields[desk.KindContact] = append(w.config.fields[desk.KindContact], desk.Field{Card: desk.KindContact, Name: "email", Type: desk.TypeEmail})
	ann, bob = twins(w)
	for ref, values := range map[desk.CardRef]map[desk.FieldName]desk.Value{ann: {"name": "Ann"}, bob: nil} {
		w.has(ref, values)
	}
	w.merge(bob, ann)
	w.hear(w.said("bob", "bob2", "I am "+bobsName+", "+bobsMail))
	w.pass(10 * time.Minute)
	w.finds("client_name", bobsName, "client_email", bobsMail)
	w.ask("r1", dialogID("bob", 1))
	w.pass(10 * time.Minute)
	return ann, bob
}

// has gives a card these values, by a person.
func (w *world) has(ref desk.CardRef, values map[desk.FieldName]desk.Value) {
	w.t.Helper()
	w.step("values", func() error {
		c, err := w.crm.Card(context.Background(), ref)
		if err == nil {
			c.Values = values
			_, err = w.crm.PutCard(context.Background(), c, nil)
		}
		return err
	})
}

// of is all that a contact says of the other one: its values, what stands beside them and
// what its timeline tells.
func (w *world) of(ref desk.CardRef) string {
	w.t.Helper()
	m := w.annotations(ref)
	out := fmt.Sprintln(w.card(ref).Values, len(m.Marks), len(m.Awaiting), m.Filled)
	line, err := w.store.Timeline(context.Background(), ref, desk.PageAsk{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range line.Items {
		if e.Run != "" {
			out += fmt.Sprintln(e.Kind, e.Field, e.Old, e.New, e.Quote)
		}
	}
	return out
}

// What runs of the other's chats brought to the survivor meanwhile goes with the merge:
// values, proposals, marks and what the timeline told of them. What a person decided
// stays.
func TestMerge_UndoTakesBackWhatTheOthersChatsBrought_OP36_CB03_FF01(t *testing.T) {
	brought := desk.CarriedRun("r1", 0)
	for name, c := range map[string]struct {
		decides func(*world, desk.CardRef)
		values  map[desk.FieldName]desk.Value
		told    []string // of what was brought
	}{
		"nobody decided": {func(*world, desk.CardRef) {}, map[desk.FieldName]desk.Value{"name": "Ann"}, nil},
		"the name was taken": {func(w *world, _ desk.CardRef) {
			w.step("replace", func() error {
				_, err := w.decider().Decide(context.Background(), admin, brought, map[desk.FieldName]desk.Decision{"name": desk.DecisionReplace}, desk.DecisionNone)
				return err
			})
		}, map[desk.FieldName]desk.Value{"name": bobsName}, []string{"replaced name"}},
		"somebody wrote another e-mail": {func(w *world, ann desk.CardRef) {
			w.has(ann, map[desk.FieldName]desk.Value{"name": "Ann", "email": "ann@shop.example"})
		}, map[desk.FieldName]desk.Value{"name": "Ann", "email": "ann@shop.example"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ann, bob := readWhileMerged(w)
			if v := w.card(ann).Values; v["email"] != bobsMail || len(w.run(brought).OpenProposals()) != 1 {
				t.Fatalf("merged, it holds %v, and is offered %+v", v, w.run(brought).Outcomes)
			}
			c.decides(w, ann)
			w.unmerge(bob)
			w.pass(time.Hour)
			if d := cmp.Diff(c.values, w.card(ann).Values); d != "" {
				t.Errorf("parted, it holds (-want +got)\n%s", d)
			}
			is := w.of(ann)
			if strings.Contains(is, bobsMail) && c.told == nil || len(w.annotations(ann).Awaiting) > 0 || len(w.run(brought).OpenProposals()) > 0 {
				t.Errorf("parted, it says\n%s", is)
			}
			if _, marked := w.annotations(ann).Marks["email"]; marked {
				t.Error("the other's e-mail is marked on it")
			}
			for _, what := range c.told {
				if !strings.Contains(is, what) {
					t.Errorf("it tells no more of %q:\n%s", what, is)
				}
			}
			w.announced("r1", nil) // it is told of again
			if again := w.of(ann); again != is {
				t.Errorf("told of again, it says\n%swant\n%s", again, is)
			}
			if got := w.run("r1"); !got.Filled() {
				t.Errorf("on the other's lead it stays, not %+v", got.Outcomes)
			}
		})
	}
}

// Whatever call fails while both are parted, and whoever dies of it: the survivor ends
// without what the other's chats brought.
func TestFaults_UndoTakesBackWhatTheOthersChatsBrought_OP36_CB03(t *testing.T) {
	play := func(at int, after, kill bool) (string, int) {
		w := newWorld(t)
		ann, bob := readWhileMerged(w)
		if at >= 0 {
			w.engine.at, w.engine.after, w.engine.kill = w.engine.n+at, after, kill
		}
		from := w.engine.n
		w.unmerge(bob)
		w.engine.at, w.engine.dead = -1, false
		calls := w.engine.n - from
		settle(w)
		return w.of(ann) + fmt.Sprint(kinds(w.run(desk.CarriedRun("r1", 0)))), calls
	}
	want, calls := play(-1, false, false)
	if calls < 30 || strings.Contains(want, bobsMail) {
		t.Fatalf("in %d calls it ends with\n%s", calls, want)
	}
	for at := range calls {
		for _, how := range []struct{ after, kill bool }{{false, false}, {true, true}} {
			if got, _ := play(at, how.after, how.kill); got != want {
				t.Fatalf("call %d failed (%+v): the end differs (-want +got):\n%s", at, how, cmp.Diff(want, got))
			}
		}
	}
}

// Both are parted at any moment while what the other's chat proved is being brought on, by
// whoever had read before whose contact it is, and whoever dies of what: the survivor ends
// without it.
func TestFaults_WhatIsBroughtWhileBothAreParted_OP36_CB03(t *testing.T) {
	play := func(at int, kill bool) (string, int) {
		w := newWorld(t)
		ann, bob := toldWhileMerged(w)
		from := w.engine.n
		if at >= 0 {
			w.engine.cue, w.engine.do = from+at, func() {
				w.unmerge(bob)
				if kill {
					w.engine.at, w.engine.kill = from+at+1, true
				}
			}
		}
		w.announced("r1", nil)
		calls := w.engine.n - from
		w.engine.at, w.engine.dead, w.engine.do = -1, false, nil
		if at < 0 {
			w.unmerge(bob)
		}
		settle(w)
		w.announced("r1", nil)
		return w.of(ann), calls
	}
	want, calls := play(-1, false)
	if calls < 10 || strings.Contains(want, bobsMail) {
		t.Fatalf("in %d calls it ends with\n%s", calls, want)
	}
	for at := range calls {
		for _, kill := range []bool{false, true} {
			if got, _ := play(at, kill); got != want {
				t.Errorf("parted at call %d of %d (kill %v): the survivor differs (-want +got):\n%s", at, calls, kill, cmp.Diff(want, got))
			}
		}
	}
}

// While both are one, the survivor's own chat proposes in the place of what the other's
// brought: parted, neither the run nor the timeline tells the survivor's card of that value,
// whether a person decided or not, and undoing does not bring it back.
func TestMerge_UndoForgetsTheOthersValueInItsOwnRuns_OP36(t *testing.T) {
	own := desk.CarriedRun("r2", 0)
	for name, c := range map[string]struct {
		decides func(*world)
		email   desk.Value // that the survivor holds in the end
	}{
		"nobody decided": {func(*world) {}, ""},
		"it was replaced": {func(w *world) {
			w.step("replace", func() error {
				_, err := w.decider().Decide(context.Background(), admin, own, map[desk.FieldName]desk.Decision{"email": desk.DecisionReplace}, desk.DecisionNone)
				return err
			})
		}, "ann@shop.example"},
		"it was replaced and taken back": {func(w *world) {
			w.step("replace", func() error {
				_, err := w.decider().Decide(context.Background(), admin, own, map[desk.FieldName]desk.Decision{"email": desk.DecisionReplace}, desk.DecisionNone)
				return err
			})
			w.step("undo", func() error {
				_, err := w.decider().Undo(context.Background(), admin, own, []desk.FieldName{"email"})
				return err
			})
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			play := func(at int, kill bool) (string, int) {
				w := newWorld(t)
				ann, bob := readWhileMerged(w)
				w.hear(w.said("ann", "ann2", "my mail is ann@shop.example"))
				w.pass(10 * time.Minute)
				w.finds("client_email", "ann@shop.example")
				w.ask("r2", dialogID("ann", 1))
				w.pass(10 * time.Minute)
				w.announced("r2", nil)
				if i, has := w.run(own).Outcome("email"); !has || w.run(own).Outcomes[i].Old != bobsMail {
					t.Fatalf("merged, it is offered %+v", w.run(own).Outcomes)
				}
				c.decides(w)
				if at >= 0 {
					w.engine.at, w.engine.kill = w.engine.n+at, kill
				}
				from := w.engine.n
				w.unmerge(bob)
				w.engine.at, w.engine.dead = -1, false
				calls := w.engine.n - from
				settle(w)
				if v := w.card(ann).Values["email"]; v != c.email {
					t.Errorf("it holds %q, want %q", v, c.email)
				}
				out := w.of(ann)
				for _, o := range w.run(own).Outcomes {
					out += fmt.Sprintln(o.Field, o.Kind, o.Old, o.Value, o.Decision)
				}
				if strings.Contains(out, bobsMail) || !strings.Contains(out, "ann@shop.example") {
					t.Errorf("parted (call %d failed), it says\n%s", at, out)
				}
				return out, calls
			}
			want, calls := play(-1, false)
			for at := 0; at < calls; at += 3 {
				for _, kill := range []bool{false, true} {
					if got, _ := play(at, kill); got != want {
						t.Fatalf("call %d of %d failed (kill %v): the end differs (-want +got):\n%s", at, calls, kill, cmp.Diff(want, got))
					}
				}
			}
		})
	}
}
