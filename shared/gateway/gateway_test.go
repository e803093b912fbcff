package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/gateway"
	"github.com/sufler/sufler/shared/web/api"
)

// asked is a call as it came over the wire.
type asked struct {
	method, path, signed, body string
}

// record is the calls that came. A call whose answer is lost has its handler still
// running when the caller already knows.
type record struct {
	mu    sync.Mutex
	calls []asked
}

// add keeps a call and says how many came with it.
func (r *record) add(a asked) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, a)
	return len(r.calls)
}

func (r *record) all() []asked {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

// serve answers calls in turn, the last answer again and again; 0 hangs up.
func serve(t *testing.T, answers ...int) (gateway.Gateway, *record) {
	calls := &record{}
	at := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		n := calls.add(asked{r.Method, r.RequestURI, r.Header.Get("Authorization"), string(raw)})
		code := answers[min(n, len(answers))-1]
		if code == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(code)
		fmt.Fprint(w, `{"message":"secret words"}`)
	}))
	t.Cleanup(at.Close)
	return gateway.Gateway{
		At: at.URL + "/live", Now: func() time.Time { return time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC) },
		Config: aws.Config{Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "session")},
		Wait:   func(ctx context.Context, d time.Duration) error { return ctx.Err() },
	}, calls
}

var hints = []desk.Hint{
	{Kind: desk.HintDialog, Dialog: "c-1"}, {Kind: desk.HintMessage, Dialog: "c-1", Message: 7},
	{Kind: desk.HintRun, Dialog: "c-1", Run: "r", Card: desk.CardRef{Kind: desk.KindDeal, ID: "42"}}, {Kind: desk.HintReload},
}

// TestPost_IsSigned: as AWS wants it, with the socket's name escaped, and with what
// /v1/changes would answer.
func TestPost_IsSigned(t *testing.T) {
	g, calls := serve(t, 200)
	if err := g.Post(t.Context(), "L0SM9cOF+v/IhwA=", hints); err != nil {
		t.Fatal(err)
	}
	got := calls.all()[0]
	if got.method != "POST" || got.path != "/live/@connections/L0SM9cOF%2Bv%2FIhwA%3D" {
		t.Errorf("got %s %s", got.method, got.path)
	}
	want := "AWS4-HMAC-SHA256 Credential=AKID/20260504/eu-central-1/execute-api/aws4_request, SignedHeaders="
	if !strings.HasPrefix(got.signed, want) {
		t.Errorf("got %q, want it to begin with %q", got.signed, want)
	}
	said, err := json.Marshal(api.ChangesOf(hints, ""))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(said), got.body); d != "" {
		t.Error(d)
	}
}

// TestPost_Answers: what may pass is tried once more; a socket that is gone is not
// found, and all else is busy.
func TestPost_Answers(t *testing.T) {
	for name, c := range map[string]struct {
		answers []int
		calls   int
		want    error
	}{
		"said":                          {[]int{200}, 1, nil},
		"the socket is gone":            {[]int{410}, 1, desk.ErrNotFound},
		"a throttle passes":             {[]int{429, 200}, 2, nil},
		"a throttle stays":              {[]int{429}, 2, desk.ErrBusy},
		"a server's error passes":       {[]int{503, 200}, 2, nil},
		"a lost answer is asked for":    {[]int{0, 200}, 2, nil},
		"a lost answer, then it's gone": {[]int{0, 410}, 2, desk.ErrNotFound},
		"a right that we lack":          {[]int{403}, 1, desk.ErrBusy},
	} {
		g, calls := serve(t, c.answers...)
		err := g.Post(t.Context(), "id=", hints)
		if !errors.Is(err, c.want) || c.want == nil && err != nil || len(calls.all()) != c.calls {
			t.Errorf("%s: got %v by %d calls, want %v by %d", name, err, len(calls.all()), c.want, c.calls)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: it says too much: %v", name, err)
		}
	}
}

func TestClose(t *testing.T) {
	for answer, want := range map[int]error{204: nil, 410: nil, 403: desk.ErrBusy} {
		g, calls := serve(t, answer)
		err := g.Close(t.Context(), "id=")
		if !errors.Is(err, want) || want == nil && err != nil || calls.all()[0].method != "DELETE" || calls.all()[0].body != "" {
			t.Errorf("%d: got %v, %+v, want %v", answer, err, calls.all(), want)
		}
	}
}

func TestPost_EndsWithItsContext(t *testing.T) {
	g, calls := serve(t, 429)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Post(ctx, "id=", hints); !errors.Is(err, desk.ErrBusy) || len(calls.all()) > 0 {
		t.Errorf("got %v by %d calls", err, len(calls.all()))
	}
}

// TestFrame_IsNeverTooLong: what API Gateway bills as one frame has 32 KB.
func TestFrame_IsNeverTooLong(t *testing.T) {
	long := desk.Hint{Kind: desk.HintMessage, Dialog: desk.NewDialogID(desk.NewCustomerID("line", "user"), 1_000_000), Message: 1 << 62}
	for _, n := range []int{0, 1, 150, 151, 100_000} {
		var many []desk.Hint
		for i := range n {
			h := long
			h.Message -= desk.Seq(i)
			many = append(many, h)
		}
		raw, err := gateway.Frame(many)
		var v api.ChangesView
		if err != nil || json.Unmarshal(raw, &v) != nil || len(raw) > 32<<10 {
			t.Fatalf("%d hints: %d bytes, %v", n, len(raw), err)
		}
		if want := map[bool]int{true: 1, false: n}[n > 150]; len(v.Events) != want || n > 150 && v.Events[0].Kind != desk.HintReload {
			t.Errorf("%d hints: got %d, want %d", n, len(v.Events), want)
		}
	}
}
