package boot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/lambda/messages"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/desk"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Error(d)
	}
}

func env(pairs ...string) *boot.Env {
	m := map[string]string{}
	for _, p := range pairs {
		k, v, _ := strings.Cut(p, "=")
		m[k] = v
	}
	return &boot.Env{Look: func(n string) (string, bool) { v, ok := m[n]; return v, ok }}
}

func TestEnvTellsOfEverythingThatIsWrongByName(t *testing.T) {
	e := env("AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=k", "SECONDS=soon", "COUNT=many", "YES=si", "HEAT=hot", "EMPTY=")
	e.Account()
	e.Text("TABLE")
	e.Text("EMPTY")
	e.Duration("SECONDS", time.Second)
	e.Int("COUNT", 1)
	e.Bool("YES", true)
	e.Float("HEAT")
	err := e.Err()
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"AWS_SECRET_ACCESS_KEY", "TABLE", "EMPTY", "SECONDS", "COUNT", "YES", "HEAT"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in: %v", name, err)
		}
	}
	for _, value := range []string{"soon", "many", "si\n", "hot"} {
		if strings.Contains(err.Error(), value) {
			t.Errorf("the value %q is told", value)
		}
	}
}

func TestEnvReads(t *testing.T) {
	e := env("N=7", "B=true", "D=90s", "F=0.5", "T=x", "AWS_ENDPOINT_URL=http://all", "AWS_ENDPOINT_URL_SQS=http://sqs")
	got := []any{e.Int("N", 1), e.Bool("B", false), e.Duration("D", 0), *e.Float("F"), e.Text("T"), *e.Endpoint("SQS"), *e.Endpoint("SFN"),
		e.Int("n", 1), e.Bool("b", true), e.Duration("d", time.Second), e.Float("f") == nil, e.TextOr("t", "y"), env().Endpoint("SQS") == nil, e.Err()}
	want := []any{7, true, 90 * time.Second, float32(0.5), "x", "http://sqs", "http://all", 1, true, time.Second, true, "y", true, nil}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLogIsJSONWithLambdasNamesAndTheCallsID(t *testing.T) {
	var out bytes.Buffer
	log := env("LOG_LEVEL=warn").Log(&out)
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "req-1"})
	log.InfoContext(ctx, "too quiet to tell")
	log.With("line", "l1").WarnContext(ctx, "told", "code", "busy")
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	if _, err := time.Parse(time.RFC3339Nano, fmt.Sprint(got["timestamp"])); err != nil {
		t.Error(err)
	}
	delete(got, "timestamp")
	want := map[string]any{"level": "WARN", "message": "told", "line": "l1", "code": "busy", "requestId": "req-1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMetricsAreEmbedded(t *testing.T) {
	var out bytes.Buffer
	m := &boot.Metrics{Out: &out, Function: "analyze", Now: func() time.Time { return time.UnixMilli(1700000000000) }}
	m.Emit(boot.Count("Messages", 3), boot.Took("BatchTime", 1500*time.Microsecond))
	golden(t, "metrics.json", out.Bytes())
}

type reads struct {
	desk.Reading
	err error
}

func (r reads) Read(context.Context, desk.Chat) (desk.Reading, error) { return r.Reading, r.err }

func TestWhatAFailedReadingCostIsMeasuredToo(t *testing.T) {
	var out bytes.Buffer
	r := boot.MeteredReader{
		Reader:  reads{desk.Reading{Usage: desk.Usage{InputTokens: 10, CacheReadTokens: 5, OutputTokens: 2, MicroUSD: 1500}}, desk.ErrBusy},
		Metrics: &boot.Metrics{Out: &out, Function: "analyze", Now: func() time.Time { return time.UnixMilli(1700000000000) }},
	}
	if _, err := r.Read(t.Context(), desk.Chat{Messages: []desk.Message{{Text: "my words"}}}); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want busy", err)
	}
	golden(t, "reading.json", out.Bytes())
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	switch r.URL.Path {
	case "/panic":
		panic("a customer's words")
	case "/binary":
		w.Header().Set("Content-Type", "image/png")
		w.Write([]byte{0x89, 'P', 'N', 'G', 0xff})
		return
	case "/nothing":
		return
	case "/cookies":
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
		w.Header().Add("Vary", "Origin")
		w.Header().Add("Vary", "Accept")
		w.WriteHeader(http.StatusNoContent)
		w.Header().Set("Too-Late", "yes")
		w.WriteHeader(http.StatusTeapot)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusAccepted)
	cookie, _ := r.Cookie("session")
	fmt.Fprintf(w, "%s %s raw=%s query=%v host=%s from=%s cookie=%v length=%d sign=%s body=%s",
		r.Method, r.URL.Path, r.RequestURI, r.URL.Query(), r.Host, r.RemoteAddr, cookie, r.ContentLength, r.Header.Get("X-Sign"), body)
}

// TestHTTP_HostIsTheGateways: links lead to it, so the gateway's word of it goes before the
// caller's header.
func TestHTTP_HostIsTheGateways(t *testing.T) {
	for _, c := range []struct{ domain, header, want string }{{"api.example.com", "evil.example", "api.example.com"}, {"", "api.example.com", "api.example.com"}} {
		host := ""
		h := boot.HTTP{Log: env().Log(io.Discard), Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { host = r.Host })}
		if _, err := h.Invoke(t.Context(), []byte(`{"version":"2.0","rawPath":"/","headers":{"host":"`+c.header+`"},"requestContext":{"domainName":"`+c.domain+`","http":{"method":"GET","path":"/"}}}`)); err != nil || host != c.want {
			t.Errorf("%+v: got %q, %v", c, host, err)
		}
	}
}

// TestHTTP gives events of the shape that the gateway sends, and holds the
// answers to golden files.
func TestHTTP(t *testing.T) {
	event := func(method, path, more string) string {
		return `{"version":"2.0","routeKey":"$default","rawPath":"` + path + `","rawQueryString":"a=1&a=2&q=%D0%B4","cookies":["session=s1","x=y"],
		"headers":{"host":"api.example.com","content-type":"application/json","x-sign":"a, b","x-forwarded-for":"203.0.113.9"},
		"requestContext":{"accountId":"1","apiId":"api","domainName":"api.example.com","domainPrefix":"api","requestId":"r","routeKey":"$default","stage":"$default","timeEpoch":1,
		"http":{"method":"` + method + `","path":"` + path + `","protocol":"HTTP/1.1","sourceIp":"203.0.113.9","userAgent":"bot"}}` + more + `}`
	}
	for _, tt := range []struct{ rule, file, event string }{
		{"a body is passed on as it came", "post", event("POST", "/webhooks/telegram/l1", `,"body":"{\"a\": 1 }","isBase64Encoded":false`)},
		{"a base64 body is decoded: signatures are over the raw bytes", "base64", event("POST", "/webhooks/viber/l1", `,"body":"eyJhIjoi0LQifQ==","isBase64Encoded":true`)},
		{"a broken base64 body is the caller's fault", "broken", event("POST", "/", `,"body":"***","isBase64Encoded":true`)},
		{"no body is an empty one", "get", event("GET", "/v1/dialogs", "")},
		{"an escaped path is told both ways", "escaped", event("GET", "/v1/fields/a%2Fb%20c", "")},
		{"what is no text goes out as base64", "binary", event("GET", "/binary", "")},
		{"an empty answer is 200", "nothing", event("GET", "/nothing", "")},
		{"cookies go apart, repeated headers as one, the first status counts", "cookies", event("GET", "/cookies", "")},
		{"a panic is 500 and says nothing", "panic", event("GET", "/panic", "")},
		{"an event without a request is the caller's fault", "empty", `{}`},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			var log bytes.Buffer
			h := boot.HTTP{Handler: http.HandlerFunc(echo), Log: env().Log(&log)}
			for range 2 { // a warm process answers alike
				got, err := h.Invoke(t.Context(), []byte(tt.event))
				if err != nil {
					t.Fatal(err)
				}
				var pretty bytes.Buffer
				if err := json.Indent(&pretty, got, "", "  "); err != nil {
					t.Fatal(err)
				}
				golden(t, "http-"+tt.file+".json", append(pretty.Bytes(), '\n'))
			}
			if strings.Contains(log.String(), "customer's words") {
				t.Error("what was panicked with is in the log")
			}
		})
	}
	if _, err := (boot.HTTP{}).Invoke(t.Context(), []byte(`[`)); err == nil {
		t.Error("what is no JSON was taken")
	}
}

// Limits count by the address that the gateway saw, of either kind.
func TestTheCallersAddressIsTheGateways(t *testing.T) {
	for ip, want := range map[string]string{"203.0.113.9": "203.0.113.9:0", "2001:db8::7": "[2001:db8::7]:0"} {
		got := ""
		h := boot.HTTP{Log: env().Log(io.Discard), Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })}
		event := `{"rawPath":"/","headers":{"x-forwarded-for":"198.51.100.1"},"requestContext":{"http":{"method":"GET","sourceIp":"` + ip + `"}}}`
		if _, err := h.Invoke(t.Context(), []byte(event)); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", ip, got, err, want)
		}
	}
}

func batch(ids ...string) []byte {
	var records []string
	for _, id := range ids {
		records = append(records, `{"messageId":"`+id+`","receiptHandle":"h","body":"`+id+`","attributes":{"ApproximateReceiveCount":"2"},"messageAttributes":{},"md5OfBody":"x","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:1:q","awsRegion":"eu-west-1"}`)
	}
	return []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

func queue(do func(ctx context.Context, body []byte) error) boot.Queue {
	return boot.Queue{Do: do, Log: env().Log(io.Discard), Metrics: &boot.Metrics{Out: io.Discard, Now: time.Now}}
}

func TestQueueTellsWhichMessagesFailed(t *testing.T) {
	q := queue(func(_ context.Context, body []byte) error {
		switch string(body) {
		case "busy":
			return desk.ErrBusy
		case "invalid":
			return desk.ErrInvalid
		case "panic":
			panic("words")
		}
		return nil
	})
	for _, tt := range []struct {
		rule string
		in   []byte
		want string
	}{
		{"all well is an empty list", batch("a", "b"), `{"batchItemFailures":[]}`},
		{"one that failed stops nobody", batch("a", "busy", "b", "invalid", "panic"), `{"batchItemFailures":[{"itemIdentifier":"busy"},{"itemIdentifier":"invalid"},{"itemIdentifier":"panic"}]}`},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			for range 2 {
				got, err := q.Invoke(t.Context(), tt.in)
				if err != nil || string(got) != tt.want {
					t.Errorf("got %s, %v, want %s", got, err, tt.want)
				}
			}
		})
	}
	for _, bad := range []string{`{}`, `{"Records":[]}`, `nonsense`, `{"source":"aws.events"}`} {
		if got, err := q.Invoke(t.Context(), []byte(bad)); err == nil {
			t.Errorf("%s: got %s, want an error", bad, got)
		}
	}
}

func TestQueueAnswersBeforeLambdasTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		never := make(chan struct{})
		defer close(never)
		q := queue(func(ctx context.Context, body []byte) error {
			switch string(body) {
			case "heeds":
				<-ctx.Done()
				return ctx.Err()
			case "deaf":
				<-never
			}
			return nil
		})
		got, err := q.Invoke(ctx, batch("heeds", "quick", "deaf"))
		if want := `{"batchItemFailures":[{"itemIdentifier":"heeds"},{"itemIdentifier":"deaf"}]}`; err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
		if ctx.Err() != nil {
			t.Error("too late")
		}
	})
}

// A call whose work heeds its context is answered while Lambda still listens:
// otherwise the messenger is told a bare 500, and the warm process is gone.
func TestCallsAreAnsweredBeforeLambdasTimeIsUp(t *testing.T) {
	busy := func(ctx context.Context) error { <-ctx.Done(); return fmt.Errorf("%w: %w", desk.ErrBusy, ctx.Err()) }
	h := boot.HTTP{Log: env().Log(io.Discard), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := busy(r.Context()); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})}
	step := boot.Step[int, int]{Log: env().Log(io.Discard), Do: func(ctx context.Context, in int) (int, error) { return in, busy(ctx) }}
	ticked := queue(nil)
	ticked.Tick = func(ctx context.Context) (int, error) { return 0, busy(ctx) }
	for name, c := range map[string]struct {
		call interface {
			Invoke(ctx context.Context, payload []byte) ([]byte, error)
		}
		in   string
		want string // in the answer, or in its error
	}{
		"HTTP":     {h, `{"rawPath":"/","requestContext":{"http":{"method":"GET"}}}`, `"statusCode":503`},
		"step":     {step, `7`, "Busy"},
		"schedule": {ticked, `{"source":"aws.events"}`, "Busy"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				got, err := c.call.Invoke(ctx, []byte(c.in))
				if said := fmt.Sprintf("%s %#v", got, err); !strings.Contains(said, c.want) {
					t.Errorf("got %s, want %s", said, c.want)
				}
				if ctx.Err() != nil {
					t.Error("too late")
				}
			})
		})
	}
}

func TestQueueTicks(t *testing.T) {
	q := queue(nil)
	fail := error(nil)
	q.Tick = func(context.Context) (int, error) { return 3, fail }
	tick := []byte(`{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.events","account":"1","time":"2026-01-01T00:00:00Z","region":"eu-west-1","resources":[],"detail":{}}`)
	if got, err := q.Invoke(t.Context(), tick); err != nil || string(got) != `{"toldAgain":3}` {
		t.Errorf("got %s, %v", got, err)
	}
	fail = desk.ErrBusy
	if _, err := q.Invoke(t.Context(), tick); err == nil {
		t.Error("a failed tick looks well")
	}
}

func TestStepNamesErrorsByKind(t *testing.T) {
	type in struct{ Err string }
	kinds := map[string]error{
		"Busy": desk.ErrBusy, "Conflict": desk.ErrConflict, "NotFound": fmt.Errorf("dialog: %w", desk.ErrNotFound),
		"Refused": desk.Refuse("x", "y"), "Invalid": desk.ErrInvalid, "Failed": errors.New("else"), "": nil,
	}
	s := boot.Step[in, in]{Log: env().Log(io.Discard), Do: func(_ context.Context, i in) (in, error) {
		if i.Err == "panic" {
			panic("words")
		}
		return i, kinds[i.Err]
	}}
	kinds["panic"] = nil
	for name := range kinds {
		want := name
		if name == "panic" {
			want = "Failed"
		}
		got, err := s.Invoke(t.Context(), fmt.Appendf(nil, `{"Err":%q}`, name))
		var told messages.InvokeResponse_Error
		if errors.As(err, &told); told.Type != want || name == "" && string(got) != `{"Err":""}` {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
	var told messages.InvokeResponse_Error
	if _, err := s.Invoke(t.Context(), []byte(`7`)); !errors.As(err, &told) || told.Type != "Invalid" {
		t.Errorf("got %v, want Invalid", err)
	}
}
