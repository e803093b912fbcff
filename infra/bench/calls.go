package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// said is a customer's message as the messenger delivers it.
func (h *house) said(user, message int, text string) error {
	return h.hook(story.Update(user, message, h.now, text))
}

// showed is a customer's photo.
func (h *house) showed(user, message int) error {
	return h.hook(story.Body(parties.BotPhoto(int64(message), int64(message), story.Person(user), h.now, "Like this one")))
}

func (h *house) hook(body []byte) error {
	return h.call(h.webhook, http.MethodPost, "/webhooks/"+string(h.line.Channel)+"/"+story.Line, body, channel.Sign(h.line, body))
}

// dialog is a customer's n-th dialog.
func (h *house) dialog(user, n int) desk.DialogID {
	return desk.NewDialogID(desk.NewCustomerID(h.line.ID, fmt.Sprint(user)), n)
}

// post and get call the API, a POST always with an Idempotency-Key.
func (h *house) post(path, key, body string) error {
	return h.call(h.api, http.MethodPost, path, []byte(body), map[string]string{"authorization": "Bearer " + h.token, "idempotency-key": key, "content-type": "application/json"})
}

func (h *house) get(path string) error {
	return h.call(h.api, http.MethodGet, path, nil, map[string]string{"authorization": "Bearer " + h.token})
}

// call is one call through API Gateway.
func (h *house) call(to http.Handler, method, path string, body []byte, header map[string]string) error {
	h.meter.Count(Use{Requests: 1, Invocations: 1})
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	for name, v := range header {
		r.Header.Set(name, v)
	}
	w := httptest.NewRecorder()
	to.ServeHTTP(w, r)
	if w.Code < 200 || w.Code > 299 {
		return fmt.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return nil
}

// sweep is what the schedule has done each minute.
func (h *house) sweep(ctx context.Context) error {
	h.meter.Count(Use{Invocations: 1})
	_, err := h.sweeper.Sweep(ctx)
	return err
}

// messenger is the other end of a line.
type messenger struct {
	channel.Switchboard
	house *house
}

// ShowTyping is talk.TypingShower's: it is shown.
func (messenger) ShowTyping(context.Context, desk.Line, desk.TypingTo) error { return nil }

// Open is flow.Opener's: every file is there.
func (messenger) Open(context.Context, desk.Line, desk.Attachment) (desk.File, error) {
	return desk.File{Body: io.NopCloser(strings.NewReader("a picture")), MIME: "image/jpeg", Size: -1}, nil
}

// objects is the bucket for files; nobody uploads any.
type objects struct {
	assembly.Files
	house *house
	kept  map[string][]byte // of exports, whose pieces are read again
}

// Keep is flow.Files': a file is one object.
func (o objects) Keep(_ context.Context, key string, f desk.File) (int64, error) {
	o.house.meter.Count(Use{Objects: 1})
	if !strings.HasPrefix(key, "exports/") {
		return io.Copy(io.Discard, f.Body)
	}
	b, err := io.ReadAll(f.Body)
	o.kept[key] = b
	return int64(len(b)), err
}

// Open is exports.Files'.
func (o objects) Open(_ context.Context, key string) (desk.File, error) {
	return desk.File{Body: io.NopCloser(bytes.NewReader(o.kept[key]))}, nil
}

// Remove is flow.Remover's.
func (objects) Remove(context.Context, string) error { return nil }

// Send is flow.Sender's: everything arrives.
func (m messenger) Send(_ context.Context, _ desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	return desk.ExternalID(fmt.Sprintf("%s/%d", out.To.User, m.house.now.UnixMicro())), nil
}

// Lookup is flow.Lookup's: nobody shows a photo.
func (messenger) Lookup(_ context.Context, _ desk.Line, p desk.Profile) (desk.Profile, error) {
	return p, nil
}
