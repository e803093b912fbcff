package channel_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
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
	return map[desk.Channel]sender{
		desk.Telegram: {
			line: desk.Line{ID: "l", Channel: desk.Telegram, Secrets: map[string]string{"token": "7000001:AAF-test-token", "secret": "s"}},
			to:   "5550001", success: `{"ok":true,"result":{"message_id":77}}`, id: "5550001/77",
			limit: strings.Repeat("слово ", 682) + "слово",
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
		cases = append(cases, sendCase{desk.Telegram, name, status, nil, body, want})
	}
	tg("429 with retry_after", 429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 14","parameters":{"retry_after":14}}`, againAfter(14*time.Second))
	tg("blocked by the user", 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, block)
	tg("user is deactivated", 403, `{"ok":false,"error_code":403,"description":"Forbidden: user is deactivated"}`, block)
	tg("never wrote first", 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot can't initiate conversation with a user"}`, block)
	tg("chat not found", 400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, block)
	tg("bad file", 400, `{"ok":false,"error_code":400,"description":"Bad Request: wrong file identifier/HTTP URL specified"}`, never)
	tg("revoked token", 401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, admin)
	tg("mistyped token", 404, `{"ok":false,"error_code":404,"description":"Not Found"}`, admin)
	return cases
}

func plugAt(t *testing.T, ch desk.Channel, base string, timeout time.Duration) (channel.Plug, desk.Line) {
	t.Helper()
	line := senders()[ch].line
	line.Options = with(line.Options, "api_url", base)
	return channel.Plugs(fakeClient(t, timeout), "127.0.0.1")[ch], line
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

// Once a part is out, nothing is tried again by itself: the customer would read
// the first part twice.
func TestAFailureAfterTheFirstPartIsUnsure(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(n int, _ fakeCall) (int, map[string]string, string) {
			if n == 0 {
				return 200, nil, s.success
			}
			return 503, nil, ""
		})
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: s.limit})
		e := sendErr(t, err)
		if verdictOf(e) != unsure || !strings.Contains(e.Reason, "1 of 2 parts") {
			t.Errorf("%s: got %+v, want unsure, and how much went out", ch, e)
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

func TestALineWithoutATokenIsBroken(t *testing.T) {
	for ch, s := range senders() {
		f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return 200, nil, s.success })
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		line.Secrets = nil
		_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: s.to}, Text: "x"})
		if e := sendErr(t, err); verdictOf(e) != admin || len(f.seen()) != 0 {
			t.Errorf("%s: got %+v after %d calls", ch, e, len(f.seen()))
		}
	}
}
