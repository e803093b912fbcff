package channel_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/telegram"
	"github.com/sufler/sufler/shared/desk"
)

func TestTelegramRequests(t *testing.T) {
	type calls []string
	for name, c := range map[string]struct {
		out     desk.Outbound
		options map[string]string
		want    calls
	}{
		"a text": {desk.Outbound{Text: " Да "}, nil, calls{`sendMessage {"chat_id":5550001,"text":"Да"}`}},
		"a reply names the message": {desk.Outbound{Text: "Да", ReplyTo: "5550001/12"}, nil,
			calls{`sendMessage {"chat_id":5550001,"reply_parameters":{"allow_sending_without_reply":true,"message_id":12},"text":"Да"}`}},
		"a button press is no message to reply to": {desk.Outbound{Text: "Да", ReplyTo: "5550001/cb/99"}, nil, calls{`sendMessage {"chat_id":5550001,"text":"Да"}`}},
		"our own id is none either":                {desk.Outbound{Text: "Да", ReplyTo: "own:a/12"}, nil, calls{`sendMessage {"chat_id":5550001,"text":"Да"}`}},
		"a reply to a business message goes out the same way": {desk.Outbound{Text: "Да", ReplyTo: "bc-1/5550001/12"}, nil,
			calls{`sendMessage {"business_connection_id":"bc-1","chat_id":5550001,"reply_parameters":{"allow_sending_without_reply":true,"message_id":12},"text":"Да"}`}},
		"a business line": {desk.Outbound{Text: "Да"}, map[string]string{"business_connection_id": "bc-2"},
			calls{`sendMessage {"business_connection_id":"bc-2","chat_id":5550001,"text":"Да"}`}},
		"one file with words is one message": {desk.Outbound{Text: "Счёт", Attachments: []desk.Attachment{{Kind: desk.AttachedDocument, URL: "https://files.example/1.pdf"}}}, nil,
			calls{`sendDocument {"caption":"Счёт","chat_id":5550001,"document":"https://files.example/1.pdf"}`}},
		"many words don't fit under a file": {desk.Outbound{Text: strings.Repeat("я", 1025), Attachments: []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "ph-1"}}}, nil,
			calls{`sendMessage {"chat_id":5550001,"text":"` + strings.Repeat("я", 1025) + `"}`, `sendPhoto {"chat_id":5550001,"photo":"ph-1"}`}},
		"places, people and stickers": {desk.Outbound{Text: "Тут", Attachments: []desk.Attachment{
			{Kind: desk.AttachedLocation, Lat: 1.5, Long: 2.5}, {Kind: desk.AttachedLocation, Lat: 1.5, Long: 2.5, Name: "Дом", Address: "ул. 1"},
			{Kind: desk.AttachedContact, Name: "Ира", Phone: "+38050"}, {Kind: desk.AttachedSticker, Ref: "st"}}}, nil,
			calls{`sendMessage {"chat_id":5550001,"text":"Тут"}`, `sendLocation {"chat_id":5550001,"latitude":1.5,"longitude":2.5}`,
				`sendVenue {"address":"ул. 1","chat_id":5550001,"latitude":1.5,"longitude":2.5,"title":"Дом"}`,
				`sendContact {"chat_id":5550001,"first_name":"Ира","phone_number":"+38050"}`, `sendSticker {"chat_id":5550001,"sticker":"st"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, func(n int, _ fakeCall) (int, map[string]string, string) {
				return 200, nil, fmt.Sprintf(`{"ok":true,"result":{"message_id":%d}}`, 70+n)
			})
			p, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
			for k, v := range c.options {
				line.Options[k] = v
			}
			c.out.To.User = "5550001"
			id, err := p.Send(context.Background(), line, c.out)
			if err != nil || !strings.HasSuffix(string(id), fmt.Sprintf("5550001/%d", 69+len(c.want))) {
				t.Errorf("got %q, %v, want the last part's id", id, err)
			}
			var got calls
			for _, k := range f.seen() {
				method, ok := strings.CutPrefix(k.Path, "/bot7000001:AAF-test-token/")
				b, err := json.Marshal(k.Body)
				if !ok || err != nil {
					t.Fatal(k.Path, err)
				}
				got = append(got, method+" "+string(b))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestTelegramSetupSetsTheWebhook(t *testing.T) {
	f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, `{"ok":true,"result":true}` })
	p, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
	for range 2 {
		if err := p.Setup(context.Background(), line, "https://s.example/webhooks/telegram/l"); err != nil {
			t.Fatal(err)
		}
	}
	c := f.seen()[0]
	if !strings.HasSuffix(c.Path, "/setWebhook") || c.Body["secret_token"] != "s" || c.Body["url"] != "https://s.example/webhooks/telegram/l" {
		t.Errorf("asked %s %v", c.Path, c.Body)
	}
	asksForAllThatIsRead(t, c)
	for _, bad := range []string{"", "with spaces", "я", strings.Repeat("a", 257)} {
		line.Secrets = with(line.Secrets, "secret", bad)
		if e := sendErr(t, p.Setup(context.Background(), line, "https://s.example/x")); !e.Broken {
			t.Errorf("secret %q, that Telegram can't carry: got %+v", bad, e)
		}
	}
	line.Secrets = with(line.Secrets, "secret", strings.Repeat("aZ0_-123", 32))
	if err := p.Setup(context.Background(), line, "https://s.example/x"); err != nil {
		t.Errorf("the longest secret: %v", err)
	}
}

// asksForAllThatIsRead holds that a call names each kind of update that some
// sample of it reads as something: Telegram leaves out what is not named, and
// keeps an earlier choice where none is made. What waits is never dropped.
func asksForAllThatIsRead(t *testing.T, c fakeCall) {
	t.Helper()
	if c.Body["drop_pending_updates"] != nil {
		t.Error("updates that wait would be dropped: they are messages of customers")
	}
	asked := fmt.Sprint(c.Body["allowed_updates"])
	for file, s := range samples(t, desk.ChannelTelegram) {
		if len(read(telegram.Plug{}, s.Line.line(), s.webhook(t)).Parsed.Inbound) == 0 {
			continue
		}
		var update map[string]json.RawMessage
		if err := json.Unmarshal(s.webhook(t).Body, &update); err != nil {
			t.Fatal(err)
		}
		for kind := range update {
			if kind != "update_id" && !strings.Contains(" "+strings.Trim(asked, "[]")+" ", " "+kind+" ") {
				t.Errorf("%s reads %q, which is not asked for: %s", file, kind, asked)
			}
		}
	}
}

func TestTelegramStartParameter(t *testing.T) {
	longest := strings.Repeat("aZ0_-123", 8)
	p := channel.Plugs(nil)[desk.ChannelTelegram]
	for said, want := range map[string]desk.Inbound{
		"/start " + longest:       {Text: "/start", Payload: longest},
		"/start " + longest + "x": {Text: "/start " + longest + "x"},
		"/start a b":              {Text: "/start a b"},
		"/start ":                 {Text: "/start "},
		"/start привет":           {Text: "/start привет"},
	} {
		body := fmt.Sprintf(`{"update_id":1,"message":{"message_id":1,"date":1763628002,"text":%q,"from":{"id":5},"chat":{"id":5,"type":"private"}}}`, said)
		got, err := p.Parse(desk.Line{ID: "l", Channel: desk.ChannelTelegram}, desk.Webhook{Method: "POST", Body: []byte(body)})
		if err != nil || len(got.Inbound) != 1 || got.Inbound[0].Text != want.Text || got.Inbound[0].Payload != want.Payload {
			t.Errorf("%q: got %+v, %v, want text %q and payload %q", said, got.Inbound, err, want.Text, want.Payload)
		}
	}
}

func TestTelegramLookupFindsTheLargestPhoto(t *testing.T) {
	body := `{"ok":true,"result":{"total_count":1,"photos":[[{"file_id":"small"},{"file_id":"large"}]]}}`
	f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, body })
	_, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
	got, err := telegram.Plug{HTTP: f.Client(), BaseURL: f.URL}.Lookup(context.Background(), line, desk.Profile{User: "5", Name: "Анна"})
	if want := (desk.Profile{User: "5", Name: "Анна", Photo: "large"}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	body = `{"ok":true,"result":{"total_count":0,"photos":[]}}`
	if got, err := (telegram.Plug{HTTP: f.Client(), BaseURL: f.URL}).Lookup(context.Background(), line, got); err != nil || got.Photo != "large" {
		t.Errorf("privacy hides the photo: got %+v, %v", got, err)
	}
}

// pollFake gives each update until it is confirmed by a greater offset.
func pollFake(t *testing.T, updates map[int64]string, stop context.CancelFunc) *fake {
	return newFake(t, func(n int, c fakeCall) (int, map[string]string, string) {
		if !strings.HasSuffix(c.Path, "/getUpdates") {
			return 200, nil, `{"ok":true,"result":true}`
		}
		from, _ := c.Body["offset"].(float64)
		var list []string
		for id := int64(1); id <= 9; id++ {
			if u, ok := updates[id]; ok && id >= int64(from) {
				list = append(list, fmt.Sprintf(`{"update_id":%d,%s}`, id, u))
			}
		}
		if len(list) == 0 {
			stop()
		}
		return 200, nil, `{"ok":true,"result":[` + strings.Join(list, ",") + `]}`
	})
}

func TestPollerConfirmsOnlyWhatWasTaken(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	msg := `"message":{"message_id":%d,"from":{"id":5,"first_name":"A"},"chat":{"id":5,"type":"private"},"date":1763628000,"text":"t%d"}`
	f := pollFake(t, map[int64]string{
		1: fmt.Sprintf(msg, 1, 1), 2: fmt.Sprintf(msg, 2, 2), 3: `"callback_query":{"id":"cb3","from":{"id":5},"data":"d"}`, 4: fmt.Sprintf(msg, 4, 4),
	}, cancel)
	p, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
	var taken []string
	failures, reports := map[string]int{"t2": 2}, 0
	poller := telegram.Poller{
		Telegram: p.(telegram.Plug), Line: line,
		Wait:   func(context.Context, time.Duration) {},
		Report: func(error) { reports++ },
		Handle: func(_ context.Context, w desk.Webhook) error {
			if err := p.Verify(line, w); err != nil {
				t.Errorf("what polling hands over is not let in: %v", err)
			}
			parsed, err := p.Parse(line, w)
			if err != nil || len(parsed.Inbound) != 1 {
				t.Fatalf("got %+v, %v", parsed, err)
			}
			text := parsed.Inbound[0].Text
			if failures[text] > 0 {
				failures[text]--
				return errors.New("the store is away")
			}
			taken = append(taken, text)
			if text == "t4" {
				return fmt.Errorf("never: %w", desk.ErrInvalid)
			}
			return nil
		},
	}
	if err := poller.Run(ctx); err != nil {
		t.Fatal(err)
	}
	asksForAllThatIsRead(t, f.seen()[0])
	if d := cmp.Diff([]string{"t1", "t2", "d", "t4"}, taken); d != "" {
		t.Errorf("each once, in order (-want +got):\n%s", d)
	}
	if reports != 3 {
		t.Errorf("%d reports, want 3", reports)
	}
	answered := 0
	for _, c := range f.seen() {
		if strings.HasSuffix(c.Path, "/answerCallbackQuery") && c.Body["callback_query_id"] == "cb3" {
			answered++
		}
	}
	if answered != 1 {
		t.Errorf("the button press was answered %d times, want once", answered)
	}
}

func TestPollerLeavesAnUpdateBehindOverWhichWePanic(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	msg := `"message":{"message_id":%d,"from":{"id":5,"first_name":"A"},"chat":{"id":5,"type":"private"},"date":1763628000,"text":"t%d"}`
	f := pollFake(t, map[int64]string{1: fmt.Sprintf(msg, 1, 1), 2: fmt.Sprintf(msg, 2, 2), 3: fmt.Sprintf(msg, 3, 3)}, cancel)
	p, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
	tried := map[string]int{}
	poller := telegram.Poller{
		Telegram: p.(telegram.Plug), Line: line, Wait: func(context.Context, time.Duration) {},
		Report: func(err error) {
			if strings.Contains(err.Error(), "t2") {
				t.Errorf("the report holds the customer's words: %v", err)
			}
		},
		Handle: func(_ context.Context, w desk.Webhook) error {
			parsed, err := p.Parse(line, w)
			if err != nil {
				return err
			}
			text := parsed.Inbound[0].Text
			if tried[text]++; text == "t2" {
				panic(text)
			}
			return nil
		},
	}
	if err := poller.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]int{"t1": 1, "t2": desk.MaxAttempts, "t3": 1}, tried); d != "" {
		t.Errorf("how often each was tried (-want +got):\n%s", d)
	}
}

func TestPollerSaysWhatToDoWhenItCanNotPoll(t *testing.T) {
	for name, c := range map[string]struct {
		body, want string
	}{
		"a webhook is set":    {`{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}`, "deleteWebhook"},
		"another one polls":   {`{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`, "Another program"},
		"the token is no one": {`{"ok":false,"error_code":401,"description":"Unauthorized"}`, "@BotFather"},
	} {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 409, nil, c.body })
		p, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
		err := (&telegram.Poller{Telegram: p.(telegram.Plug), Line: line}).Run(context.Background())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want it to say %q", name, err, c.want)
		}
		if n := len(f.seen()); n != 1 {
			t.Errorf("%s: asked %d times, want once and no deleteWebhook", name, n)
		}
	}
}

func TestPollerGoesOnAfterTroubleAndHonoursRetryAfter(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	f := newFake(t, func(n int, _ fakeCall) (int, map[string]string, string) {
		switch n {
		case 0:
			return 502, nil, ""
		case 1:
			return 429, nil, `{"ok":false,"error_code":429,"parameters":{"retry_after":21}}`
		case 2:
			return -1, nil, ""
		}
		cancel()
		return 200, nil, `{"ok":true,"result":[]}`
	})
	p, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
	var waits []time.Duration
	poller := telegram.Poller{Telegram: p.(telegram.Plug), Line: line, Wait: func(_ context.Context, d time.Duration) { waits = append(waits, d) }}
	if err := poller.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]time.Duration{2 * time.Second, 21 * time.Second, 8 * time.Second}, waits); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
