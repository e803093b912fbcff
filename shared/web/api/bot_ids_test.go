package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// TestBasesOfTwentyAndTwoHundredEntries_FB02: each entry of them answers its question, also
// asked in other words, and nothing else does.
func TestBasesOfTwentyAndTwoHundredEntries_FB02(t *testing.T) {
	for _, size := range []int{20, 200} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			file := "question,answer\n"
			thing := func(i int) string { // "bakodi", "bakudo": words of a company's own
				return string("bdfgklmnprst"[i%12]) + string("aeiou"[i%5]) + string("bdfgklmnprst"[i/12%12]) + string("aeiou"[i/5%5]) + string("kmnt"[i%4]) + "a"
			}
			for i := range size {
				file += fmt.Sprintf("How do I clean my %s?,Clean it with cloth number %d.\n", thing(i), i)
			}
			h.as("supervisor", "POST", "/v1/faq/import", file, "Content-Type", "application/octet-stream").is(200)
			if n := len(h.as("operator", "GET", "/v1/faq?limit=200", nil).is(200).doc()["items"].([]any)); n < size {
				t.Fatalf("the base has %d entries", n)
			}
			for i := 0; i < size; i += size / 10 {
				for _, ask := range []string{"How do I clean my %s?", "please tell me how a %s is cleaned"} {
					answers, _ := h.tried(fmt.Sprintf(ask, thing(i)))
					if want := fmt.Sprintf("Clean it with cloth number %d.", i); !slices.Equal(answers, []string{want}) {
						t.Errorf(ask+": got %q, want %q", thing(i), answers, want)
					}
				}
			}
			if answers, _ := h.tried("who won the football match yesterday"); len(answers) != 0 {
				t.Errorf("what no entry answers: got %q", answers)
			}
		})
	}
}

// TestOurBotAlone_FB22_FB23_FB24_FB25_FB26_FB29: what our bot answers alone is among the
// bot's dialogs and on nobody's desk, is completed the team's time, or 60 minutes, after
// the last message of either side, and is kept whole; what it does not know, like a
// contract's terms, goes to people.
func TestOurBotAlone_FB22_FB23_FB24_FB25_FB26_FB29(t *testing.T) {
	for name, c := range map[string]struct{ team, idle time.Duration }{
		"the team's time": {10 * time.Minute, 10 * time.Minute}, "60 minutes": {0, 60 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			l := h.botLine(desk.ChannelTelegram)
			team, err := h.st.Team(t.Context(), "sales")
			must(t, err)
			team.Idle = c.team
			_, err = h.st.SaveTeam(t.Context(), team)
			must(t, err)
			h.asks(l, "anna", "how much is delivery")
			h.clock.move(9 * time.Minute)
			id := h.chat(l, "anna", "what are your opening hours")
			h.clock.move(3 * time.Second)
			h.work()
			last := h.clock.Now() // the bot's answer
			h.tell()
			if got := h.ids("/v1/dialogs?state=bot", "id"); !slices.Equal(got, []string{string(id)}) {
				t.Errorf("among the bot's: got %v", got)
			}
			if got := h.ids("/v1/dialogs?state=waiting", "id"); len(got) != 0 {
				t.Errorf("among those that wait: got %v", got)
			}
			for _, at := range []time.Duration{c.idle - time.Minute, c.idle} {
				h.clock.move(last.Add(at).Sub(h.clock.Now()))
				next, err := h.closer.Due(t.Context(), id)
				must(t, err)
				if closed := next.Again.IsZero(); closed != (at == c.idle) {
					t.Errorf("after %s: closed %v", at, closed)
				}
			}
			d := h.dialogNow(id)
			if d.State != desk.StateClosed || d.CloseReason != desk.ClosedIdle || d.Operator != "" || d.Continuation() != "" {
				t.Errorf("got %+v", d)
			}
			var said []string
			for _, m := range h.all(id) {
				said = append(said, string(m.Author)+": "+m.Text)
			}
			if want := []string{"customer: how much is delivery", "bot: It is free.", "customer: what are your opening hours", "bot: 10 to 20."}; !slices.Equal(said, want) {
				t.Errorf("what is kept: got %q, want %q", said, want)
			}
			next := h.asks(l, "anna", "what stands in my contract of 2019", "tell me about clause seven of it")
			h.asks(l, "anna", "the contract, please, clause seven")
			if d := h.dialogNow(next); next == id || d.CloseReason != desk.ClosedTransfer || h.dialogNow(d.Continuation()).State != desk.StateWaiting {
				t.Errorf("what is not public: got %+v, want a new dialog, handed over", d)
			}
		})
	}
}

// TestAfterOurBotAPersonDecides_FB20_FB21: the operator sees all that the bot said, and
// goes on, or completes; either way the customer's next message is a new dialog, and the
// bot's.
func TestAfterOurBotAPersonDecides_FB20_FB21(t *testing.T) {
	for _, goesOn := range []bool{true, false} {
		h := newHouse(t)
		h.shop()
		l := h.botLine(desk.ChannelTelegram)
		id := h.asks(l, "anna", "how much is delivery")
		h.asks(l, "anna", "let me talk to a human")
		child := string(h.dialogNow(id).Continuation())
		h.known("olga")
		thread := string(h.as("operator", "GET", "/v1/dialogs/"+child+"/messages?thread=true", nil).is(200).body)
		for _, want := range []string{"how much is delivery", "It is free.", "let me talk to a human", "A colleague will answer"} {
			if strings.Count(thread, want) != 1 {
				t.Errorf("the operator's thread has %q %d times", want, strings.Count(thread, want))
			}
		}
		if goesOn {
			h.as("operator", "POST", "/v1/dialogs/"+child+"/accept", nil).is(200)
			h.as("operator", "POST", "/v1/dialogs/"+child+"/reply", `{"text":"How can I help?"}`).is(201)
			h.work()
		}
		h.as("supervisor", "POST", "/v1/dialogs/"+child+"/close", nil).is(200)
		next := h.asks(l, "anna", "what are your opening hours")
		if d := h.dialogNow(next); string(next) == child || d.State != desk.StateBot || d.Parent != "" {
			t.Errorf("goes on %v: got %+v, want a new dialog of the bot's", goesOn, d)
		}
		if said := h.botSaid(next); said[len(said)-1] != "10 to 20." {
			t.Errorf("goes on %v: the bot said %q", goesOn, said)
		}
	}
}

// TestWhoPassesCustomersOn_FB15_D9: our own bot answers on every channel; a bot beside us
// has customers passed to and fro on Meta's pages alone, and by a flag of their own on the
// platforms that have one. Elsewhere it writes through our API, and nobody is called.
func TestWhoPassesCustomersOn_FB15_D9(t *testing.T) {
	var passing []string
	for name, plug := range channel.Plugs(nil) {
		if _, ok := plug.(interface {
			Hand(context.Context, desk.Line, desk.Handing) error
		}); ok {
			passing = append(passing, string(name))
		}
	}
	slices.Sort(passing)
	want := []string{string(desk.ChannelInstagram), string(desk.ChannelManyChat), string(desk.ChannelMessenger), string(desk.ChannelSmartSender)}
	slices.Sort(want)
	if !slices.Equal(passing, want) {
		t.Errorf("got %v, want %v", passing, want)
	}
	for _, ch := range channels() {
		h := newHouse(t)
		h.shop()
		id := h.asks(h.botLine(ch), "anna", "how much is delivery")
		if got := h.botSaid(id); !slices.Equal(got, []string{"It is free."}) {
			t.Errorf("%s: our bot said %q", ch, got)
		}
	}
}
