package channel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel/meta"
	"github.com/sufler/sufler/shared/desk"
)

// What goes out over the wire, messenger by messenger.
func TestRequests(t *testing.T) {
	pdf := desk.Attachment{Kind: desk.AttachedDocument, URL: "https://files.example/1.pdf", Name: "1.pdf", Size: 1000}
	photo := desk.Attachment{Kind: desk.AttachedPhoto, URL: "https://files.example/1.jpg"}
	place := desk.Attachment{Kind: desk.AttachedLocation, Lat: 1.5, Long: 2.5, Name: "Дом"}
	person := desk.Attachment{Kind: desk.AttachedContact, Name: "Ира", Phone: "+380501112233"}
	for _, c := range []struct {
		channel desk.Channel
		name    string
		options map[string]string
		out     desk.Outbound
		want    []string // path and body of each call
	}{
		{desk.ChannelWhatsApp, "a reply with its marker", nil, desk.Outbound{Text: " Sí ", ReplyTo: "wamid.A", Marker: "own:1"}, []string{
			`/v25.0/100200300/messages {"biz_opaque_callback_data":"own:1","context":{"message_id":"wamid.A"},"messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"Sí","preview_url":true},"to":"34600111222","type":"text"}`}},
		{desk.ChannelWhatsApp, "to a customer without a phone", map[string]string{"api_version": "v26.0"}, desk.Outbound{Text: "Sí", To: desk.Profile{User: "ES.99"}, ReplyTo: "own:2"}, []string{
			`/v26.0/100200300/messages {"messaging_product":"whatsapp","recipient":"ES.99","recipient_type":"individual","text":{"body":"Sí","preview_url":true},"type":"text"}`}},
		{desk.ChannelWhatsApp, "a file with words", nil, desk.Outbound{Text: "La factura", Attachments: []desk.Attachment{pdf}}, []string{
			`/v25.0/100200300/messages {"document":{"caption":"La factura","filename":"1.pdf","link":"https://files.example/1.pdf"},"messaging_product":"whatsapp","recipient_type":"individual","to":"34600111222","type":"document"}`}},
		{desk.ChannelWhatsApp, "a voice note by its id takes no words", nil, desk.Outbound{Text: "Oye", Attachments: []desk.Attachment{{Kind: desk.AttachedVoice, Ref: "media-1"}}}, []string{
			`/v25.0/100200300/messages {"messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"Oye","preview_url":true},"to":"34600111222","type":"text"}`,
			`/v25.0/100200300/messages {"audio":{"id":"media-1"},"messaging_product":"whatsapp","recipient_type":"individual","to":"34600111222","type":"audio"}`}},
		{desk.ChannelWhatsApp, "a place and a person", nil, desk.Outbound{Attachments: []desk.Attachment{place, person}}, []string{
			`/v25.0/100200300/messages {"location":{"address":"","latitude":1.5,"longitude":2.5,"name":"Дом"},"messaging_product":"whatsapp","recipient_type":"individual","to":"34600111222","type":"location"}`,
			`/v25.0/100200300/messages {"contacts":[{"name":{"first_name":"Ира","formatted_name":"Ира"},"phones":[{"phone":"+380501112233"}]}],"messaging_product":"whatsapp","recipient_type":"individual","to":"34600111222","type":"contacts"}`}},
		{desk.ChannelMessenger, "a text with its marker", nil, desk.Outbound{Text: "Yes", Marker: "own:1"}, []string{
			`/v25.0/1020304050/messages {"message":{"metadata":"own:1","text":"Yes"},"messaging_type":"RESPONSE","recipient":{"id":"4400000000000001"}}`}},
		{desk.ChannelMessenger, "words, files, and a place in words", nil, desk.Outbound{Text: "Here", Attachments: []desk.Attachment{photo, place}}, []string{
			`/v25.0/1020304050/messages {"message":{"text":"Here\nДом\nhttps://www.google.com/maps?q=1.5,2.5"},"messaging_type":"RESPONSE","recipient":{"id":"4400000000000001"}}`,
			`/v25.0/1020304050/messages {"message":{"attachment":{"payload":{"is_reusable":false,"url":"https://files.example/1.jpg"},"type":"image"}},"messaging_type":"RESPONSE","recipient":{"id":"4400000000000001"}}`}},
		{desk.ChannelInstagram, "with its own login: no marker", nil, desk.Outbound{Text: "Так", Marker: "own:1"}, []string{
			`/v25.0/me/messages {"message":{"text":"Так"},"messaging_type":"RESPONSE","recipient":{"id":"990000000000001"}}`}},
		{desk.ChannelInstagram, "through the page", map[string]string{"page_id": "55"}, desk.Outbound{Text: "Так", Marker: "own:1"}, []string{
			`/v25.0/55/messages {"message":{"metadata":"own:1","text":"Так"},"messaging_type":"RESPONSE","recipient":{"id":"990000000000001"}}`}},
		{desk.ChannelViber, "a text under the line's title", nil, desk.Outbound{Text: "Так"}, []string{
			`/pa/send_message {"receiver":"Zm9v+/==","sender":{"name":"Пекарня"},"text":"Так","type":"text"}`}},
		{desk.ChannelViber, "a picture with words", map[string]string{"sender_name": "Оксана"}, desk.Outbound{Text: "Ось", Attachments: []desk.Attachment{photo}}, []string{
			`/pa/send_message {"media":"https://files.example/1.jpg","receiver":"Zm9v+/==","sender":{"name":"Оксана"},"text":"Ось","type":"picture"}`}},
		{desk.ChannelViber, "a file, a place, a person", nil, desk.Outbound{Text: "Ось", Attachments: []desk.Attachment{pdf, place, person}}, []string{
			`/pa/send_message {"receiver":"Zm9v+/==","sender":{"name":"Пекарня"},"text":"Ось","type":"text"}`,
			`/pa/send_message {"file_name":"1.pdf","media":"https://files.example/1.pdf","receiver":"Zm9v+/==","sender":{"name":"Пекарня"},"size":1000,"type":"file"}`,
			`/pa/send_message {"location":{"lat":1.5,"lon":2.5},"receiver":"Zm9v+/==","sender":{"name":"Пекарня"},"type":"location"}`,
			`/pa/send_message {"contact":{"name":"Ира","phone_number":"+380501112233"},"receiver":"Zm9v+/==","sender":{"name":"Пекарня"},"type":"contact"}`}},
		{desk.ChannelManyChat, "one block of all, Messenger without a type", map[string]string{"messenger": "messenger"}, desk.Outbound{Text: "Yes", Attachments: []desk.Attachment{photo, pdf}}, []string{
			`/fb/sending/sendContent {"data":{"content":{"messages":[{"text":"Yes","type":"text"},{"type":"image","url":"https://files.example/1.jpg"},{"type":"file","url":"https://files.example/1.pdf"}]},"version":"v2"},"subscriber_id":1234567890123456789}`}},
		{desk.ChannelManyChat, "WhatsApp's block holds images only", map[string]string{"messenger": "whatsapp"}, desk.Outbound{Text: "Yes", Attachments: []desk.Attachment{photo, pdf}}, []string{
			`/fb/sending/sendContent {"data":{"content":{"messages":[{"text":"Yes\n1.pdf https://files.example/1.pdf","type":"text"},{"type":"image","url":"https://files.example/1.jpg"}],"type":"whatsapp"},"version":"v2"},"subscriber_id":1234567890123456789}`}},
		{desk.ChannelSmartSender, "a text and a picture", nil, desk.Outbound{Text: "Так", Attachments: []desk.Attachment{photo}}, []string{
			`/contacts/30021/send {"content":"Так","type":"text","watermark":1}`,
			`/contacts/30021/send {"media":"https://files.example/1.jpg","type":"picture","watermark":1}`}},
	} {
		t.Run(string(c.channel)+"/"+c.name, func(t *testing.T) {
			s := senders()[c.channel]
			f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
			p, line := plugAt(t, c.channel, f.URL, 5*time.Second)
			maps.Copy(line.Options, c.options)
			if c.out.To.User == "" {
				c.out.To.User = s.to
			}
			if _, err := p.Send(context.Background(), line, c.out); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, k := range f.seen() {
				b, err := json.Marshal(k.Body)
				if err != nil {
					t.Fatal(err)
				}
				// The fake reads numbers as floats.
				got = append(got, k.Path+" "+strings.ReplaceAll(string(b), "1234567890123456800", "1234567890123456789"))
				if k.Header.Get("Authorization")+k.Header.Get("X-Viber-Auth-Token") == "" || k.Query != "" {
					t.Errorf("the token is not in the header: %q", k.Query)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestAttachmentsThatAChannelCanNotSendAreRefusedWithoutACall(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x", Attachments: []desk.Attachment{{Kind: desk.AttachedDocument}}})
		if e := sendErr(t, err); verdictOf(e) != never || e.Code != "bad_attachment" || len(f.seen()) != 0 {
			t.Errorf("%s: got %+v after %d calls", ch, e, len(f.seen()))
		}
	}
}

// No part of any text is over the channel's limit, in the channel's own units.
func TestPartsKeepTheChannelsLimit(t *testing.T) {
	limits := map[desk.Channel]func(string) bool{
		desk.ChannelTelegram:    func(s string) bool { return len([]rune(s)) <= 4096 },
		desk.ChannelWhatsApp:    func(s string) bool { return len([]rune(s)) <= 4096 },
		desk.ChannelMessenger:   func(s string) bool { return len([]rune(s)) <= 2000 },
		desk.ChannelInstagram:   func(s string) bool { return len(s) <= 1000 },
		desk.ChannelViber:       func(s string) bool { return len([]rune(s)) <= 7000 },
		desk.ChannelManyChat:    func(s string) bool { return len(s) <= 1000 },
		desk.ChannelSmartSender: func(s string) bool { return len(s) <= 1000 },
	}
	long := strings.Repeat("Борщ и пирог 🎂 ", 600) + strings.Repeat("ы", 9000)
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		if _, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: long}); err != nil {
			t.Fatalf("%s: %v", ch, err)
		}
		var said strings.Builder
		for _, k := range f.seen() {
			for _, text := range textsIn(k.Body) {
				said.WriteString(text)
				if !limits[ch](text) {
					t.Errorf("%s: a part of %d bytes is over the limit", ch, len(text))
				}
			}
		}
		if bare(said.String()) != bare(long) {
			t.Errorf("%s: something was lost or doubled on its way", ch)
		}
	}
}

func bare(s string) string { return strings.Join(strings.Fields(s), "") }

// textsIn finds the texts of a request, wherever the channel puts them.
func textsIn(v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && (k == "text" || k == "body" || k == "content") {
				out = append(out, s)
				continue
			}
			out = append(out, textsIn(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, textsIn(x)...)
		}
	}
	return out
}

// Too late for a free message: an app that may answer as a human agent does so,
// any other says so.
func TestHumanAgentAfterTheWindow(t *testing.T) {
	for _, ch := range []desk.Channel{desk.ChannelMessenger, desk.ChannelInstagram} {
		for option, want := range map[string]int{"true": 2, "": 1} {
			s := senders()[ch]
			f := newFake(t, func(n int, c fakeCall) (int, map[string]string, string) {
				if c.Body["tag"] == "HUMAN_AGENT" && c.Body["messaging_type"] == "MESSAGE_TAG" {
					return 200, nil, s.success
				}
				return 400, nil, `{"error":{"message":"(#10) outside","code":10,"error_subcode":2018278}}`
			})
			p, line := plugAt(t, ch, f.URL, 5*time.Second)
			line.Options["human_agent"] = option
			_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
			if (err == nil) != (option == "true") || len(f.seen()) != want {
				t.Errorf("%s, human_agent %q: got %v after %d calls, want %d", ch, option, err, len(f.seen()), want)
			}
			if err != nil && !strings.Contains(sendErr(t, err).Reason, "24 hours") {
				t.Errorf("%s: the refusal does not name the rule: %v", ch, err)
			}
		}
	}
}

// Another app, a bot, holds the thread: an operator's message takes it, once; where
// that is refused the message says so, and where the answer is lost it is all done
// again.
func TestAnOperatorsMessageTakesTheThread(t *testing.T) {
	held := `{"error":{"message":"(#2022) held","code":2022,"error_subcode":0}}`
	for _, ch := range []desk.Channel{desk.ChannelMessenger, desk.ChannelInstagram} {
		for name, c := range map[string]struct {
			status int // of the taking; -1: its answer is lost
			answer string
			again  bool
			calls  int
		}{
			"taken": {200, `{"success":true}`, false, 3}, "refused": {403, `{"error":{"code":200}}`, false, 2},
			"throttled": {400, `{"error":{"code":613}}`, true, 2}, "lost": {-1, "", true, 2},
		} {
			s := senders()[ch]
			ours := false
			f := newFake(t, func(_ int, k fakeCall) (int, map[string]string, string) {
				switch {
				case strings.HasSuffix(k.Path, "/take_thread_control"):
					if to, _ := k.Body["recipient"].(map[string]any); to["id"] != s.to {
						return 400, nil, `{"error":{"code":100}}`
					}
					ours = c.status == 200
					return c.status, nil, c.answer
				case !ours:
					return 400, nil, held
				}
				return 200, nil, s.success
			})
			p, line := plugAt(t, ch, f.URL, 5*time.Second)
			_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
			if (err == nil) != (c.status == 200) || len(f.seen()) != c.calls {
				t.Errorf("%s, %s: got %v after %d calls, want %d", ch, name, err, len(f.seen()), c.calls)
			}
			if err != nil {
				if e := sendErr(t, err); e.Again != c.again || e.Unsure || e.Broken || e.Blocked || !strings.Contains(e.Reason, "default app") {
					t.Errorf("%s, %s: got %+v", ch, name, e)
				}
			}
		}
	}
}

func TestSetup(t *testing.T) {
	for ch, c := range map[desk.Channel]struct {
		answer string
		option map[string]string
		want   []string
	}{
		desk.ChannelWhatsApp: {`{"success":true}`, map[string]string{"waba_id": "900"}, []string{
			"POST /v25.0/900/subscribed_apps null",
			`POST /v25.0/100200300 {"webhook_configuration":{"override_callback_uri":"https://s.example/webhooks/x/l","verify_token":"verify-word"}}`}},
		desk.ChannelMessenger: {`{"success":true}`, nil, []string{
			`POST /v25.0/1020304050/subscribed_apps {"subscribed_fields":"messages,messaging_postbacks,message_echoes,message_deliveries,message_reads,messaging_referrals,messaging_handovers,standby,message_reactions,message_edits"}`}},
		desk.ChannelInstagram: {`{"success":true}`, nil, []string{
			`POST /v25.0/me/subscribed_apps {"subscribed_fields":"messages,messaging_postbacks,messaging_seen,message_reactions,messaging_referral,message_edit,standby,messaging_handover"}`}},
		desk.ChannelViber: {`{"status":0,"status_message":"ok","event_types":[]}`, nil, []string{
			`POST /pa/set_webhook {"event_types":["delivered","seen","failed","subscribed","unsubscribed","conversation_started"],"send_name":true,"send_photo":true,"url":"https://s.example/webhooks/x/l"}`}},
		desk.ChannelManyChat:    {`{"status":"success","data":{"id":555}}`, nil, []string{"GET /fb/page/getInfo null"}},
		desk.ChannelSmartSender: {`{"collection":[],"cursor":{"page":1}}`, nil, []string{"GET /tags null"}},
	} {
		t.Run(string(ch), func(t *testing.T) {
			status, body := 200, c.answer
			f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return status, nil, body })
			p, line := plugAt(t, ch, f.URL, 5*time.Second)
			maps.Copy(line.Options, c.option)
			if err := p.Setup(context.Background(), line, "https://s.example/webhooks/x/l"); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, k := range f.seen() {
				b, err := json.Marshal(k.Body)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, k.Method+" "+k.Path+" "+string(b))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			status, body = 401, `{"error":{"message":"Invalid token","type":"OAuthException","code":190}}`
			if e := sendErr(t, p.Setup(context.Background(), line, "https://s.example/x")); !e.Broken || len(e.Reason) < 20 {
				t.Errorf("with a wrong token: got %+v, want words for the admin", e)
			}
		})
	}
}

// Through a Facebook page it is the page that is subscribed, by its own fields.
func TestSetupOfInstagramThroughThePage(t *testing.T) {
	f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, `{"success":true}` })
	p, line := plugAt(t, desk.ChannelInstagram, f.URL, 5*time.Second)
	line.Options["page_id"] = "55"
	if err := p.Setup(context.Background(), line, "https://s.example/x"); err != nil {
		t.Fatal(err)
	}
	c := f.seen()[0]
	if fields, _ := c.Body["subscribed_fields"].(string); c.Path != "/v25.0/55/subscribed_apps" || strings.Contains(fields, "messaging_seen") || !strings.Contains(fields, "message_echoes") {
		t.Errorf("asked %s %v", c.Path, c.Body)
	}
}

func TestLookupAsksWhatWebhooksDoNotSay(t *testing.T) {
	f := newFake(t, func(_ int, c fakeCall) (int, map[string]string, string) {
		if strings.Contains(c.Query, "username") {
			return 200, nil, `{"name":"Оля","username":"olya","profile_pic":"https://cdn.example/o.jpg"}`
		}
		return 200, nil, `{"first_name":"Ann","last_name":"Lee","profile_pic":"https://cdn.example/a.jpg","id":"1"}`
	})
	_, fb := plugAt(t, desk.ChannelMessenger, f.URL, 5*time.Second)
	got, err := meta.Messenger{HTTP: f.Client(), BaseURL: f.URL}.Lookup(context.Background(), fb, desk.Profile{User: "1"})
	if want := (desk.Profile{User: "1", Name: "Ann Lee", Photo: "https://cdn.example/a.jpg"}); err != nil || got != want {
		t.Errorf("messenger: got %+v, %v, want %+v", got, err, want)
	}
	_, ig := plugAt(t, desk.ChannelInstagram, f.URL, 5*time.Second)
	got, err = meta.Instagram{HTTP: f.Client(), BaseURL: f.URL}.Lookup(context.Background(), ig, desk.Profile{User: "2"})
	if want := (desk.Profile{User: "2", Name: "Оля", Username: "olya", Photo: "https://cdn.example/o.jpg"}); err != nil || got != want {
		t.Errorf("instagram: got %+v, %v, want %+v", got, err, want)
	}
}

// An echo that comes before the send returned carries the very marker that the
// send gave.
func TestTheMarkerOfASendComesBackWithItsEchoAndStatuses(t *testing.T) {
	f := newFake(t, func(int, fakeCall) (int, map[string]string, string) {
		return 200, nil, senders()[desk.ChannelMessenger].success
	})
	p, line := plugAt(t, desk.ChannelMessenger, f.URL, 5*time.Second)
	if _, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: "44"}, Text: "hi", Marker: "own:77"}); err != nil {
		t.Fatal(err)
	}
	message, ok := f.seen()[0].Body["message"].(map[string]any)
	if !ok {
		t.Fatal("no message was sent")
	}
	body, err := json.Marshal(map[string]any{"object": "page", "entry": []any{map[string]any{"id": "1020304050", "messaging": []any{map[string]any{
		"sender": map[string]any{"id": "1020304050"}, "recipient": map[string]any{"id": "44"}, "timestamp": 1763628000000,
		"message": map[string]any{"mid": "m_1", "is_echo": true, "app_id": 5, "metadata": message["metadata"], "text": "hi"},
	}}}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Parse(line, desk.Webhook{Method: "POST", Body: body})
	if err != nil || len(got.Inbound) != 1 || got.Inbound[0].Marker != "own:77" || got.Inbound[0].Author != desk.ByOperator {
		t.Errorf("got %+v, %v, want an operator's message with the marker", got, err)
	}
}

// TestWhatPeopleSayIsSaidThroughThePlatform_HL01: so that the bot platform, which keeps
// what it sends, has the whole conversation.
func TestWhatPeopleSayIsSaidThroughThePlatform_HL01(t *testing.T) {
	for _, ch := range []desk.Channel{desk.ChannelManyChat, desk.ChannelSmartSender} {
		s := senders()[ch]
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		if _, err := p.Send(t.Context(), line, desk.Outbound{Text: "Your order is ready", To: desk.Profile{User: s.to}}); err != nil {
			t.Fatal(err)
		}
		calls := f.seen()
		if len(calls) != 1 || !strings.Contains(fmt.Sprint(calls[0].Body), "Your order is ready") {
			t.Errorf("%s: got %v, want the words sent by one call of the platform's", ch, calls)
		}
	}
}
