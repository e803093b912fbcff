package api_test

import (
	"net/http/httptest"
	"testing"

	"github.com/sufler/sufler/infra/parties"
)

// SYS-03: a line is answered in a connected CRM's own chat, if that has one, once both are named;
// and here alone again.
func TestLine_IsAnsweredInACRM_SYS03(t *testing.T) {
	h := newHouse(t)
	h.connectedBitrix24()
	server := httptest.NewServer(&parties.Bitrix24{At: h.clock.Now(), ClientID: "app", ClientSecret: "s3cret"})
	t.Cleanup(server.Close)
	h.as("admin", "POST", "/v1/connections", `{"id":"app","kind":"bitrix24","secrets":{"client_secret":"s3cret"},"options":{"address":"`+server.URL+`","client_id":"app","open_lines":"on"}}`).is(201)
	h.as("admin", "POST", "/v1/connections", `{"id":"hook","kind":"bitrix24","secrets":{"webhook":"`+server.URL+`/rest/1/abc/"},"options":{"open_lines":"on"}}`).is(422)
	h.as("admin", "POST", "/v1/lines", `{"id":"shop","channel":"web","centre":{"connection":"app","line":"107"}}`).is(201)
	shown := func() any { return h.as("admin", "GET", "/v1/lines/shop", nil).is(200).doc()["centre"] }
	if got, _ := shown().(map[string]any); got["connection"] != "app" || got["line"] != "107" {
		t.Errorf("it is answered in %v", got)
	}
	change := func(body string) answer {
		return h.as("admin", "PATCH", "/v1/lines/shop", body, "If-Match", "*")
	}
	change(`{"centre":{"connection":"b24","line":"107"}}`).no(422, "invalid")
	change(`{"centre":{"connection":"nobody","line":"107"}}`).no(409, "no_connection")
	change(`{"centre":{"connection":"app","line":""}}`).no(422, "invalid")
	change(`{"centre":{"connection":"app","line":"x"}}`).is(422)
	change(`{"title":"Shop"}`).is(200)
	if shown() == nil {
		t.Error("another change took it away")
	}
	h.as("admin", "DELETE", "/v1/connections/app", nil).no(409, "still_needed")
	change(`{"centre":{"connection":"","line":""}}`).is(200)
	h.as("admin", "DELETE", "/v1/connections/app", nil).is(204)
	if got := shown(); got != nil {
		t.Errorf("it is answered in %v still", got)
	}
}
