package channel_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// strict is a messenger's send API as it is on a bad day: it enforces its
// limits, throttles in its own way, fails, and loses answers after the work.
type strict struct {
	ch    desk.Channel
	to    string
	mu    sync.Mutex
	dice  *rand.Rand
	said  []string // what went out to the customer, in order
	wrong []string // calls that the messenger would refuse
}

// throttled is how each messenger says "too fast".
var throttled = map[desk.Channel]struct {
	status int
	body   string
}{
	desk.ChannelTelegram:  {429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}`},
	desk.ChannelWhatsApp:  {400, `{"error":{"message":"(#131056) pair rate limit","type":"OAuthException","code":131056}}`},
	desk.ChannelMessenger: {400, `{"error":{"message":"(#613) calls to this api have exceeded the rate limit","type":"OAuthException","code":613}}`},
	desk.ChannelInstagram: {403, `{"error":{"message":"(#4) Application request limit reached","type":"OAuthException","code":4,"is_transient":true}}`},
	desk.ChannelViber:     {200, `{"status":12,"status_message":"tooManyRequests"}`},
	desk.ChannelManyChat:  {429, `{"status":"error","message":"Too many requests"}`}, desk.ChannelSmartSender: {429, ``},
}

func (s *strict) answer(n int, c fakeCall) (int, map[string]string, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts, why := s.check(c)
	if why != "" {
		s.wrong = append(s.wrong, fmt.Sprintf("call %d: %s", n, why))
		return 400, nil, `{}`
	}
	switch roll := s.dice.IntN(10); {
	case roll < 2:
		return throttled[s.ch].status, nil, throttled[s.ch].body
	case roll < 3:
		return 502, nil, "<html>bad gateway</html>"
	case roll < 4: // the work is done, and nobody hears of it
		s.said = append(s.said, texts...)
		return -1, nil, ""
	}
	s.said = append(s.said, texts...)
	return 200, nil, senders()[s.ch].success
}

// check is what the messenger itself would check: who calls, for whom, and its
// limits. It gives the texts of the call.
func (s *strict) check(c fakeCall) (texts []string, why string) {
	auth := c.Header.Get("Authorization") + c.Header.Get("X-Viber-Auth-Token")
	token := senders()[s.ch].line.Secrets["token"]
	dig := func(v any, path ...string) any {
		for _, p := range path {
			m, _ := v.(map[string]any)
			v = m[p]
		}
		return v
	}
	texts = textsIn(c.Body)
	limit, size := 4096, utf8.RuneCountInString
	var to any
	switch s.ch {
	case desk.ChannelTelegram:
		to, auth = fmt.Sprintf("%.0f", c.Body["chat_id"]), strings.Split(c.Path, "/")[1]
		token = "bot" + token
	case desk.ChannelWhatsApp:
		to = c.Body["to"]
		if c.Body["messaging_product"] != "whatsapp" || c.Body["type"] != "text" {
			return nil, "no WhatsApp message"
		}
	case desk.ChannelMessenger:
		to, limit = dig(c.Body, "recipient", "id"), 2000
	case desk.ChannelInstagram:
		to, limit, size = dig(c.Body, "recipient", "id"), 1000, func(s string) int { return len(s) }
	case desk.ChannelViber:
		to, limit = c.Body["receiver"], 7000
		if name, _ := dig(c.Body, "sender", "name").(string); name == "" || size(name) > 28 {
			return nil, "no sender's name"
		}
	case desk.ChannelManyChat:
		to, limit, size = s.to, 1000, func(s string) int { return len(s) }
		if list, _ := dig(c.Body, "data", "content", "messages").([]any); len(list) == 0 || len(list) > 10 {
			return nil, "no or too many messages in a block"
		}
	case desk.ChannelSmartSender:
		to, limit, size = strings.Split(c.Path, "/")[2], 1000, func(s string) int { return len(s) }
	}
	switch {
	case !strings.HasSuffix(auth, token):
		return nil, "another token"
	case to != s.to:
		return nil, fmt.Sprintf("to %v", to)
	case len(texts) == 0:
		return nil, "nothing said"
	}
	for _, t := range texts {
		if size(t) > limit || strings.TrimSpace(t) == "" {
			return nil, fmt.Sprintf("a text of %d", size(t))
		}
	}
	return texts, ""
}

// Sent by the outbox's rule (again only when told so) over a messenger on a bad
// day, nothing goes out twice, what was told to be sent is out whole, and nobody
// blames the line or the customer.
func TestNothingGoesOutTwiceOnABadDay(t *testing.T) {
	for ch, s := range senders() {
		t.Run(string(ch), func(t *testing.T) {
			api := &strict{ch: ch, to: s.to, dice: rand.New(rand.NewPCG(7, uint64(len(ch))))}
			f := newFake(t, api.answer)
			p, line := plugAt(t, ch, f.URL, 5*time.Second)
			sent := map[int]bool{}
			words := map[int]int{}
			for n := range 60 {
				words[n] = 1 + (n*n*37)%700
				var text strings.Builder
				for k := range words[n] {
					fmt.Fprintf(&text, "слово-%d.%d ", n, k)
				}
				out := desk.Outbound{To: desk.Profile{User: s.to}, Marker: desk.ExternalID(fmt.Sprintf("own:%d", n)), Text: text.String()}
				for try := 0; try < 8; try++ {
					_, err := p.Send(context.Background(), line, out)
					if err == nil {
						sent[n] = true
						break
					}
					var e *desk.SendError
					if !errors.As(err, &e) || e.Broken || e.Blocked || e.Again == e.Unsure {
						t.Fatalf("message %d: %v", n, err)
					}
					if e.Unsure {
						break
					}
					out.Done = max(out.Done, e.Done)
				}
			}
			f.Close() // a lost answer may come before its handler ends
			if len(api.wrong) > 0 {
				t.Errorf("the messenger would refuse: %v", api.wrong[:min(3, len(api.wrong))])
			}
			count := map[string]int{}
			for _, w := range strings.Fields(strings.Join(api.said, " ")) {
				if count[w]++; count[w] > 1 {
					t.Fatalf("%s went out twice", w)
				}
			}
			for n := range sent {
				for k := range words[n] {
					if count[fmt.Sprintf("слово-%d.%d", n, k)] != 1 {
						t.Fatalf("message %d is told to be sent, and word %d is not out", n, k)
					}
				}
			}
			if len(sent) < 20 || len(sent) == 60 {
				t.Errorf("%d of 60 were sent: the day was no bad day, or too bad a one", len(sent))
			}
		})
	}
}
