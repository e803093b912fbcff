package flow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

func (w *world) types(note bool) {
	w.t.Helper()
	if err := w.parts().Typist().Operator(w.t.Context(), as("olga"), dialogID("ann", 1), note); err != nil {
		w.t.Fatal(err)
	}
}

// shown wants it to have been shown so often since the last look, to whom wrote last.
func (w *world) shown(what string, times int, last desk.ExternalID) {
	w.t.Helper()
	w.work()
	var got []string
	for _, to := range w.typed {
		got = append(got, to.Customer.User+" "+string(to.Last))
	}
	var want []string
	for range times {
		want = append(want, "ann "+string(last))
	}
	if d := cmp.Diff(want, got); d != "" {
		w.t.Errorf("%s (-want +got)\n%s", what, d)
	}
	w.typed = nil
}

// The customer's messenger shows that an operator types an answer: as long as they do,
// not that they note something, and not once the answer is sent.
func TestTypingIsShownInTheMessenger(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.hear(w.said("ann", "2", "anybody?"))
	w.pass(time.Second)
	w.types(true)
	w.shown("a note", 0, "")
	w.now = w.now.Add(time.Second)
	w.types(false)
	w.shown("an answer", 1, "2")
	w.types(false)
	w.shown("said again at once", 0, "")
	w.now = w.now.Add(desk.TypingEvery)
	w.types(false)
	w.shown("said again later", 1, "2")

	// The nudge comes when it is no news any more, and may come twice.
	job := desk.NewTypingJob(w.dialog("ann", 1))
	do := func() {
		t.Helper()
		if err := w.parts().Worker().Do(t.Context(), job.ID); err != nil {
			t.Fatal(err)
		}
	}
	do()
	w.shown("a nudge that came twice", 1, "2")
	w.now = w.now.Add(desk.TypingLife)
	do()
	w.shown("nobody types any more", 0, "")
	w.types(false)
	w.now = w.now.Add(time.Second)
	if _, err := w.replier().Reply(t.Context(), as("olga"), talk.Say{ID: "r", Dialog: dialogID("ann", 1), Text: "Good day"}); err != nil {
		t.Fatal(err)
	}
	w.shown("the answer is sent", 0, "")
	w.now = w.now.Add(time.Second)
	w.types(false) // fresh: she types the next one
	w.now = w.now.Add(desk.TypingEvery)
	w.types(false)
	w.shown("the next answer", 1, "2")
	if _, err := w.closer().Close(t.Context(), admin, dialogID("ann", 1)); err != nil {
		t.Fatal(err)
	}
	do()
	w.shown("it is closed", 0, "")
	w.erasing(desk.NewCustomerID("shop", "ann"), desk.CardRef{}, desk.DropCards)
	if _, err := w.store.Job(t.Context(), job.ID); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("once she is erased the job is there: %v", err)
	}
}

// What can't show it is not asked, and what refuses it is not asked again.
func TestTypingIsNotPressedUponAMessenger(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.pass(time.Second)
	line := w.config.lines["shop"]
	web := line
	web.Channel = desk.ChannelWeb
	w.config.lines["shop"] = web
	w.types(false)
	w.shown("a channel that shows none", 0, "")
	w.config.lines["shop"] = line
	for i, refusal := range []desk.SendError{{Again: true, Code: "429"}, {Unsure: true}, {Broken: true, Code: "401"}} {
		w.now = w.now.Add(desk.TypingLife)
		w.sendErr = &refusal
		w.types(false)
		w.shown(fmt.Sprint("refusal ", i), 1, "1")
		w.pass(time.Second)
		w.shown(fmt.Sprint("a second after refusal ", i), 0, "")
	}
	w.sendErr = nil
	off := line
	off.Active = false
	w.now = w.now.Add(desk.TypingLife)
	w.config.lines["shop"] = off
	w.types(false)
	w.shown("a line that is off", 0, "")
}

// A website's visitor is not told that an operator types once what they typed has come,
// and is told so again when they go on.
func TestTypingEndsWithTheAnswer(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.pass(time.Second)
	is := func(what string, want bool) {
		t.Helper()
		until, err := w.parts().Typist().ToCustomer(t.Context(), desk.NewCustomerID("shop", "ann"))
		if err != nil || until.IsZero() == want {
			t.Errorf("%s: until %v, %v; want somebody to type: %v", what, until, err, want)
		}
	}
	w.types(false)
	is("she types", true)
	w.hear(w.said("ann", "2", "anybody?"))
	is("the customer goes on", true)
	w.now = w.now.Add(2 * time.Second)
	if _, err := w.replier().Reply(t.Context(), as("olga"), talk.Say{ID: "r", Dialog: dialogID("ann", 1), Text: "Good day"}); err != nil {
		t.Fatal(err)
	}
	is("the answer came", false)
	w.now = w.now.Add(desk.TypingEvery)
	w.types(false)
	is("she types the next one", true)
}
