package flowtest

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var streamSuite = map[string]func(*T){
	"the first message opens a dialog, with customer and job (CH-10)":  opensFirst,
	"a message of an open dialog joins it (CH-12)":                     joins,
	"state, turn and quiet follow who spoke":                           whoSpoke,
	"a dialog knows whether its newest message of ours offers answers": offers,
	"a repeat stores nothing and answers alike":                        repeats,
	"a message after the end opens the next dialog (CH-11, CH-13)":     opensNext,
	"a clock that goes back does not turn the order":                   clockBack,
	"a reply goes into its dialog or nowhere, with its job":            replyIn,
	"an amended message keeps its place":                               amends,
	"a message is found by both of its names":                          aliases,
	"what comes before its message is seen by nobody, and joins it":    earlyJoins,
	"what comes before our own message's other name joins it":          earlyAlias,
	"what comes before its message does not wait for ever":             earlyGoes,
	"who is known by a phone, and then by an id, is one customer":      phoneFirst,
	"who is known by an id, and then by a phone, is one customer":      idFirst,
	"a start goes into the open dialog or opens one, with its job":     startWith,
	"what no message may be is refused":                                badAppends,
}

func opensFirst(t *T) {
	t.Clock.Move(time.Second)
	in := t.said(desk.ByCustomer, "m1", "hello")
	in.Message.Attachments = []desk.Attachment{{Kind: desk.AttachedVoice, Ref: "f", Duration: time.Second, Transcript: "hello"}}
	in.Message.SentAt = t.Clock.Now().Add(-time.Minute)
	a, err := t.Append(t.ctx, in)
	t.must(err)
	if !a.New || !a.Opened || a.Message.Seq.Time() != t.Clock.Now() {
		t.Errorf("new %v, opened %v, at %v", a.New, a.Opened, a.Message.Seq.Time())
	}
	want := desk.Dialog{}.Next(t.cust, t.line, a.Message.Seq)
	want.Last, want.LastSpoken, want.LastSaid = a.Message.Seq, a.Message.Seq, a.Message.External
	if d := cmp.Diff(want, a.Dialog); d != "" {
		t.Errorf("the dialog (-want +got)\n%s", d)
	}
	c, err := t.Customer(t.ctx, t.cust)
	t.must(err)
	if c.Line != t.line.ID || c.Profile != in.Profile || !c.FirstAt.Equal(a.Message.Seq.Time()) {
		t.Errorf("the customer is %+v", c)
	}
	v, err := t.Job(t.ctx, desk.NewBindJob(a.Dialog, t.Clock.Now()).ID)
	if err != nil || v.Kind != desk.JobBind || v.Dialog != a.Dialog.ID || v.Ended() || v.Version == 0 {
		t.Errorf("the binding is %+v, %v", v, err)
	}
	in.Message.Seq = a.Message.Seq
	if d := cmp.Diff([]desk.Message{in.Message}, t.stream()); d != "" {
		t.Errorf("the stream (-want +got)\n%s", d)
	}
}

func joins(t *T) {
	first, second := t.append("m1"), t.append("m2")
	if !second.New || second.Opened || second.Dialog.ID != first.Dialog.ID || second.Message.Seq <= first.Message.Seq {
		t.Errorf("the second: %+v", second)
	}
	d, err := t.Dialog(t.ctx, first.Dialog.ID)
	t.must(err)
	if diff := cmp.Diff(second.Dialog, d); diff != "" {
		t.Errorf("the answer is not the stored dialog (-answer +stored)\n%s", diff)
	}
	t.whole("m1", "m2")
}

func whoSpoke(t *T) {
	t.append("m1")
	for i, c := range []struct {
		by    desk.Author
		state desk.DialogState
		turn  desk.Turn
		moves bool
	}{
		{desk.ByBot, desk.StateWaiting, desk.TurnCustomer, true},
		{desk.ByCustomer, desk.StateWaiting, desk.TurnOperator, true},
		{desk.AsNote, desk.StateWaiting, desk.TurnOperator, false},
		{desk.ByOperator, desk.StateInProgress, desk.TurnCustomer, true},
		{desk.AsNote, desk.StateInProgress, desk.TurnCustomer, false},
		{desk.ByCustomer, desk.StateInProgress, desk.TurnOperator, true},
	} {
		for _, in := range []bool{false, true} {
			t.Clock.Move(time.Second)
			id := string(rune('a'+i)) + map[bool]string{true: "in"}[in]
			a := t.said(c.by, id, "text")
			before := t.dialogs()[0]
			got := t.either(a, before, in)
			d := got.Dialog
			if d.State != c.state || d.Turn != c.turn || d.Last != got.Message.Seq || (d.LastSpoken == d.Last) != c.moves || !c.moves && d.LastSpoken != before.LastSpoken {
				t.Errorf("%s (in: %v): state %s, turn %s, last %d, said %d; want %s, %s, said: %v", c.by, in, d.State, d.Turn, d.Last, d.LastSpoken, c.state, c.turn, c.moves)
			}
			if diff := cmp.Diff(t.dialogs()[0], d); diff != "" {
				t.Errorf("%s: the answer is not the stored dialog\n%s", c.by, diff)
			}
		}
	}
}

// either appends to the customer's open dialog, by its name if so asked.
func (t *T) either(a desk.Append, d desk.Dialog, in bool) (got desk.Appended) {
	t.Helper()
	var err error
	if in {
		got, err = t.AppendIn(t.ctx, a, d.ID, nil)
	} else {
		got, err = t.Append(t.ctx, a)
	}
	t.must(err)
	return got
}

func offers(t *T) {
	t.append("m1")
	yes := []desk.Button{{Text: "Yes"}}
	for i, c := range []struct {
		by      desk.Author
		buttons []desk.Button
		waits   bool
	}{
		{desk.ByCustomer, yes, false}, {desk.ByOperator, yes, true}, {desk.ByCustomer, nil, true}, {desk.AsNote, nil, true},
		{desk.ByBot, nil, false}, {desk.ByBot, yes, true}, {desk.ByOperator, []desk.Button{{Text: "Site", URL: "https://shop.example"}}, false},
	} {
		for _, in := range []bool{false, true} {
			t.Clock.Move(time.Second)
			a := t.said(c.by, fmt.Sprint("o", i, in), "text")
			a.Message.Buttons = c.buttons
			d := t.dialogs()[0]
			before := d.ButtonsAt
			got := t.either(a, d, in)
			want := before
			if c.by == desk.ByOperator || c.by == desk.ByBot {
				want = 0
				if c.waits {
					want = got.Message.Seq
				}
			}
			if got.Dialog.ButtonsAt != want || (want != 0) != c.waits {
				t.Errorf("message %d (in: %v): an offer at %d, want %d, waits %v", i, in, got.Dialog.ButtonsAt, want, c.waits)
			}
			if diff := cmp.Diff(t.dialogs()[0], got.Dialog); diff != "" {
				t.Errorf("the answer is not the stored dialog\n%s", diff)
			}
		}
	}
}

func repeats(t *T) {
	first := t.append("m1")
	second := t.append("m2")
	t.close(first.Dialog.ID)
	third := t.append("m3")
	for _, was := range []desk.Appended{first, second, third, second, first} {
		t.Clock.Move(time.Second)
		in := t.said(desk.ByCustomer, string(was.Message.External), "another text")
		again, err := t.Append(t.ctx, in)
		t.must(err)
		if again.New || again.Opened != was.Opened || again.Dialog.ID != was.Dialog.ID {
			t.Errorf("repeat of %s: new %v, opened %v, dialog %s", was.Message.External, again.New, again.Opened, again.Dialog.ID)
		}
		if d := cmp.Diff(was.Message, again.Message); d != "" {
			t.Errorf("repeat of %s (-stored +answered)\n%s", was.Message.External, d)
		}
	}
	t.whole("m1", "m2", "m3")
	if n := len(t.dialogs()); n != 2 {
		t.Errorf("%d dialogs, want 2", n)
	}
}

func opensNext(t *T) {
	first := t.append("m1")
	contact := desk.CardRef{Kind: desk.KindContact, ID: "7"}
	_, err := t.ChangeDialog(t.ctx, first.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
		return d.Bind(desk.BoundCard{Ref: contact}).Bind(desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindLead, ID: "8"}, CreatedAt: t.Clock.Now()}), nil
	})
	t.must(err)
	old := t.close(first.Dialog.ID)
	t.Clock.Move(time.Second)
	in := t.said(desk.ByOperator, "m2", "are you there?")
	in.Profile = desk.Profile{User: "ann", Username: "ann7"}
	next, err := t.Append(t.ctx, in)
	t.must(err)
	d := next.Dialog
	if !next.Opened || d.Number != 2 || d.After != old.Last || d.Contact != contact || len(d.Cards) != 0 || d.State != desk.StateInProgress {
		t.Errorf("the next dialog is %+v", d)
	}
	c, err := t.Customer(t.ctx, t.cust)
	if want := (desk.Profile{User: "ann", Name: "Ann", Username: "ann7"}); err != nil || c.Profile != want {
		t.Errorf("the profile is %+v (%v), want %+v", c.Profile, err, want)
	}
	again, err := t.Dialog(t.ctx, old.ID)
	t.must(err)
	if diff := cmp.Diff(old, again); diff != "" {
		t.Errorf("the closed dialog changed\n%s", diff)
	}
	t.whole("m1", "m2")
}

func clockBack(t *T) {
	first := t.append("m1")
	t.Clock.Move(-time.Hour)
	second, err := t.Append(t.ctx, t.said(desk.ByCustomer, "m2", "x"))
	t.must(err)
	t.close(first.Dialog.ID)
	third, err := t.Append(t.ctx, t.said(desk.ByCustomer, "m3", "x"))
	t.must(err)
	if second.Dialog.Number != 1 || third.Dialog.Number != 2 || !third.Opened {
		t.Errorf("dialogs %d and %d, want 1 and 2", second.Dialog.Number, third.Dialog.Number)
	}
	var order []desk.ExternalID
	for _, m := range t.stream() {
		order = append(order, m.External)
	}
	if d := cmp.Diff([]desk.ExternalID{"m1", "m2", "m3"}, order); d != "" {
		t.Errorf("the order (-want +got)\n%s", d)
	}
	t.whole("m1", "m2", "m3")
}

func replyIn(t *T) {
	d := t.append("m1").Dialog
	reply := t.said(desk.ByOperator, "own:1", "good day")
	reply.Message.Operator, reply.Message.Status = "olga", desk.StatusQueued
	v := desk.NewReplyJob(t.line.ID, reply.Message, d.ID, t.Clock.Now())
	t.Clock.Move(time.Second)
	a, err := t.AppendIn(t.ctx, reply, d.ID, &v)
	t.must(err)
	have, err := t.Job(t.ctx, v.ID)
	if !a.New || a.Opened || err != nil || have.Message != "own:1" || have.State != desk.JobQueued {
		t.Errorf("reply %+v, job %+v (%v)", a, have, err)
	}
	t.close(d.ID)
	again, err := t.AppendIn(t.ctx, reply, d.ID, &v)
	if err != nil || again.New || again.Message.Seq != a.Message.Seq {
		t.Errorf("the reply's repeat after the end: %+v, %v", again, err)
	}
	late := t.said(desk.ByOperator, "own:2", "one more thing")
	lv := desk.NewReplyJob(t.line.ID, late.Message, d.ID, t.Clock.Now())
	for _, when := range []string{"after the end", "in the dialog before the newest"} {
		_, err = t.AppendIn(t.ctx, late, d.ID, &lv)
		var no *desk.Refusal
		if !errors.As(err, &no) || no.Code != desk.CodeDialogClosed {
			t.Errorf("a reply %s: got %v, want dialog_closed", when, err)
		}
		t.append("next")
	}
	_, err = t.Job(t.ctx, lv.ID)
	t.wants(err, desk.ErrNotFound, "the refused reply's job")
	_, err = t.AppendIn(t.ctx, late, desk.NewDialogID(t.cust, 9), &lv)
	t.wants(err, desk.ErrNotFound, "a reply into no dialog")
	t.whole("m1", "own:1", "next")
}

// startWith: a message may open the next dialog with its job, or go into the
// open one; who never had a dialog gets none.
func startWith(t *T) {
	start := func(id string) (desk.Append, desk.Job) {
		a := t.said(desk.ByOperator, id, "your order is here")
		v := desk.NewReplyJob(t.line.ID, a.Message, "", t.Clock.Now())
		t.Clock.Move(time.Second)
		return a, v
	}
	a, v := start("own:0")
	_, err := t.AppendWithJob(t.ctx, a, v)
	t.wants(err, desk.ErrNotFound, "a start to nobody")
	_, err = t.Job(t.ctx, v.ID)
	t.wants(err, desk.ErrNotFound, "its job")

	first := t.append("m1").Dialog
	for _, c := range []struct {
		id     string
		number int
		opened bool
	}{{"own:1", 1, false}, {"own:2", 2, true}} {
		a, v := start(c.id)
		got, err := t.AppendWithJob(t.ctx, a, v)
		t.must(err)
		have, err := t.Job(t.ctx, v.ID)
		if want := desk.NewDialogID(t.cust, c.number); err != nil || have.Dialog != want || got.Dialog.ID != want || !got.New || got.Opened != c.opened {
			t.Errorf("%s: %+v with the job %+v (%v), want both in %s", c.id, got, have, err, want)
		}
		t.close(got.Dialog.ID)
		again, err := t.AppendWithJob(t.ctx, a, v)
		if err != nil || again.New || again.Message.Seq != got.Message.Seq || again.Dialog.ID != got.Dialog.ID || again.Opened != c.opened {
			t.Errorf("the repeat of %s: %+v, %v", c.id, again, err)
		}
	}
	if _, err := t.Job(t.ctx, desk.NewBindJob(desk.Dialog{ID: desk.NewDialogID(t.cust, first.Number+1)}, t.Clock.Now()).ID); err != nil {
		t.Errorf("the binding of the opened dialog: %v", err)
	}
	t.whole("m1", "own:1", "own:2")
}

func badAppends(t *T) {
	for name, a := range map[string]desk.Append{
		"no external id":            t.said(desk.ByCustomer, "", "x"),
		"no customer":               {Line: t.line, Message: desk.Message{External: "m"}},
		"an id longer than any key": t.said(desk.ByCustomer, string(make([]byte, 3000)), "x"),
	} {
		_, err := t.Append(t.ctx, a)
		t.wants(err, desk.ErrInvalid, name)
	}
	t.whole()
}
