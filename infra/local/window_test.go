package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// whatsapp posts a text message of a person to the line "wa".
func (h *house) whatsapp(user, id, text string) string {
	h.t.Helper()
	body, err := json.Marshal(map[string]any{"object": "whatsapp_business_account", "entry": []any{map[string]any{"id": "900", "changes": []any{map[string]any{
		"field": "messages", "value": map[string]any{
			"messaging_product": "whatsapp", "metadata": map[string]any{"phone_number_id": "100200300"},
			"contacts": []any{map[string]any{"profile": map[string]any{"name": "María"}, "wa_id": user}},
			"messages": []any{map[string]any{"from": user, "id": id, "timestamp": fmt.Sprint(h.clock.Now().Unix()), "type": "text", "text": map[string]any{"body": text}}},
		}}}}}})
	h.must(err)
	mac := hmac.New(sha256.New, []byte("wa-secret"))
	mac.Write(body)
	h.call(h.outside(), "POST", "/webhooks/whatsapp/wa", body, nil, "X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	ds := h.dialogs("line=wa")
	if len(ds) == 0 {
		h.t.Fatal("the WhatsApp message opened no dialog")
	}
	return ds[0].ID
}

func TestTwentyFourHours_D7(t *testing.T) {
	// 24:00:00 is allowed, later is refused; Telegram has no such rule.
	h := newHouse(t)
	h.line("wa", map[string]any{"channel": "whatsapp", "idleSeconds": 30 * 24 * 3600, "options": map[string]any{"phone_number_id": "100200300"},
		"secrets": map[string]any{"app_secret": "wa-secret", "verify_token": "verify-me", "token": "EAAtoken"}})
	h.line("slow", map[string]any{"idleSeconds": 30 * 24 * 3600})
	wa, tg := h.whatsapp("34600111222", "wamid.1", "Hola"), h.saysTo("slow", anna, "Hello!")
	start := h.clock.Now()
	h.pass(24 * time.Hour)
	h.reply(wa, "At 24:00:00")
	h.pass(time.Second)
	h.refused(h.admin, "POST", "/v1/dialogs/"+wa+"/reply", map[string]any{"text": "At 24:00:01"}, http.StatusConflict, "window_closed")
	h.reply(tg, "Telegram lets us")
	if d := h.whatsapp("34600111222", "wamid.2", "¿Hay alguien?"); d != wa {
		t.Fatalf("the second message opened dialog %s", d)
	}
	h.reply(wa, "The customer opened the window again")
	if h.clock.Now().Sub(start) < 24*time.Hour {
		t.Error("the clock did not pass the window")
	}
}

func TestInactiveLineReceivesAndCannotSend(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!")
	h.changes("/v1/lines/"+shop, map[string]any{"active": false})
	h.says(anna, "Are you there?")
	if n := len(h.messages(d)); n != 2 {
		t.Errorf("%d messages, want 2: an inactive line still receives", n)
	}
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "no"}, http.StatusConflict, "line_inactive")
}
