package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// A line's trouble and the admin's edits never meet: neither undoes the other,
// and noting a trouble makes nobody's edit stale.
func TestMarkLine_TroubleAndEditsDoNotMeet(t *testing.T) {
	ctx := context.Background()
	s := store.Store{Engine: open(t, embedded.Knobs{}), Now: flowtest.NewClock().Now}
	if _, err := s.SaveLine(ctx, desk.Line{ID: "bare", Channel: desk.ChannelWeb}); err != nil {
		t.Fatal(err)
	}
	line, err := s.SaveLine(ctx, desk.Line{ID: "shop", Channel: desk.ChannelTelegram, Secrets: map[string]string{"token": "1"}})
	if err != nil {
		t.Fatal(err)
	}
	first := desk.Trouble{Code: "401", Reason: "revoked", At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	newer := desk.Trouble{Code: "404", Reason: "mistyped", At: first.At.Add(time.Hour), Setup: true}
	now := func(want desk.Trouble, token string) desk.Line {
		t.Helper()
		got, err := s.Line(ctx, "shop")
		if err != nil || cmp.Diff(want, got.Trouble) != "" || got.Secrets["token"] != token {
			t.Fatalf("got %+v %v, want %+v and the token %s", got, err, want, token)
		}
		return got
	}
	mark := func(of desk.Line, m desk.Trouble) {
		t.Helper()
		for range 2 {
			if err := s.MarkLine(ctx, of, m); err != nil {
				t.Fatal(err)
			}
		}
	}
	mark(line, first)
	line.Secrets["token"] = "2"
	if line, err = s.SaveLine(ctx, line); err != nil || line.Trouble.Code != "401" {
		t.Fatalf("an edit after the trouble: %+v %v", line, err)
	}
	seen := now(first, "2")
	mark(line, newer)
	mark(seen, desk.Trouble{}) // who saw the old one does not take the newer away
	mark(now(newer, "2"), desk.Trouble{})
	now(desk.Trouble{}, "2")
	mark(desk.Line{ID: "bare"}, first)
	all, err := s.Lines(ctx)
	if err != nil || len(all) != 2 || all[0].Trouble.Code != "401" || all[0].Secrets != nil || all[1].Trouble.Code != "" {
		t.Errorf("got %+v %v", all, err)
	}
}
