package kit_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/crm/limits"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

// answered is what comes of an answer, once it is decoded into whatever it is.
func answered(t *testing.T, status int, body string) error {
	t.Helper()
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	defer h.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := kit.Send(outgoing.Hosts{"127.0.0.1"}.Client(time.Minute), req)
	if err != nil {
		return err
	}
	var v any
	return a.Into(&v)
}

// many is a list of as many of one as fill an answer.
func many(one string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(one+",", kit.MaxAnswer/(len(one)+1)-2), ",") + "]"
}

// An answer that is nested without end, or has values without number, is no answer, and
// neither takes the process with it.
func TestHostile_NestedAndNumberless(t *testing.T) {
	for name, body := range map[string]string{
		"lists in lists":      strings.Repeat("[", kit.MaxAnswer-2),
		"objects in objects":  strings.Repeat(`{"a":`, kit.MaxAnswer/5-2),
		"more than Go reads":  strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001),
		"small objects":       many(`{"":0}`),
		"empty objects":       many(`{}`),
		"empty lists":         many(`[]`),
		"numbers":             many(`0`),
		"beside a text":       `["\"` + strings.Repeat(`\\`, 9) + `",` + strings.TrimPrefix(many(`{"":0}`), "["),
		"longer than we read": strings.Repeat(" ", kit.MaxAnswer) + "{}",
	} {
		for _, status := range []int{200, 400} {
			if err := answered(t, status, body); !errors.Is(err, desk.ErrBusy) {
				t.Errorf("%s, %d: got %v", name, status, err)
			}
		}
	}
	for name, body := range map[string]string{
		"as deep as Go reads":     strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999),
		"a text of nothing but ,": `"` + strings.Repeat(`,[{\"`, kit.MaxAnswer/5-2) + `"`,
		"a large page":            "[" + strings.TrimSuffix(strings.Repeat(`{"field_id":1,"values":[{"value":"x","enum_id":1}]},`, 30_000), ",") + "]",
	} {
		if err := answered(t, 200, body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The most that is taken, decoded, leaves room in the smallest function that calls CRMs: 256
// megabytes.
func TestHostile_WhatIsTakenFits(t *testing.T) {
	body := "[" + strings.TrimSuffix(strings.Repeat(`{"":0},`, kit.MaxValues/2-1), ",") + "]"
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var v any
	if err := (kit.Answer{Body: []byte(body)}).Into(&v); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(v)
	if mb := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20; mb > 80 {
		t.Errorf("it takes %d MB", mb)
	}
	if err := answered(t, 200, body); err != nil {
		t.Errorf("it is not taken: %v", err)
	}
}

// Who sends a byte now and then holds a call up for as long as a call may take, and no
// longer, whatever it is that drips, with the gate before it or without.
func TestHostile_WhoDripsIsCutOff(t *testing.T) {
	for name, status := range map[string]int{"an answer": 200, "a fault": 500, "a refusal": 403, "a wait": 429, "nothing yet": 0} {
		for _, gated := range []bool{false, true} {
			h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				tick := time.NewTicker(time.Millisecond)
				defer tick.Stop()
				if status != 0 {
					w.WriteHeader(status)
				}
				for n := 0; ; n++ {
					select {
					case <-r.Context().Done():
						return
					case <-tick.C:
						if status != 0 {
							_, _ = w.Write([]byte(" "))
							w.(http.Flusher).Flush()
						}
					}
				}
			}))
			client := outgoing.Hosts{"127.0.0.1"}.Client(100 * time.Millisecond)
			if gated {
				client.Transport = &limits.Gate{Next: client.Transport, Now: time.Now}
			}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			_, err = kit.Send(client, req)
			if took := time.Since(began); !errors.Is(err, desk.ErrBusy) || took > 30*time.Second {
				t.Errorf("%s, gated: %v: %v after %v", name, gated, err, took)
			}
			h.CloseClientConnections()
			h.Close()
		}
	}
}
