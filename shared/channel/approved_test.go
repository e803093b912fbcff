package channel_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// WhatsApp's own templates: approved ones alone, and those that can be filled in, page
// after page by the cursor, to the line's own account.
func TestWhatsAppsApprovedTemplatesAreListed_OP31(t *testing.T) {
	first := `{"data":[
		{"name":"order_ready","language":"en_US","status":"APPROVED","category":"UTILITY","parameter_format":"POSITIONAL","components":[{"type":"BODY","text":"Hello {{1}}, order {{2}}; bye {{1}}."}]},
		{"name":"not_yet","language":"en_US","status":"PENDING","category":"UTILITY","components":[{"type":"BODY","text":"x"}]},
		{"name":"paused","language":"en_US","status":"PAUSED","category":"UTILITY","components":[{"type":"BODY","text":"x"}]},
		{"name":"shelf","language":"en_US","status":"APPROVED","components":[{"type":"BODY","text":"x"},{"type":"CAROUSEL","cards":[]}]},
		{"name":"here","language":"en_US","status":"APPROVED","components":[{"type":"HEADER","format":"LOCATION"},{"type":"BODY","text":"x"}]},
		{"name":"form","language":"en_US","status":"APPROVED","components":[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"FLOW","text":"x"}]}]}
	],"paging":{"cursors":{"before":"A","after":"B&x=1"},"next":"https://evil.example/steal?access_token=1"}}`
	second := `{"data":[
		{"name":"sale","language":"es","status":"APPROVED","category":"MARKETING","parameter_format":"NAMED","components":[
			{"type":"HEADER","format":"TEXT","text":"Hasta el {{day}}"},{"type":"BODY","text":"Hola {{first_name}}"},{"type":"FOOTER","text":"Tienda"},
			{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Sí"},{"type":"URL","text":"Ver","url":"https://shop.example/{{1}}"},{"type":"URL","text":"Web","url":"https://shop.example/"},{"type":"COPY_CODE","text":"Copiar"},{"type":"PHONE_NUMBER","text":"Llamar"}]}]},
		{"name":"bill","language":"en_US","status":"APPROVED","category":"UTILITY","components":[{"type":"HEADER","format":"DOCUMENT"},{"type":"BODY","text":"Your bill, {{ "}]}
	],"paging":{"cursors":{"before":"C","after":"D"}}}`
	f := newFake(t, func(n int, _ fakeCall) (int, map[string]string, string) {
		return 200, nil, []string{first, second}[min(n, 1)]
	})
	p, line := plugAt(t, desk.ChannelWhatsApp, f.URL, 5*time.Second)
	line.Options["waba_id"] = "900"
	board := channel.Switchboard{desk.ChannelWhatsApp: p}
	got, err := board.Templates(t.Context(), line)
	if err != nil {
		t.Fatal(err)
	}
	want := []desk.ApprovedTemplate{
		{Name: "order_ready", Language: "en_US", Category: "utility", Text: "Hello {{1}}, order {{2}}; bye {{1}}."},
		{Name: "sale", Language: "es", Category: "marketing", Text: "Hola {{first_name}}", Footer: "Tienda", Named: true, Header: desk.ApprovedHeader{Kind: desk.HeaderText, Text: "Hasta el {{day}}"}, Buttons: []desk.ApprovedButton{
			{Text: "Sí"}, {Text: "Ver", Needs: desk.ButtonNeedsURL}, {Text: "Web"}, {Text: "Copiar", Needs: desk.ButtonNeedsCode}, {Text: "Llamar"},
		}},
		{Name: "bill", Language: "en_US", Category: "utility", Text: "Your bill, {{ ", Header: desk.ApprovedHeader{Kind: desk.HeaderDocument}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if d := cmp.Diff([][]string{{"1", "2"}, {"first_name"}, {}}, [][]string{got[0].Params(), got[1].Params(), got[2].Params()}); d != "" || got[1].Header.Param() != "day" {
		t.Errorf("the places: (-want +got)\n%s", d)
	}
	const asked = "fields=name%2Clanguage%2Cstatus%2Ccategory%2Cparameter_format%2Ccomponents&limit=100"
	var calls []string
	for _, c := range f.seen() {
		calls = append(calls, c.Method+" "+c.Path+"?"+c.Query)
		if c.Header.Get("Authorization") != "Bearer "+line.Secrets["token"] {
			t.Error("the token is not in the header")
		}
	}
	if d := cmp.Diff([]string{"GET /v25.0/900/message_templates?" + asked, "GET /v25.0/900/message_templates?after=B%26x%3D1&" + asked}, calls); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// However many pages an account claims to have, ten are asked for.
func TestTemplatesOfAnAccountWithoutEnd(t *testing.T) {
	f := newFake(t, func(n int, _ fakeCall) (int, map[string]string, string) {
		return 200, nil, fmt.Sprintf(`{"data":[{"name":"n%d","language":"en","status":"APPROVED","components":[]}],"paging":{"cursors":{"after":"again"},"next":"x"}}`, n)
	})
	p, line := plugAt(t, desk.ChannelWhatsApp, f.URL, 5*time.Second)
	line.Options["waba_id"] = "900"
	got, err := channel.Switchboard{desk.ChannelWhatsApp: p}.Templates(t.Context(), line)
	if err != nil || len(got) != 10 || len(f.seen()) != 10 {
		t.Errorf("got %d of %d pages: %v", len(got), len(f.seen()), err)
	}
}

// Without an account's id nobody is called; what Meta refuses is told without the token;
// other messengers have no templates.
func TestTemplatesThatAreNotToldOf(t *testing.T) {
	f := newFake(t, func(int, fakeCall) (int, map[string]string, string) {
		return 400, nil, `{"error":{"message":"(#200) No","code":200}}`
	})
	p, line := plugAt(t, desk.ChannelWhatsApp, f.URL, 5*time.Second)
	board := channel.Switchboard{desk.ChannelWhatsApp: p}
	_, err := board.Templates(t.Context(), line)
	if e := sendErr(t, err); e.Code != "no_waba_id" || len(f.seen()) != 0 {
		t.Errorf("without an id: %+v after %d calls", e, len(f.seen()))
	}
	line.Options["waba_id"] = "../900?x="
	_, err = board.Templates(t.Context(), line)
	if e := sendErr(t, err); e.Again || strings.Contains(e.Reason, line.Secrets["token"]) || strings.Contains(f.seen()[0].Query, "x=&") {
		t.Errorf("refused: %+v, asked %q", e, f.seen()[0].Query)
	}
	line.Options["api_url"] = "https://evil.example"
	_, err = board.Templates(t.Context(), line)
	if e := sendErr(t, err); e.Code != "bad_api_url" {
		t.Errorf("a host that is not allowed: %+v", e)
	}
	telegram, other := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
	var no *desk.SendError
	if all, err := (channel.Switchboard{desk.ChannelTelegram: telegram}).Templates(t.Context(), other); len(all) != 0 || errors.As(err, &no) {
		t.Errorf("another messenger: %v, %v", all, err)
	}
}
