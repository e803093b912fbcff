package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// sample posts a file of events/ to the webhook of its line, signed as its
// messenger signs, and settles. The line is connected at its first sample. Of
// swap, each first is replaced by its second.
func (h *house) sample(name string, swap ...string) {
	h.t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "events", name+".json"))
	h.must(err)
	var s struct {
		Line struct {
			ID               string
			Channel          desk.Channel
			Secrets, Options map[string]string
		}
		Body json.RawMessage
	}
	h.must(json.Unmarshal(b, &s))
	if a, err := h.admin.Send(h.t.Context(), "GET", "/v1/lines/"+s.Line.ID, nil); err != nil || a.Status != http.StatusOK {
		line := map[string]any{"id": s.Line.ID, "channel": s.Line.Channel, "secrets": s.Line.Secrets}
		if s.Line.Options != nil {
			line["options"] = s.Line.Options
		}
		h.call(h.admin, "POST", "/v1/lines", line, nil)
	}
	var body bytes.Buffer
	h.must(json.Compact(&body, []byte(strings.NewReplacer(swap...).Replace(string(s.Body)))))
	var header []string
	for k, v := range channel.Sign(desk.Line{Channel: s.Line.Channel, Secrets: s.Line.Secrets}, body.Bytes()) {
		header = append(header, k, v)
	}
	a, err := h.outside().Send(h.t.Context(), "POST", "/webhooks/"+string(s.Line.Channel)+"/"+s.Line.ID, json.RawMessage(body.Bytes()), header...)
	h.must(err)
	if a.Status != http.StatusOK {
		h.t.Fatalf("%s: got %d, want 200: %s", name, a.Status, a.Body)
	}
	h.settle()
}

// A customer's message that the messenger does not show is a message all the
// same: it opens their dialog, says why it can't be read, and comes once.
func TestMessageThatIsNotShownOpensADialog(t *testing.T) {
	for _, c := range []struct{ sample, line, customer, why, payload string }{
		{"whatsapp/unsupported-ad", "bakery-wa", "34600111222", "This message is currently unavailable. It can be read in the WhatsApp Business app. (131060)", "120210000000000017"},
		{"whatsapp/unsupported", "bakery-wa", "34600111222", "Message type unknown (131051)", ""},
		{"whatsapp/unknown", "bakery-wa", "34600111222", "Message type is not currently supported (131051)", ""},
		{"whatsapp/future-type", "bakery-wa", "34600111222", "hologram", ""},
		{"messenger/unsupported", "bakery-page", "4400000000000001", "message of a kind that is not shown", ""},
		{"instagram/unsupported", "bakery-ig", "990000000000001", "message of a kind that is not shown", ""},
		{"instagram/shown-nothing", "bakery-ig", "990000000000001", "message of a kind that is not shown", ""},
	} {
		t.Run(c.sample, func(t *testing.T) {
			h := newHouse(t)
			h.sample(c.sample)
			ds := h.dialogs("line=" + c.line)
			if len(ds) != 1 || ds[0].Customer != string(h.customer(desk.LineID(c.line), c.customer)) {
				t.Fatalf("got %+v, want one dialog of the customer's", ds)
			}
			got := h.messages(ds[0].ID)
			h.sample(c.sample)
			same(t, "after a repeat", h.messages(ds[0].ID), got)
			m := got[0]
			if m.Author != "customer" || m.Text != "[unsupported]" || m.Payload != c.payload || len(m.Attachments) != 1 || !strings.Contains(m.Attachments[0].Name, c.why) {
				t.Errorf("got %+v, want [unsupported] of the customer's, and %q", m, c.why)
			}
		})
	}
}

// What a customer fills into a form is read like what they write, and proven by
// the line that it stands in.
func TestFormsAnswersFillTheCard(t *testing.T) {
	for _, c := range []struct {
		sample, line string
		want         map[string]string
	}{
		{"whatsapp/form-nested", "bakery-wa", map[string]string{"client_phone": `"+34600111222"`, "client_name": `"María Pérez"`}},
		{"telegram/web-app-form", "bakery-bot", map[string]string{"client_phone": `"+380671112233"`}},
		{"messenger/lead-complete", "bakery-page", map[string]string{"client_phone": `"+380671112233"`, "client_name": `"Anna Kovalchuk"`}},
	} {
		t.Run(c.sample, func(t *testing.T) {
			h := newHouse(t).withOffline()
			h.sample(filepath.Dir(c.sample) + "/text")
			h.sample(c.sample)
			d := h.dialogs("line=" + c.line)[0].ID
			ref := h.lead(d)
			r := h.read(d)
			card := h.card(ref)
			for field, want := range c.want {
				o := r.Outcome(field)
				if card.Value(field) != want || o.Outcome != "filled" {
					t.Errorf("%s: the card holds %s, outcome %s %s; want %s, filled", field, card.Value(field), o.Outcome, o.Reason, want)
					continue
				}
				proven := false
				for _, m := range h.messages(d) {
					proven = proven || m.Seq == o.Message && strings.Contains(m.Text, o.Quote) && o.Quote != ""
				}
				if !proven {
					t.Errorf("%s: the quote %q does not stand in message %d", field, o.Quote, o.Message)
				}
			}
		})
	}
}

// Two reactions within a second, which is as fine as WhatsApp's clock is: the last
// one counts, and a repeat of both changes nothing.
func TestLastReactionWithinASecondCounts(t *testing.T) {
	h := newHouse(t)
	h.sample("whatsapp/text")
	d := h.dialogs("line=bakery-wa")[0].ID
	for range 2 {
		h.sample("whatsapp/reactions-one-second", "wamid.HBgLout1", "wamid.HBgL001")
		if r := h.messages(d)[0].Reactions; len(r) != 1 || r[0].Emoji != "❤️" {
			t.Fatalf("got %+v, want only ❤️", r)
		}
	}
}

// Of a text over 64 KiB the beginning is kept, and how much is missing is said; an
// edit that is shorter is whole again.
func TestATextThatIsCutSaysSo(t *testing.T) {
	h := newHouse(t)
	long := strings.Repeat("word ", 20_000)
	u := h.text(anna, long)
	h.update(shop, u)
	d := h.dialogsOf(shop, anna)[0].ID
	m := h.messages(d)[0]
	if len(m.Text) != desk.MaxText || m.Cut != len(long)-desk.MaxText || !strings.HasPrefix(long, m.Text) {
		t.Errorf("%d bytes are kept, %d said to be left out, want %d and %d", len(m.Text), m.Cut, desk.MaxText, len(long)-desk.MaxText)
	}
	was := u["message"].(map[string]any)
	edit := map[string]any{"edit_date": h.clock.Now().Add(time.Second).Unix()}
	for k, v := range was {
		edit[k] = v
	}
	edit["text"] = "In short: yes."
	h.update(shop, map[string]any{"update_id": 9000, "edited_message": edit})
	if m := h.messages(d)[0]; m.Text != "In short: yes." || m.Cut != 0 {
		t.Errorf("edited: got %q, %d bytes left out", m.Text, m.Cut)
	}
}
