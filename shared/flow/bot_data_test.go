package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/value"
)

// What customers answer is read and checked as a run reads and checks it: a number
// that is none is asked for again, and what is stored is the canonical value (FB-13,
// CB-04, CB-05).
func TestBot_ChecksWhatItAskedForAsARunDoes_FB13_CB04_CB05(t *testing.T) {
	w := newWorld(t)
	w.shopBot()
	w.rules, w.prover = proof.ReviewCap{Reader: offline.Reader{}}, proof.Guard{Prover: value.Prover{}}
	l := w.config.lines["shop"]
	l.LeadPolicy, l.Required = desk.LeadWhenDataComplete, []desk.FieldName{"phone", "email"}
	w.config.lines["shop"] = l
	w.config.fields[desk.KindContact] = append(w.config.fields[desk.KindContact], desk.Field{Card: desk.KindContact, Name: "email", Type: desk.TypeEmail})
	says := []string{"who won the match", "the match of yesterday", "12", "+44 20 7946 0000", "anna (at) example", "Anna@Example.com"}
	var said []string
	for i, text := range says {
		w.hear(w.said("ann", string(rune('a'+i)), text))
		w.pass(5 * time.Second)
		leads := len(w.dialog("ann", 1).Cards)
		if want := 0; i < len(says)-1 && leads != want {
			t.Errorf("after %q: %d leads, want %d", text, leads, want)
		}
	}
	for _, m := range w.botSays("ann") {
		first, _, _ := strings.Cut(m.Text, "?")
		said = append(said, first)
	}
	want := []string{
		"I did not find an answer to that. Could you put it in other words", "What phone number can we reach you at",
		"Sorry, I could not read that. What phone number can we reach you at", "What is your e-mail address",
		"Sorry, I could not read that. What is your e-mail address", "A colleague will answer you here.",
	}
	if d := cmp.Diff(want, said); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	d := w.dialog("ann", 1)
	if v := w.card(d.Contact).Values; v["phone"] != "+442079460000" || v["email"] != "Anna@example.com" {
		t.Errorf("contact %v", v)
	}
	w.pass(time.Minute)
	if d = w.dialog("ann", 2); len(d.Cards) != 1 || d.Cards[0].Ref.Kind != desk.KindLead || d.State != desk.StateWaiting {
		t.Errorf("got %+v, want one lead, and the dialog with people", d)
	}
}

// Every call of the engine fails once, before it did its work and after: the customer
// is told the same, once, there is one lead, and one dialog waits for people (FB-04,
// FB-13, FB-27, CB-05, HO-05).
func TestBot_FaultsAnywhereAndSaidOnce_FB04_FB13_FB27_CB05_HO05(t *testing.T) {
	for name, story := range map[string][]string{
		"nothing suits":         {"how much is delivery", "who won the match", "the match of yesterday", "+442079460000"},
		"a person is asked for": {"how much is delivery", "let me talk to a human", "+442079460000"},
	} {
		t.Run(name, func(t *testing.T) { botFaults(t, story) })
	}
}

func botFaults(t *testing.T, story []string) {
	play := func(at int, after bool) (w *world, told string) {
		w = newWorld(t)
		w.shopBot()
		l := w.config.lines["shop"]
		l.LeadPolicy, l.Required = desk.LeadWhenDataComplete, []desk.FieldName{"phone"}
		w.config.lines["shop"] = l
		w.finds("phone", "+442079460000")
		w.engine.at, w.engine.after = w.engine.n+at, after
		for i, text := range story {
			w.hear(w.said("ann", fmt.Sprint(i), text))
			w.pass(20 * time.Second)
		}
		w.engine.at = -1
		settleBot(w)
		var texts []string // whose claim was lost waits for its lease, and others go first
		for _, m := range w.sent {
			texts = append(texts, m.Text)
		}
		slices.Sort(texts)
		told = strings.Join(texts, "\n") + "\n"
		first, second := w.dialog("ann", 1), w.dialog("ann", 2)
		return w, told + fmt.Sprintf("%s %s %d", first.CloseReason, second.State, len(second.Cards))
	}
	calm, want := play(-1, false)
	for at := 2; at < calm.engine.n; at++ {
		for _, after := range []bool{false, true} {
			if _, got := play(at, after); got != want {
				t.Fatalf("call %d failed (after its work: %v): got\n%s\nwant\n%s", at, after, got, want)
			}
		}
	}
	if strings.Count(strings.ReplaceAll(want, "\n\n", ""), "\n") != len(story) || !strings.HasSuffix(want, "transfer waiting 1") {
		t.Errorf("the story tells\n%s", want)
	}
}
