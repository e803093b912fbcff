package flow_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/routing"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
)

func (w *world) attendance() *routing.Attendance { return w.parts().Attendance() }
func (w *world) spreader() *routing.Spreader     { return w.parts().Spreader() }

// team sets a team up, and lets the line's dialogs go to the first that is.
func (w *world) team(t desk.Team) {
	w.t.Helper()
	s := store.Store{Engine: w.engine.Engine, Now: w.clock}
	if have, err := s.Team(w.t.Context(), t.ID); err == nil {
		t.Version = have.Version
	}
	if _, err := s.SaveTeam(w.t.Context(), t); err != nil {
		w.t.Fatal(err)
	}
	if line := w.config.lines["shop"]; line.Team == "" {
		line.Team = t.ID
		w.config.lines["shop"] = line
	}
}

// active makes operators active, in this order.
func (w *world) active(all ...desk.OperatorID) {
	w.t.Helper()
	for _, o := range all {
		if _, err := w.attendance().SetStatus(w.t.Context(), o, desk.OperatorActive); err != nil {
			w.t.Fatal(err)
		}
	}
	w.work()
}

func (w *world) limit(o desk.OperatorID, n int) {
	w.t.Helper()
	if _, err := w.attendance().SetLimit(w.t.Context(), o, n); err != nil {
		w.t.Fatal(err)
	}
}

// comes has somebody write who never did, and answers with who has the dialog then.
func (w *world) comes(user string, words ...string) desk.OperatorID {
	w.t.Helper()
	w.hear(w.said(user, user, strings.Join(append(words, "hello"), " ")))
	w.pass(time.Second)
	return w.dialog(user, 1).Operator
}

func as(o desk.OperatorID) desk.Actor {
	a := desk.Actor{Role: desk.RoleOperator, Operator: o, Name: string(o)}
	a.Leads, a.Dialogs = desk.MayChange, desk.ScopeAll
	return a
}

func (w *world) accept(o desk.OperatorID, user string) error {
	_, err := w.acceptor().Accept(w.t.Context(), as(o), dialogID(user, 1), false)
	return err
}

func refusedAs(t *testing.T, err error, code desk.Code) {
	t.Helper()
	var no *desk.Refusal
	if !errors.As(err, &no) || no.Code != code {
		t.Errorf("got %v, want the refusal %s", err, code)
	}
}

func TestRules_DG02_DG03_DG04_DG06_DG09_DG10(t *testing.T) {
	members := []desk.OperatorID{"olga", "max", "nora"}
	for name, c := range map[string]struct {
		rule  desk.Rule
		setUp func(w *world)
		want  string
	}{
		"by order, whose last one lies longest back":  {desk.RuleOrder, func(*world) {}, "olga max nora olga"},
		"the order is the default":                    {"", func(*world) {}, "olga max nora olga"},
		"by order, whatever they have":                {desk.RuleOrder, func(w *world) { w.closes("max") }, "olga max nora olga"},
		"by load, who has the fewest":                 {desk.RuleLoad, func(w *world) { w.closes("max") }, "max olga nora max"},
		"not to who is inactive":                      {desk.RuleOrder, func(w *world) { w.inactive("max") }, "olga nora olga nora"},
		"not to who is at their limit":                {desk.RuleOrder, func(w *world) { w.limit("olga", 1) }, "olga max nora max"},
		"to nobody if all are at their limit":         {desk.RuleLoad, func(w *world) { w.limit("olga", 1); w.inactive("max"); w.inactive("nora") }, "olga   "},
		"not to who is switched off, although active": {desk.RuleOrder, func(w *world) { w.off("olga") }, "max nora max nora"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.team(desk.Team{ID: "sales", Members: members, Rule: c.rule})
			w.active(members...)
			if c.rule == desk.RuleLoad && strings.HasPrefix(c.want, "max") {
				for i, o := range []desk.OperatorID{"olga", "max", "nora"} {
					if got := w.comes(fmt.Sprint("before", i)); got != o {
						t.Fatalf("before: %s has it, want %s", got, o)
					}
				}
			}
			c.setUp(w)
			var got []string
			for i := range 4 {
				got = append(got, string(w.comes(fmt.Sprint("u", i))))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), c.want)
			}
		})
	}
}

// closes closes the first dialog that an operator has, if any.
func (w *world) closes(o desk.OperatorID) {
	w.t.Helper()
	ws, err := w.store.Workloads(w.t.Context(), []desk.OperatorID{o})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(ws[0].Dialogs) > 0 {
		if _, err := w.closer().Close(w.t.Context(), admin, ws[0].Dialogs[0]); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) inactive(o desk.OperatorID) {
	w.t.Helper()
	if _, err := w.attendance().SetStatus(w.t.Context(), o, desk.OperatorInactive); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) off(o desk.OperatorID) {
	w.t.Helper()
	if err := w.attendance().SwitchOff(w.t.Context(), o, true); err != nil {
		w.t.Fatal(err)
	}
}

func TestTopicChoosesTheTeam_DG05(t *testing.T) {
	w := newWorld(t)
	w.team(desk.Team{ID: "first", Rule: desk.RuleTopic, Fallback: "rest", Topics: []desk.Topic{
		{Team: "money", Words: []string{"invoice", "счёт"}, Label: "billing"}, {Team: "night", Words: []string{"late order"}}, {Team: "nobodys", Words: []string{"ghost"}},
	}})
	for _, id := range []desk.TeamID{"money", "night", "rest"} {
		w.team(desk.Team{ID: id, Members: []desk.OperatorID{desk.OperatorID(id)}})
		w.active(desk.OperatorID(id))
		w.limit(desk.OperatorID(id), 9)
	}
	for i, c := range []struct {
		said string
		want desk.TeamID
	}{
		{"Where are my INVOICES?", "money"}, {"a late order", "night"}, {"late, order", "night"}, {"orders that are late", "rest"},
		{"preinvoice", "rest"}, {"По счёту", "money"}, {"a ghost", "first"},
	} {
		user := fmt.Sprint("u", i)
		w.comes(user, c.said)
		if d := w.dialog(user, 1); d.Team != c.want || d.Operator != desk.OperatorID(c.want) && c.want != "first" {
			t.Errorf("%q: to %s, of %q, want %s", c.said, d.Team, d.Operator, c.want)
		}
	}
}

// What waits is assigned the moment somebody can take it: the oldest of the most
// urgent first.
func TestWaitingOnesAreAssignedAsSoonAsSomebodyCan_DG02_DG25(t *testing.T) {
	for name, comes := range map[string]func(w *world){
		"who becomes active":              func(w *world) { w.active("max") },
		"who gets a higher limit":         func(w *world) { w.limit("olga", 2) },
		"who closes one":                  func(w *world) { w.closes("olga") },
		"whose dialog is handed over":     func(w *world) { w.handOver("u0", "nora", "") },
		"whose dialog is taken over":      func(w *world) { _ = w.acceptAs(desk.RoleSupervisor, "nora", "u0") },
		"who is switched on again":        func(w *world) { w.off("max"); w.inactiveNoMore("max") },
		"who becomes a member":            func(w *world) { w.join("nora") },
		"whose last one closes by itself": func(w *world) { w.says("u1", "u2", "u3"); w.pass(59 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}})
			w.limit("olga", 1)
			w.active("olga")
			for i := range 4 {
				w.comes(fmt.Sprint("u", i))
				w.pass(time.Minute)
			}
			if _, err := w.parts().Marker().Mark(t.Context(), admin, dialogID("u2", 1), talk.Marks{Priority: new(desk.PriorityUrgent)}); err != nil {
				t.Fatal(err)
			}
			if o := w.dialog("u2", 1).Operator; o != "" {
				t.Fatalf("it is %s's already", o)
			}
			w.limit("max", 1)
			w.limit("nora", 1)
			comes(w)
			w.pass(time.Second)
			if d := w.dialog("u2", 1); d.Operator == "" {
				t.Errorf("the urgent one still waits: %+v", d)
			}
			for _, u := range []string{"u1", "u3"} {
				if d := w.dialog(u, 1); d.Operator != "" {
					t.Errorf("%s is %s's, over the urgent one", u, d.Operator)
				}
			}
		})
	}
}

func (w *world) acceptAs(role desk.Role, o desk.OperatorID, user string) error {
	_, err := w.acceptor().Accept(w.t.Context(), desk.Actor{Role: role, Operator: o}, dialogID(user, 1), true)
	return err
}

func (w *world) handOver(user string, to desk.OperatorID, team desk.TeamID) desk.Dialog {
	w.t.Helper()
	d, err := w.transferrer().Transfer(w.t.Context(), admin, dialogID(user, 1), to, team)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) inactiveNoMore(o desk.OperatorID) {
	w.t.Helper()
	_, err := w.attendance().SetStatus(w.t.Context(), o, desk.OperatorActive)
	refusedAs(w.t, err, desk.CodeOperatorOff)
	if err := w.attendance().SwitchOff(w.t.Context(), o, false); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.attendance().SetStatus(w.t.Context(), o, desk.OperatorActive); err != nil {
		w.t.Fatal(err)
	}
}

// join makes an operator an active member of the team.
func (w *world) join(o desk.OperatorID) {
	w.t.Helper()
	w.active(o)
	team, err := w.store.Team(w.t.Context(), "sales")
	if err != nil {
		w.t.Fatal(err)
	}
	team.Members = append(team.Members, o)
	if _, err := w.parts().TeamKeeper().Save(w.t.Context(), desk.Actor{Role: desk.RoleAdmin}, team); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) says(users ...string) {
	w.t.Helper()
	for _, u := range users {
		w.hear(w.said(u, u+"again", "still there?"))
	}
}

func TestWhatIsNotTakenInTimeGoesToTheNext_DG13(t *testing.T) {
	w := newWorld(t)
	w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}, TimeToTake: time.Minute})
	w.active("olga", "max")
	var had []desk.OperatorID
	last := w.comes("ann")
	had = append(had, last)
	for range 240 {
		w.pass(time.Second)
		if o := w.dialog("ann", 1).Operator; o != last {
			had, last = append(had, o), o
		}
	}
	if fmt.Sprint(had) != "[olga max olga max olga]" {
		t.Errorf("it was with %v", had)
	}
	d := w.dialog("ann", 1)
	if len(d.Missed) != 4 || d.Missed[0].Operator != "olga" || d.Missed[1].Operator != "max" || !d.WaitingSince.Equal(d.OpenedAt) {
		t.Errorf("noted are %+v, since %v", d.Missed, d.WaitingSince)
	}
	w.inactive("max")
	w.pass(90 * time.Second)
	if d := w.dialog("ann", 1); d.Operator != "" {
		t.Errorf("it is %s's again, who let it pass just now", d.Operator)
	}
	w.active("max")
	if d := w.dialog("ann", 1); d.Operator != "max" {
		t.Errorf("it is %q's, want max's", d.Operator)
	}
	if err := w.accept("max", "ann"); err != nil {
		t.Fatal(err)
	}
	w.pass(5 * time.Minute)
	if d := w.dialog("ann", 1); d.Operator != "max" || d.State != desk.StateInProgress || len(d.Missed) != 5 {
		t.Errorf("what was accepted stays: %+v", d)
	}
}

// Whoever let a dialog pass is not given it again before somebody else had it, however
// long it waits and whatever they do but accept it.
func TestWhoIsAloneIsNotGivenItAgain_DG13_DG26(t *testing.T) {
	why := func(w *world) string {
		got, err := w.spreader().Why(t.Context(), w.dialog("ann", 1))
		if err != nil {
			t.Fatal(err)
		}
		return string(got.Why) + ": " + got.Text
	}
	begin := func() *world {
		w := newWorld(t)
		w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}, TimeToTake: time.Minute})
		w.active("olga")
		if o := w.comes("ann"); o != "olga" {
			t.Fatalf("it is %q's", o)
		}
		w.pass(20 * time.Minute)
		w.sweepTeams()
		if d := w.dialog("ann", 1); d.Operator != "" || len(d.Missed) != 1 {
			t.Errorf("twenty minutes later it is %q's, missed %+v", d.Operator, d.Missed)
		}
		if got, want := why(w), "not_taken: olga did not take it; nobody else is active"; got != want {
			t.Errorf("it waits since %q, want %q", got, want)
		}
		return w
	}
	waits := func(w *world) {
		t.Helper()
		w.pass(2 * time.Minute)
		w.sweepTeams()
		if d := w.dialog("ann", 1); d.Operator != "" {
			t.Errorf("it is %q's", d.Operator)
		}
	}
	for name, c := range map[string]struct {
		act func(w *world)
		to  desk.OperatorID
	}{
		"another becomes active": {func(w *world) { w.active("max") }, "max"},
		"another joins":          {func(w *world) { w.active("nora"); waits(w); w.join("nora") }, "nora"},
	} {
		t.Run(name, func(t *testing.T) {
			w := begin()
			c.act(w)
			w.work()
			if d := w.dialog("ann", 1); d.Operator != c.to {
				t.Errorf("it is %q's, want %s's", d.Operator, c.to)
			}
			w.pass(time.Minute) // missed again: now it is Olga's turn
			if d := w.dialog("ann", 1); d.Operator != "olga" {
				t.Errorf("then it is %q's, want olga's", d.Operator)
			}
		})
	}
	t.Run("another has no room, until their limit rises", func(t *testing.T) {
		w := newWorld(t)
		w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}, TimeToTake: time.Minute})
		w.limit("max", 1)
		w.active("max")
		if o := w.comes("bob"); o != "max" {
			t.Fatalf("bob's is %q's", o)
		}
		if err := w.accept("max", "bob"); err != nil {
			t.Fatal(err)
		}
		w.active("olga")
		w.comes("ann")
		waits(w)
		if got, want := why(w), "not_taken: olga did not take it; 1 more active, all at their limit"; got != want {
			t.Errorf("it waits since %q, want %q", got, want)
		}
		w.limit("max", 2)
		w.work()
		if d := w.dialog("ann", 1); d.Operator != "max" {
			t.Errorf("it is %q's, want max's", d.Operator)
		}
	})
	t.Run("they come anew", func(t *testing.T) {
		w := begin()
		w.inactive("olga")
		w.active("olga")
		waits(w)
	})
	t.Run("they accept it", func(t *testing.T) {
		w := begin()
		if err := w.accept("olga", "ann"); err != nil {
			t.Fatal(err)
		}
		if d := w.dialog("ann", 1); d.Operator != "olga" || d.State != desk.StateInProgress {
			t.Errorf("accepted, it is %q's, %s", d.Operator, d.State)
		}
	})
}

// Many wakeups for one take-limit, and many who spread at once: one miss, one
// assignment, and nobody over their limit.
func TestManyWakeupsAtOnceAreOne_DG13(t *testing.T) {
	w := newWorld(t)
	w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}, TimeToTake: time.Minute})
	w.limit("max", 1)
	w.active("olga", "max")
	w.comes("ann")
	w.comes("bob")
	w.comes("cid")
	clear(w.nudges)
	w.now = w.now.Add(2 * time.Minute)
	s := w.spreader()
	s.Dialogs, s.Waiting, s.Workloads, s.Teams = free(w), free(w), free(w), free(w)
	s.Outbox, s.Config = deaf{}, w.config
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { errs[i] = s.Spread(context.Background(), "sales") })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for _, u := range []string{"ann", "bob", "cid"} {
		if d := w.dialog(u, 1); len(d.Missed) != 1 || d.Operator == d.Missed[0].Operator {
			t.Errorf("%s: missed %+v, with %q", u, d.Missed, d.Operator)
		}
	}
	w.sound("olga", "max")
}

// free is the world's store without its faults, which many may use at once.
func free(w *world) store.Store { return store.Store{Engine: w.engine.Engine, Now: w.clock} }

type deaf struct{}

func (deaf) Enqueue(context.Context, desk.Job, time.Duration) error { return nil }

// sound wants workloads and dialogs to say the same.
func (w *world) sound(operators ...desk.OperatorID) {
	w.t.Helper()
	ws, err := w.store.Workloads(w.t.Context(), operators)
	if err != nil {
		w.t.Fatal(err)
	}
	of := map[desk.DialogID]desk.OperatorID{}
	for _, load := range ws {
		if len(load.Dialogs) > load.Most() {
			w.t.Errorf("%s has %d, over %d", load.Operator, len(load.Dialogs), load.Most())
		}
		for _, id := range load.Dialogs {
			if of[id] != "" {
				w.t.Errorf("%s is %s's and %s's", id, of[id], load.Operator)
			}
			of[id] = load.Operator
		}
	}
	open, err := w.store.OpenDialogs(w.t.Context(), desk.PageAsk{Limit: 1000})
	if err != nil || open.Next != "" {
		w.t.Fatal(err, open.Next)
	}
	for _, d := range open.Items {
		if of[d.ID] != d.Operator {
			w.t.Errorf("%s is %q's, and %q has it", d.ID, d.Operator, of[d.ID])
		}
		delete(of, d.ID)
	}
	for id, o := range of {
		w.t.Errorf("%s has %s, which is not open", o, id)
	}
}

func TestHandingOver_DG17_DG19_DG20_DG21(t *testing.T) {
	w := newWorld(t)
	w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga"}})
	w.team(desk.Team{ID: "night", Members: []desk.OperatorID{"nora"}})
	w.active("olga", "nora")
	w.limit("max", 1)
	w.comes("ann")
	child := w.handOver("ann", "max", "") // who is inactive
	if child.State != desk.StateInProgress || child.Operator != "max" || child.Parent != dialogID("ann", 1) {
		t.Errorf("to a person: %+v", child)
	}
	w.comes("bob")
	_, err := w.transferrer().Transfer(t.Context(), admin, dialogID("bob", 1), "max", "")
	refusedAs(t, err, desk.CodeLimitReached)
	if d := w.dialog("bob", 1); !d.Open() || d.Operator != "olga" {
		t.Errorf("what could not be handed over: %+v", d)
	}
	first := w.handOver("bob", "", "night")
	w.pass(time.Second)
	if d := w.dialog("bob", 2); d.Operator != "nora" || d.State != desk.StateWaiting || d.Team != "night" || d.ThreadAfter >= d.After {
		t.Errorf("to a team: %+v", d)
	}
	if again := w.handOver("bob", "", "night"); again.ID != first.ID {
		t.Errorf("once more: %s, want %s", again.ID, first.ID)
	}
	w.sound("olga", "max", "nora")
}

func TestNamedResponsibleGoesFirst_DG28(t *testing.T) {
	w := newWorld(t)
	w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga"}})
	w.comes("ann")
	w.pass(3 * time.Hour) // closed, and bound to a contact
	d := w.dialog("ann", 1)
	card := w.card(d.Contact)
	card.Values[desk.CaseResponsible] = "vera"
	if _, err := w.crm.PutCard(t.Context(), card, nil); err != nil {
		t.Fatal(err)
	}
	w.active("olga", "vera")
	w.hear(w.said("ann", "2", "me again"))
	w.pass(time.Second)
	if d := w.dialog("ann", 2); d.Operator != "vera" || d.Named != "vera" {
		t.Errorf("it is %q's, want the named one's", d.Operator)
	}
	w.pass(3 * time.Hour)
	w.inactive("vera")
	w.hear(w.said("ann", "3", "and again"))
	w.pass(time.Second)
	if d := w.dialog("ann", 3); d.Operator != "olga" {
		t.Errorf("while vera is away it is %q's, want the team's", d.Operator)
	}
}

// On a card of a connected CRM the field names an operator, or a user of that CRM by their name
// or id: the operator with that user's e-mail. Whoever is no operator leads nobody astray, and
// a CRM that does not tell keeps nobody waiting.
func TestNamedResponsible_OfAConnectedCRM_DG28(t *testing.T) {
	for name, c := range map[string]struct {
		says desk.Value
		down bool
		want desk.OperatorID
	}{
		"an operator":              {says: "vera", want: "vera"},
		"a user by their name":     {says: "Vera Brown", want: "vera"},
		"… however it is written":  {says: "vera  brown", want: "vera"},
		"a user by their id":       {says: "7", want: "vera"},
		"two who are called alike": {says: "Ann Lee"},
		"one who left":             {says: "Max Old"},
		"a user without an e-mail": {says: "Robot"},
		"a user who is none of us": {says: "Zoe"},
		"nobody who is known":      {says: "Анна\nБраун"},
		"the CRM is down":          {says: "Vera Brown", down: true},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := sold(t)
			f.Has[desk.KindContact] = append(f.Has[desk.KindContact], desk.Field{Name: desk.CaseResponsible, Card: desk.KindContact, Type: desk.TypeString})
			f.Works = []desk.CRMUser{
				{ID: "7", Name: "Vera Brown", Email: "Vera@Shop.example"}, {ID: "8", Name: "Ann Lee", Email: "max@shop.example"}, {ID: "9", Name: "Ann Lee", Email: "vera@shop.example"},
				{ID: "10", Name: "Max Old", Email: "max@shop.example", Off: true}, {ID: "11", Name: "Robot"}, {ID: "12", Name: "Zoe", Email: "zoe@shop.example"},
			}
			for _, o := range []desk.OperatorID{"vera", "max"} {
				have, err := w.store.Operator(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				have.Email = string(o) + "@shop.example"
				if _, err := w.store.SaveOperator(t.Context(), have, nil); err != nil {
					t.Fatal(err)
				}
			}
			w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga"}})
			w.comes("ann")
			w.pass(3 * time.Hour) // closed, and bound to a contact
			f.Set(w.dialog("ann", 1).Contact, desk.CaseResponsible, c.says)
			w.active("olga", "vera", "max")
			if c.down {
				f.Down = func() error { return desk.ErrBusy }
			}
			w.hear(w.said("ann", "2", "me again"))
			w.pass(time.Second)
			if d := w.dialog("ann", 2); d.Named != c.want || d.Operator != cmp.Or(c.want, "olga") {
				t.Errorf("it is %q's, named is %q; want %q", d.Operator, d.Named, c.want)
			}
		})
	}
}

func TestAutomaticReplies_AT04(t *testing.T) {
	words := map[desk.ReplyKind]map[string]string{
		desk.ReplyGreeting: {"en": "Welcome", "es": "Hola"}, desk.ReplyNobody: {"en": "Nobody is here"},
		desk.ReplyClosed: {"en": "We are closed", "es": "Cerrado"}, desk.ReplyWaiting: {"en": "Please wait"},
	}
	sunday := map[time.Weekday][]desk.Span{time.Sunday: {{From: 11 * 60, To: 13 * 60}}} // the world begins on one, at noon
	for name, c := range map[string]struct {
		hours  desk.Hours
		active bool
		lang   string
		want   []string
	}{
		"somebody is there":             {desk.Hours{Week: sunday}, true, "", []string{"Welcome", "Please wait"}},
		"in the customer's language":    {desk.Hours{}, true, "es-MX", []string{"Hola", "Please wait"}},
		"nobody is active":              {desk.Hours{}, false, "", []string{"Nobody is here", "Please wait"}},
		"outside of the working hours":  {desk.Hours{Zone: "Asia/Tokyo", Week: sunday}, true, "", []string{"We are closed", "Please wait"}},
		"… in the customer's language":  {desk.Hours{Zone: "Asia/Tokyo", Week: sunday}, true, "es", []string{"Cerrado", "Please wait"}},
		"on a holiday":                  {desk.Hours{Holidays: []string{"2026-03-01"}}, true, "", []string{"We are closed", "Please wait"}},
		"on a day without working time": {desk.Hours{Week: map[time.Weekday][]desk.Span{time.Monday: {{From: 0, To: 1440}}}}, true, "", []string{"We are closed", "Please wait"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga"}, Hours: c.hours, Replies: words, WaitingReply: time.Minute})
			if c.active {
				w.active("olga")
			}
			in := w.said("ann", "1", "hello")
			in.From.Language = c.lang
			w.hear(in)
			w.pass(30 * time.Second)
			w.hear(w.said("ann", "2", "hello?"))
			route := desk.NewRouteJob(w.dialog("ann", 1), w.now)
			for range 3 { // however often it is routed
				if err := w.parts().Router().Route(t.Context(), dialogID("ann", 1)); err != nil {
					t.Fatal(err)
				}
				w.nudges[route.ID] = w.now
			}
			w.pass(10 * time.Minute)
			var got []string
			for _, out := range w.sent {
				got = append(got, out.Text)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("said %q, want %q", got, c.want)
			}
			if d := w.dialog("ann", 1); d.Turn != desk.TurnOperator {
				t.Errorf("the turn is %s's: the customer still waits", d.Turn)
			}
		})
	}
	for name, c := range map[string]struct{ widget, writes, filled, want string }{
		"in the language that they write":         {"es", "Hi, can I have an appointment on Friday?", "", "Welcome"},
		"… and the other way round":               {"en", "Hola, quiero una cita para el viernes", "", "Hola"},
		"a form's words are the company's":        {"es", "hello, I need an appointment", "¿Qué servicio necesita usted? La limpieza de dientes\n\n", "Welcome"},
		"a form alone is in no language":          {"es", "", "What is it that you need? The cleaning", "Hola"},
		"what no words plainly are in, is theirs": {"es", "ok", "", "Hola"},
		"a language without words":                {"es", "Здравствуйте, можно записаться на пятницу?", "", "Hola"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga"}, Replies: words})
			w.active("olga")
			in := w.said("ann", "1", c.filled+c.writes)
			in.From.Language, in.Filled = c.widget, len(c.filled)
			w.hear(in)
			w.pass(30 * time.Second)
			if len(w.sent) != 1 || w.sent[0].Text != c.want {
				t.Errorf("to %q of a widget in %s: said %+v, want %q", c.writes, c.widget, w.sent, c.want)
			}
		})
	}
	t.Run("who was accepted in time is not told to wait", func(t *testing.T) {
		w := newWorld(t)
		w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga"}, Replies: words, WaitingReply: time.Minute})
		w.active("olga")
		w.comes("ann")
		if err := w.accept("olga", "ann"); err != nil {
			t.Fatal(err)
		}
		w.pass(10 * time.Minute)
		if len(w.sent) != 1 || w.sent[0].Text != "Welcome" {
			t.Errorf("said %+v", w.sent)
		}
	})
}

// Each call fails once, before it did its work and after: the greeting goes out once.
func TestAutomaticReplies_FaultsAnywhereAndSaidOnce_AT04(t *testing.T) {
	for at := 0; at < 60; at++ {
		for _, after := range []bool{false, true} {
			w := newWorld(t)
			w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga"}, Replies: map[desk.ReplyKind]map[string]string{desk.ReplyGreeting: {"en": "Welcome"}}})
			w.engine.at, w.engine.after = w.engine.n+at, after
			w.comes("ann")
			w.engine.at = -1
			settle(w)
			if len(w.sent) != 1 || w.sent[0].Text != "Welcome" {
				t.Errorf("call %d failed (after its work: %v): said %+v", at, after, w.sent)
			}
		}
	}
}

// An operator is switched off while they accept: either they had it, and it went
// back, or they never did.
func TestSwitchedOffWhileAccepting(t *testing.T) {
	for try := range 20 {
		w := newWorld(t)
		w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}})
		w.comes("ann")
		a, acceptor := w.attendance(), w.acceptor()
		a.Workloads, a.Teams, a.Outbox = free(w), free(w), deaf{}
		acceptor.Dialogs, acceptor.Rooms = free(w), a
		var wg sync.WaitGroup
		var accepted, off error
		wg.Go(func() { _, accepted = acceptor.Accept(context.Background(), as("olga"), dialogID("ann", 1), false) })
		wg.Go(func() { off = a.SwitchOff(context.Background(), "olga", true) })
		wg.Wait()
		var no *desk.Refusal
		if off != nil || accepted != nil && (!errors.As(accepted, &no) || no.Code != desk.CodeOperatorOff) {
			t.Fatal(accepted, off)
		}
		w.now = w.now.Add(time.Second)
		w.sweepTeams()
		w.pass(time.Second)
		if d := w.dialog("ann", 1); !d.Waits() {
			t.Errorf("try %d: it is %q's, %s", try, d.Operator, d.State)
		}
		w.sound("olga", "max")
	}
}

func TestSwitchingOffHandsBack(t *testing.T) {
	w := newWorld(t)
	w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}})
	w.active("olga")
	w.comes("ann")
	w.comes("bob")
	if err := w.accept("olga", "bob"); err != nil {
		t.Fatal(err)
	}
	w.active("max")
	w.off("olga")
	w.work()
	for _, u := range []string{"ann", "bob"} {
		if d := w.dialog(u, 1); d.Operator != "max" || d.State != desk.StateWaiting {
			t.Errorf("%s is %q's, %s; want it to be assigned to max", u, d.Operator, d.State)
		}
	}
	refusedAs(t, w.accept("olga", "ann"), desk.CodeAlreadyAccepted)
	w.sound("olga", "max")
}

// A team is deleted while its dialogs are routed: they go to the line's team, or
// wait for anybody; none is lost, wherever the two meet.
func TestATeamIsDeletedWhileRouting(t *testing.T) {
	for _, fallback := range []desk.TeamID{"", "rest"} {
		for at := 0; ; at++ {
			w := newWorld(t)
			w.team(desk.Team{ID: "first", Rule: desk.RuleTopic, Topics: []desk.Topic{{Team: "money", Words: []string{"invoice"}}}})
			w.team(desk.Team{ID: "money", Members: []desk.OperatorID{"max"}})
			if fallback == "" {
				line := w.config.lines["shop"]
				line.Team = "money"
				w.config.lines["shop"] = line
			}
			w.hear(w.said("ann", "1", "an invoice"))
			w.engine.at, w.engine.after, w.engine.kill = w.engine.n+at, true, true
			err := w.parts().Router().Route(t.Context(), dialogID("ann", 1))
			w.engine.at, w.engine.kill, w.engine.dead = -1, false, false
			refusedAs(t, w.parts().TeamKeeper().Delete(t.Context(), desk.Actor{Role: desk.RoleAdmin}, "money"), desk.CodeStillNeeded)
			first, no := w.store.Team(t.Context(), "first")
			if first.Rule = desk.RuleOrder; no == nil {
				_, no = w.parts().TeamKeeper().Save(t.Context(), desk.Actor{Role: desk.RoleAdmin}, first)
			}
			if no == nil {
				no = w.parts().TeamKeeper().Delete(t.Context(), desk.Actor{Role: desk.RoleAdmin}, "money")
			}
			if no != nil {
				t.Fatal(no)
			}
			clear(w.nudges)
			w.sweepTeams()
			w.pass(20 * time.Minute)
			w.sweepTeams()
			w.pass(time.Minute)
			want := desk.TeamID("first")
			if fallback == "" {
				want = ""
			}
			if d := w.dialog("ann", 1); d.Team != want || !d.Waits() {
				t.Errorf("cut off after call %d: it waits for %q (%s), want %q", at, d.Team, d.State, want)
			}
			if err == nil {
				break
			}
		}
	}
}

// Who lets a team's dialog pass has room for another team's: that is given to them at once,
// and not at the next sweep.
func TestWhoMissesOneHasRoomForAnotherTeams_DG13(t *testing.T) {
	w := newWorld(t)
	w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"max"}, TimeToTake: time.Minute})
	w.team(desk.Team{ID: "night", Members: []desk.OperatorID{"max"}})
	w.limit("max", 1)
	w.active("max")
	w.comes("ann")
	w.comes("bob")
	w.step("transfer", func() error {
		_, err := w.transferrer().Transfer(t.Context(), admin, dialogID("bob", 1), "", "night")
		return err
	})
	w.work()
	if a, b := w.dialog("ann", 1), w.dialog("bob", 2); a.Operator != "max" || !b.Waits() {
		t.Fatalf("ann's is %q's, bob's %q's", a.Operator, b.Operator)
	}
	w.pass(time.Minute)
	if a, b := w.dialog("ann", 1), w.dialog("bob", 2); !a.Waits() || b.Operator != "max" {
		t.Errorf("after the time to take it, ann's is %q's, bob's %q's", a.Operator, b.Operator)
	}
	w.sound("max")
}

// sweepTeams is the sweep of each minute.
func (w *world) sweepTeams() {
	w.t.Helper()
	s := w.parts().Sweeper(time.Minute, 0)
	s.Sweeps = slices.DeleteFunc(s.Sweeps, func(l work.Sweep) bool { return l.Hourly })
	w.step("sweep", func() error { _, err := s.Sweep(context.Background()); return err })
	w.work()
}

// Every verb is cut off after each of its calls, and nobody repeats it: the sweep
// brings what it began to the end, or there is nothing left of it.
func TestCutOffAnywhere_TheSweepGoesOn(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		do   func(w *world) error
		want func(w *world) bool // once it was begun: what must be so
	}{
		"becoming active": {
			func(w *world) error { _, err := w.attendance().SetStatus(ctx, "max", desk.OperatorActive); return err },
			func(w *world) bool {
				return w.dialog("bob", 1).Operator == "max" || w.load("max").Status != desk.OperatorActive
			},
		},
		"a higher limit": {
			func(w *world) error { _, err := w.attendance().SetLimit(ctx, "olga", 2); return err },
			func(w *world) bool { return w.dialog("bob", 1).Operator == "olga" || w.load("olga").Limit == 1 },
		},
		"closing": {
			func(w *world) error { _, err := w.closer().Close(ctx, admin, dialogID("ann", 1)); return err },
			func(w *world) bool { return w.dialog("bob", 1).Operator == "olga" || w.dialog("ann", 1).Open() },
		},
		"handing over": {
			func(w *world) error {
				_, err := w.transferrer().Transfer(ctx, admin, dialogID("ann", 1), "", "night")
				return err
			},
			func(w *world) bool {
				return w.dialog("ann", 1).Open() || w.dialog("ann", 2).Operator == "nora" && w.dialog("bob", 1).Operator == "olga"
			},
		},
		"switching off": {
			func(w *world) error { return w.attendance().SwitchOff(ctx, "olga", true) },
			func(w *world) bool { return !w.load("olga").Off || len(w.load("olga").Dialogs) == 0 },
		},
	} {
		t.Run(name, func(t *testing.T) {
			for at := 0; ; at++ {
				w := newWorld(t)
				w.team(desk.Team{ID: "sales", Members: []desk.OperatorID{"olga", "max"}})
				w.team(desk.Team{ID: "night", Members: []desk.OperatorID{"nora"}})
				w.limit("olga", 1)
				w.active("olga", "nora")
				w.comes("ann")
				w.comes("bob")
				w.engine.at, w.engine.after, w.engine.kill = w.engine.n+at, true, true
				err := c.do(w)
				w.engine.at, w.engine.kill, w.engine.dead = -1, false, false
				clear(w.nudges)
				w.now = w.now.Add(time.Minute)
				w.sweepTeams()
				w.pass(time.Second)
				if !c.want(w) {
					t.Errorf("cut off after call %d: ann's is %+v, bob's is %+v", at, w.dialog("ann", 1), w.dialog("bob", 1))
				}
				w.sound("olga", "max", "nora")
				if err == nil {
					break
				}
			}
		})
	}
}

func (w *world) load(o desk.OperatorID) desk.Workload {
	w.t.Helper()
	ws, err := w.store.Workloads(w.t.Context(), []desk.OperatorID{o})
	if err != nil {
		w.t.Fatal(err)
	}
	return ws[0]
}

// Whatever comes, in whatever order: what stands in three places is the same in
// all, nobody is over their limit, nothing waits that somebody could take, and nobody is
// given again what they let pass before another had it.
func TestRoutingInAnyOrder_DG13(t *testing.T) {
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		w := newWorld(t)
		operators := []desk.OperatorID{"olga", "max", "nora"}
		w.team(desk.Team{ID: "sales", Members: operators[:2], Rule: desk.RuleLoad, TimeToTake: time.Minute})
		w.team(desk.Team{ID: "night", Members: operators[1:]})
		users, ctx := 0, context.Background()
		turns := turns{}
		w.worked = func() { turns.look(w, rt) }
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			o := rapid.SampledFrom(operators).Draw(rt, "operator")
			id := dialogID(fmt.Sprint("u", rapid.IntRange(0, 6).Draw(rt, "user")), rapid.IntRange(1, 2).Draw(rt, "number"))
			var err error
			switch rapid.SampledFrom([]string{"come", "come", "active", "active", "inactive", "accept", "reply", "person", "team", "close", "limit", "off", "on", "time", "release"}).Draw(rt, "do") {
			case "come":
				w.hear(w.said(fmt.Sprint("u", users), fmt.Sprint(users), "hello"))
				users++
			case "active":
				_, err = w.attendance().SetStatus(ctx, o, desk.OperatorActive)
			case "inactive":
				_, err = w.attendance().SetStatus(ctx, o, desk.OperatorInactive)
			case "limit": // never below what they have
				_, err = w.attendance().SetLimit(ctx, o, max(1, len(w.load(o).Dialogs))+rapid.IntRange(0, 1).Draw(rt, "more"))
			case "accept":
				_, err = w.acceptor().Accept(ctx, as(o), id, false)
			case "reply":
				_, err = w.replier().Reply(ctx, as(o), talk.Say{ID: fmt.Sprint(rapid.Int().Draw(rt, "say")), Dialog: id, Text: "yes?"})
			case "person":
				_, err = w.transferrer().Transfer(ctx, admin, id, o, "")
			case "team":
				_, err = w.transferrer().Transfer(ctx, admin, id, "", "night")
			case "release":
				_, err = w.acceptor().Set(ctx, admin, id, desk.StateWaiting, "")
			case "close":
				_, err = w.closer().Close(ctx, admin, id)
			case "off", "on":
				err = w.attendance().SwitchOff(ctx, o, rapid.Bool().Draw(rt, "off"))
			case "time":
				w.pass(40 * time.Second)
			}
			if err != nil && !errors.Is(err, desk.ErrRefused) && !errors.Is(err, desk.ErrNotFound) {
				rt.Fatal(err)
			}
			turns.look(w, rt)
			if rapid.Bool().Draw(rt, "work") {
				w.work()
			}
		}
		w.work()
		w.sound(operators...)
		w.nothingWaitsThatSomebodyCouldTake(rt)
		if t.Failed() {
			rt.FailNow()
		}
	})
}

func (w *world) nothingWaitsThatSomebodyCouldTake(rt *rapid.T) {
	open, err := w.store.OpenDialogs(w.t.Context(), desk.PageAsk{Limit: 1000})
	if err != nil {
		rt.Fatal(err)
	}
	listed := map[desk.TeamID][]desk.DialogID{}
	for _, id := range []desk.TeamID{"sales", "night"} {
		page, err := w.store.Waiting(w.t.Context(), id, desk.PageAsk{Limit: 1000})
		if err != nil {
			rt.Fatal(err)
		}
		listed[id] = page.Items
	}
	for _, d := range open.Items {
		if !d.Waits() {
			continue
		}
		if !slices.Contains(listed[d.Team], d.ID) {
			rt.Fatalf("dialog %s waits for %q and is not listed", d.ID, d.Team)
		}
		team, err := w.store.Team(w.t.Context(), d.Team)
		if err != nil {
			rt.Fatal(err)
		}
		for _, o := range team.Members {
			if load := w.load(o); load.Free() && d.Skip != o {
				rt.Fatalf("dialog %s waits for %s, where %+v is free", d.ID, d.Team, load)
			}
		}
	}
}

// turns is the model of whose turn dialogs are not: who let each pass, while nobody had it
// since.
type turns map[desk.DialogID]turn

type turn struct {
	at  time.Time
	not desk.OperatorID
}

// look sees to it that no dialog came to whoever let it pass last, and notes who did.
func (ts turns) look(w *world, rt *rapid.T) {
	open, err := w.store.OpenDialogs(w.t.Context(), desk.PageAsk{Limit: 1000})
	if err != nil {
		rt.Fatal(err)
	}
	for _, d := range open.Items {
		was := ts[d.ID]
		if n := len(d.Missed); n > 0 && d.Missed[n-1].At.After(was.at) {
			was = turn{d.Missed[n-1].At, d.Missed[n-1].Operator}
		}
		if d.Assigned() && d.Operator == was.not {
			rt.Fatalf("dialog %s is assigned to %s, who let it pass before: %+v", d.ID, d.Operator, d.Missed)
		}
		if d.Operator != "" {
			was.not = ""
		}
		ts[d.ID] = was
	}
}
