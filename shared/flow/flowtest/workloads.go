package flowtest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var workloadsSuite = map[string]func(*T){
	"what a key answers is nobody's, and routed once the customer writes (DG-02, DG-08)": answeredByNobody,
	"whose a dialog is stands in their workload (DG-10)":                                 carried,
	"who is at their limit is given nothing, nothing is stored (DG-17)":                  limited,
	"who is switched off, or inactive, is given nothing (DG-09)":                         offOrInactive,
	"one of fifty who accept at once has the dialog (DG-08)":                             acceptedOnce,
	"fifty dialogs at once do not exceed a limit (DG-10, DG-11)":                         limitedAtOnce,
	"waiting dialogs are listed by priority, then by age (DG-25)":                        listedInOrder,
	"what was assigned for a time is found when it is over (DG-13)":                      untaken,
	"a change leaves what an operator has, and stores its jobs":                          changesWorkload,
	"an erased dialog is nobody's":                                                       erasedIsReleased,
}

// newDialog is a new customer's dialog, which waits for a team.
func (t *T) newDialog(user string) desk.Dialog {
	t.Helper()
	t.Clock.Move(time.Second)
	d, err := t.openDialog(user, "sales")
	t.must(err)
	return d
}

func (t *T) openDialog(user string, team desk.TeamID) (desk.Dialog, error) {
	line := t.line
	line.Team = team
	a, err := t.Append(t.ctx, desk.Append{
		Line: line, Profile: desk.Profile{User: user},
		Message: desk.Message{Customer: desk.NewCustomerID(line.ID, user), External: desk.ExternalID(user + "/1"), Author: desk.ByCustomer, Text: "hello"},
	})
	return a.Dialog, err
}

func (t *T) become(id desk.DialogID, change func(desk.Dialog) desk.Dialog) (desk.Dialog, error) {
	return t.ChangeDialog(t.ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return change(d), nil })
}

func (t *T) taken(id desk.DialogID, by desk.OperatorID) error {
	_, err := t.become(id, func(d desk.Dialog) desk.Dialog { return d.Taken(by, t.Clock.Now()) })
	return err
}

func (t *T) load(o desk.OperatorID) desk.Workload {
	t.Helper()
	ws, err := t.Workloads(t.ctx, []desk.OperatorID{o})
	t.must(err)
	return ws[0]
}

// has wants an operator to have just these dialogs.
func (t *T) has(o desk.OperatorID, want ...desk.DialogID) {
	t.Helper()
	if got := t.load(o).Dialogs; !slices.Equal(got, want) {
		t.Errorf("%s has %v, want %v", o, got, want)
	}
}

func (t *T) setWorkload(o desk.OperatorID, status desk.OperatorStatus, limit int) {
	t.Helper()
	_, err := t.ChangeWorkload(t.ctx, o, func(w desk.Workload) (desk.Workload, error) {
		w.Status, w.Limit = status, limit
		return w, nil
	})
	t.must(err)
}

func (t *T) waitingFor(team desk.TeamID) []desk.DialogID {
	t.Helper()
	return all(t, func(ask desk.PageAsk) (desk.Page[desk.DialogID], error) { return t.Waiting(t.ctx, team, ask) })
}

// refused wants an error to be a refusal with a code.
func (t *T) refused(err error, code desk.Code) {
	t.Helper()
	var no *desk.Refusal
	if !errors.As(err, &no) || no.Code != code {
		t.Errorf("got %v, want the refusal %s", err, code)
	}
}

func carried(t *T) {
	a, b := t.newDialog("a"), t.newDialog("b")
	t.must(t.taken(a.ID, "olga"))
	t.must(t.taken(a.ID, "olga"))
	t.must(t.taken(b.ID, "olga"))
	t.has("olga", a.ID, b.ID)
	t.must(t.taken(a.ID, "max"))
	t.has("olga", b.ID)
	t.has("max", a.ID)
	parent, err := t.Dialog(t.ctx, b.ID)
	t.must(err)
	child := parent.Child("max", "", t.Clock.Now())
	t.must(t.Follow(t.ctx, closedOf(parent, t.Clock.Now()), child))
	t.has("olga")
	t.has("max", a.ID, child.ID)
	_, err = t.ChangeDialog(t.ctx, a.ID, closing(t.Clock.Now()))
	t.must(err)
	t.has("max", child.ID)
	_, err = t.become(child.ID, func(d desk.Dialog) desk.Dialog { return d.Released(t.Clock.Now()) })
	t.must(err)
	t.has("max")

	c := t.newDialog("c")
	say := desk.Append{
		Line: t.line, Operator: "olga",
		Message: desk.Message{Customer: c.Customer, External: "own:1", Author: desk.ByOperator, Text: "good day"},
	}
	for range 2 {
		got, err := t.AppendIn(t.ctx, say, c.ID, nil)
		if err != nil || got.Dialog.Operator != "olga" || got.Dialog.State != desk.StateInProgress || got.Dialog.AcceptedAt.IsZero() {
			t.Errorf("a reply accepts: %+v, %v", got.Dialog, err)
		}
	}
	t.has("olga", c.ID)
}

// answeredByNobody is what a program says, which stands for no operator: nobody has the
// dialog for it, and nobody is to be given it until the customer writes.
func answeredByNobody(t *T) {
	d := t.newDialog("a")
	_, err := t.become(d.ID, func(d desk.Dialog) desk.Dialog { d.WaitingSince = d.OpenedAt; return d })
	t.must(err)
	say := desk.Append{
		Line: t.line, Nobody: true,
		Message: desk.Message{Customer: d.Customer, External: "own:1", Author: desk.ByOperator, Operator: "key", Text: "good day"},
	}
	for range 2 {
		t.Clock.Move(time.Second)
		got, err := t.AppendIn(t.ctx, say, d.ID, nil)
		if err != nil || got.Dialog.State != desk.StateWaiting || got.Dialog.Turn != desk.TurnCustomer || !got.Dialog.Parked() || got.Dialog.Unrouted() {
			t.Errorf("%+v, %v", got.Dialog, err)
		}
	}
	if ids := t.waitingFor("sales"); len(ids) != 0 {
		t.Errorf("%v wait for the team, though nobody is to be given one", ids)
	}
	t.Clock.Move(time.Second)
	got, err := t.Append(t.ctx, desk.Append{Line: t.line, Message: desk.Message{Customer: d.Customer, External: "m2", Author: desk.ByCustomer, Text: "and when?"}})
	if err != nil || !got.Dialog.Returned() || !got.Dialog.Unrouted() || got.Dialog.WaitsFrom() != got.Dialog.LastAt() {
		t.Errorf("once the customer wrote: %+v, %v", got.Dialog, err)
	}

	// A bot's is the bot's no more; what somebody has stays theirs.
	b, c := t.newDialog("b"), t.newDialog("c")
	_, err = t.become(b.ID, func(d desk.Dialog) desk.Dialog { d.State = desk.StateBot; return d })
	t.must(err)
	t.must(t.taken(c.ID, "olga"))
	for _, d := range []desk.Dialog{b, c} {
		say.Message.Customer = d.Customer
		_, err = t.AppendIn(t.ctx, say, d.ID, nil)
		t.must(err)
	}
	if d, err := t.Dialog(t.ctx, b.ID); err != nil || d.State != desk.StateWaiting || !d.Joined() {
		t.Errorf("the bot's: %+v, %v", d, err)
	}
	if d, err := t.Dialog(t.ctx, c.ID); err != nil || d.State != desk.StateInProgress || d.Operator != "olga" {
		t.Errorf("olga's: %+v, %v", d, err)
	}
}

func limited(t *T) {
	t.setWorkload("olga", desk.OperatorInactive, 1)
	a, b := t.newDialog("a"), t.newDialog("b")
	t.must(t.taken(a.ID, "olga"))
	t.refused(t.taken(b.ID, "olga"), desk.CodeLimitReached)
	_, err := t.AppendIn(t.ctx, desk.Append{
		Line: t.line, Operator: "olga",
		Message: desk.Message{Customer: b.Customer, External: "own:1", Author: desk.ByOperator, Text: "good day"},
	}, b.ID, nil)
	t.refused(err, desk.CodeLimitReached)
	if _, err := t.Message(t.ctx, b.Customer, "own:1"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("the reply that was refused: %v", err)
	}
	parent, err := t.Dialog(t.ctx, b.ID)
	t.must(err)
	t.refused(t.Follow(t.ctx, closedOf(parent, t.Clock.Now()), parent.Child("olga", "", t.Clock.Now())), desk.CodeLimitReached)
	if d, err := t.Dialog(t.ctx, b.ID); err != nil || d.Operator != "" || !d.Open() {
		t.Errorf("the dialog is %+v, %v", d, err)
	}
	parent, err = t.Dialog(t.ctx, a.ID)
	t.must(err)
	t.must(t.Follow(t.ctx, closedOf(parent, t.Clock.Now()), parent.Child("olga", "", t.Clock.Now()))) // what goes makes room
	t.has("olga", desk.NewDialogID(a.Customer, 2))
}

func offOrInactive(t *T) {
	a := t.newDialog("a")
	assign := func(d desk.Dialog) desk.Dialog { return d.Assign("olga", time.Minute, t.Clock.Now()) }
	_, err := t.become(a.ID, assign)
	t.refused(err, desk.CodeOperatorInactive)
	t.setWorkload("olga", desk.OperatorActive, 0)
	_, err = t.become(a.ID, assign)
	t.must(err)
	if at := t.load("olga").AssignedAt; at.IsZero() {
		t.Error("nothing says when she was given one")
	}
	_, err = t.ChangeWorkload(t.ctx, "max", func(w desk.Workload) (desk.Workload, error) { w.Off = true; return w, nil })
	t.must(err)
	t.refused(t.taken(t.newDialog("b").ID, "max"), desk.CodeOperatorOff)
}

func acceptedOnce(t *T) {
	d := t.newDialog("a")
	accepted := t.atOnce(50, func(i int) (bool, error) {
		by := desk.Actor{Role: desk.RoleOperator, Operator: desk.OperatorID(fmt.Sprint("o", i))}
		by.Leads, by.Dialogs = desk.MayChange, desk.ScopeAll
		_, err := t.ChangeDialog(t.ctx, d.ID, func(d desk.Dialog) (desk.Dialog, error) { return d.Accepted(by, false, t.Clock.Now()) })
		var no *desk.Refusal
		if errors.As(err, &no) && no.Code == desk.CodeAlreadyAccepted {
			return false, nil
		}
		return err == nil, err
	})
	got, err := t.Dialog(t.ctx, d.ID)
	t.must(err)
	if accepted != 1 || got.Operator == "" {
		t.Errorf("%d accepted it, and it is %s's", accepted, got.Operator)
	}
	for i := range 50 {
		o := desk.OperatorID(fmt.Sprint("o", i))
		if n := len(t.load(o).Dialogs); n != 0 && o != got.Operator || n != 1 && o == got.Operator {
			t.Errorf("%s has %d", o, n)
		}
	}
}

func limitedAtOnce(t *T) {
	var ds []desk.DialogID
	for i := range 50 {
		ds = append(ds, t.newDialog(fmt.Sprint("u", i)).ID)
	}
	given := t.atOnce(50, func(i int) (bool, error) {
		err := t.taken(ds[i], "olga")
		var no *desk.Refusal
		if errors.As(err, &no) && no.Code == desk.CodeLimitReached {
			return false, nil
		}
		return err == nil, err
	})
	have := t.load("olga").Dialogs
	if given != desk.DefaultDialogLimit || len(have) != desk.DefaultDialogLimit {
		t.Errorf("given %d, has %d, want %d", given, len(have), desk.DefaultDialogLimit)
	}
	for _, id := range ds {
		d, err := t.Dialog(t.ctx, id)
		if err != nil || (d.Operator == "olga") != slices.Contains(have, id) {
			t.Errorf("dialog %s is %q's, and she has %v (%v)", id, d.Operator, have, err)
		}
	}
}

func listedInOrder(t *T) {
	var ids []desk.DialogID
	for i, p := range []desk.Priority{"", "", desk.PriorityHigh, desk.PriorityUrgent, desk.PriorityHigh} {
		d := t.newDialog(fmt.Sprint("u", i))
		if len(t.waitingFor("sales")) != i {
			t.Errorf("a dialog waits in the list before it was routed")
		}
		_, err := t.become(d.ID, func(d desk.Dialog) desk.Dialog { d.WaitingSince, d.Priority = d.OpenedAt, p; return d })
		t.must(err)
		ids = append(ids, d.ID)
	}
	want := []desk.DialogID{ids[3], ids[2], ids[4], ids[0], ids[1]}
	if d := cmp.Diff(want, t.waitingFor("sales")); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	t.must(t.taken(ids[3], "olga"))
	_, err := t.ChangeDialog(t.ctx, ids[2], closing(t.Clock.Now()))
	t.must(err)
	_, err = t.become(ids[4], func(d desk.Dialog) desk.Dialog { d.Team = "night"; return d })
	t.must(err)
	// An echo of what somebody wrote on the phone moves the dialog and not the list.
	c, _, err := ids[0].Split()
	t.must(err)
	_, err = t.Append(t.ctx, desk.Append{Line: t.line, Message: desk.Message{Customer: c, External: "echo", Author: desk.ByOperator, Text: "hi"}})
	t.must(err)
	_, err = t.become(ids[0], func(d desk.Dialog) desk.Dialog { return d })
	t.must(err)
	if got := t.waitingFor("sales"); !slices.Equal(got, ids[1:2]) {
		t.Errorf("got %v, want %v", got, ids[1:2])
	}
	if got := t.waitingFor("night"); !slices.Equal(got, ids[4:]) {
		t.Errorf("at night: got %v, want %v", got, ids[4:])
	}
}

func untaken(t *T) {
	t.setWorkload("olga", desk.OperatorActive, 0)
	d := t.newDialog("a")
	d, err := t.become(d.ID, func(d desk.Dialog) desk.Dialog {
		d.WaitingSince = d.OpenedAt
		return d.Assign("olga", time.Minute, t.Clock.Now())
	})
	t.must(err)
	at := func(when time.Time) []desk.DialogID {
		return all(t, func(ask desk.PageAsk) (desk.Page[desk.DialogID], error) { return t.Untaken(t.ctx, "sales", when, ask) })
	}
	if got := at(d.AssignedUntil.Add(-time.Microsecond)); len(got) != 0 {
		t.Errorf("before its time: %v", got)
	}
	if got := at(d.AssignedUntil); !slices.Equal(got, []desk.DialogID{d.ID}) || len(t.waitingFor("sales")) != 0 {
		t.Errorf("at its time: %v", got)
	}
	_, err = t.become(d.ID, func(d desk.Dialog) desk.Dialog { return d.Miss(d.AssignedUntil) })
	t.must(err)
	if got := at(d.AssignedUntil); len(got) != 0 || !slices.Equal(t.waitingFor("sales"), []desk.DialogID{d.ID}) {
		t.Errorf("once it was missed: %v", got)
	}
	t.has("olga")
}

func changesWorkload(t *T) {
	d := t.newDialog("a")
	t.must(t.taken(d.ID, "olga"))
	job := desk.NewHandBackJob("olga", t.Clock.Now())
	_, err := t.ChangeWorkload(t.ctx, "olga", func(w desk.Workload) (desk.Workload, error) {
		w.Off, w.Dialogs = true, nil
		return w, nil
	}, job)
	t.must(err)
	t.has("olga", d.ID)
	if _, err := t.Job(t.ctx, job.ID); err != nil || !t.load("olga").Off {
		t.Errorf("the job with it: %v", err)
	}
	no := errors.New("no")
	_, err = t.ChangeWorkload(t.ctx, "olga", func(w desk.Workload) (desk.Workload, error) { w.Off = false; return w, no })
	t.wants(err, no, "a failing change")
	if !t.load("olga").Off {
		t.Error("a failing change was stored")
	}
}

func erasedIsReleased(t *T) {
	d := t.newDialog("a")
	t.must(t.taken(d.ID, "olga"))
	e, err := t.BeginErasure(t.ctx, desk.Erasure{ID: "e", Customer: d.Customer, By: "admin", AskedAt: t.Clock.Now()})
	t.must(err)
	_, err = t.Part(t.ctx, e, d.Customer)
	t.must(err)
	t.has("olga")
}
