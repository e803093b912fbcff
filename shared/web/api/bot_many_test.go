package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestManyQuestionsAtOnce_FB03_FB04: up to twelve questions of one message are answered. Who
// asks more is told to ask the rest again: what was not looked at is no question without an
// answer, and no reason to hand over. One that has none still is.
func TestManyQuestionsAtOnce_FB03_FB04(t *testing.T) {
	topics := strings.Fields("delivery warranty parking payment returns wholesale vouchers repairs assembly catering allergens training recycling insurance")
	for _, c := range []struct {
		name          string
		asked         int // topics
		also          string
		answers       int
		tooMany, rest bool
	}{
		{"six", 6, "", 6, false, false},
		{"twelve", 12, "", 12, false, false},
		{"fourteen", 14, "", 12, true, false},
		{"twelve and thanks", 12, "Thank you.", 12, false, false},
		{"five and one that nothing answers", 5, "Who won the football match?", 5, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			var asks, want []string
			for i, topic := range topics {
				h.entry(fmt.Sprintf(`{"question":"Can you tell me about %s?","answers":[{"text":"About %s."}]}`, topic, topic))
				if i < c.asked {
					asks = append(asks, "Can you tell me about "+topic+"?")
				}
				if i < c.answers {
					want = append(want, "About "+topic+".")
				}
			}
			if c.also != "" {
				asks = append(asks, c.also)
			}
			question := strings.Join(asks, " ")
			l := h.botLine(desk.ChannelTelegram)
			doc := h.as("operator", "POST", "/v1/faq/try", map[string]any{"question": question, "line": l.ID}).is(200).doc()
			if tooMany, _ := doc["tooMany"].(bool); len(doc["answers"].([]any)) != c.answers || tooMany != c.tooMany || doc["handOver"] != c.rest {
				t.Errorf("tried: got %d answers, too many %v, hand-over %v; want %d, %v, %v", len(doc["answers"].([]any)), tooMany, doc["handOver"], c.answers, c.tooMany, c.rest)
			}
			id := h.asks(l, "anna", question)
			if c.tooMany {
				want = append(want, desk.NoticeTooMany.Text("", "en"))
			}
			if c.rest {
				want = append(want, desk.NoticeRest.Text("", "en"))
			}
			said := strings.Join(h.botSaid(id), "\n\n")
			if !strings.HasPrefix(said, strings.Join(want, "\n\n")) || !c.rest && said != strings.Join(want, "\n\n") {
				t.Errorf("the bot said %q, want %q", said, want)
			}
			open, _ := h.unanswered("")
			if (len(open) > 0) != c.rest || (h.dialogNow(id).ClosedBy == desk.BotName) != c.rest {
				t.Errorf("without an answer: %q, handed over: %v; want %v", open, h.dialogNow(id).ClosedBy == desk.BotName, c.rest)
			}
		})
	}
}
