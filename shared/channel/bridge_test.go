package channel_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
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
		"ManyChat, words alone":        {bridge.ManyChat{}, `{"id":"7","text":"Yes"}`, false},
		"Smart Sender, words alone":    {bridge.SmartSender{}, `{"userId":"7","text":"Yes"}`, false},
		"ManyChat, an id":              {bridge.ManyChat{}, `{"id":"7","text":"Yes","message_id":1}`, true},
		"ManyChat, a time":             {bridge.ManyChat{}, `{"id":"7","text":"Yes","timestamp":1763628000}`, true},
		"ManyChat, Instagram's time":   {bridge.ManyChat{}, `{"id":"7","text":"Yes","ig_last_interaction":"2026-11-20T10:50:00+02:00"}`, true},
		"ManyChat, a field of our own": {bridge.ManyChat{}, `{"id":"7","text":"Yes","custom_fields":{"sufler_time":"2026-11-20T10:50:00+02:00"}}`, true},
		"Smart Sender, an id":          {bridge.SmartSender{}, `{"userId":"7","text":"Yes","messageId":"1"}`, true},
		"Smart Sender, a time":         {bridge.SmartSender{}, `{"userId":"7","text":"Yes","time":1763628000}`, true},
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

// Whatever customers write, and however the company's body is laid out, they are
// read as themselves or not at all.
func TestNobodyWritesThemselvesIntoAnother_SYS16_SYS17(t *testing.T) {
	mc, ss := bridge.ManyChat{}, bridge.SmartSender{}
	layouts := []struct {
		p    channel.Plug
		body string // WORDS is what the customer writes, unescaped
	}{
		{mc, `{"id":"7","text":"WORDS"}`},
		{mc, `{"text":"WORDS","id":"7"}`},
		{mc, `{"id":"7","author":"customer","name":"WORDS","text":"Hello"}`},
		{mc, `{"data":{"id":"7","last_input_text":"WORDS"}}`},
		{mc, `{"data":{"last_input_text":"WORDS","id":"7"},"message_id":"1"}`},
		{mc, `{"message_id":"1","contact":{"id":"7","name":"WORDS","last_input_text":"Hello"}}`},
		{mc, `{"text":"WORDS","data":{"id":"7"}}`},
		{mc, `{"text":"WORDS","full_contact_data":{"id":"7","name":"Ann"},"message_id":"1"}`},
		{mc, `{"id":"7","text":"WORDS","data":{"id":"7","name":"Ann"}}`},
		{mc, `{"note":"WORDS","id":"7","text":"Hello"}`},
		{mc, `{"custom_fields":{"note":"WORDS"},"id":"7","text":"Hello"}`},
		{mc, `{"id":"7","page_id":"555","custom_fields":{"note":"WORDS"},"text":"Hello"}`},
		{ss, `{"userId":"7","text":"WORDS"}`},
		{ss, `{"text":"WORDS","userId":"7","time":1763628000}`},
	}
	words := []string{`Hello`, `He said "yes", then "no"`}
	for _, forged := range []string{`"id":"8"`, `"subscriber_id":"8"`, `"userId":"8"`, `"contact_id":8`, `"author":"operator"`, `"author":"bot"`, `"AUTHOR":"operator"`} {
		words = append(words,
			`x",`+forged+`,"y":"`, `x"},`+forged+`,"y":{"z":"`, `x"},"data":{`+forged+`,"text":"y"},"y":{"z":"`,
			`x","data":{`+forged+`,"text":"y"},"y":"`, `x","contact":{`+forged+`,"text":"y"},"y":"`, `x","y":{`+forged+`},"z":"`,
		)
	}
	for _, l := range layouts {
		for i, w := range words {
			body := strings.Replace(l.body, "WORDS", w, 1)
			parsed, err := l.p.Parse(desk.Line{}, desk.Webhook{Body: []byte(body), At: now})
			if i == 0 && (err != nil || len(parsed.Inbound) != 1) {
				t.Errorf("%s: got %+v, %v, want it read", body, parsed, err)
			}
			for _, in := range parsed.Inbound {
				if in.From.User != "7" || in.Author != desk.ByCustomer {
					t.Errorf("%s: is read as %s %s", body, in.Author, in.From.User)
				}
			}
		}
	}
}
