package channel_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// A bridge's body may name neither an id nor a time. Then the second of its
// arrival tells a customer's second "Yes" from the first: losing it would be
// worse than storing twice what a platform sends twice. What the body names goes
// before, so that a repeat of it is one message whenever it comes.
func TestABridgeLosesNoSecondYes_SYS16_SYS17(t *testing.T) {
	read := func(p channel.Plug, body string, came time.Time) (desk.ExternalID, string) {
		t.Helper()
		parsed, err := p.Parse(desk.Line{}, desk.Webhook{Body: []byte(body), At: came})
		if err != nil || len(parsed.Inbound) != 1 {
			t.Fatalf("%s: %+v, %v", body, parsed, err)
		}
		return parsed.Inbound[0].External, strings.Join(parsed.Ignored, "\n")
	}
	for name, c := range map[string]struct {
		p    channel.Plug
		body string
		same bool // at another time
	}{
		"ManyChat, words alone":        {channel.ManyChat{}, `{"id":"7","text":"Yes"}`, false},
		"Smart Sender, words alone":    {channel.SmartSender{}, `{"userId":"7","text":"Yes"}`, false},
		"ManyChat, an id":              {channel.ManyChat{}, `{"id":"7","text":"Yes","message_id":1}`, true},
		"ManyChat, a time":             {channel.ManyChat{}, `{"id":"7","text":"Yes","timestamp":1763628000}`, true},
		"ManyChat, Instagram's time":   {channel.ManyChat{}, `{"id":"7","text":"Yes","ig_last_interaction":"2026-11-20T10:50:00+02:00"}`, true},
		"ManyChat, a field of our own": {channel.ManyChat{}, `{"id":"7","text":"Yes","custom_fields":{"sufler_time":"2026-11-20T10:50:00+02:00"}}`, true},
		"Smart Sender, an id":          {channel.SmartSender{}, `{"userId":"7","text":"Yes","messageId":"1"}`, true},
		"Smart Sender, a time":         {channel.SmartSender{}, `{"userId":"7","text":"Yes","time":1763628000}`, true},
	} {
		one, warning := read(c.p, c.body, now)
		if twin, _ := read(c.p, c.body, now.Add(300*time.Millisecond)); twin != one {
			t.Errorf("%s: twice at the same instant are two messages", name)
		}
		if later, _ := read(c.p, c.body, now.Add(4*time.Second)); (later == one) != c.same {
			t.Errorf("%s: said again later is the same message: %v, want %v", name, later == one, c.same)
		}
		if (warning == "") != c.same {
			t.Errorf("%s: warned with %q", name, warning)
		}
	}
}
