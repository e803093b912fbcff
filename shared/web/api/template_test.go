package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/desk"
)

// A template is stored and shown as it was filled in, and one that WhatsApp
// would not take is refused by a code before anything is stored.
func TestATemplateIsFilledIn_OP31(t *testing.T) {
	h := newHouse(t)
	l, err := h.st.SaveLine(t.Context(), desk.Line{ID: "wa", Channel: desk.ChannelWhatsApp, Active: true, LeadPolicy: desk.LeadNever})
	must(t, err)
	path := "/v1/dialogs/" + string(h.chat(l, "34600111222", "Hello"))
	h.clock.move(25 * time.Hour)
	for name, template := range map[string]string{
		"by place": `{"name":"bill","language":"en_US","params":["Anna"],"header":{"document":"https://shop.example/17.pdf","filename":"17.pdf"},"buttons":[{"index":0,"urlSuffix":"17"},{"index":1,"payload":"paid"},{"index":2,"code":"SAVE20"}]}`,
		"by name":  `{"name":"sale","language":"en_US","named":{"first_name":"Anna"},"header":{"text":"Friday","param":"day"}}`,
		"simple":   `{"name":"hello_world","language":"en_US"}`,
	} {
		var want any
		must(t, json.Unmarshal([]byte(template), &want))
		for range 2 {
			got := h.as("operator", "POST", path+"/reply", `{"template":`+template+`}`, "Idempotency-Key", name).is(201).doc()
			if d := cmp.Diff(want, got["template"]); d != "" {
				t.Errorf("%s: (-want +got)\n%s", name, d)
			}
		}
		stored := h.as("operator", "GET", path+"/messages?order=newest", nil).is(200).doc()
		if d := cmp.Diff(want, at(stored, "items", 0, "template")); d != "" {
			t.Errorf("%s, stored: (-want +got)\n%s", name, d)
		}
		h.clock.move(time.Second)
	}
	for name, template := range map[string]string{
		"two lines":        `{"name":"x","language":"en","params":["a\nb"]}`,
		"places and names": `{"name":"x","language":"en","params":["a"],"named":{"a":"b"}}`,
		"two headers":      `{"name":"x","language":"en","header":{"text":"a","image":"https://x.example/a.png"}}`,
		"an empty button":  `{"name":"x","language":"en","buttons":[{"index":0}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.as("operator", "POST", path+"/reply", `{"template":`+template+`}`).no(422, "bad_template")
		})
	}
}

// An uploaded file is the header; it is looked at before anything is stored.
func TestATemplatesHeaderIsUploaded_OP31(t *testing.T) {
	h := newHouse(t)
	l, err := h.st.SaveLine(t.Context(), desk.Line{ID: "wa", Channel: desk.ChannelWhatsApp, Active: true, LeadPolicy: desk.LeadNever})
	must(t, err)
	path := "/v1/dialogs/" + string(h.chat(l, "34600111222", "Hello"))
	h.clock.move(25 * time.Hour)
	pdf, ogg := h.uploaded("17.pdf", "application/pdf", "the bill"), h.uploaded("v.ogg", "audio/ogg", "hm")
	const bill = `"template":{"name":"bill","language":"en_US"}`
	for range 2 {
		got := h.as("operator", "POST", path+"/reply", `{`+bill+`,"attachments":[{"file":"`+pdf+`"}]}`, "Idempotency-Key", "a").is(201).doc()
		if at(got, "template", "name") != "bill" || at(got, "attachments", 0, "name") != "17.pdf" {
			t.Errorf("got %v", got)
		}
	}
	h.as("operator", "POST", path+"/reply", `{`+bill+`,"attachments":[{"file":"`+ogg+`"}]}`).no(422, "bad_template")
	h.as("operator", "POST", path+"/reply", `{"template":{"name":"bill","language":"en_US","header":{"text":"x"}},"attachments":[{"file":"`+pdf+`"}]}`).no(422, "bad_template")
	h.as("operator", "POST", path+"/reply", `{`+bill+`,"attachments":[{"file":"`+pdf+`"},{"file":"`+pdf+`"}]}`).no(422, "invalid")
	items := h.as("reader", "GET", path+"/messages", nil).is(200).doc()["items"].([]any)
	if len(items) != 2 {
		t.Errorf("%d messages, want the customer's and one reply", len(items))
	}
}
