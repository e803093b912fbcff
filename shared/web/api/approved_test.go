package api_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/desk"
)

// What a messenger has approved is listed with its text and its places; what it does not
// tell is refused by a code, with its own reason.
func TestApprovedTemplatesAreListed_OP31(t *testing.T) {
	h := newHouse(t)
	for id, ch := range map[desk.LineID]desk.Channel{"wa": desk.ChannelWhatsApp, "tg": desk.ChannelTelegram} {
		_, err := h.st.SaveLine(t.Context(), desk.Line{ID: id, Channel: ch, Active: true, LeadPolicy: desk.LeadNever})
		must(t, err)
	}
	h.as("operator", "GET", "/v1/lines/wa/templates", nil).no(409, "templates_unknown") // no waba_id
	if items := h.as("operator", "GET", "/v1/lines/tg/templates", nil).is(200).doc()["items"].([]any); len(items) != 0 {
		t.Errorf("a channel without templates has %v", items)
	}
	h.as("operator", "GET", "/v1/lines/none/templates", nil).no(404, "not_found")
	h.approved = func(l desk.Line) ([]desk.ApprovedTemplate, error) {
		return []desk.ApprovedTemplate{
			{Name: "hello_world", Language: "en_US", Text: "Hello"},
			{Name: "sale", Language: "es", Category: "marketing", Text: "Hola {{first_name}}", Footer: string(l.ID), Named: true, Header: desk.ApprovedHeader{Kind: desk.HeaderText, Text: "El {{day}}"}, Buttons: []desk.ApprovedButton{{Text: "Sí"}, {Text: "Ver", Needs: desk.ButtonNeedsURL}}},
		}, nil
	}
	var want any
	must(t, json.Unmarshal([]byte(`[
		{"name":"hello_world","language":"en_US","text":"Hello","params":[],"named":false},
		{"name":"sale","language":"es","category":"marketing","text":"Hola {{first_name}}","footer":"wa","params":["first_name"],"named":true,"header":{"kind":"text","text":"El {{day}}","param":"day"},"buttons":[{"text":"Sí"},{"text":"Ver","needs":"urlSuffix"}]}
	]`), &want))
	if d := cmp.Diff(want, h.as("operator", "GET", "/v1/lines/wa/templates", nil).is(200).doc()["items"]); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	for status, no := range map[int]*desk.SendError{
		409: {Broken: true, Code: "190", Reason: "The access token has expired."},
		503: {Again: true, Code: "4", Reason: "The messenger is throttling this account."},
	} {
		h.approved = func(desk.Line) ([]desk.ApprovedTemplate, error) { return nil, no }
		h.as("operator", "GET", "/v1/lines/wa/templates", nil).no(status, "templates_unknown")
	}
}
