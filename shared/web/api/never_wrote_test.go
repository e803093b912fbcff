package api_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// A customer whom only an operator wrote to, in the messenger's own app, has never
// written: the first word must be theirs.
func TestWhoNeverWroteIsNotWrittenTo_OP30_OP32(t *testing.T) {
	h := newHouse(t)
	line := desk.Line{ID: "tg", Channel: desk.ChannelTelegram, Active: true}
	line, err := h.st.SaveLine(t.Context(), line)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := h.receiver.Receive(t.Context(), line, []desk.Inbound{{
		Kind: desk.InMessage, From: desk.Profile{User: "7", Name: "Anna"}, Author: desk.ByOperator, External: "7/1", Text: "Hello, Anna",
	}})
	if err != nil || rec[0].Err != nil {
		t.Fatal(err, rec[0].Err)
	}
	h.as("admin", "POST", "/v1/dialogs", `{"customer":"`+string(rec[0].Customer)+`","text":"Are you there?"}`).no(409, "no_earlier_contact")
}
