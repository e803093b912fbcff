package awsjson_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/awsjson"
	"github.com/sufler/sufler/shared/desk"
)

// answer is what the server says to a call: a status, the kind of error, in the
// header or else the body, or a lost connection.
type answer struct {
	status       int
	header, body string
	lost         bool
}

// server answers calls in turn, the last answer again and again, and keeps how it
// was asked. What is not signed for it is refused.
type server struct {
	answers []answer

	mu     sync.Mutex // a lost answer is told to the caller beside the server
	asked  []*http.Request
	bodies []string
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.answers[min(len(s.asked), len(s.answers)-1)]
	s.asked, s.bodies = append(s.asked, r), append(s.bodies, string(raw))
	if a.lost {
		panic(http.ErrAbortHandler)
	}
	if a.header != "" {
		w.Header().Set("X-Amzn-ErrorType", a.header)
	}
	w.WriteHeader(a.status)
	fmt.Fprint(w, a.body)
}

func (s *server) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

var now = time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)

func serve(t *testing.T, s *server) (awsjson.Service, *[]time.Duration) {
	at := httptest.NewServer(s)
	t.Cleanup(at.Close)
	waited := &[]time.Duration{}
	return awsjson.Service{
		Name: "states", Target: "AWSStepFunctions", Version: "1.0", Endpoint: &at.URL, Now: func() time.Time { return now },
		Config: aws.Config{Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "session")},
		Wait:   func(_ context.Context, d time.Duration) error { *waited = append(*waited, d); return nil },
	}, waited
}

func TestCall_IsSigned(t *testing.T) {
	s := &server{answers: []answer{{status: 200, body: `{"Name":"b"}`}}}
	c, _ := serve(t, s)
	var out struct{ Name string }
	if err := c.Call(t.Context(), "Describe", map[string]string{"name": "a"}, &out); err != nil || out.Name != "b" {
		t.Fatalf("got %v, %v", out, err)
	}
	r := s.asked[0]
	for name, want := range map[string]string{
		"X-Amz-Target": "AWSStepFunctions.Describe", "Content-Type": "application/x-amz-json-1.0",
		"X-Amz-Date": "20260504T100000Z", "X-Amz-Security-Token": "session",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	begin := "AWS4-HMAC-SHA256 Credential=AKID/20260504/eu-central-1/states/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature="
	if got := r.Header.Get("Authorization"); !strings.HasPrefix(got, begin) {
		t.Errorf("got %q, want it to begin with %q", got, begin)
	}
	if s.bodies[0] != `{"name":"a"}` {
		t.Errorf("asked %s", s.bodies[0])
	}
}

func TestCall_TriesWhatMayPass(t *testing.T) {
	ok := answer{status: 200, body: `{}`}
	throttled := answer{status: 400, body: `{"__type":"ThrottlingException","message":"slow down"}`}
	for _, c := range []struct {
		name    string
		answers []answer
		calls   int
		kind    string // of the fault; "": none
		want    error
	}{
		{"all is well", []answer{ok}, 1, "", nil},
		{"a lost answer is asked for again", []answer{{lost: true}, ok}, 2, "", nil},
		{"lost answers stay lost", []answer{{lost: true}}, 3, "", desk.ErrBusy},
		{"a server's error is asked again", []answer{{status: 500, body: `<html>`}, {status: 503}, ok}, 3, "", nil},
		{"a server that stays down is busy", []answer{{status: 503, body: `<html>`}}, 3, "unreadable", desk.ErrBusy},
		{"a throttle passes", []answer{throttled, {status: 429}, ok}, 3, "", nil},
		{"a throttle stays", []answer{throttled}, 3, "ThrottlingException", desk.ErrBusy},
		{"a missing right is not asked for again", []answer{{status: 400, body: `{"__type":"AccessDeniedException"}`}}, 1, "AccessDeniedException", desk.ErrBusy},
		{"a kind has a namespace", []answer{{status: 400, body: `{"__type":"com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists"}`}}, 1, "ExecutionAlreadyExists", desk.ErrBusy},
		{"or stands in the header, with an address", []answer{{status: 400, header: "ParameterNotFound:http://internal.amazon.com/#x/", body: `{}`}}, 1, "ParameterNotFound", desk.ErrBusy},
		{"nonsense", []answer{{status: 200, body: `nonsense`}}, 3, "", desk.ErrBusy},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{answers: c.answers}
			service, waited := serve(t, s)
			err := service.Call(t.Context(), "Do", struct{}{}, &struct{}{})
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
			var fault *awsjson.Fault
			if errors.As(err, &fault); (fault == nil) != (c.kind == "") || fault != nil && fault.Kind != c.kind {
				t.Errorf("got fault %v, want %q", fault, c.kind)
			}
			if s.calls() != c.calls || len(*waited) != c.calls-1 {
				t.Errorf("%d calls and %d waits, want %d calls", s.calls(), len(*waited), c.calls)
			}
			for i, d := range *waited {
				if d < 100*time.Millisecond<<i || d > 200*time.Millisecond<<i {
					t.Errorf("wait %d is %v", i+1, d)
				}
			}
		})
	}
}

func TestCall_EndsWithItsContext(t *testing.T) {
	s := &server{answers: []answer{{status: 503}}}
	c, _ := serve(t, s)
	c.Wait = nil
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Call(ctx, "Do", struct{}{}, nil); !errors.Is(err, desk.ErrBusy) || !errors.Is(err, context.Canceled) || s.calls() > 0 {
		t.Errorf("got %v after %d calls", err, s.calls())
	}
}

// roundTrip is where a call would go.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) Do(r *http.Request) (*http.Response, error) { return f(r) }

func TestCall_GoesToTheRegion(t *testing.T) {
	for region, want := range map[string]string{
		"eu-central-1":   "https://states.eu-central-1.amazonaws.com/",
		"us-gov-west-1":  "https://states.us-gov-west-1.amazonaws.com/",
		"cn-north-1":     "https://states.cn-north-1.amazonaws.com.cn/",
		"eusc-de-east-1": "https://states.eusc-de-east-1.amazonaws.eu/",
	} {
		c, _ := serve(t, &server{})
		c.Endpoint, c.Config.Region = nil, region
		var got string
		c.Config.HTTPClient = roundTrip(func(r *http.Request) (*http.Response, error) {
			got = r.URL.String()
			return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
		})
		if err := c.Call(t.Context(), "Do", struct{}{}, nil); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", region, got, err, want)
		}
	}
}

// Whatever is answered, a refusal has a status and a kind without a namespace.
func FuzzFault(f *testing.F) {
	f.Add("", []byte(`{"__type":"a#B"}`))
	f.Add("B:http://c#d", []byte(`<html>`))
	f.Add("", []byte(`{"__type":7}`))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		service := awsjson.Service{
			Name: "ssm", Target: "AmazonSSM", Version: "1.1", Now: func() time.Time { return now },
			Config: aws.Config{Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", ""),
				HTTPClient: roundTrip(func(*http.Request) (*http.Response, error) {
					return &http.Response{StatusCode: 400, Header: http.Header{"X-Amzn-Errortype": {header}}, Body: io.NopCloser(strings.NewReader(string(body)))}, nil
				})},
			Wait: func(context.Context, time.Duration) error { return nil },
		}
		var fault *awsjson.Fault
		err := service.Call(t.Context(), "Do", json.RawMessage(`{}`), nil)
		if !errors.As(err, &fault) || fault.Status != 400 || strings.ContainsAny(fault.Kind, ":#") {
			t.Errorf("got %v", err)
		}
	})
}
