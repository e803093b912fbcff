package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// sends has the admin send uploaded files, and gives the message.
func (h *house) sends(dialog, text string, files ...string) messageDoc {
	h.t.Helper()
	var m messageDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+dialog+"/reply", sendDoc(text, files...), &m)
	return m
}

func sendDoc(text string, files ...string) map[string]any {
	var list []map[string]any
	for _, f := range files {
		list = append(list, map[string]any{"file": f})
	}
	return map[string]any{"text": text, "attachments": list}
}

func (h *house) uploads(name, mime, body string) string {
	h.t.Helper()
	id, err := h.admin.Upload(h.t.Context(), name, mime, body)
	h.must(err)
	return id
}

// From a laptop that nobody outside can reach: uploaded, sent as what it is,
// shown to the operator, also when the system was killed on the way.
func TestAnOperatorsFilesGoOut_CH20(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "The price list, please. And how does it look?")
	pdf, photo := h.uploads("prices.pdf", "application/pdf", "the prices"), h.uploads("shop.jpg", "image/jpeg", "the shop")
	h.restart()
	h.sends(d, "Here they are.", pdf, photo)
	h.sends(d, "Once more.", photo)
	same(t, "what Telegram has", h.telegram.Files(anna.ID), []string{"sendDocument prices.pdf: the prices", "sendPhoto shop.jpg: the shop", "sendPhoto shop.jpg: the shop"})
	same(t, "what was said", h.telegram.Sent(anna.ID), []string{"Here they are.", "", "", "Once more."})
	ms := h.messages(d)
	if len(ms) != 3 || ms[1].Status != "sent" || len(ms[1].Attachments) != 2 {
		t.Fatalf("got %+v", ms)
	}
	same(t, "the document's link", h.file(ms[1].Attachments[0].File), "the prices")
	same(t, "the photo's link", h.file(ms[1].Attachments[1].File), "the shop")
}

func TestAThrottledFileGoesOnWhereItStopped_CH20(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "The price list, please.")
	pdf, photo := h.uploads("prices.pdf", "application/pdf", "the prices"), h.uploads("shop.jpg", "image/jpeg", "the shop")
	h.telegram.Fail = func(w http.ResponseWriter, method string) bool {
		if method != "sendPhoto" {
			return false
		}
		w.WriteHeader(http.StatusTooManyRequests)
		_, err := w.Write([]byte(`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 60","parameters":{"retry_after":60}}`))
		return err == nil
	}
	h.sends(d, "Here.", pdf, photo)
	same(t, "while it is throttled", h.telegram.Files(anna.ID), []string{"sendDocument prices.pdf: the prices"})
	same(t, "the status", h.messages(d)[1].Status, "queued")
	h.telegram.Fail = nil
	h.restart()
	h.pass(2 * time.Minute)
	same(t, "after it", h.telegram.Files(anna.ID), []string{"sendDocument prices.pdf: the prices", "sendPhoto shop.jpg: the shop"})
	same(t, "words", h.telegram.Sent(anna.ID)[0], "Here.")
	same(t, "the status", h.messages(d)[1].Status, "sent")
}

func TestFilesThatTheChannelDoesNotTake_CH20(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Send me the film.")
	var film struct{ ID string }
	h.call(h.admin, "POST", "/v1/files", map[string]any{"name": "film.mp4", "type": "video/mp4", "size": 60 * desk.MB}, &film)
	p := h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/reply", sendDoc("Here.", film.ID), 422, "file_too_big")
	if !strings.Contains(p.Detail, "50 MB") {
		t.Errorf("the refusal does not name the limit: %s", p.Detail)
	}
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/reply", sendDoc("Here.", "unobody"), 422, "file_unknown")
	same(t, "messages", len(h.messages(d)), 1)
}

// A messenger that only fetches can't have a file from where nobody reaches us:
// the message says so, and what to do.
func TestWithoutAPublicAddressTheMessageSaysSo_CH20(t *testing.T) {
	h := newHouse(t)
	viber := desk.Line{ID: "viber", Channel: desk.ChannelViber, Secrets: map[string]string{"token": "4f5e-viber-token"}}
	h.call(h.admin, "POST", "/v1/lines", map[string]any{"id": viber.ID, "channel": "viber", "secrets": viber.Secrets}, nil)
	body := []byte(`{"event":"message","timestamp":1772366400000,"message_token":5741311803571721087,"sender":{"id":"01234==","name":"Olena"},"message":{"type":"text","text":"The price list?"}}`)
	header := []string{"Authorization", ""}
	for k, v := range channel.Sign(viber, body) {
		header = append(header, k, v)
	}
	h.call(h.outside(), "POST", "/webhooks/viber/viber", body, nil, header...)
	d := h.dialogs("line=viber")[0].ID
	h.sends(d, "Here.", h.uploads("prices.pdf", "application/pdf", "the prices"))
	last := h.messages(d)[1]
	if last.Status != "failed" || !strings.Contains(last.Reason, "-public-url") {
		t.Errorf("got %s: %s", last.Status, last.Reason)
	}
}

func TestAVisitorSeesTheFilesAndUnusedUploadsGo_CH20(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	d := h.visits(v, "The price list?")
	h.sends(d, "", h.uploads("prices.pdf", "application/pdf", "the prices"))
	var said struct {
		Items []struct {
			Attachments []struct{ Name, File string }
		}
	}
	h.call(v.client, "GET", v.path+"/messages", nil, &said)
	if len(said.Items) != 2 || len(said.Items[1].Attachments) != 1 || said.Items[1].Attachments[0].Name != "prices.pdf" {
		t.Fatalf("the visitor sees %+v", said)
	}
	same(t, "the visitor's link", h.file(said.Items[1].Attachments[0].File), "the prices")

	uploads := filepath.Join(h.dir, "files", "uploads")
	left, err := os.ReadDir(uploads)
	h.must(err)
	same(t, "uploads before their time", len(left), 1)
	old := h.clock.Now().Add(-desk.UploadLife)
	h.must(os.Chtimes(filepath.Join(uploads, left[0].Name()), old, old))
	_, err = h.sys.tidy(t.Context())
	h.must(err)
	left, err = os.ReadDir(uploads)
	h.must(err)
	same(t, "uploads after it", len(left), 0)
	same(t, "what was sent stays", h.file(said.Items[1].Attachments[0].File), "the prices")
}
