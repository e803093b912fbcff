//go:build aws

package awstest_test

import (
	"encoding/json"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// fault stands between the functions and a server, and makes calls fail: before
// the work, as a throttle, or after it, as an answer that gets lost.
type fault struct {
	*httptest.Server
	to *httputil.ReverseProxy

	mu    sync.Mutex
	rng   *rand.Rand
	rate  float64 // of calls that fail
	code  string  // what a throttle is called
	down  bool    // every call fails
	calls map[string]int
}

func newFault(t testing.TB, to, code string) *fault {
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	f := &fault{to: httputil.NewSingleHostReverseProxy(target), code: code, calls: map[string]int{}}
	f.to.ErrorLog = log.New(io.Discard, "", 0) // who was killed hangs up
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

// failing makes a part of the calls fail from now on, alike for equal seeds.
func (f *fault) failing(rate float64, seed uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rate, f.rng = rate, rand.New(rand.NewPCG(seed, 0))
}

// break_ makes every call fail, or none.
func (f *fault) break_(down bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = down
}

func (f *fault) next(op string) (before, after bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[op]++
	switch {
	case f.down:
		return true, false
	case f.rate == 0 || f.rng.Float64() >= f.rate:
		return false, false
	case f.rng.IntN(2) == 0:
		return true, false
	}
	return false, true
}

func (f *fault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	before, after := f.next(r.Header.Get("X-Amz-Target"))
	if before {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.Header().Set("X-Amzn-Errortype", f.code)
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"__type":"`+f.code+`","message":"injected"}`)
		return
	}
	if after {
		f.to.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	f.to.ServeHTTP(w, r)
}

// model speaks Bedrock's Converse and reads phones and e-mails out of what the
// customer says.
//
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
type model struct {
	mu       sync.Mutex
	readings int
}

var (
	chatBlock = regexp.MustCompile(`(?s)<<<chat (\w+)\n(.*)\nchat `)
	phone     = regexp.MustCompile(`\+\d{7,15}`)
	email     = regexp.MustCompile(`\S+@\S+\.\w+`)
)

func (m *model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Messages   []struct{ Content []struct{ Text string } }
		ToolConfig struct {
			Tools []struct{ ToolSpec struct{ Name string } }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || !strings.HasSuffix(r.URL.Path, "/converse") {
		http.Error(w, "no call of Converse", http.StatusBadRequest)
		return
	}
	m.mu.Lock()
	m.readings++
	m.mu.Unlock()
	values := []map[string]any{}
	for line := range strings.Lines(chatBlock.FindStringSubmatch(in.Messages[0].Content[0].Text)[2]) {
		var said struct {
			Message int
			Author  string
			Text    string
		}
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Author != "customer" {
			continue
		}
		for field, find := range map[string]*regexp.Regexp{"client_phone": phone, "client_email": email} {
			if quote := find.FindString(said.Text); quote != "" {
				values = append(values, map[string]any{"field": field, "quote": quote, "message": said.Message, "value": quote, "confidence": 0.9})
			}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"output": map[string]any{"message": map[string]any{"role": "assistant", "content": []any{
			map[string]any{"toolUse": map[string]any{"toolUseId": "t1", "name": in.ToolConfig.Tools[0].ToolSpec.Name, "input": map[string]any{"summary": "They left a phone.", "values": values}}},
		}}},
		"stopReason": "tool_use", "usage": map[string]int{"inputTokens": 1000, "outputTokens": 100, "totalTokens": 1100}, "metrics": map[string]int{"latencyMs": 5},
	})
}

func (m *model) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.readings
}
