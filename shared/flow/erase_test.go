package flow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

// annsStory is what an erasure has to take: words, a file, a reply and a note, a
// run with a fill, an offer and an undo, a case, a dialog that was handed over, and
// what is still on its way: an open dialog and a run that waits for quiet. Beside
// it Bob's, of which nothing may go.
func annsStory(w *world) (contact desk.CardRef) {
	w.t.Helper()
	ctx := context.Background()
	w.hear(w.said("bob", "1", "bobs words"))
	lead := ordered(w)
	c := w.card(lead)
	c.Values = map[desk.FieldName]desk.Value{"quantity": "5"}
	w.step("set", func() error { _, err := w.crm.PutCard(ctx, c, nil); return err })
	in := w.said("ann", "3", "this one, anns words")
	in.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1"}}
	w.hear(in)
	w.work()
	w.step("reply", func() error {
		_, err := w.replier().Reply(ctx, admin, talk.Say{ID: "a1", Dialog: dialogID("ann", 1), Text: "good day, ann"})
		return err
	})
	w.step("note", func() error {
		_, err := w.replier().Note(ctx, admin, talk.Say{ID: "n1", Dialog: dialogID("ann", 1), Text: "ann is nice"})
		return err
	})
	w.finds("product", "chairs", "quantity", "3", "ask", "please")
	w.ask("r1", dialogID("ann", 1))
	w.pass(10 * time.Minute)
	w.step("undo", func() error {
		_, err := w.decider().Undo(ctx, admin, "r1", []desk.FieldName{"product"})
		return err
	})
	w.makeCase(admin, dialogID("ann", 1))
	w.step("transfer", func() error {
		_, err := w.transferrer().Transfer(ctx, admin, dialogID("ann", 1), "olga", "")
		return err
	})
	w.hear(w.said("ann", "4", "anns last words"))
	w.work()
	w.ask("r2", dialogID("ann", 2))
	return w.dialog("ann", 1).Contact
}

// items are all that is stored and kept in files, as places with their texts.
func (w *world) items() map[string]string {
	w.t.Helper()
	out, err := storetest.Stored(w.engine.Engine.(*embedded.Engine).Each)
	if err != nil {
		w.t.Fatal(err)
	}
	for key, body := range w.files {
		out["file "+key] = body
	}
	return out
}

// places are where something lies.
func (w *world) places() []string {
	var out []string
	for at := range w.items() {
		out = append(out, at)
	}
	slices.Sort(out)
	return out
}

// wantNone fails if one of the words stands anywhere.
func (w *world) wantNone(what string, words ...string) {
	w.t.Helper()
	for at, text := range w.items() {
		for _, word := range words {
			if strings.Contains(at+text, word) {
				w.t.Errorf("%s: %q is left at %s:\n%s", what, word, at, text)
			}
		}
	}
}

// anns are the words by which a search finds Ann.
var anns = []string{"anns", "Name of ann", "good day", "is nice", "chairs", "three of them", "please", "a picture"}

// erasing asks for an erasure until it is taken on, and lets it end.
func (w *world) erasing(c desk.CustomerID, contact desk.CardRef, cards desk.Fate) {
	w.t.Helper()
	w.step("erase", func() error {
		_, err := w.eraser().Ask(context.Background(), admin, c, contact, cards)
		return err
	})
	w.pass(10 * time.Minute)
}

// Every call of the engine and of the files fails once, either before it did its
// work, and whoever called goes on with the error, or after it, and whoever called
// dies: the end is the same, one erasure and nothing of the person.
func TestFaults_AnErasureEndsTheSame_BX12(t *testing.T) {
	ann := desk.NewCustomerID("shop", "ann")
	for name, erase := range map[string]func(w *world, contact desk.CardRef){
		"a customer":                func(w *world, _ desk.CardRef) { w.erasing(ann, desk.CardRef{}, desk.DropCards) },
		"a customer, cards blanked": func(w *world, _ desk.CardRef) { w.erasing(ann, desk.CardRef{}, desk.BlankCards) },
		"a contact":                 func(w *world, contact desk.CardRef) { w.erasing("", contact, desk.DropCards) },
	} {
		t.Run(name, func(t *testing.T) {
			play := func(t *testing.T, at int, dies bool) *world {
				w := newWorld(t)
				contact := annsStory(w)
				w.engine.n, w.engine.at, w.engine.after, w.engine.kill = 0, at, dies, dies
				erase(w, contact)
				settle(w)
				return w
			}
			calm := play(t, -1, false)
			calm.wantNone("undisturbed", anns...)
			want := calm.places()
			for at := range calm.engine.n {
				for _, dies := range []bool{false, true} {
					w := play(t, at, dies)
					what := fmt.Sprintf("call %d failed (its caller died: %v)", at, dies)
					w.wantNone(what, anns...)
					if diff := cmp.Diff(want, w.places()); diff != "" {
						t.Errorf("%s: the end differs (-want +got):\n%s", what, diff)
					}
					if n := len(w.messages("bob")); n != 1 {
						t.Errorf("%s: Bob has %d messages", what, n)
					}
					if t.Failed() {
						return
					}
				}
			}
		})
	}
}
