package flow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// Buttons are stored with the reply and go out with it.
func TestReply_ButtonsGoOutWithIt(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	bs := []desk.Button{{Text: "Yes", Payload: "y"}, {Text: "Shop", URL: "https://shop.example"}}
	say := talk.Say{ID: "a", Dialog: dialogID("ann", 1), Text: "shall I?", Buttons: bs}
	for range 2 {
		if _, err := w.replier().Reply(context.Background(), admin, say); err != nil {
			t.Fatal(err)
		}
	}
	w.work()
	if len(w.sent) != 1 || cmp.Diff(bs, w.sent[0].Buttons) != "" || cmp.Diff(bs, w.messages("ann")[1].Buttons) != "" {
		t.Errorf("sent %+v, stored %+v", w.sent, w.messages("ann"))
	}
	say.ID, say.Buttons = "b", []desk.Button{{}}
	if _, err := w.replier().Reply(context.Background(), admin, say); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("a button without words: got %v", err)
	}
}

// On WhatsApp a template goes out when a free message may not; elsewhere there
// are none.
func TestReply_ATemplateAfterTheWindow_OP31_OP32(t *testing.T) {
	w := newWorld(t)
	line := w.config.lines["shop"]
	line.Channel = desk.ChannelWhatsApp
	w.config.lines["shop"] = line
	w.hear(w.said("ann", "1", "hello"))
	w.now = w.now.Add(24*time.Hour + time.Minute)
	ann := desk.NewCustomerID("shop", "ann")
	free := talk.Say{ID: "free", Text: "It is here"}
	with := talk.Say{ID: "with", Template: desk.Template{Name: "order_ready", Language: "en_US", Params: []string{"17"}}}
	for name, do := range map[string]func(talk.Say) error{
		"reply": func(s talk.Say) error {
			s.Dialog = dialogID("ann", 1)
			_, err := w.replier().Reply(context.Background(), admin, s)
			return err
		},
		"start": func(s talk.Say) error {
			_, err := w.starter().Start(context.Background(), admin, ann, s)
			return err
		},
	} {
		var no *desk.Refusal
		if err := do(free); !errors.As(err, &no) || no.Code != desk.CodeWindowClosed {
			t.Errorf("%s: a free message: got %v", name, err)
		}
		if err := do(with); err != nil {
			t.Errorf("%s: a template: %v", name, err)
		}
		both := with
		both.ID, both.Buttons = "both", []desk.Button{{Text: "x"}}
		if err := do(both); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: a template with buttons: got %v", name, err)
		}
	}
	for id := range w.nudges {
		if err := w.worker().Do(context.Background(), id); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.sent) != 2 || w.sent[0].Template.Name != "order_ready" || w.sent[1].Template.Params[0] != "17" {
		t.Errorf("sent %+v", w.sent)
	}
	line.Channel = desk.ChannelTelegram
	w.config.lines["shop"] = line
	if _, err := w.starter().Start(context.Background(), admin, ann, with); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("on Telegram: got %v", err)
	}
}
