package api_test

import (
	"encoding/base64"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// The call that brought a message which can't be read is an administrator's to see.
func TestOnlyAdministratorsSeeTheRawCall(t *testing.T) {
	h := newHouse(t)
	l := h.line("mc", desk.LeadNever)
	got, err := h.receiver.Receive(t.Context(), l, []desk.Inbound{{
		Kind: desk.InMessage, From: desk.Profile{User: "78"}, Author: desk.ByCustomer, External: "78/1", Text: "[unreadable]", Raw: []byte(`{"id":"78`),
	}})
	must(t, err)
	must(t, got[0].Err)
	for who, want := range map[string]any{"admin": base64.StdEncoding.EncodeToString([]byte(`{"id":"78`)), "supervisor": nil, "operator": nil} {
		list := h.as(who, "GET", "/v1/dialogs/"+string(got[0].Dialog)+"/messages", nil).is(200).doc()["items"].([]any)
		if len(list) != 1 || at(list[0], "text") != "[unreadable]" || at(list[0], "raw") != want {
			t.Errorf("%s: got %v, want %v", who, list, want)
		}
	}
}
