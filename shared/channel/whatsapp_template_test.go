package channel_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/desk"
)

// approved is a template as WhatsApp's fake has approved it.
type approved struct {
	language string
	header   string   // "", text, image, video, document
	body     []string // the parameters' names, or "" for those that go by place
	buttons  []string // url, quick_reply, copy_code, or "" for one that never changes
}

// templates are the ones that the fake knows.
var templates = map[string]approved{
	"hello_world": {language: "en_US"},
	"order_ready": {language: "en_US", body: []string{"", ""}},
	"bill":        {language: "en_US", header: "document", body: []string{""}, buttons: []string{"url", "quick_reply"}},
	"sale":        {language: "en_US", header: "text", body: []string{"discount", "first_name"}, buttons: []string{"", "copy_code"}},
	"film":        {language: "en_US", header: "video"},
	"picture":     {language: "en_US", header: "image"},
}

// waParameter is one parameter as the fake reads it.
type waParameter struct {
	Type                   string
	Text                   string
	Name                   string `json:"parameter_name"`
	Image, Video, Document any
}

// templateFake answers as WhatsApp does: by what it approved, and no kinder.
// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
func templateFake(_ int, c fakeCall) (int, map[string]string, string) {
	b, err := json.Marshal(c.Body["template"])
	var sent struct {
		Name       string
		Language   struct{ Code string }
		Components []struct {
			Type       string
			Sub        string `json:"sub_type"`
			Index      string
			Parameters []waParameter
		}
	}
	if err != nil || json.Unmarshal(b, &sent) != nil {
		return no(100)
	}
	t, ok := templates[sent.Name]
	if !ok || t.language != sent.Language.Code {
		return no(132001)
	}
	header, body, buttons := "", 0, map[string]bool{}
	for _, k := range sent.Components {
		for _, p := range k.Parameters {
			if strings.ContainsAny(p.Text, "\n\t") || strings.Contains(p.Text, "     ") {
				return no(100)
			}
		}
		switch k.Type {
		case "header":
			header = k.Parameters[0].Type
			if header != "text" && !strings.Contains(fmt.Sprint(k.Parameters[0].Image, k.Parameters[0].Video, k.Parameters[0].Document), "link:https://") {
				return no(131008)
			}
		case "body":
			body = len(k.Parameters)
			for i, p := range k.Parameters {
				if i < len(t.body) && (p.Type != "text" || p.Name != t.body[i]) {
					return no(132012)
				}
			}
		case "button":
			buttons[k.Index+k.Sub] = true
		}
	}
	for i, kind := range t.buttons {
		if kind != "" && !buttons[fmt.Sprint(i)+kind] {
			return no(131008)
		}
		delete(buttons, fmt.Sprint(i)+kind)
	}
	switch {
	case header != t.header:
		return no(132012)
	case body != len(t.body), len(buttons) > 0:
		return no(132000)
	}
	return 200, nil, `{"messages":[{"id":"wamid.T"}]}`
}

func no(code int) (int, map[string]string, string) {
	return 400, nil, fmt.Sprintf(`{"error":{"message":"(#%d)","type":"OAuthException","code":%d}}`, code, code)
}

// A template goes out with all that changes in it; what WhatsApp refuses is
// never tried again, and told in words.
func TestTemplatesGoOutFilledIn_OP31(t *testing.T) {
	named := map[string]string{"first_name": "Anna", "discount": "20 %"}
	for _, c := range []struct {
		name string
		t    desk.Template
		code string // "": it goes out
	}{
		{"nothing changes", desk.Template{Name: "hello_world"}, ""},
		{"params by place", desk.Template{Name: "order_ready", Params: []string{"Anna", "17"}}, ""},
		{"a document and buttons", desk.Template{
			Name: "bill", Params: []string{"Anna"}, Header: desk.TemplateHeader{Document: "https://shop.example/17.pdf", Filename: "17.pdf"},
			Buttons: []desk.TemplateButton{{Index: 0, URLSuffix: "17"}, {Index: 1, Payload: "paid:17"}},
		}, ""},
		{"params by name and a code", desk.Template{
			Name: "sale", Named: named, Header: desk.TemplateHeader{Text: "Friday", Param: "day"}, Buttons: []desk.TemplateButton{{Index: 1, Code: "SAVE20"}},
		}, ""},
		{"a video", desk.Template{Name: "film", Header: desk.TemplateHeader{Video: "https://shop.example/a.mp4"}}, ""},
		{"a picture", desk.Template{Name: "picture", Header: desk.TemplateHeader{Image: "https://shop.example/a.png"}}, ""},
		{"one that is not approved", desk.Template{Name: "nosuch"}, "132001"},
		{"too few params", desk.Template{Name: "order_ready", Params: []string{"Anna"}}, "132000"},
		{"places where there are names", desk.Template{Name: "sale", Params: []string{"a", "b"}, Header: desk.TemplateHeader{Text: "x"}, Buttons: []desk.TemplateButton{{Index: 1, Code: "A"}}}, "132012"},
		{"a picture in a video's place", desk.Template{Name: "film", Header: desk.TemplateHeader{Image: "https://shop.example/a.png"}}, "132012"},
		{"no header", desk.Template{Name: "film"}, "132012"},
		{"a button left out", desk.Template{Name: "bill", Params: []string{"Anna"}, Header: desk.TemplateHeader{Document: "https://shop.example/a.pdf"}}, "131008"},
		{"a button too many", desk.Template{Name: "hello_world", Buttons: []desk.TemplateButton{{Payload: "x"}}}, "132000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t, templateFake)
			p, line := plugAt(t, desk.ChannelWhatsApp, f.URL, 5*time.Second)
			c.t.Language = "en_US"
			if err := c.t.Check(line); err != nil {
				t.Fatal(err)
			}
			out := desk.Outbound{To: desk.Profile{User: "34600111222"}, Marker: "own:1", Template: c.t}
			id, err := p.Send(t.Context(), line, out)
			if c.code == "" {
				if err != nil || id != "wamid.T" {
					t.Errorf("got %q, %v", id, err)
				}
				return
			}
			e := sendErr(t, err)
			if verdictOf(e) != never || e.Code != c.code || strings.HasPrefix(e.Reason, "(#132") {
				t.Errorf("got %+v, want %s in words", e, c.code)
			}
		})
	}
}

// The same template is asked for to the byte, however often; names go in order.
func TestATemplateIsTheSameEachTime(t *testing.T) {
	out := desk.Outbound{Template: desk.Template{
		Name: "sale", Language: "en_US", Named: map[string]string{"c": "3", "a": "1", "b": "2"}, Header: desk.TemplateHeader{Text: "Friday", Param: "day"},
		Buttons: []desk.TemplateButton{{Index: 2, URLSuffix: "17"}, {Index: 0, Payload: "yes"}, {Index: 1, Code: "SAVE20"}},
	}}
	text := func(name, s string) any {
		return map[string]any{"type": "text", "parameter_name": name, "text": s}
	}
	button := func(kind, index string, p map[string]any) any {
		return map[string]any{"type": "button", "sub_type": kind, "index": index, "parameters": []any{p}}
	}
	want := []any{
		map[string]any{"type": "header", "parameters": []any{text("day", "Friday")}},
		map[string]any{"type": "body", "parameters": []any{text("a", "1"), text("b", "2"), text("c", "3")}},
		button("url", "2", map[string]any{"type": "text", "text": "17"}),
		button("quick_reply", "0", map[string]any{"type": "payload", "payload": "yes"}),
		button("copy_code", "1", map[string]any{"type": "coupon_code", "coupon_code": "SAVE20"}),
	}
	for range 3 {
		calls, err := sendOut(t, desk.ChannelWhatsApp, nil, out)
		if err != nil || len(calls) != 1 {
			t.Fatalf("%d calls, %v", len(calls), err)
		}
		if d := cmp.Diff(want, calls[0].Body["template"].(map[string]any)["components"]); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
}

// A file of ours is handed over first, and is the template's header by the id
// that WhatsApp gave it, also when it had to be tried again.
func TestAFileOfOursIsATemplatesHeader_OP31(t *testing.T) {
	s := &shelf{}
	pdf := s.kept(desk.AttachedDocument, "17.pdf", "application/pdf", "the bill")
	out := desk.Outbound{
		To: desk.Profile{User: "34600111222"}, Template: desk.Template{Name: "bill", Language: "en_US", Params: []string{"Anna"}},
		Attachments: []desk.Attachment{pdf}, Files: s,
	}
	busy := true
	f := newFake(t, func(n int, c fakeCall) (int, map[string]string, string) {
		if busy && strings.HasSuffix(c.Path, "/messages") {
			busy = false
			return no(130429)
		}
		return uploads(`{"messages":[{"id":"wamid.T"}]}`)(n, c)
	})
	p, line := plugAt(t, desk.ChannelWhatsApp, f.URL, 5*time.Second)
	if e := sendErr(t, func() error { _, err := p.Send(t.Context(), line, out); return err }()); verdictOf(e) != again {
		t.Errorf("throttled: got %+v", e)
	}
	if id, err := p.Send(t.Context(), line, out); err != nil || id != "wamid.T" {
		t.Fatalf("got %q, %v", id, err)
	}
	calls := f.seen()
	last := calls[len(calls)-1].Body["template"].(map[string]any)["components"].([]any)[0]
	want := map[string]any{"type": "header", "parameters": []any{map[string]any{"type": "document", "document": map[string]any{"id": fmt.Sprintf("media-%d", len(calls)-2), "filename": "17.pdf"}}}}
	if d := cmp.Diff(any(want), last); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	for name, bad := range map[string][]desk.Attachment{
		"a voice": {s.kept(desk.AttachedVoice, "v.ogg", "audio/ogg", "hm")},
		"two":     {pdf, pdf},
	} {
		out.Attachments = bad
		_, err := p.Send(t.Context(), line, out)
		if e := sendErr(t, err); verdictOf(e) != never || e.Code != "bad_template" {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}
