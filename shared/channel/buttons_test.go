package channel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/desk"
)

// offer are n buttons that answer.
func offer(n int) []desk.Button {
	var bs []desk.Button
	for i := range n {
		bs = append(bs, desk.Button{Text: fmt.Sprintf("%d kg", i+1), Payload: fmt.Sprintf("kg:%d", i+1)})
	}
	return bs
}

// sendOut is what the messenger's API is asked when out goes out.
func sendOut(t *testing.T, ch desk.Channel, options map[string]string, out desk.Outbound) ([]fakeCall, error) {
	t.Helper()
	s := senders()[ch]
	f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
	p, line := plugAt(t, ch, f.URL, 5*time.Second)
	for k, v := range options {
		line.Options[k] = v
	}
	out.To.User, out.Marker = s.to, "own:1"
	_, err := p.Send(context.Background(), line, out)
	return f.seen(), err
}

// Buttons go out in the channel's own form, within its limits; what it has no
// form for is numbered in the text, and nothing that was offered gets lost.
func TestButtonsGoOutAsTheChannelHasThem(t *testing.T) {
	page := []desk.Button{{Text: "Our shop", URL: "https://shop.example/a"}}
	long := []desk.Button{{Text: "A choice of very many words", Payload: "a"}}
	bridge := map[string]string{"callback_url": "https://sufler.example/webhooks/manychat/l"}
	const text = "How much?"
	for _, c := range []struct {
		ch      desk.Channel
		name    string
		options map[string]string
		bs      []desk.Button
		form    []string // stand in the last call's body
		words   string   // numbered in the text instead
	}{
		{desk.ChannelTelegram, "answers and pages", nil, append(offer(2), page...), []string{`"inline_keyboard":[[{"callback_data":"kg:1","text":"1 kg"}],[{"callback_data":"kg:2","text":"2 kg"}],[{"text":"Our shop","url":"https://shop.example/a"}]]`}, ""},
		{desk.ChannelTelegram, "an answer of more than 64 bytes", nil, []desk.Button{{Text: "x", Payload: strings.Repeat("y", 65)}}, nil, "1. x"},
		{desk.ChannelMessenger, "thirteen", nil, offer(13), []string{`"quick_replies":[{"content_type":"text","payload":"kg:1","title":"1 kg"}`, `"title":"13 kg"`}, ""},
		{desk.ChannelMessenger, "fourteen", nil, offer(14), nil, "14. 14 kg"},
		{desk.ChannelMessenger, "more words than 20 characters", nil, long, nil, "1. A choice of very many words"},
		{desk.ChannelMessenger, "a page beside an answer", nil, append(offer(1), page...), []string{`"title":"1 kg"`, `1. Our shop: https://shop.example/a`}, ""},
		{desk.ChannelInstagram, "thirteen", nil, offer(13), []string{`"quick_replies":[{"content_type":"text","payload":"kg:1","title":"1 kg"}`}, ""},
		{desk.ChannelWhatsApp, "three are buttons", nil, offer(3), []string{`"type":"button"`, `{"reply":{"id":"kg:3","title":"3 kg"},"type":"reply"}`, `"body":{"text":"How much?"}`}, ""},
		{desk.ChannelWhatsApp, "four are a list", nil, offer(4), []string{`"type":"list"`, `{"id":"kg:4","title":"4 kg"}`}, ""},
		{desk.ChannelWhatsApp, "eleven are neither", nil, offer(11), nil, "11. 11 kg"},
		{desk.ChannelWhatsApp, "a lone page", nil, page, []string{`"type":"cta_url"`, `"url":"https://shop.example/a"`}, ""},
		{desk.ChannelWhatsApp, "a page beside an answer", nil, append(offer(1), page...), nil, "2. Our shop: https://shop.example/a"},
		{desk.ChannelWhatsApp, "more words than 24 characters", nil, long, nil, "1. A choice of very many words"},
		{desk.ChannelViber, "answers and pages", nil, append(offer(1), page...), []string{`"ActionBody":"kg:1","ActionType":"reply"`, `"ActionBody":"https://shop.example/a","ActionType":"open-url"`, `"Type":"keyboard"`}, ""},
		{desk.ChannelViber, "twenty-five", nil, offer(25), nil, "25. 25 kg"},
		{desk.ChannelManyChat, "where it can call us back", bridge, append(offer(2), page...), []string{
			`"quick_replies":[{"caption":"1 kg","headers":{"X-Sufler-Secret":"our-own-secret"},"method":"post","payload":{"id":"1234567890123456789","message_id":"own:1/1","payload":"kg:1","text":"1 kg"},"type":"dynamic_block_callback","url":"https://sufler.example/webhooks/manychat/l"}`,
			`"buttons":[{"caption":"Our shop","type":"url","url":"https://shop.example/a"}]`,
		}, ""},
		{desk.ChannelManyChat, "where it can't", nil, offer(2), nil, "2. 2 kg"},
		{desk.ChannelManyChat, "WhatsApp has no quick replies there", with(bridge, "messenger", "whatsapp"), offer(2), nil, "2. 2 kg"},
		{desk.ChannelManyChat, "twelve", bridge, offer(12), nil, "12. 12 kg"},
		{desk.ChannelSmartSender, "always numbered", nil, offer(2), nil, "2. 2 kg"},
	} {
		t.Run(string(c.ch)+"/"+c.name, func(t *testing.T) {
			calls, err := sendOut(t, c.ch, c.options, desk.Outbound{Text: text, Buttons: c.bs})
			if err != nil || len(calls) != 1 {
				t.Fatalf("%d calls, %v", len(calls), err)
			}
			b, err := json.Marshal(calls[0].Body)
			if err != nil {
				t.Fatal(err)
			}
			body := strings.NewReplacer(`\u0026`, "&").Replace(string(b))
			for _, want := range append(c.form, text) {
				if !strings.Contains(body, want) {
					t.Errorf("%s is not in %s", want, body)
				}
			}
			if c.words != "" && (!strings.Contains(body, c.words) || strings.Contains(body, "quick_replies") || strings.Contains(body, "keyboard") || strings.Contains(body, "interactive")) {
				t.Errorf("want only %q in the text, got %s", c.words, body)
			}
			// What is said to be numbered is what was.
			said := channel.Switchboard(channel.Plugs(nil)).Numbered(desk.Line{Channel: c.ch, Options: c.options}, desk.Message{Text: text, Buttons: c.bs})
			for i, k := range said {
				if want := fmt.Sprintf("\\n%d. %s", i+1, k.Text); !strings.Contains(body, want) {
					t.Errorf("%s is said to be numbered, and is not in %s", want, body)
				}
			}
			if strings.Contains(body, fmt.Sprintf("\\n%d. ", len(said)+1)) {
				t.Errorf("more than %d are numbered in %s", len(said), body)
			}
		})
	}
}

// The buttons stand below the last part of a long text, and once.
func TestButtonsStandBelowTheLastPart(t *testing.T) {
	for ch, form := range map[desk.Channel]string{
		desk.ChannelTelegram: "inline_keyboard", desk.ChannelMessenger: "quick_replies", desk.ChannelInstagram: "quick_replies", desk.ChannelWhatsApp: "interactive", desk.ChannelViber: "keyboard",
	} {
		calls, err := sendOut(t, ch, nil, desk.Outbound{Text: senders()[ch].limit, Buttons: offer(2)})
		if err != nil || len(calls) < 2 {
			t.Fatalf("%s: %d calls, %v", ch, len(calls), err)
		}
		for i, k := range calls {
			b, err := json.Marshal(k.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(string(b), form); got != (i == len(calls)-1) {
				t.Errorf("%s: call %d of %d has buttons: %v", ch, i+1, len(calls), got)
			}
		}
	}
}

// What a WhatsApp template is sent as; elsewhere there are none.
func TestTemplatesAreWhatsApps_OP31(t *testing.T) {
	out := desk.Outbound{Text: "Your order is here", Template: desk.Template{Name: "order_ready", Language: "en_US", Params: []string{"Anna", "17"}}}
	for ch := range senders() {
		calls, err := sendOut(t, ch, nil, out)
		if ch != desk.ChannelWhatsApp {
			if e := sendErr(t, err); verdictOf(e) != never || len(calls) != 0 {
				t.Errorf("%s: got %+v after %d calls", ch, e, len(calls))
			}
			continue
		}
		if err != nil || len(calls) != 1 {
			t.Fatalf("%d calls, %v", len(calls), err)
		}
		text := func(s string) any { return map[string]any{"type": "text", "text": s} }
		want := map[string]any{
			"messaging_product": "whatsapp", "recipient_type": "individual", "to": "34600111222", "biz_opaque_callback_data": "own:1", "type": "template",
			"template": map[string]any{"name": "order_ready", "language": map[string]any{"code": "en_US"}, "components": []any{
				map[string]any{"type": "body", "parameters": []any{text("Anna"), text("17")}},
			}},
		}
		if d := cmp.Diff(want, calls[0].Body); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
}

// What ManyChat brings when a quick reply of ours is pressed reads as a press,
// and the same press again as the same message.
func TestAPressedQuickReplyOfManyChatComesBack(t *testing.T) {
	calls, err := sendOut(t, desk.ChannelManyChat, map[string]string{"callback_url": "https://sufler.example/w"}, desk.Outbound{Text: "How much?", Buttons: offer(2)})
	if err != nil {
		t.Fatal(err)
	}
	data := calls[0].Body["data"].(map[string]any)["content"].(map[string]any)["quick_replies"].([]any)[1].(map[string]any)
	body, err := json.Marshal(data["payload"])
	if err != nil {
		t.Fatal(err)
	}
	line := senders()[desk.ChannelManyChat].line
	parsed, err := bridge.ManyChat{}.Parse(line, desk.Webhook{Method: "POST", Body: body})
	if err != nil || len(parsed.Inbound) != 1 || len(parsed.Ignored) != 0 {
		t.Fatalf("got %+v %v", parsed, err)
	}
	if in := parsed.Inbound[0]; in.Text != "2 kg" || in.Payload != "kg:2" || in.From.User != senders()[desk.ChannelManyChat].to || in.External != "1234567890123456789/own:1/2" {
		t.Errorf("got %+v", in)
	}
}
