package channel_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// many is n items of a JSON list or of an object's fields; %[1]d in item is the
// item's number.
func many(n int, item string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, item, i)
	}
	return b.String()
}

// batches are bodies that grow by one kind of part: %s is where n of item stand.
var batches = []struct {
	ch               desk.Channel
	name, body, item string
}{
	{desk.ChannelMessenger, "events that say nothing", `{"object":"page","entry":[{"id":"1020304050","messaging":[%s]}]}`, `{"sender":{"id":"4%[1]d"},"recipient":{"id":"1020304050"},"hologram":{"n":%[1]d}}`},
	{desk.ChannelMessenger, "events in standby", `{"object":"page","entry":[{"id":"1020304050","standby":[%s]}]}`, `{"sender":{"id":"4%[1]d"},"recipient":{"id":"1020304050"},"policy_enforcement":{"n":%[1]d}}`},
	{desk.ChannelMessenger, "changes", `{"object":"page","entry":[{"id":"1020304050","changes":[%s]}]}`, `{"field":"messages","value":{"sender":{"id":"4%[1]d"},"hologram":1}}`},
	{desk.ChannelMessenger, "entries", `{"object":"page","entry":[%s]}`, `{"id":"1020304050","messaging":[{"sender":{"id":"4%[1]d"},"read":{}}]}`},
	{desk.ChannelMessenger, "messages", `{"object":"page","entry":[{"id":"1020304050","messaging":[%s]}]}`, `{"sender":{"id":"4%[1]d"},"message":{"mid":"m_%[1]d","text":"x"}}`},
	{desk.ChannelMessenger, "messages that are not shown", `{"object":"page","entry":[{"id":"1020304050","messaging":[%s]}]}`, `{"sender":{"id":"4%[1]d"},"message":{"mid":"m_%[1]d","is_unsupported":true}}`},
	{desk.ChannelMessenger, "parts of the wrong type", `{"object":"page","entry":[{"id":"1020304050","messaging":[%s]}]}`, `{"sender":4%[1]d,"message":{"mid":[]}}`},
	{desk.ChannelMessenger, "receipts", `{"object":"page","entry":[{"id":"1020304050","messaging":[{"sender":{"id":"44"},"delivery":{"mids":[%s]}}]}]}`, `"m_%[1]d"`},
	{desk.ChannelMessenger, "stickers", `{"object":"page","entry":[{"id":"1020304050","messaging":[{"sender":{"id":"44"},"message":{"mid":"m","attachments":[%s]}}]}]}`, `{"type":"image","payload":{"sticker_id":%[1]d}}`},
	{desk.ChannelMessenger, "parts of an event", `{"object":"page","entry":[{"id":"1020304050","messaging":[{"sender":{"id":"44"},%s}]}]}`, `"k%[1]d":{"question":"q","answer":"a"}`},
	{desk.ChannelInstagram, "events that say nothing", `{"object":"instagram","entry":[{"id":"17841400000000001","messaging":[%s]}]}`, `{"sender":{"id":"9%[1]d"},"recipient":{"id":"17841400000000001"},"hologram":{"n":%[1]d}}`},
	{desk.ChannelInstagram, "changes", `{"object":"instagram","entry":[{"id":"17841400000000001","changes":[%s]}]}`, `{"field":"messages","value":{"sender":{"id":"9%[1]d"},"hologram":1}}`},
	{desk.ChannelInstagram, "messages to itself", `{"object":"instagram","entry":[{"id":"17841400000000001","messaging":[%s]}]}`, `{"sender":{"id":"9%[1]d"},"message":{"mid":"m%[1]d","is_self":true}}`},
	{desk.ChannelWhatsApp, "messages", waBatch(`"messages":[%s]`), `{"from":"380%[1]d","id":"wamid.%[1]d","type":"text","text":{"body":"x"}}`},
	{desk.ChannelWhatsApp, "messages that are not shown", waBatch(`"messages":[%s]`), `{"from":"380%[1]d","id":"wamid.%[1]d","type":"unsupported","errors":[{"code":131051,"title":"x"}]}`},
	{desk.ChannelWhatsApp, "contacts", waBatch(`"contacts":[%s]`), `{"wa_id":"380%[1]d","user_id":"UA.%[1]d"}`},
	{desk.ChannelWhatsApp, "statuses", waBatch(`"statuses":[%s]`), `{"id":"wamid.%[1]d","recipient_id":"380%[1]d","status":"sent"}`},
	{desk.ChannelWhatsApp, "errors", waBatch(`"errors":[%s]`), `{"code":%[1]d,"title":"x"}`},
	{desk.ChannelWhatsApp, "changes", `{"object":"whatsapp_business_account","entry":[{"changes":[%s]}]}`, `{"field":"history","value":{"n":%[1]d}}`},
	{desk.ChannelWhatsApp, "a form's fields", waBatch(`"messages":[{"from":"380","id":"w","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":{%s}}}}]`), `"k%[1]d":{"question":"q","answer":["a",{"label":"l","value":1}]}`},
	{desk.ChannelTelegram, "deletions", `{"update_id":1,"deleted_business_messages":{"chat":{"id":7,"type":"private"},"message_ids":[%s]}}`, `%[1]d`},
	{desk.ChannelTelegram, "reactions", `{"update_id":1,"message_reaction":{"chat":{"id":7,"type":"private"},"user":{"id":7},"message_id":1,"new_reaction":[%s]}}`, `{"type":"emoji","emoji":"%[1]d"}`},
	{desk.ChannelTelegram, "people", tgBatch(`"users_shared":{"users":[%s]}`), `{"user_id":%[1]d,"first_name":"x"}`},
	{desk.ChannelTelegram, "pieces of a text", tgBatch(`"rich_message":{"blocks":[{"text":[%s]}]}`), `{"type":"bold","text":"word %[1]d "}`},
	{desk.ChannelTelegram, "contents of unknown kinds", tgBatch(`%s`), `"hologram_%[1]d":{"text":"x"}`},
	{desk.ChannelTelegram, "kinds of updates", `{"update_id":1,%s}`, `"k%[1]d":1`},
	{desk.ChannelViber, "parts of a message", `{"event":"message","message_token":1,"sender":{"id":"u"},"message":{"type":"hologram","text":"x",%s}}`, `"k%[1]d":1`},
	{desk.ChannelWeb, "unknown fields", `{"id":"1","text":"x",%s}`, `"k%[1]d":1`},
	{desk.ChannelManyChat, "fields", `{"id":"1","text":"x",%s}`, `"k%[1]d":"v"`},
	{desk.ChannelManyChat, "parts of a contact", `{"id":"1","text":"x","contact":{%s}}`, `"k%[1]d":"v"`},
	{desk.ChannelSmartSender, "fields", `{"userId":"1","text":"x",%s}`, `"k%[1]d":"v"`},
	{desk.ChannelSmartSender, "parts of a contact", `{"text":"x","contact":{"userId":"1",%s}}`, `"k%[1]d":"v"`},
}

func waBatch(value string) string {
	return `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"100200300"},` + value + `}}]}]}`
}

func tgBatch(content string) string {
	return `{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"from":{"id":7},` + content + `}}`
}

// Reading ten times as much takes about ten times the memory and allocations (a
// list that grows may take twice that; what is read anew for each part would take
// a hundred times). It is counted rather than timed, so that
// the test means the same on a busy machine.
func TestReadingABatchCostsItsParts(t *testing.T) {
	const few, lots = 1000, 10000
	for _, c := range batches {
		t.Run(string(c.ch)+"/"+c.name, func(t *testing.T) {
			p := plugs()[c.ch]
			line, w := accepted(t, c.ch, p)
			cost := func(n int) (allocs, bytes float64) {
				w := w
				w.Body = []byte(fmt.Sprintf(c.body, many(n, c.item)))
				return readingCost(t, p, line, w)
			}
			allocs, bytes := cost(few)
			manyAllocs, manyBytes := cost(lots)
			if manyAllocs > 25*(allocs+100) || manyBytes > 25*(bytes+1<<16) {
				t.Errorf("%d parts: %.0f allocations, %.0f bytes; %d: %.0f, %.0f", few, allocs, bytes, lots, manyAllocs, manyBytes)
			}
		})
	}
}

// readingCost is what one reading allocates.
func readingCost(t *testing.T, p channel.Plug, line desk.Line, w desk.Webhook) (allocs, bytes float64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	parsed, err := p.Parse(line, w)
	runtime.ReadMemStats(&after)
	if err != nil || len(parsed.Inbound)+len(parsed.Ignored) == 0 {
		t.Fatalf("got %d inbound, %d ignored, %v", len(parsed.Inbound), len(parsed.Ignored), err)
	}
	return float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)
}

// Nesting costs no more than what is nested: the body of a message as deep as a
// reader allows, with words at each level.
func TestReadingDepthCostsItsParts(t *testing.T) {
	nested := func(open, shut string) func(n int) string {
		return func(n int) string { return strings.Repeat(open, n) + "1" + strings.Repeat(shut, n) }
	}
	for name, c := range map[string]struct {
		ch   desk.Channel
		body string
		deep func(n int) string
	}{
		"a rich text's pieces": {desk.ChannelTelegram, tgBatch(`"rich_message":{"blocks":[{"text":%s}]}`), nested(`["some words",`, `]`)},
		"a rich text's blocks": {desk.ChannelTelegram, tgBatch(`"rich_message":{"blocks":[%s]}`), nested(`{"text":"some words","blocks":[`, `]}`)},
		"a form's parts":       {desk.ChannelWhatsApp, waBatch(`"messages":[{"from":"380","id":"w","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":%s}}}]`), nested(`{"question":"q","answer":["some words",`, `]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			p := plugs()[c.ch]
			line, w := accepted(t, c.ch, p)
			cost := func(n int) (allocs, bytes float64) {
				w := w
				w.Body = []byte(fmt.Sprintf(c.body, c.deep(n)))
				return readingCost(t, p, line, w)
			}
			const few, lots = 400, 4000
			allocs, bytes := cost(few)
			manyAllocs, manyBytes := cost(lots)
			if manyAllocs > 25*(allocs+100) || manyBytes > 25*(bytes+1<<16) {
				t.Errorf("depth %d: %.0f allocations, %.0f bytes; %d: %.0f, %.0f", few, allocs, bytes, lots, manyAllocs, manyBytes)
			}
		})
	}
}
