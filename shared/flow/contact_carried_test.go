package flow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/crms"
)

// emailField is what holds the customer's e-mail on a lead there.
func emailField(f soldCRM) string {
	switch f.(type) {
	case soldBitrix24, soldApp:
		return "email"
	}
	return "client_email"
}

// carriedStory is a chat in which the customer says their e-mail: it is read into the
// lead, and goes to the contact. What else they said for the lead is taken back.
func carriedStory(w *world, f soldCRM) {
	w.hear(w.said("ann", "1", "chairs, please"))
	w.now = w.now.Add(time.Second)
	w.hear(w.said("ann", "2", "write to ann@shop.example, I am Annie"))
	w.pass(10 * time.Minute)
	w.finds("product", "chairs", emailField(f), "ann@shop.example")
	w.ask("r1", dialogID("ann", 1))
	w.pass(10 * time.Minute)
	read := w.announced("r1", nil)
	w.announced("r1", nil) // it is told twice
	w.step("undo", func() error {
		_, err := w.decider().Undo(context.Background(), admin, "r1", []desk.FieldName{"product"})
		return err
	})
	w.announced("r1", &read)
}

// contactOf is the one contact that there is, as the CRM has it.
func contactOf(f soldCRM) desk.Card {
	all := f.Cards(desk.KindContact)
	if len(all) != 1 {
		return desk.Card{Title: fmt.Sprint("there are ", len(all))}
	}
	c, err := f.Card(context.Background(), all[0].Ref)
	if err != nil {
		return desk.Card{Title: err.Error()}
	}
	return c
}

// told is the story with what it leaves on the contact and beside it.
func toldOf(story func(*world, soldCRM), end *string) func(*world, soldCRM) {
	return func(w *world, f soldCRM) {
		story(w, f)
		w.engine.at, w.engine.dead = -1, false
		f.FailAt(0, false)
		c := contactOf(f)
		m := w.annotations(c.Ref)
		*end = fmt.Sprint(c.Values["email"], m.Marks["email"].Run, m.Marks["email"].Value, len(m.Awaiting), m.Summaries)
	}
}

// What a customer says of who they are reaches their contact in every CRM, once, with its
// proof, whatever call fails, before its work or after, and whoever is killed.
func TestFaults_WhatALeadTellsReachesTheContact(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) (*world, soldCRM){
		"one that promises nothing": func(t *testing.T) (*world, soldCRM) { return sold(t) },
		"Bitrix24":                  func(t *testing.T) (*world, soldCRM) { return soldOn(t) },
		"Bitrix24's application":    func(t *testing.T) (*world, soldCRM) { return soldToApp(t) },
		"Kommo":                     func(t *testing.T) (*world, soldCRM) { return soldAtKommo(t) },
		"Creatio":                   func(t *testing.T) (*world, soldCRM) { return soldAtCreatio(t) },
		"rest":                      func(t *testing.T) (*world, soldCRM) { return soldByRest(t) },
	} {
		t.Run(name, func(t *testing.T) {
			var end string
			first := ""
			playsTheSame(t, 29, open, func(w *world, f soldCRM) {
				toldOf(carriedStory, &end)(w, f)
				if first == "" {
					first = end
				}
				if end != first {
					t.Errorf("the contact ends with %q, want %q", end, first)
				}
			}, func(f soldCRM) bool {
				want := fmt.Sprint("ann@shop.example", desk.CarriedRun("r1", 0), "ann@shop.example", 0, map[desk.DialogID]desk.RunID{})
				if first != want {
					t.Errorf("on the contact there is %q, want %q", first, want)
				}
				return first == want
			})
		})
	}
}

// What was replaced on the lead is replaced on its contact, which held the same, in the
// write that ends the run there: at no moment is it proposed, whatever call fails.
func TestFaults_WhatWasReplacedOnALeadIsNeverAskedAboutOnItsContact_FF06_FF11(t *testing.T) {
	play := func(at int, after, kill bool) (string, int) {
		w := newWorld(t)
		for kind, f := range map[desk.CardKind]desk.FieldName{desk.KindLead: "client_email", desk.KindContact: "email"} {
			w.config.fields[kind] = append(w.config.fields[kind], desk.Field{Card: kind, Name: f, Type: desk.TypeString})
		}
		w.hear(w.said("ann", "1", "hello"))
		w.pass(time.Minute)
		d := w.dialog("ann", 1)
		lead := d.Cards[0].Ref
		w.has(lead, map[desk.FieldName]desk.Value{"client_email": "old@shop.example"})
		w.has(d.Contact, map[desk.FieldName]desk.Value{"email": "old@shop.example"})
		w.hear(w.said("ann", "2", "write to ann@shop.example"))
		w.pass(10 * time.Minute)
		w.finds("client_email", "ann@shop.example")
		w.ask("r1", d.ID)
		w.pass(10 * time.Minute)
		read := w.announced("r1", nil)
		if len(read.OpenProposals()) != 1 {
			t.Fatalf("on the lead there is %+v", read.Outcomes)
		}
		w.step("replace", func() error {
			_, err := w.decider().Decide(context.Background(), admin, "r1", nil, desk.DecisionReplace)
			return err
		})
		from := w.engine.n
		if at >= 0 {
			w.engine.at, w.engine.after, w.engine.kill = from+at, after, kill
		}
		w.announced("r1", &read)
		calls := w.engine.n - from
		w.engine.at, w.engine.dead = -1, false
		settle(w)
		m, brought := w.annotations(d.Contact), w.run(desk.CarriedRun("r1", 0))
		return fmt.Sprintln(w.of(d.Contact), m.ProposedAt, m.Marks["email"].Value, brought.State, kinds(brought), brought.Outcomes[0].Decision, brought.Outcomes[0].DecidedBy), calls
	}
	want, calls := play(-1, false, false)
	if calls < 8 || !strings.Contains(want, "replaced email old@shop.example ann@shop.example") || strings.Contains(want, "proposed email") || !strings.Contains(want, time.Time{}.String()) {
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

// tellsNothing is a CRM whose leads and deals have no field for the customer's e-mail that
// CoPilot may read.
type tellsNothing struct {
	soldCRM
	email desk.FieldName
}

func (n tellsNothing) Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	all, err := n.soldCRM.Fields(ctx, c, k)
	if k == desk.KindContact {
		return all, err
	}
	all = slices.Clone(all)
	for i, f := range all {
		if f.Name == n.email {
			all[i].Policy = desk.PolicyNever
		}
	}
	return all, err
}

// What a customer says of who they are reaches their contact where a lead or a deal has no
// field for it, too, as a deal of a connected CRM has none as a rule: once, with its proof,
// whatever call fails, before its work or after, and whoever is killed. What is not proven
// does not.
func TestFaults_WhatALeadHasNoFieldForReachesTheContact(t *testing.T) {
	story := func(w *world, f soldCRM) {
		w.livesIn(tellsNothing{f, desk.FieldName(emailField(f))})
		w.hear(w.said("ann", "1", "chairs, please"))
		w.now = w.now.Add(time.Second)
		w.hear(w.said("ann", "2", "write to ann@shop.example, I am Annie"))
		w.pass(10 * time.Minute)
		w.finds("product", "chairs", "email", "ann@shop.example", "phone", "+14155552671")
		w.ask("r1", dialogID("ann", 1))
		w.pass(10 * time.Minute)
		read := w.announced("r1", nil)
		w.announced("r1", nil) // it is told twice
		w.step("undo", func() error {
			_, err := w.decider().Undo(context.Background(), admin, "r1", []desk.FieldName{"product"})
			return err
		})
		w.announced("r1", &read)
	}
	for name, open := range map[string]func(t *testing.T) (*world, soldCRM){
		"Bitrix24": func(t *testing.T) (*world, soldCRM) { return soldOn(t) },
		"Kommo":    func(t *testing.T) (*world, soldCRM) { return soldAtKommo(t) },
		"Creatio":  func(t *testing.T) (*world, soldCRM) { return soldAtCreatio(t) },
		"rest":     func(t *testing.T) (*world, soldCRM) { return soldByRest(t) },
	} {
		t.Run(name, func(t *testing.T) {
			var end string
			first := ""
			playsTheSame(t, 29, open, func(w *world, f soldCRM) {
				toldOf(story, &end)(w, f)
				if first == "" {
					first = end
				}
				if end != first {
					t.Errorf("the contact ends with %q, want %q", end, first)
				}
			}, func(f soldCRM) bool {
				want := fmt.Sprint("ann@shop.example", desk.CarriedRun("r1", 0), "ann@shop.example", 0, map[desk.DialogID]desk.RunID{})
				c := contactOf(f)
				if first != want || c.Values["phone"] != "" {
					t.Errorf("on the contact there is %q and the phone %q, want %q", first, c.Values["phone"], want)
				}
				return first == want
			})
		})
	}
}

// A contact's name, phone and e-mail are filled where nobody said anything of them; with the
// policy never, and taken out of use, they are neither read for nor filled.
func TestContact_FilledUnlessTheCompanySaysOtherwise(t *testing.T) {
	for name, c := range map[string]struct {
		says func(desk.Connection) desk.Connection
		want desk.Value
	}{
		"nobody said anything": {func(c desk.Connection) desk.Connection { return c }, "ann@shop.example"},
		"never": {func(c desk.Connection) desk.Connection {
			return c.Using(desk.KindContact, "email", desk.FieldUse{Policy: desk.PolicyNever})
		}, ""},
		"taken out of use": {func(c desk.Connection) desk.Connection {
			return c.Using(desk.KindContact, "email", desk.Unused(desk.KindContact, "email"))
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := soldByRest(t)
			used := f.CRM.(crms.Used)
			used.By.Uses = map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindLead: {"product": {Policy: desk.PolicyFillIfEmpty}}}
			used.By = c.says(used.By)
			w.livesIn(used)
			w.hear(w.said("ann", "1", "chairs, please"))
			w.now = w.now.Add(time.Second)
			w.hear(w.said("ann", "2", "write to ann@shop.example"))
			w.pass(10 * time.Minute)
			w.finds("email", "ann@shop.example")
			find, asked := w.read, false
			w.read = func(chat desk.Chat) (desk.Reading, error) {
				asked = slices.ContainsFunc(chat.Fields, func(f desk.Field) bool { return f.Name == "email" })
				return find(chat)
			}
			w.ask("r1", dialogID("ann", 1))
			w.pass(10 * time.Minute)
			if r, err := w.store.Run(t.Context(), "r1"); err == nil {
				w.announced(r.ID, nil)
			}
			if got := f.r.Cards("contacts")[0]["email"]; desk.Value(got) != c.want || asked != (c.want != "") {
				t.Errorf("the contact's e-mail is %q, want %q; it was read for: %v", got, c.want, asked)
			}
		})
	}
}
