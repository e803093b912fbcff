package flowtest

import (
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func amends(t *T) {
	was := t.append("m1").Message
	t.append("m2")
	change := func(m desk.Message) desk.Message {
		m.Seq, m.External = 1, "other" // not theirs to change
		return m.WithVersion(desk.Version{At: t.Clock.Now(), Text: "edited"})
	}
	for range 2 {
		got, err := t.UpdateMessage(t.ctx, t.cust, "m1", change)
		t.must(err)
		if got.Text != "edited" || len(got.Versions) != 2 || got.Seq != was.Seq || got.External != "m1" {
			t.Errorf("amended to %+v", got)
		}
		if !got.Changed.Equal(t.Clock.Now()) {
			t.Errorf("changed at %v, want %v", got.Changed, t.Clock.Now())
		}
		stored, err := t.Message(t.ctx, t.cust, "m1")
		t.must(err)
		if d := cmp.Diff(got, stored); d != "" {
			t.Errorf("the answer is not what is stored\n%s", d)
		}
	}
	_, err := t.UpdateMessage(t.ctx, t.cust, "none", change)
	t.wants(err, desk.ErrNotFound, "amend no message")
	t.whole("m1", "m2")
}

func aliases(t *T) {
	d := t.append("m1").Dialog
	t.append("own:1")
	for range 2 {
		t.must(t.AddExternalID(t.ctx, t.cust, "77", "own:1"))
	}
	t.must(t.AddExternalID(t.ctx, t.cust, "77", "m1")) // a taken name is left
	t.must(t.AddExternalID(t.ctx, t.cust, "m1", "own:1"))
	m, err := t.Message(t.ctx, t.cust, "77")
	if err != nil || m.External != "own:1" {
		t.Errorf("77 is %s (%v), want own:1", m.External, err)
	}
	if m, err = t.Message(t.ctx, t.cust, "m1"); err != nil || m.External != "m1" {
		t.Errorf("m1 is %s (%v)", m.External, err)
	}
	if m, err = t.UpdateMessage(t.ctx, t.cust, "77", func(m desk.Message) desk.Message { m.Status = desk.StatusRead; return m }); err != nil || m.External != "own:1" || m.Status != desk.StatusRead {
		t.Errorf("amended by its other name: %+v, %v", m, err)
	}
	echo, err := t.Append(t.ctx, t.said(desk.ByOperator, "77", "the same"))
	if err != nil || echo.New || echo.Message.External != "own:1" || echo.Dialog.ID != d.ID {
		t.Errorf("the echo of our own message: %+v, %v", echo, err)
	}
	t.whole("m1", "own:1")
}

// marks are what may come before a message, all of it at once and twice.
func (t *T) marks(id desk.ExternalID) {
	t.Helper()
	for range 2 {
		for _, change := range []func(desk.Message) desk.Message{
			func(m desk.Message) desk.Message { m.Deleted = true; return m },
			func(m desk.Message) desk.Message {
				return m.WithReaction(desk.Reaction{Author: desk.ByCustomer, Emoji: "👍", At: t.Clock.Now()})
			},
			func(m desk.Message) desk.Message { return m.WithStatus(desk.StatusRead, "", "") },
		} {
			t.must(t.UpdateOrDefer(t.ctx, t.cust, id, change))
		}
	}
}

func earlyJoins(t *T) {
	for _, known := range []bool{false, true} { // before the first message, and in an open dialog
		id := desk.ExternalID(map[bool]string{false: "m1", true: "m2"}[known])
		t.marks(id)
		_, err := t.Message(t.ctx, t.cust, id)
		t.wants(err, desk.ErrNotFound, "the message that is to come")
		_, err = t.UpdateMessage(t.ctx, t.cust, id, func(m desk.Message) desk.Message { return m })
		t.wants(err, desk.ErrNotFound, "to amend it")
		if n := len(t.stream()); n != map[bool]int{false: 0, true: 1}[known] {
			t.Errorf("%d messages are shown", n)
		}
		t.Clock.Move(time.Second)
		a, err := t.Append(t.ctx, t.said(desk.ByOperator, string(id), "hello"))
		t.must(err)
		want := t.said(desk.ByOperator, string(id), "hello").Message
		want.Seq, want.Deleted, want.Status = a.Message.Seq, true, desk.StatusRead
		want.Reactions = []desk.Reaction{{Author: desk.ByCustomer, Emoji: "👍", At: t.Clock.Now().Add(-time.Second)}}
		if d := cmp.Diff(want, a.Message); d != "" || !a.New || a.Opened == known {
			t.Errorf("new %v, opened %v (-want +got)\n%s", a.New, a.Opened, d)
		}
		again, err := t.Append(t.ctx, t.said(desk.ByOperator, string(id), "hello"))
		if d := cmp.Diff(a.Message, again.Message); err != nil || d != "" || again.New {
			t.Errorf("its repeat: new %v, %v\n%s", again.New, err, d)
		}
	}
	t.marks("own:1")
	reply := t.said(desk.ByOperator, "own:1", "good day")
	in := t.dialogs()[0].ID
	a, err := t.AppendIn(t.ctx, reply, in, nil)
	t.must(err)
	m, err := t.Message(t.ctx, t.cust, "own:1")
	if err != nil || !a.New || !m.Deleted || m.Status != desk.StatusRead {
		t.Errorf("a reply: %+v, stored as %+v, %v", a, m, err)
	}
	t.marks("own:2")
	t.close(in)
	reply.Message.External = "own:2"
	if _, err = t.AppendIn(t.ctx, reply, in, nil); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a reply into a closed dialog: %v", err)
	}
	t.whole("m1", "m2", "own:1")
}

func earlyAlias(t *T) {
	t.append("m1")
	_, err := t.Append(t.ctx, t.said(desk.ByOperator, "own:1", "good day"))
	t.must(err)
	t.marks("77")
	for range 2 {
		t.must(t.AddExternalID(t.ctx, t.cust, "77", "own:1"))
		m, err := t.Message(t.ctx, t.cust, "77")
		if err != nil || m.External != "own:1" || !m.Deleted || m.Status != desk.StatusRead || len(m.Signs()) != 1 {
			t.Errorf("got %+v, %v", m, err)
		}
	}
	t.must(t.UpdateOrDefer(t.ctx, t.cust, "77", func(m desk.Message) desk.Message {
		return m.WithReaction(desk.Reaction{Author: desk.ByOperator, Emoji: "❤", At: t.Clock.Now()})
	}))
	if m, err := t.Message(t.ctx, t.cust, "own:1"); err != nil || len(m.Signs()) != 2 {
		t.Errorf("after another one: %+v, %v", m, err)
	}
	t.whole("m1", "own:1")
}

func earlyGoes(t *T) {
	t.marks("m1")
	t.Clock.Move(desk.EarlyLife + time.Second)
	t.marks("m1") // what is too old to count is no hindrance
	_, err := t.Message(t.ctx, t.cust, "m1")
	t.wants(err, desk.ErrNotFound, "the message that is to come")
	if a := t.append("m1"); !a.New || !a.Opened {
		t.Errorf("got %+v", a)
	}
	t.whole("m1")
}
