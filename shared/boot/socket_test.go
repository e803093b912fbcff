package boot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/desk"
)

// TestSockets: what becomes of a connection is told with its ticket, and answered as
// the gateway wants it; of ours only faults are logged, without the ticket.
func TestSockets(t *testing.T) {
	event := func(kind, more string) string {
		return `{"requestContext":{"routeKey":"$x","eventType":"` + kind + `","connectionId":"L0S=","apiId":"a","stage":"live"}` + more + `}`
	}
	ticket := `,"queryStringParameters":{"ticket":"secret"},"headers":{"Host":"x"}`
	for name, c := range map[string]struct {
		event  string
		err    error
		did    string
		answer string
		logs   bool
	}{
		"let in":                   {event("CONNECT", ticket), nil, "open L0S= secret", `{"statusCode":200}`, false},
		"no ticket":                {event("CONNECT", ""), desk.ErrNotFound, "open L0S= ", `{"statusCode":401}`, false},
		"may not":                  {event("CONNECT", ticket), desk.ErrRefused, "open L0S= secret", `{"statusCode":403}`, false},
		"no name of a connection":  {event("CONNECT", ticket), desk.ErrInvalid, "open L0S= secret", `{"statusCode":400}`, false},
		"too many":                 {event("CONNECT", ticket), desk.ErrBusy, "open L0S= secret", `{"statusCode":503}`, true},
		"a fault of ours":          {event("CONNECT", ticket), errors.New("no"), "open L0S= secret", `{"statusCode":500}`, true},
		"it says that it is there": {event("MESSAGE", `,"body":"secret"`), nil, "said L0S=", `{"statusCode":200,"body":"{\"events\":[]}"}`, false},
		"it is nobody's any more":  {event("MESSAGE", `,"body":"secret"`), desk.ErrNotFound, "said L0S=", `{"statusCode":401}`, false},
		"it is closed":             {event("DISCONNECT", ""), nil, "closed L0S=", `{"statusCode":200}`, false},
		"something new":            {event("SECRET", ""), nil, "", `{"statusCode":400}`, false},
		"another stage":            {strings.Replace(event("CONNECT", ticket), `"live"`, `"visitors"`, 1), nil, "", `{"statusCode":400}`, false},
	} {
		var log bytes.Buffer
		did := ""
		s := boot.Sockets{Log: slog.New(slog.NewTextHandler(&log, nil)), Stages: map[string]boot.Stage{"live": {
			Open: func(_ context.Context, id, ticket string) error {
				did = "open " + id + " " + ticket
				return c.err
			},
			Said: func(_ context.Context, id string) ([]byte, error) {
				did = "said " + id
				return []byte(`{"events":[]}`), c.err
			},
			Closed: func(_ context.Context, id string) error { did = "closed " + id; return c.err },
		}}}
		answer, err := s.Invoke(t.Context(), []byte(c.event))
		if err != nil || string(answer) != c.answer || did != c.did {
			t.Errorf("%s: got %s, %v, did %q, want %s, %q", name, answer, err, did, c.answer, c.did)
		}
		if (log.Len() > 0) != c.logs || strings.Contains(log.String(), "secret") {
			t.Errorf("%s: it logs %q", name, log.String())
		}
	}
	for _, bad := range []string{"", "{}", "[]", `{"requestContext":{"eventType":"CONNECT"}}`} {
		if answer, err := (boot.Sockets{}).Invoke(t.Context(), []byte(bad)); err == nil {
			t.Errorf("%q: got %s, want an error", bad, answer)
		}
	}
}

// TestSockets_APanicIsAnAnswer: the process lives on.
func TestSockets_APanicIsAnAnswer(t *testing.T) {
	stage := boot.Stage{Open: func(context.Context, string, string) error { panic("a fault") }}
	s := boot.Sockets{Log: slog.New(slog.DiscardHandler), Stages: map[string]boot.Stage{"live": stage}}
	answer, err := s.Invoke(t.Context(), []byte(`{"requestContext":{"eventType":"CONNECT","connectionId":"x","stage":"live"}}`))
	if err != nil || !strings.Contains(string(answer), fmt.Sprint(500)) {
		t.Errorf("got %s, %v", answer, err)
	}
}
