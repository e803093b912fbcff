package api_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
)

// TestUntold_AdministratorsSeeItAndHaveItTold_BX05: what the feed gave up waits for its
// job, and is told webhooks by it, also at once, by an administrator's call; after that it
// is listed no more, and no webhook hears twice.
func TestUntold_AdministratorsSeeItAndHaveItTold_BX05(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	h.webhook(f, "ids", string(desk.EventDialogOpened), string(desk.EventMessageCreated))
	dialog := string(h.chat(h.line("shop", ""), "anna", "hello"))
	all, err := h.engine.Changes(t.Context(), "", 1000)
	must(t, err)
	for _, c := range all { // as by a feed whose consumers are all ill
		if r := builtin.Record(c); r.Dialog != nil && r.Dialog.Old == nil || r.Message != nil && r.Message.Old == nil {
			_, _, err := h.st.KeepUntold(t.Context(), r)
			must(t, err)
		}
		h.engine.Take(c.Place)
	}
	list := func() []any {
		t.Helper()
		return h.as("admin", "GET", "/v1/changes/untold", nil).is(200).doc()["items"].([]any)
	}
	kept := list()
	if len(kept) != 2 {
		t.Fatalf("got %v, want the dialog and the message", kept)
	}
	byAbout := map[any]map[string]any{}
	for _, u := range kept {
		byAbout[u.(map[string]any)["about"]] = u.(map[string]any)
	}
	if u := byAbout["dialog"]; u["dialog"] != dialog || u["state"] != "waiting" || u["attempts"] != 0.0 || u["next"] == nil {
		t.Errorf("got %v, want dialog %s", u, dialog)
	}
	h.as("deals only", "GET", "/v1/changes/untold", nil).no(403, "forbidden")
	id := byAbout["message"]["id"].(string)
	h.as("deals only", "POST", "/v1/changes/untold/"+id+"/retell", nil).no(403, "forbidden")
	h.as("admin", "POST", "/v1/changes/untold/none/retell", nil).no(404, "not_found")
	h.as("admin", "POST", "/v1/changes/untold/"+id+"/retell", nil).is(202)
	h.work()
	if got := kinds(f.take()); len(got) != 1 || got[0] != "message.created" {
		t.Errorf("told are %v, want the message", got)
	}
	if kept = list(); len(kept) != 1 {
		t.Errorf("got %v, want the dialog alone", kept)
	}
	h.as("admin", "POST", "/v1/changes/untold/"+id+"/retell", nil).no(404, "not_found")
	h.clock.move(desk.Backoff(desk.MaxAttempts) + time.Second)
	must(t, h.worker.Do(t.Context(), desk.NewRetellJob(desk.Untold{ID: desk.UntoldID(byAbout["dialog"]["id"].(string))}).ID))
	h.work()
	if got := kinds(f.take()); len(got) != 1 || got[0] != "dialog.opened" {
		t.Errorf("told are %v, want the dialog", got)
	}
	if kept = list(); len(kept) != 0 {
		t.Errorf("kept still: %v", kept)
	}
}
