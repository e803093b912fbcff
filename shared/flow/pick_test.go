package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/store/embedded"
)

// numbers is a channel that shows no buttons.
type numbers struct{}

func (numbers) Numbered(_ desk.Line, m desk.Message) []desk.Button { return m.Buttons }

// A number typed in answer to numbered buttons is the button's payload, whatever
// call fails on the way; the text stays as typed.
func TestPick_ANumberChoosesAButton(t *testing.T) {
	offer := []desk.Button{{Text: "1 kg", Payload: "kg:1"}, {Text: "2 kg", Payload: "kg:2"}}
	play := func(w *world) {
		r := w.receiver()
		r.Numbering = numbers{}
		say := func(id, text string) {
			w.now = w.now.Add(time.Second)
			in := w.said("ann", id, text)
			w.step("receive", func() error {
				_, err := r.Receive(context.Background(), w.config.lines["shop"], []desk.Inbound{in})
				return err
			})
		}
		reply := func(id string, bs []desk.Button) {
			w.step("reply", func() error {
				_, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: id, Dialog: dialogID("ann", 1), Text: "how much?", Buttons: bs})
				return err
			})
		}
		say("1", "2")
		reply("a", offer)
		say("2", "hm")
		say("3", "2.")
		say("4", "1 KG")
		say("5", "3")
		reply("b", nil)
		say("6", "2")
	}
	want := "2= hm= 2.=kg:2 1 KG=kg:1 3= 2= "
	calls := 0
	for at := -1; at < calls; at++ {
		w := newWorld(t)
		w.engine.at, w.engine.after = at, at%2 == 0
		play(w)
		if at < 0 {
			calls = w.engine.n
		}
		w.engine.at = -1
		got := ""
		for _, m := range w.messages("ann") {
			if m.Author == desk.ByCustomer {
				got += fmt.Sprintf("%s=%s ", m.Text, m.Payload)
			}
		}
		if got != want {
			t.Fatalf("call %d failed: got %q, want %q", at, got, want)
		}
	}
}

// What chooses is what was typed first: an edit chooses nothing, whichever of the
// two comes first; and a message that was cut off before it chose does so when it
// comes again, whatever was said since.
func TestPick_IsTheSameInAnyOrder(t *testing.T) {
	offer := []desk.Button{{Text: "1 kg", Payload: "kg:1"}, {Text: "2 kg", Payload: "kg:2"}}
	short := embedded.Knobs{NoSync: true, Page: 1}
	for name, hear := range map[string]func(hear func(...desk.Inbound), said, edit desk.Inbound, w *world){
		"in order":     func(hear func(...desk.Inbound), said, edit desk.Inbound, _ *world) { hear(said, edit) },
		"edit first":   func(hear func(...desk.Inbound), said, edit desk.Inbound, _ *world) { hear(edit, said) },
		"edit between": func(hear func(...desk.Inbound), said, edit desk.Inbound, _ *world) { hear(edit, said, edit, said) },
		"cut off": func(hear func(...desk.Inbound), said, edit desk.Inbound, w *world) {
			m := desk.Message{Customer: desk.NewCustomerID("shop", "ann"), External: "2", Author: desk.ByCustomer, Text: "1", SentAt: said.At}
			if _, err := w.store.Append(t.Context(), desk.Append{Line: w.config.lines["shop"], Message: m}); err != nil {
				t.Fatal(err)
			}
			w.now = w.now.Add(time.Second)
			if _, err := w.replier().Reply(t.Context(), admin, talk.Say{ID: "b", Dialog: dialogID("ann", 1), Text: "well?"}); err != nil {
				t.Fatal(err)
			}
			hear(edit, said)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldOn(t, short)
			r := w.receiver()
			r.Numbering = numbers{}
			w.hear(w.said("ann", "1", "hello"))
			w.now = w.now.Add(time.Second)
			if _, err := w.replier().Reply(t.Context(), admin, talk.Say{ID: "a", Dialog: dialogID("ann", 1), Text: "how much?", Buttons: offer}); err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				w.hear(w.said("ann", fmt.Sprint("a", i), "hm"))
			}
			w.now = w.now.Add(time.Second)
			said := w.said("ann", "2", "1")
			edit := w.said("ann", "2", "2")
			edit.Kind, edit.EditedAt = desk.InEdit, w.now.Add(time.Second)
			hear(func(ins ...desk.Inbound) {
				if _, err := r.Receive(t.Context(), w.config.lines["shop"], ins); err != nil {
					t.Fatal(err)
				}
			}, said, edit, w)
			m, err := w.store.Message(t.Context(), desk.NewCustomerID("shop", "ann"), "2")
			if err != nil || m.Text != "2" || m.Payload != "kg:1" {
				t.Errorf("got %q with payload %q, %v", m.Text, m.Payload, err)
			}
		})
	}
}
