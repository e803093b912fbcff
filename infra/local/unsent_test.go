package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// TestReplyThatFailed_IsNoAnswerAndIsSentAgain_CL10_ST02_OP41: the customer waits as
// before, the row says that what stands in it did not arrive, and one press after
// another sends it again once.
func TestReplyThatFailed_IsNoAnswerAndIsSentAgain_CL10_ST02_OP41(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Where is my order?")
	h.telegram.Fail = func(w http.ResponseWriter, method string) bool {
		if method != "sendMessage" {
			return false
		}
		parties.BotNo(w, 400, "Bad Request: not now")
		return true
	}
	olga := h.as("olga")
	var failed messageDoc
	h.call(olga, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "On its way."}, &failed)
	row := func() (last struct {
		Turn, RepliedAt string
		Last            struct{ Text, Status string }
	}) {
		t.Helper()
		var all struct {
			Items []struct {
				Turn, RepliedAt string
				Last            struct{ Text, Status string }
			}
		}
		h.call(h.admin, "GET", "/v1/dialogs?limit=1", nil, &all)
		return all.Items[0]
	}
	if got := row(); got.Turn != "operator" || got.RepliedAt != "" || got.Last.Status != "failed" {
		t.Errorf("after a reply that failed: %+v", got)
	}
	var list struct{ Items []struct{ ID string } }
	h.call(h.admin, "GET", "/v1/dialogs?turn=customer", nil, &list)
	if len(list.Items) != 0 {
		t.Errorf("%d dialogs are listed as answered", len(list.Items))
	}
	h.telegram.Fail = nil
	h.pass(time.Minute)
	for range 3 {
		var again messageDoc
		h.call(olga, "POST", fmt.Sprintf("/v1/dialogs/%s/messages/%d/again", d, failed.Seq), nil, &again)
		h.settle()
	}
	same(t, "what Telegram has", h.telegram.Sent(anna.ID), []string{"On its way."})
	if got := row(); got.Turn != "customer" || got.RepliedAt == "" || got.Last.Status != "sent" {
		t.Errorf("after it was sent again: %+v", got)
	}
	ms := h.messages(d)
	if len(ms) != 3 {
		t.Fatalf("%d messages, want three", len(ms))
	}
	h.refused(olga, "POST", fmt.Sprintf("/v1/dialogs/%s/messages/%d/again", d, ms[0].Seq), nil, http.StatusUnprocessableEntity, "invalid")
	h.refused(olga, "POST", fmt.Sprintf("/v1/dialogs/%s/messages/%d/again", d, ms[2].Seq), nil, http.StatusUnprocessableEntity, "invalid")
}
