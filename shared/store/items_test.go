package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/desk/desktest"
)

// there stores v and reads it again.
func there[V any](t *testing.T, v V, write func(V) (Item, error), read func(Item) (V, error)) {
	t.Helper()
	it, err := write(v)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	it["version"] = int64(7)
	if err := ValidateItem(it); err != nil {
		t.Errorf("%T: %v", v, err)
	}
	got, err := read(it)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	if d := cmp.Diff(v, got); d != "" {
		t.Errorf("%T is not stored whole (-given +read)\n%s", v, d)
	}
}

// TestItems_NothingOfANounIsForgotten also when a noun grows.
func TestItems_NothingOfANounIsForgotten(t *testing.T) {
	m := desktest.Filled[desk.Message]()
	there(t, m, func(m desk.Message) (Item, error) {
		put, err := putMessage(m)
		if err != nil {
			return nil, err
		}
		put.Set["changed"] = m.Changed.UnixMicro()
		return put.Apply(nil)
	}, messageFrom)
	d := desktest.Filled[desk.Dialog]()
	d.ID, d.Customer = desk.NewDialogID("x", 7), "x"
	there(t, d, func(d desk.Dialog) (Item, error) { return head{Dialog: d}.item(headKey(d.Customer)) },
		func(it Item) (desk.Dialog, error) { h, err := headFrom(it); return h.Dialog, err })
	there(t, desktest.Filled[desk.Customer](), newCustomer, func(it Item) (desk.Customer, error) { c, _, err := customerFrom(it); return c, err })
	there(t, desktest.Filled[desk.Run](), func(r desk.Run) (Item, error) { return newRun(r, r.Version) }, runFrom)
	annotations := desktest.Filled[desk.CardAnnotations]()
	there(t, annotations, newAnnotations, func(it Item) (desk.CardAnnotations, error) { return annotationsFrom(annotations.Card, it) })
	there(t, desktest.Filled[desk.Entry](), newEntry, entryFrom)
	there(t, desktest.Filled[desk.Job](), newJob, jobFrom)
	there(t, desktest.Filled[desk.Draft](), newDraft, draftFrom)
	there(t, desktest.Filled[desk.Canned](), newCanned, cannedFrom)
	entry := desktest.Filled[desk.FAQ]()
	for i := range entry.Answers {
		entry.Answers[i].Plain = "" // its words tell
	}
	there(t, entry, newFAQ, faqFrom)
	there(t, desktest.Filled[desk.FAQVector](), newFAQVector, faqVectorFrom)
	asked := desktest.Filled[desk.Unanswered]()
	asked.Text = "" // its messages'
	there(t, asked, newUnanswered, unansweredFrom)
	there(t, desktest.Filled[desk.Erasure](), newErasure, erasureFrom)
	there(t, desktest.Filled[desk.Settings](), newSettings, settingsFrom)
	line := desktest.Filled[desk.Line]()
	line.Traits = desk.Traits{} // the channel's, not the item's
	there(t, line, func(l desk.Line) (Item, error) { return record(pkLines, string(l.ID), lineItem(l)) }, func(it Item) (desk.Line, error) {
		secrets, err := record(pkSecrets, string(line.ID), line.Secrets)
		if err != nil {
			return desk.Line{}, err
		}
		if err := setTrouble(secrets, line.Trouble); err != nil {
			return desk.Line{}, err
		}
		return lineFrom(it, secrets)
	})
	there(t, desktest.Filled[desk.Team](), newTeam, teamFrom)
	key := desktest.Filled[desk.Key]()
	key.Session, key.Teams, key.Reads = "", nil, nil // of who signed in; a key has its operator's teams
	there(t, key, newKey, keyFrom)
	there(t, desktest.Filled[desk.Operator](), newOperator, operatorFrom)
	there(t, desktest.Filled[desk.Session](), newSession, sessionFrom)
	there(t, desktest.Filled[desk.Attempts](), func(a desk.Attempts) (Item, error) { return newAttempts("x", a) }, attemptsFrom)
	changed := desktest.Filled[desk.Changed]()
	changed.Beside = "" // holds for a moment only: a repeat looks again
	there(t, changed, func(c desk.Changed) (Item, error) {
		return NewChange(annotations.Card, "i", c)
	}, ChangedFrom)
}
