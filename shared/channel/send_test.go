package channel_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/channel/meta"
	"github.com/sufler/sufler/shared/channel/telegram"
	"github.com/sufler/sufler/shared/channel/viber"
	"github.com/sufler/sufler/shared/channel/whatsapp"
	"github.com/sufler/sufler/shared/desk"
)

// sender is what is the same for every messenger with a send API.
type sender struct {
	line    desk.Line
	to      string
	success string // the API's answer to a send
	id      desk.ExternalID
	limit   string // the text, one unit too long for one part
}

func senders() map[desk.Channel]sender {
	meta := map[string]string{"token": "EAAB-meta-token", "app_secret": "secret-of-app", "verify_token": "verify-word"}
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("слово ", n)) }
	return map[desk.Channel]sender{
		desk.ChannelTelegram: {
			line: desk.Line{ID: "l", Channel: desk.ChannelTelegram, Secrets: map[string]string{"token": "7000001:AAF-test-token", "secret": "s"}},
			to:   "5550001", success: `{"ok":true,"result":{"message_id":77}}`, id: "5550001/77", limit: words(683),
		},
		desk.ChannelWhatsApp: {
			line: desk.Line{ID: "l", Channel: desk.ChannelWhatsApp, Secrets: meta, Options: map[string]string{"phone_number_id": "100200300"}},
			to:   "34600111222", success: `{"messaging_product":"whatsapp","contacts":[{"input":"34600111222","wa_id":"34600111222"}],"messages":[{"id":"wamid.OUT"}]}`,
			id: "wamid.OUT", limit: words(683),
		},
		desk.ChannelMessenger: {
			line: desk.Line{ID: "l", Channel: desk.ChannelMessenger, Secrets: meta, Options: map[string]string{"page_id": "1020304050"}},
			to:   "4400000000000001", success: `{"recipient_id":"4400000000000001","message_id":"m_OUT"}`, id: "m_OUT", limit: words(334),
		},
		desk.ChannelInstagram: {
			line: desk.Line{ID: "l", Channel: desk.ChannelInstagram, Secrets: meta, Options: map[string]string{"account_id": "17841400000000001"}},
			to:   "990000000000001", success: `{"recipient_id":"990000000000001","message_id":"aWdfOUT"}`, id: "aWdfOUT", limit: words(92),
		},
		desk.ChannelViber: {
			line: desk.Line{ID: "l", Channel: desk.ChannelViber, Title: "Пекарня", Secrets: map[string]string{"token": "4f5e-viber-token"}},
			to:   "Zm9v+/==", success: `{"status":0,"status_message":"ok","message_token":5741311803571721087}`, id: "5741311803571721087", limit: words(1168),
		},
		desk.ChannelManyChat: { // one block holds ten parts
			line: desk.Line{ID: "l", Channel: desk.ChannelManyChat, Secrets: map[string]string{"secret": "our-own-secret", "token": "555:mc-test-key"}},
			to:   "1234567890123456789", success: `{"status":"success"}`, id: "own:1", limit: words(920),
		},
		desk.ChannelSmartSender: {
			line: desk.Line{ID: "l", Channel: desk.ChannelSmartSender, Secrets: map[string]string{"secret": "our-own-secret", "token": "ss-test-token"}},
			to:   "30021", success: `{"state":true}`, id: "own:1", limit: words(92),
		},
	}
}

// sendCase is one answer of a messenger and what it means.
type sendCase struct {
	channel desk.Channel
	name    string
	status  int
	header  map[string]string
	body    string
	want    verdict
}

func sendCases() []sendCase {
	var cases []sendCase
	for ch := range senders() {
		cases = append(cases,
			sendCase{ch, "500", 500, nil, "oops", again},
			sendCase{ch, "502 with a page", 502, nil, "<html>", again},
			sendCase{ch, "503 with Retry-After", 503, map[string]string{"Retry-After": "7"}, "", againAfter(7 * time.Second)},
			sendCase{ch, "504: a gateway gave up, the messenger may not have", 504, nil, "", unsure},
			sendCase{ch, "429 with seconds", 429, map[string]string{"Retry-After": "30"}, "", againAfter(30 * time.Second)},
			sendCase{ch, "429 with a date", 429, map[string]string{"Date": "Fri, 20 Nov 2026 09:00:00 GMT", "Retry-After": "Fri, 20 Nov 2026 09:01:30 GMT"}, "", againAfter(90 * time.Second)},
			sendCase{ch, "429 with nonsense", 429, map[string]string{"Retry-After": "soon"}, "", again},
			sendCase{ch, "429 for a week is an hour", 429, map[string]string{"Retry-After": "604800"}, "", againAfter(time.Hour)},
			sendCase{ch, "the answer is lost", -1, nil, "", unsure},
			sendCase{ch, "success that can't be read", 200, nil, "OK!", unsure},
			sendCase{ch, "success without an id", 200, nil, "{}", unsure},
			sendCase{ch, "redirected", 302, map[string]string{"Location": "http://127.0.0.1:1/"}, "", admin},
			sendCase{ch, "401", 401, nil, "", admin},
		)
	}
	tg := func(name string, status int, body string, want verdict) {
		cases = append(cases, sendCase{desk.ChannelTelegram, name, status, nil, body, want})
	}
	tg("429 with retry_after", 429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 14","parameters":{"retry_after":14}}`, againAfter(14*time.Second))
	tg("blocked by the user", 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, block)
	tg("user is deactivated", 403, `{"ok":false,"error_code":403,"description":"Forbidden: user is deactivated"}`, block)
	tg("never wrote first", 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot can't initiate conversation with a user"}`, block)
	tg("chat not found", 400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, block)
	tg("bad file", 400, `{"ok":false,"error_code":400,"description":"Bad Request: wrong file identifier/HTTP URL specified"}`, never)
	tg("revoked token", 401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, admin)
	tg("mistyped token", 404, `{"ok":false,"error_code":404,"description":"Not Found"}`, admin)
	return append(cases, vendorCases()...)
}

// vendorCases are the messengers' own codes.
func vendorCases() []sendCase {
	var cases []sendCase
	add := func(ch desk.Channel, name string, status int, body string, want verdict) {
		cases = append(cases, sendCase{ch, name, status, nil, body, want})
	}
	graph := func(name string, code, subcode int, want verdict, on ...desk.Channel) {
		body := fmt.Sprintf(`{"error":{"message":"(#%d) Something","type":"OAuthException","code":%d,"error_subcode":%d,"fbtrace_id":"A"}}`, code, code, subcode)
		for _, ch := range on {
			add(ch, name, 400, body, want)
		}
	}
	all := []desk.Channel{desk.ChannelWhatsApp, desk.ChannelMessenger, desk.ChannelInstagram}
	pages := []desk.Channel{desk.ChannelMessenger, desk.ChannelInstagram}
	graph("190 the token expired", 190, 463, admin, all...)
	graph("0 the token is no token", 0, 0, admin, all...)
	graph("10 without a subcode is a permission", 10, 0, admin, all...)
	graph("200 is a permission", 200, 0, admin, all...)
	graph("368 the account is blocked", 368, 0, admin, all...)
	graph("4 throttled", 4, 0, again, all...)
	graph("613 throttled", 613, 0, again, all...)
	graph("2 a passing trouble", 2, 0, again, all...)
	graph("100 a wrong parameter", 100, 0, never, all...)
	graph("999 an unknown code", 999, 0, never, all...)
	graph("10/2018278 too late", 10, 2018278, never, pages...)
	graph("10/2534022 too late", 10, 2534022, never, pages...)
	graph("100/1545041 too late", 100, 1545041, never, pages...)
	graph("551 blocked", 551, 1545041, block, pages...)
	graph("10/2018108 blocked", 10, 2018108, block, pages...)
	graph("100/2018001 nobody", 100, 2018001, block, pages...)
	graph("100/2018008 the file could not be fetched", 100, 2018008, again, pages...)
	graph("100/2018109 the file is too large", 100, 2018109, never, pages...)
	graph("1200 a passing trouble", 1200, 0, again, pages...)
	for _, c := range []struct {
		code int
		want verdict
	}{
		{130429, again}, {131048, again}, {131056, again}, {80007, again}, {133016, again}, {131000, again}, {131016, again}, {131057, again}, {131053, again},
		{131047, never}, {131026, never}, {131049, never}, {131050, never}, {131051, never}, {131052, never}, {131062, never}, {132001, never}, {131008, never},
		{131005, admin}, {131031, admin}, {131037, admin}, {131042, admin}, {131045, admin}, {133010, admin}, {3, admin},
	} {
		graph(fmt.Sprint(c.code), c.code, 0, c.want, desk.ChannelWhatsApp)
	}
	add(desk.ChannelMessenger, "a transient error of an unknown code", 500, `{"error":{"message":"x","code":777,"is_transient":true}}`, again)
	add(desk.ChannelMessenger, "a server error of an unknown code", 500, `{"error":{"message":"x","code":778}}`, again)
	add(desk.ChannelWhatsApp, "throttled under HTTP 429", 429, `{"error":{"message":"x","code":130429}}`, again)
	for status, want := range map[int]verdict{
		1: never, 2: admin, 3: never, 4: never, 5: block, 6: block, 7: block, 8: admin, 9: admin, 10: admin, 11: never, 12: again, 13: never,
		15: admin, 18: never, 21: never, 23: admin, 24: admin, 99: again,
	} {
		add(desk.ChannelViber, fmt.Sprintf("status %d", status), 200, fmt.Sprintf(`{"status":%d,"status_message":"words","message_token":1}`, status), want)
	}
	add(desk.ChannelManyChat, "3011 too late", 400, `{"status":"error","message":"This message is sent outside of allowed window","code":3011}`, never)
	add(desk.ChannelManyChat, "a refusal", 400, `{"status":"error","message":"Validation error","details":{}}`, never)
	add(desk.ChannelManyChat, "a refusal under 200", 200, `{"status":"error","message":"Validation error","code":7}`, never)
	add(desk.ChannelManyChat, "a wrong key", 403, `{"status":"error","message":"Wrong token"}`, admin)
	add(desk.ChannelSmartSender, "no such contact", 404, `{"error":{"code":404,"message":"Not found"}}`, block)
	add(desk.ChannelSmartSender, "a refusal", 422, `{"error":{"code":422,"message":"The content is required"}}`, never)
	add(desk.ChannelSmartSender, "a refusal under 200", 200, `{"error":{"code":1,"message":"No"}}`, never)
	add(desk.ChannelSmartSender, "a foreign project", 403, `{"error":{"code":403,"message":"Forbidden"}}`, admin)
	return cases
}

// plugAt is a channel's plug and a line of it whose messenger is at base. It
// waits for nothing.
func plugAt(t *testing.T, ch desk.Channel, base string, timeout time.Duration) (channel.Plug, desk.Line) {
	t.Helper()
	line := senders()[ch].line
	line.Options = with(line.Options, "api_url", base)
	line.Traits = channel.Switchboard(plugs()).Traits(line)
	client, hosts, skip := fakeClient(t, timeout), []string{"127.0.0.1"}, func(context.Context, time.Duration) {}
	return map[desk.Channel]channel.Plug{
		desk.ChannelTelegram:    telegram.Plug{HTTP: client, Hosts: hosts, Wait: skip},
		desk.ChannelWhatsApp:    whatsapp.Plug{HTTP: client, Hosts: hosts, Wait: skip},
		desk.ChannelMessenger:   meta.Messenger{HTTP: client, Hosts: hosts, Wait: skip},
		desk.ChannelInstagram:   meta.Instagram{HTTP: client, Hosts: hosts, Wait: skip},
		desk.ChannelViber:       viber.Plug{HTTP: client, Hosts: hosts, Wait: skip},
		desk.ChannelManyChat:    bridge.ManyChat{HTTP: client, Hosts: hosts, Wait: skip},
		desk.ChannelSmartSender: bridge.SmartSender{HTTP: client, Hosts: hosts, Wait: skip},
	}[ch], line
}

func with(m map[string]string, k, v string) map[string]string {
	out := map[string]string{k: v}
	for k, v := range m {
		if _, ok := out[k]; !ok {
			out[k] = v
		}
	}
	return out
}

func sendErr(t *testing.T, err error) *desk.SendError {
	t.Helper()
	var s *desk.SendError
	if !errors.As(err, &s) {
		t.Fatalf("got %v, want a *desk.SendError", err)
	}
	if s.Reason == "" || s.Code == "" {
		t.Errorf("%+v has no code or no reason", s)
	}
	return s
}

func TestWhatAnAnswerMeans(t *testing.T) {
	for _, c := range sendCases() {
		t.Run(string(c.channel)+"/"+c.name, func(t *testing.T) {
			f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return c.status, c.header, c.body })
			p, line := plugAt(t, c.channel, f.URL, 5*time.Second)
			_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: senders()[c.channel].to}, Text: "marmalade", Marker: "own:1"})
			s := sendErr(t, err)
			if d := cmp.Diff(c.want, verdictOf(s)); d != "" {
				t.Errorf("%s: %s (-want +got):\n%s", s.Code, s.Reason, d)
			}
			for name, secret := range line.Secrets {
				if len(secret) > 3 && strings.Contains(err.Error(), secret) {
					t.Errorf("the error holds the secret %s", name)
				}
			}
			if strings.Contains(err.Error(), "marmalade") {
				t.Error("the error holds the customer's text")
			}
			if n := len(f.seen()); n != 1 {
				t.Errorf("the API was asked %d times, want once", n)
			}
		})
	}
}

func TestSendGivesTheMessengersID(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		id, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "Здравствуйте", Marker: "own:1"})
		if err != nil || id != s.id {
			t.Errorf("%s: got %q, %v, want %q", ch, id, err, s.id)
		}
	}
}

func TestRefusedConnectionIsTriedAgain(t *testing.T) {
	for ch, s := range senders() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		base := "http://" + l.Addr().String()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		p, line := plugAt(t, ch, base, 5*time.Second)
		_, err = p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
		if got := verdictOf(sendErr(t, err)); got != again {
			t.Errorf("%s: got %+v, want %+v", ch, got, again)
		}
		if strings.Contains(err.Error(), "token") || strings.Contains(err.Error(), base) {
			t.Errorf("%s: the error holds the address: %v", ch, err)
		}
	}
}

func TestNoAnswerInTimeIsUnsure(t *testing.T) {
	for ch, s := range senders() {
		release := make(chan struct{})
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) {
			<-release
			return 200, nil, s.success
		})
		p, line := plugAt(t, ch, f.URL, 50*time.Millisecond)
		_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
		close(release)
		if got := verdictOf(sendErr(t, err)); got != unsure {
			t.Errorf("%s: got %+v, want %+v", ch, got, unsure)
		}
	}
}

func TestAnEndedContextBeforeTheConnectionIsTriedAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for ch, s := range senders() {
		p, line := plugAt(t, ch, "http://127.0.0.1:9", time.Second)
		_, err := p.Send(ctx, line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
		if got := verdictOf(sendErr(t, err)); got != again {
			t.Errorf("%s: got %+v, want %+v", ch, got, again)
		}
	}
}

func TestALineMayNotChooseAForeignHost(t *testing.T) {
	all := channel.Plugs(&http.Client{Timeout: time.Second})
	for ch, s := range senders() {
		for _, base := range []string{
			"http://127.0.0.1:1", "http://169.254.169.254/latest", "https://api.telegram.org.evil.test", "https://user@api.telegram.org",
			"http://api.telegram.org", "file:///etc/passwd", "nonsense", "https://graph.facebook.com@evil.test/", "http://graph.facebook.com",
		} {
			line := s.line
			line.Options = with(line.Options, "api_url", base)
			_, err := all[ch].Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
			if e := sendErr(t, err); !e.Broken || e.Code != "bad_api_url" {
				t.Errorf("%s: api_url %s: got %+v, want it refused", ch, base, e)
			}
		}
	}
}

// A text over the limit goes out in parts, none over it, nothing lost.
func TestLongTextsGoOutInParts(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		if _, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: s.limit, Marker: "own:1"}); err != nil {
			t.Fatalf("%s: %v", ch, err)
		}
		if n := len(f.seen()); n != 2 {
			t.Errorf("%s: %d calls, want 2", ch, n)
		}
	}
}

// Once a part is out, the customer must not read it twice. A later part is tried
// again while it surely did not go out: here for a while, then from where it
// stopped.
func TestAFailureAfterTheFirstPart(t *testing.T) {
	for ch, s := range senders() {
		for name, c := range map[string]struct {
			fails  int // how often the second part fails
			status int
			calls  int
			want   verdict
		}{
			"passes":             {2, 503, 4, never},
			"stays":              {99, 503, 6, again},
			"the answer is lost": {1, -1, 2, unsure},
			"is a refusal":       {1, 418, 2, unsure},
		} {
			f := newFake(t, func(n int, _ fakeCall) (int, map[string]string, string) {
				if n == 0 || n > c.fails {
					return 200, nil, s.success
				}
				return c.status, nil, ""
			})
			p, line := plugAt(t, ch, f.URL, 5*time.Second)
			_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: s.limit, Marker: "own:1"})
			if n := len(f.seen()); n != c.calls {
				t.Errorf("%s: trouble that %s: %d calls, want %d", ch, name, n, c.calls)
			}
			if c.want == never {
				if err != nil {
					t.Errorf("%s: trouble that %s: %v", ch, name, err)
				}
				continue
			}
			if e := sendErr(t, err); verdictOf(e) != c.want || e.Done != 1 || !strings.Contains(e.Reason, "1 of 2 parts went out") {
				t.Errorf("%s: trouble that %s: got %+v, want %+v, and how much went out", ch, name, e, c.want)
			}
		}
	}
}

// A repeat goes on after the parts that are out.
func TestARepeatGoesOnAfterWhatIsOut(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		var whole []string
		for _, done := range []int{0, 1, 2} {
			before := len(f.seen())
			if _, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: s.limit, Marker: "own:1", Done: done}); err != nil {
				t.Fatalf("%s: %v", ch, err)
			}
			var said []string
			for _, c := range f.seen()[before:] {
				said = append(said, fmt.Sprint(c.Body))
			}
			if done == 0 {
				whole = said
			}
			if d := cmp.Diff(whole[done:], said, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s: %d parts are out: %s", ch, done, d)
			}
		}
	}
}

func TestNothingToSendIsRefusedWithoutACall(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: " \n"})
		if e := sendErr(t, err); verdictOf(e) != never || len(f.seen()) != 0 {
			t.Errorf("%s: got %+v after %d calls", ch, e, len(f.seen()))
		}
	}
}

// Nor does waiting mend a token that was pasted with its line break.
func TestALineWithoutATokenIsBroken(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		for _, secrets := range []map[string]string{nil, with(line.Secrets, "token", line.Secrets["token"]+"\n")} {
			line.Secrets = secrets
			_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
			if e := sendErr(t, err); verdictOf(e) != admin || len(f.seen()) != 0 {
				t.Errorf("%s: got %+v after %d calls", ch, e, len(f.seen()))
			}
		}
	}
}
