package main

import (
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/remote"
)

// TestTheSampleShowsAllThereIs_DG01: a folder without chats gets dialogs in all states,
// cards that CoPilot filled and that wait for a person, a knowledge base and what it could
// not answer, teams and deals; a folder with chats gets nothing more.
func TestTheSampleShowsAllThereIs_DG01(t *testing.T) {
	st, stop, err := openStage(t.Context(), filepath.Join(t.TempDir(), "data"), silent)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	}()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	st.Clock.To(time.Now())
	must(st.Patch(t.Context(), "/v1/settings", map[string]any{"quietSeconds": 0.1, "bot": map[string]any{"quietSeconds": 0.1, "wrongShare": 0.05, "complaints": []string{}}}))
	played, err := st.Sample().Play(t.Context())
	must(err)
	if !played {
		t.Fatal("nothing was played into an empty folder")
	}
	count := func(path string) int {
		t.Helper()
		var all remote.Page[struct{}]
		must(st.Call(t.Context(), http.MethodGet, path, nil, &all))
		return len(all.Items)
	}
	for path, least := range map[string]int{
		"/v1/dialogs?state=waiting": 5, "/v1/dialogs?state=in_progress": 4, "/v1/dialogs?state=bot": 3, "/v1/dialogs?state=closed": 3,
		"/v1/cards?kind=deal": 6, "/v1/cards?kind=case": 1, "/v1/teams": 2, "/v1/faq": 6, "/v1/faq/unanswered": 2, "/v1/templates": 4, "/v1/automations": 1,
	} {
		if got := count(path); got < least {
			t.Errorf("%s: got %d, want %d or more", path, got, least)
		}
	}
	for count("/v1/proposals") == 0 { // CoPilot reads what has fallen quiet, in its own time
		runtime.Gosched()
	}
	var leads remote.Page[remote.Card]
	must(st.Call(t.Context(), http.MethodGet, "/v1/cards?kind=lead", nil, &leads))
	if !slices.ContainsFunc(leads.Items, func(c remote.Card) bool { return slices.Contains(c.Badges, "fields_filled") }) {
		t.Error("no card was filled")
	}
	was := count("/v1/dialogs?limit=100")
	if played, err = st.Sample().Play(t.Context()); err != nil || played {
		t.Errorf("a second time: played %v, %v", played, err)
	}
	if now := count("/v1/dialogs?limit=100"); now != was {
		t.Errorf("a second time: %d dialogs, want %d", now, was)
	}
	var keys remote.Page[struct {
		ID        string
		RevokedAt *time.Time
	}]
	must(st.Call(t.Context(), http.MethodGet, "/v1/keys", nil, &keys))
	for _, k := range keys.Items {
		if (k.RevokedAt == nil) != (k.ID == string(adminKey)) {
			t.Errorf("the key %s was left, revoked: %v", k.ID, k.RevokedAt)
		}
	}
}
