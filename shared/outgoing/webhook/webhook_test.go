package webhook

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// TestSign is held to the vector that Standard Webhooks' own libraries are tested with.
//
// https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries
func TestSign(t *testing.T) {
	const secret, old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	const id, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", `{"test": 2432232314}`
	at, h := time.Unix(1614265330, 0), http.Header{}
	if err := sign(h, []string{secret}, id, at, []byte(body)); err != nil {
		t.Fatal(err)
	}
	want := http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {"1614265330"}, "Webhook-Signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}}
	if d := cmp.Diff(want, h); d != "" {
		t.Error(d)
	}
	// While it rotates both secrets sign.
	both := http.Header{}
	if err := sign(both, []string{old, secret}, id, at, []byte(body)); err != nil {
		t.Fatal(err)
	}
	if all := strings.Fields(both.Get("webhook-signature")); len(all) != 2 || all[1] != h.Get("webhook-signature") || all[0] == all[1] {
		t.Errorf("got %q", all)
	}
	if sign(http.Header{}, []string{"whsec_"}, id, at, nil) == nil {
		t.Error("an empty secret signs")
	}
}

var endpoint = desk.Endpoint{ID: "w", Include: desk.IncludeIDs, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}

func poster(hosts ...string) Poster {
	return NewPoster(hosts, func() time.Time { return time.Unix(1614265330, 0) })
}

func TestPost_WhatCameOfIt(t *testing.T) {
	var elsewhere int
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	t.Cleanup(other.Close)
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		want   desk.Posted
	}{
		"taken":                       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, desk.Posted{Status: 204}},
		"a fault":                     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, desk.Posted{Status: 500, Code: desk.PostedStatus}},
		"no redirect is followed":     {http.RedirectHandler(other.URL, http.StatusTemporaryRedirect).ServeHTTP, desk.Posted{Status: 307, Code: desk.PostedStatus}},
		"it wants no more":            {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) }, desk.Posted{Status: 410, Code: desk.PostedGone}},
		"it breaks off":               {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, desk.Posted{Code: desk.PostedRefused}},
		"it wants to be left alone":   {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "60"); w.WriteHeader(429) }, desk.Posted{Status: 429, Code: desk.PostedStatus, After: time.Minute}},
		"an answer that never ends":   {func(w http.ResponseWriter, r *http.Request) { endless(w, r) }, desk.Posted{Status: 200}},
		"a Retry-After that is a lie": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "-1"); w.WriteHeader(503) }, desk.Posted{Status: 503, Code: desk.PostedStatus}},
	} {
		server := httptest.NewServer(tt.answer)
		e := endpoint
		e.URL = server.URL
		got := poster("127.0.0.1").Post(t.Context(), e, desk.Event{ID: "evt_1", Kind: desk.EventTest}, desk.EventData{})
		server.Close()
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if elsewhere != 0 {
		t.Error("a redirect was followed")
	}
}

// endless answers until nobody listens.
func endless(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
			return
		}
	}
}

func TestPost_WaitsNotForever(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	p := poster("127.0.0.1")
	if p.client().Timeout != desk.EndpointTime {
		t.Errorf("it waits %s, want %s", p.client().Timeout, desk.EndpointTime)
	}
	e := endpoint
	e.URL = server.URL
	if got := p.Post(ctx, e, desk.Event{ID: "evt_1"}, desk.EventData{}); got.Code != desk.PostedTimeout {
		t.Errorf("got %+v", got)
	}
}

// What is inside is not called, however it is spelt. What a name leads to is outgoing's
// own test.
func TestPost_CallsNothingInside(t *testing.T) {
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer server.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "http://"), ":")
	for url, want := range map[string]string{
		server.URL: desk.PostedAddress, "https://127.0.0.1:" + port: desk.PostedAddress, "http://169.254.169.254/": desk.PostedAddress,
		"https://10.0.0.1/": desk.PostedAddress, "ftp://hooks.example/": desk.PostedAddress, "https://localhost:" + port: desk.PostedAddress, "https://2130706433:" + port: desk.PostedAddress,
	} {
		e := endpoint
		e.URL = url
		if got := poster().Post(t.Context(), e, desk.Event{ID: "evt_1"}, desk.EventData{}); got.Code != want || got.Status != 0 {
			t.Errorf("%s: got %+v, want %s", url, got, want)
		}
	}
	if called {
		t.Error("it was called")
	}
}

// TestPayload: ids and codes only, or what an administrator sees.
func TestPayload(t *testing.T) {
	v := desk.Event{ID: "evt_1", Kind: desk.EventMessageCreated, At: time.Date(2026, 3, 1, 12, 0, 0, 123456, time.UTC), Customer: "c", Message: 7, Code: "customer"}
	data := desk.EventData{Message: &desk.Message{Author: desk.ByCustomer, Text: "my secret words", Seq: 7, Attachments: []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "internal", Size: 5}}}}
	said := func(e desk.Endpoint, d desk.EventData) string {
		b, err := json.Marshal(payloadOf(e, v, d))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	ids := `{"id":"evt_1","type":"message.created","timestamp":"2026-03-01T12:00:00Z","data":{"customer":"c","seq":7,"code":"customer"`
	if got := said(endpoint, data); got != ids+"}}" {
		t.Errorf("got %s", got)
	}
	full := endpoint
	full.Include = desk.IncludeData
	want := ids + `,"now":{"message":{"author":"customer","text":"my secret words","attachments":[{"kind":"photo","size":5}],"at":"1970-01-01T00:00:00Z"}}}}`
	if got := said(full, data); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	data.Message.Deleted = true
	if got := said(full, data); strings.Contains(got, "secret") {
		t.Errorf("what was taken back is told: %s", got)
	}
	if got := said(full, desk.EventData{}); got != ids+"}}" {
		t.Errorf("what is gone: got %s", got)
	}
	v.Run, v.Field = "r", "name"
	got := said(full, desk.EventData{Run: &desk.Run{State: desk.RunDone, Outcomes: []desk.Outcome{{Field: "size", Value: "9"}, {Field: "name", Value: "Ann", Kind: desk.OutcomeFilled}}}})
	if !strings.Contains(got, `"now":{"outcome":{"field":"name","outcome":"filled","value":"Ann"}}`) {
		t.Errorf("got %s", got)
	}
}
