package limits_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/crm/limits"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

// A CRM that answers 200 and never ends its answer is down, as one that does not answer: the
// third time opens the circuit, who tries meanwhile opens it for longer, and an answer that
// ends closes it.
func TestCircuit_ABodyThatDoesNotEnd(t *testing.T) {
	for name, breaks := range map[string]error{"stalls": context.DeadlineExceeded, "breaks off": io.ErrUnexpectedEOF} {
		c, g := gate(limits.Limits{}, 1)
		c.breaks = breaks
		for i := range 3 {
			if res, err := call(t, g); !errors.Is(err, breaks) || res.StatusCode != 200 {
				t.Fatalf("%s, time %d: %v", name, i, err)
			}
		}
		for _, wait := range []time.Duration{30, 60, 120} {
			until := c.now.Add(wait * time.Second)
			_, err := call(t, g)
			later(t, err, until)
			c.now = until
			if _, err := call(t, g); !errors.Is(err, breaks) { // tries, in vain
				t.Errorf("%s, after %d s: %v", name, wait, err)
			}
		}
		c.now, c.breaks = c.now.Add(time.Hour), nil
		for range 5 {
			if _, err := call(t, g); err != nil {
				t.Errorf("%s: it is there again: %v", name, err)
			}
		}
	}
}

// While one reads the answer to the try whether a CRM is there again, nobody else calls it;
// who stops reading has an answer.
func TestCircuit_AnAnswerIsTriedToItsEnd(t *testing.T) {
	c, g := gate(limits.Limits{}, 1)
	c.breaks = context.DeadlineExceeded
	for range 3 {
		_, _ = call(t, g)
	}
	c.now, c.breaks = c.now.Add(time.Minute), nil
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://crm.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := g.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_, err = call(t, g)
	later(t, err, c.now.Add(time.Second))
	res.Body.Close()
	if _, err := call(t, g); err != nil {
		t.Errorf("after the try: %v", err)
	}
}

// Whoever gives up reading themselves opens no circuit.
func TestCircuit_NobodysPatienceWithABodyCounts(t *testing.T) {
	c, g := gate(limits.Limits{}, 1)
	c.breaks = context.Canceled
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://crm.example", nil)
		if _, err := whole(g.RoundTrip(req)); errors.As(err, new(*desk.Later)) {
			t.Fatal(err)
		}
	}
}

// A plug over the network: each call to a CRM that stalls ends with the connection's
// time-out as one that may be made again, and the fourth is not made.
func TestCircuit_AStallingCRMBehindAPlug(t *testing.T) {
	var asked atomic.Int64
	ends := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"result":`)
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
		case <-ends:
		}
	}))
	defer s.Close()
	defer close(ends)
	client := outgoing.Hosts{"127.0.0.1"}.Client(time.Second) // long enough that its answer begins on a busy machine
	client.Transport = &limits.Gate{Next: client.Transport, Now: func() time.Time { return start }}
	m, err := bitrix24.Open(desk.Connection{ID: "b24", Kind: desk.CRMBitrix24, Secrets: map[string]string{"webhook": s.URL + "/rest/1/abc123/"}}, client)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		_, err := m.PersonNamed(t.Context(), "b24", "7")
		var why *desk.Because
		if stalls := errors.As(err, &why) && why.Code == desk.WhyBrokenOff && errors.Is(err, desk.ErrBusy) && !kit.NotSent(err); i < 3 != stalls {
			t.Errorf("call %d: %v", i, err)
		}
		if i >= 3 {
			later(t, err, start.Add(30*time.Second))
		}
	}
	if n := asked.Load(); n != 3 {
		t.Errorf("it was called %d times", n)
	}
}
