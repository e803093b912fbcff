package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// said are the changes in the feed in words, and takes them away.
func said(t *testing.T, e *embedded.Engine) (out []string) {
	t.Helper()
	all, err := e.Changes(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		e.Take(c.Place)
		r := builtin.Record(c)
		switch {
		case r.Err != nil:
			t.Error(r.Err)
		case r.Message != nil:
			out = append(out, fmt.Sprintf("message %d: %s → %s", r.Message.Version, words(r.Message.Old, messageWords), words(r.Message.New, messageWords)))
		case r.Dialog != nil:
			out = append(out, fmt.Sprintf("dialog: %s → %s", words(r.Dialog.Old, dialogWords), words(r.Dialog.New, dialogWords)))
		case r.Run != nil:
			out = append(out, fmt.Sprintf("run: %s → %s", words(r.Run.Old, runWords), words(r.Run.New, runWords)))
		case r.Annotations != nil:
			out = append(out, fmt.Sprintf("beside: %s → %s", words(r.Annotations.Old, besideWords), words(r.Annotations.New, besideWords)))
		case r.Card != nil:
			out = append(out, fmt.Sprintf("card: %s → %s", words(r.Card.Old, cardWords), words(r.Card.New, cardWords)))
		default:
			out = append(out, "nothing")
		}
	}
	return out
}

func words[T any](v *T, say func(T) string) string {
	if v == nil {
		return "none"
	}
	return say(*v)
}

func messageWords(m desk.Message) string { return strings.TrimSpace(m.Text + " " + string(m.Status)) }
func dialogWords(d desk.Dialog) string   { return fmt.Sprintf("%d %s", d.Number, d.State) }
func runWords(r desk.Run) string         { return string(r.State) }
func cardWords(c desk.Card) string       { return c.Title }
func besideWords(m desk.CardAnnotations) string {
	return fmt.Sprintf("%s filled %v", m.Card, m.Filled)
}

// TestFeed_TellsWhatChanged plays what happens to a customer and their card, and
// wants each change once, with both sides, and nothing of what nobody reads.
func TestFeed_TellsWhatChanged(t *testing.T) {
	ctx, clock := t.Context(), flowtest.NewClock()
	e := open(t, embedded.Knobs{Feed: store.InFeed})
	s := store.Store{Engine: e, Now: clock.Now}
	wants := func(what string, want ...string) {
		t.Helper()
		if d := cmp.Diff(want, said(t, e)); d != "" {
			t.Errorf("%s: %s", what, d)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	first, err := s.Append(ctx, says("m1", "Hello"))
	must(err)
	wants("a first message", "message 1: none → Hello", "dialog: none → 1 waiting")
	clock.Move(time.Second)
	_, err = s.Append(ctx, says("m2", "Anybody?"))
	must(err)
	wants("one more", "message 1: none → Anybody?", "dialog: 1 waiting → 1 waiting")
	_, err = s.Append(ctx, says("m2", "Anybody?"))
	must(err)
	wants("a repeat")
	c := first.Dialog.Customer
	_, err = s.UpdateMessage(ctx, c, "m1", func(m desk.Message) desk.Message { m.Text = "Hi"; return m })
	must(err)
	wants("an edit", "message 2: Hello → Hi")
	must(s.AddExternalID(ctx, c, "m1-too", "m1"))
	wants("another name", "nothing")
	_, err = s.SaveSettings(ctx, desk.Settings{})
	must(err)
	wants("settings")
	_, err = s.ChangeDialog(ctx, first.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
		d.State, d.ClosedAt = desk.StateClosed, clock.Now()
		return d, nil
	})
	must(err)
	wants("a dialog's end", "dialog: 1 waiting → 1 closed")
	clock.Move(time.Second)
	_, err = s.Append(ctx, says("m3", "Me again"))
	must(err)
	wants("the next dialog", "message 1: none → Me again", "dialog: none → 2 waiting", "dialog: none → 1 closed")
	card, err := builtin.CRM{Table: s.Table()}.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindLead}, Title: "Chairs"}, "once")
	must(err)
	wants("a card", "card: none → Chairs")
	run, _, err := s.CreateRun(ctx, desk.Run{ID: "run", Dialog: first.Dialog.ID, Card: card.Ref, State: desk.RunWaiting})
	must(err)
	wants("a run", "run: none → waiting")
	run.State = desk.RunDone
	_, err = s.SaveRun(ctx, run, &desk.CardAnnotations{Card: card.Ref, Filled: true}, nil)
	must(err)
	wants("a run's end", "run: waiting → done", "beside: none → "+card.Ref.String()+" filled true")
}

func TestRecord_WhatCantBeReadSaysSo(t *testing.T) {
	for _, k := range []store.Key{{PK: "C#anna", SK: "M#m1"}, {PK: "C#anna", SK: "HEAD"}, {PK: "R#run", SK: "RUN"}, {PK: "K#lead:x", SK: "MARGIN"}, {PK: "K#lead:x", SK: "CARD"}} {
		sk := k.SK
		it := store.Item{"pk": k.PK, "sk": sk, "seq": int64(1), "m": "{", "d": "{", "r": "{", "g": "{", "k": "{"}
		r := builtin.Record(store.Change{New: it})
		if r.Err == nil || r.Message != nil || r.Dialog != nil || r.Run != nil || r.Annotations != nil || r.Card != nil || r.Item == "" {
			t.Errorf("%s: got %+v, want an error and the item", sk, r)
		}
		if errors.Is(r.Err, desk.ErrNotFound) {
			t.Errorf("%s: %v", sk, r.Err)
		}
	}
}

func TestInFeed(t *testing.T) {
	for k, want := range map[store.Key]bool{
		{PK: "C#anna", SK: "M#1"}: true, {PK: "C#anna", SK: "HEAD"}: true, {PK: "C#anna", SK: "D#0000000001"}: true,
		{PK: "C#anna", SK: "HEADS"}: false, {PK: "C#anna", SK: "CUSTOMER"}: false, {PK: "K#card", SK: "M#1"}: false,
		{PK: "R#run", SK: "RUN"}: true, {PK: "DR#dialog", SK: "NOW#card"}: false, {PK: "K#lead:x", SK: "MARGIN"}: true, {PK: "K#lead:x", SK: "CARD"}: true, {PK: "KC#contact:x", SK: "CARD"}: false,
		{PK: "OPERATORS", SK: "olga"}: true, {PK: "TEAMS", SK: "sales"}: true, {PK: "O#olga", SK: "LOAD"}: false, {PK: "O#olga", SK: "S#s"}: true, {PK: "KEYS", SK: "k"}: true,
	} {
		if got := store.InFeed(k); got != want {
			t.Errorf("%v: got %v, want %v", k, got, want)
		}
	}
}

// TestTypingIsTold: who types is a change, once however often they say so.
func TestTypingIsTold(t *testing.T) {
	e, err := embedded.Open(t.TempDir()+"/t.db", embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	now := time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)
	s := store.Store{Engine: e, Now: func() time.Time { return now }}
	typing := desk.NewTyping("olga", now)
	for range 2 {
		if _, err := s.NoteTyping(t.Context(), "d-1", typing); err != nil {
			t.Fatal(err)
		}
	}
	all, err := e.Changes(t.Context(), "", 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d changes, %v", len(all), err)
	}
	r := builtin.Record(all[0])
	if r.Err != nil || r.TypingIn != "d-1" || r.Typing == nil || r.Typing.Old != nil || *r.Typing.New != typing {
		t.Errorf("got %+v", r)
	}
}

// TestWhoMayWhatIsTold: that an account or a team changed is told, and nothing of what
// is in it.
func TestWhoMayWhatIsTold(t *testing.T) {
	e, s := feeding(t)
	olga, err := s.SaveOperator(t.Context(), desk.Operator{ID: "olga", Name: "Olga", Password: "hash"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	olga.OffAt = s.Now()
	if _, err := s.SaveOperator(t.Context(), olga, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveTeam(t.Context(), desk.Team{ID: "sales", Title: "Sales"}); err != nil {
		t.Fatal(err)
	}
	if err := s.DropTeam(t.Context(), "sales"); err != nil {
		t.Fatal(err)
	}
	all, err := e.Changes(t.Context(), "", 10)
	if err != nil || len(all) != 4 {
		t.Fatalf("%d changes, %v", len(all), err)
	}
	for _, c := range all {
		if r, want := builtin.Record(c), (desk.FeedRecord{Item: c.Key().Item(), Staff: true}); r != want {
			t.Errorf("got %+v, want %+v", r, want)
		}
	}
}

// TestWhoIsNobodyAnyMoreIsTold: that a session ended or a key was revoked is told, and
// nothing of what is in it; that one was made, or used, says nothing.
func TestWhoIsNobodyAnyMoreIsTold(t *testing.T) {
	e, s := feeding(t)
	olga, err := s.SaveOperator(t.Context(), desk.Operator{ID: "olga", Name: "Olga"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	session, key := desk.Session{ID: "s", Operator: "olga", Hash: "secret", CreatedAt: s.Now(), SeenAt: s.Now()}, desk.Key{Actor: desk.Actor{Key: "k", Operator: "olga"}, Hash: "secret"}
	used, revoked := session, key
	used.SeenAt, revoked.RevokedAt = s.Now().Add(time.Hour), s.Now()
	for i, do := range []func() error{
		func() error { return s.AddSession(t.Context(), session, olga) },
		func() error { return s.TouchSession(t.Context(), used) },
		func() error { return s.DropSession(t.Context(), "olga", "s") },
		func() error { return s.SaveKey(t.Context(), key) },
		func() error { return s.SaveKey(t.Context(), revoked) },
	} {
		before, err := e.Changes(t.Context(), "", 10)
		if err := errors.Join(err, do()); err != nil {
			t.Fatal(err)
		}
		all, err := e.Changes(t.Context(), "", 10)
		if err != nil || len(all) != len(before)+1 {
			t.Fatalf("%d: %d changes, %v, want one more", i, len(all), err)
		}
		c := all[len(all)-1]
		if r, want := builtin.Record(c), (desk.FeedRecord{Item: c.Key().Item(), Staff: i == 2 || i == 4}); r != want {
			t.Errorf("%d: got %+v, want %+v", i, r, want)
		}
	}
}

// TestWhatADialogCameInThePlaceOfIsTold: a transfer closes a dialog and opens the next in
// one step; the one before is told as it was.
func TestWhatADialogCameInThePlaceOfIsTold(t *testing.T) {
	e, s := feeding(t)
	got, err := s.Append(t.Context(), says("m1", "Hello"))
	if err != nil {
		t.Fatal(err)
	}
	parent := got.Dialog.Closed(desk.ClosedTransfer, "Olga", s.Now())
	if err := s.Follow(t.Context(), parent, parent.Child("", "support", s.Now())); err != nil {
		t.Fatal(err)
	}
	all, err := e.Changes(t.Context(), "", 10)
	if err != nil {
		t.Fatal(err)
	}
	left := 0
	for _, c := range all {
		if r := builtin.Record(c); r.Left != nil {
			left++
			if r.Left.ID != got.Dialog.ID || !r.Left.Open() || r.Dialog.Old != nil || r.Dialog.New.Number != 2 {
				t.Errorf("got %+v in the place of %+v", r.Dialog.New, r.Left)
			}
		}
	}
	if left != 1 {
		t.Errorf("%d records say in whose place a dialog came, want one", left)
	}
}

func feeding(t *testing.T) (*embedded.Engine, store.Store) {
	t.Helper()
	now := time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)
	e := open(t, embedded.Knobs{NoSync: true, Feed: store.InFeed})
	return e, store.Store{Engine: e, Now: func() time.Time { return now }}
}
