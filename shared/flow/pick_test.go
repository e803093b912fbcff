package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
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
				_, err := w.replier().Reply(context.Background(), admin, flow.Say{ID: id, Dialog: dialogID("ann", 1), Text: "how much?", Buttons: bs})
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
