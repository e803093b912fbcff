package api_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	faqindex "github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/bot"
	"github.com/sufler/sufler/shared/flow/knowledge"
)

// gone is a process that dies before it hands a dialog over.
type gone struct{}

func (gone) FromBot(context.Context, desk.DialogID) error { return errors.New("killed") }

// nothing is required of customers.
type nothing struct{}

func (nothing) Missing(context.Context, desk.Dialog, desk.Line) ([]desk.Field, error) {
	return nil, nil
}

// TestBotHandsOverThoughItWasCutOff_HO05: the customer was told, and the process died
// before the dialog went to the team. Its repeat hands it over, and so does what the
// customer says next; they are told once.
func TestBotHandsOverThoughItWasCutOff_HO05(t *testing.T) {
	for rule, next := range map[string]string{"the job is repeated": "", "the customer goes on": "hello?"} {
		t.Run(rule, func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			l := h.botLine(desk.ChannelTelegram)
			id := h.chat(l, "anna", "I want to talk to a human")
			h.clock.move(3 * time.Second)
			_, nudges := h.timers.take()
			cut := bot.AnswerJob{
				Dialogs: h.st, Messages: h.st, MessageLog: h.st, Customers: h.st, Config: h.st, Teams: h.st, People: gone{}, Unanswered: h.st, Data: nothing{}, Outbox: h.timers, Now: h.clock.Now,
				Knowledge: &knowledge.Finder{Entries: h.st, Config: h.st, Make: faqindex.Index, Now: h.clock.Now},
			}
			for _, n := range nudges {
				v, err := h.st.Job(t.Context(), n)
				must(t, err)
				if v.Kind != desk.JobBot {
					continue
				}
				if _, err := cut.Do(t.Context(), v); err == nil || !strings.Contains(err.Error(), "killed") {
					t.Fatalf("got %v, want to be killed", err)
				}
				if next == "" {
					must(t, h.worker.Do(t.Context(), n))
				}
			}
			if next != "" {
				h.asks(l, "anna", next)
			}
			h.work()
			d := h.dialogNow(id)
			if d.CloseReason != desk.ClosedTransfer || h.dialogNow(d.Continuation()).State != desk.StateWaiting {
				t.Errorf("got %+v, want it handed over", d)
			}
			if said := h.botSaid(id); len(said) != 1 {
				t.Errorf("got %q, want one notice", said)
			}
		})
	}
}
