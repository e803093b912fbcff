package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// poisons splits words that name their customers: "ann:hello". hello's own plug
// has but one.
type poisons struct{ hello }

func (p poisons) Parse(l desk.Line, w desk.Webhook) (desk.Parsed, error) {
	parsed, err := p.hello.Parse(l, w)
	for i, in := range parsed.Inbound {
		user, _, _ := strings.Cut(string(in.External), ":")
		parsed.Inbound[i].From.User = user
	}
	return parsed, err
}

func TestAMessageOverWhichWePanicIs500AndCostsItsOwnCustomerAlone(t *testing.T) {
	g := newGate(t)
	g.plugs[desk.ChannelWhatsApp] = poisons{}
	g.stream.poison = "secret words bob:2"
	body := `["ann:1","bob:2","bob:3","eve:4"]`
	signature := []string{"X-Signature", "33"}
	for range 2 {
		w := g.post(g.hooks, "POST", "/webhooks/whatsapp/wa", body, signature...)
		if w.Code != http.StatusInternalServerError || code(w) != "internal" {
			t.Fatalf("got %d %s, want 500", w.Code, w.Body)
		}
	}
	g.holds("wa", "ann", "secret words ann:1")
	g.holds("wa", "bob")
	g.holds("wa", "eve", "secret words eve:4")
	if log := g.log.String(); strings.Contains(log, "secret") || !strings.Contains(log, "type=string") || !strings.Contains(log, "shakyStream") {
		t.Errorf("the log does not say where, or says too much: %s", log)
	}
	g.stream.poison = ""
	if w := g.post(g.hooks, "POST", "/webhooks/whatsapp/wa", body, signature...); w.Code != 202 {
		t.Fatalf("mended, got %d %s", w.Code, w.Body)
	}
	g.holds("wa", "bob", "secret words bob:2", "secret words bob:3")
	g.holds("wa", "ann", "secret words ann:1")
}

func TestAHandlerThatPanicsIs500AndItsWordsAreNotLogged(t *testing.T) {
	var log bytes.Buffer
	h := web.Guarded(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret words") }), slog.New(slog.NewTextHandler(&log, nil)))
	g := newGate(t)
	w := g.post(h, "GET", "/", "")
	if w.Code != http.StatusInternalServerError || code(w) != "internal" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "stack=") {
		t.Errorf("the log: %s", log.String())
	}
}
