package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func TestWritingFirst_OP27_OP29_OP32(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	d := h.as("operator", "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc()
	to := `{"customer":"` + d["customer"].(string) + `","text":"Your order is here"}`
	if got := h.as("operator", "POST", "/v1/dialogs", to, "Idempotency-Key", "a").is(201).doc(); got["id"] != string(dialog) {
		t.Errorf("into the open dialog: got %v", got)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/close", nil).is(200)
	for range 2 { // the same key is the same message
		got := h.as("operator", "POST", "/v1/dialogs", to, "Idempotency-Key", "b").is(201).doc()
		if got["id"] == string(dialog) || got["state"] != "in_progress" || got["turn"] != "customer" {
			t.Errorf("after closing: got %v", got)
		}
	}
	h.as("operator", "POST", "/v1/dialogs", `{"customer":"cnobody","text":"hi"}`).no(404, "not_found")
	h.as("admin", "PATCH", "/v1/lines/site", `{"active":false}`, "If-Match", "*").is(200)
	h.as("operator", "POST", "/v1/dialogs", to).no(409, "line_inactive")
}

// After the window only an approved template starts a chat, and only on a line that has
// them; it is sent as it was filled in.
func TestWritingFirstWithATemplate_OP27_OP31(t *testing.T) {
	h := newHouse(t)
	l, err := h.st.SaveLine(t.Context(), desk.Line{ID: "wa", Channel: desk.ChannelWhatsApp, Active: true, LeadPolicy: desk.LeadNever})
	must(t, err)
	d := h.chat(l, "34600111222", "Hello")
	h.as("operator", "POST", "/v1/dialogs/"+string(d)+"/accept", nil).is(200)
	h.as("operator", "POST", "/v1/dialogs/"+string(d)+"/close", nil).is(200)
	h.clock.move(25 * time.Hour)
	to := `{"customer":"` + string(desk.NewCustomerID("wa", "34600111222")) + `",`
	h.as("operator", "POST", "/v1/dialogs", to+`"text":"Your order is here"}`).no(409, "window_closed")
	template := to + `"template":{"name":"order_ready","language":"en_US","params":["Ann","17"]}}`
	var id string
	for range 2 { // the same key is the same message
		got := h.as("operator", "POST", "/v1/dialogs", template, "Idempotency-Key", "t").is(201).doc()
		if id = got["id"].(string); id == string(d) || got["state"] != "in_progress" {
			t.Errorf("got %v", got)
		}
	}
	items := h.as("operator", "GET", "/v1/dialogs/"+id+"/messages", nil).is(200).doc()["items"].([]any)
	ours := 0
	for _, m := range items {
		if at(m, "template", "name") == "order_ready" {
			ours++
		}
	}
	if ours != 1 {
		t.Errorf("got %d of it in %v", ours, items)
	}
	dialog, _ := h.bound("")
	web := h.as("operator", "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc()["customer"].(string)
	h.as("operator", "POST", "/v1/dialogs", `{"customer":"`+web+`","template":{"name":"order_ready","language":"en_US"}}`).no(422, "bad_template")
}

func TestFilesHaveLinksThatExpire_CH19(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	c, _, err := dialog.Split()
	must(t, err)
	line, err := h.st.Line(context.Background(), "site")
	must(t, err)
	_, err = h.st.Append(context.Background(), desk.Append{Line: line, Message: desk.Message{
		Customer: c, External: "with-files", Author: desk.ByCustomer,
		Attachments: []desk.Attachment{{Kind: desk.AttachedDocument, Ref: "r", Name: "a b.pdf", Stored: "key1"}, {Kind: desk.AttachedPhoto, Ref: "s", Missing: "The file is gone."}},
	}})
	must(t, err)
	items := h.as("operator", "GET", "/v1/dialogs/"+string(dialog)+"/messages?order=newest", nil).is(200).doc()["items"].([]any)
	files := items[0].(map[string]any)["attachments"].([]any)
	link, _ := files[0].(map[string]any)["file"].(string)
	if !strings.HasPrefix(link, "http://sufler.test/files/key1?") || files[1].(map[string]any)["missing"] != "The file is gone." || files[1].(map[string]any)["file"] != nil {
		t.Errorf("got %v", files)
	}
}
