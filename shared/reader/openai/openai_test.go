package openai_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/openai"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type reply struct {
	status int
	body   string
	header map[string]string
	wait   chan struct{}
	cut    bool
}

// serve answers with the replies in their order and keeps the requests.
func serve(t *testing.T, replies ...reply) (*openai.Model, func() []string) {
	t.Helper()
	var mu sync.Mutex
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mu.Lock()
		asked = append(asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+"\n"+string(body))
		n := len(asked)
		mu.Unlock()
		if err != nil || n > len(replies) {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		re := replies[n-1]
		if re.wait != nil {
			<-re.wait
		}
		if re.cut {
			panic(http.ErrAbortHandler)
		}
		for k, v := range re.header {
			w.Header().Set(k, v)
		}
		if re.status != 0 {
			w.WriteHeader(re.status)
		}
		io.WriteString(w, re.body)
	}))
	t.Cleanup(srv.Close)
	return &openai.Model{
			HTTP: srv.Client(), BaseURL: srv.URL + "/v1", Allowed: []string{srv.URL + "/v1/"}, Key: "k-1", ID: "qwen3",
		}, func() []string {
			mu.Lock()
			defer mu.Unlock()
			return asked
		}
}

func prompted(m *openai.Model) reader.Prompted {
	return reader.Prompted{Model: m, Nonce: func() string { return "7f3a9c" }}
}

var noon = time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)

func chat() desk.Chat {
	return desk.Chat{
		Dialog:   "c1-1",
		Messages: []desk.Message{{Seq: desk.SeqAt(noon), Author: desk.ByCustomer, Text: "I take 5, José"}},
		Fields:   []desk.Field{{Name: "qty", Title: "Quantity", Type: desk.TypeInteger}},
		Locale:   desk.Locale{Language: "en", Zone: time.UTC},
	}
}

const good = `{"summary":"Takes **5**.","values":[{"field":"qty","quote":"5","message":0,"value":"5","confidence":0.9}]}`

func says(finish, message string) reply {
	return reply{body: `{"id":"x","choices":[{"index":0,"finish_reason":"` + finish + `","message":` + message + `}],"usage":{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":40}}}`}
}

func calls(arguments string) string {
	b, err := json.Marshal(arguments)
	if err != nil {
		panic(err)
	}
	return `{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"report_reading","arguments":` + string(b) + `}}]}`
}

func text(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return `{"role":"assistant","content":` + string(b) + `}`
}

func TestReadsAnswers(t *testing.T) {
	want := []desk.Finding{{Field: "qty", Value: "5", Quote: "5", Message: desk.SeqAt(noon), Confidence: 0.9}}
	for _, c := range []struct {
		rule    string
		replies []reply
	}{
		{"a tool call is the reading", []reply{says("tool_calls", calls(good))}},
		{"a server may end it as stop", []reply{says("stop", calls(good))}},
		{"arguments may be an object", []reply{says("tool_calls", `{"tool_calls":[{"function":{"name":"report_reading","arguments":`+good+`}}]}`)}},
		{"JSON in text is read", []reply{says("stop", text("Sure:\n```json\n"+good+"\n```"))}},
		{"bad JSON is asked for again", []reply{says("tool_calls", calls(`{"summary":`)), says("tool_calls", calls(good))}},
		{"cut is asked for again", []reply{says("length", calls(`{"summary":"x`)), says("tool_calls", calls(good))}},
		{"a foreign tool is no answer", []reply{says("tool_calls", strings.Replace(calls(good), "report_reading", "pay", 1)), says("tool_calls", calls(good))}},
		{"too long is cut and asked again", []reply{{status: 400, body: `{"error":{"message":"…","code":"context_length_exceeded"}}`}, says("tool_calls", calls(good))}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			m, asked := serve(t, c.replies...)
			got, err := prompted(m).Read(t.Context(), chat())
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got.Findings); d != "" || len(asked()) != len(c.replies) {
				t.Errorf("%d calls, %s", len(asked()), d)
			}
			if got.Reader != "openai" || got.Model != "qwen3" || got.Prompt != reader.Version || got.Usage.MicroUSD != 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestEndsWithAKind(t *testing.T) {
	broken := func(status int, code, message string) []reply {
		return []reply{{status: status, body: `{"error":{"message":"` + message + ` José","code":"` + code + `"}}`}}
	}
	for _, c := range []struct {
		rule    string
		replies []reply
		kind    error
		words   string
	}{
		{"429 is busy", broken(429, "rate_limit_exceeded", ""), desk.ErrBusy, "429"},
		{"503 is busy", []reply{{status: 503, body: "loading model"}}, desk.ErrBusy, "503"},
		{"no completion is busy", []reply{{body: `<html>`}}, desk.ErrBusy, "completion"},
		{"no choice is busy", []reply{{body: `{"choices":[]}`}}, desk.ErrBusy, "completion"},
		{"a lost answer is busy", []reply{{cut: true}}, desk.ErrBusy, ""},
		{"a spent quota wants a person", broken(429, "insufficient_quota", ""), desk.ErrInvalid, "quota"},
		{"401 wants the key", broken(401, "", ""), desk.ErrInvalid, "key"},
		{"404 wants the address", broken(404, "", ""), desk.ErrInvalid, "address"},
		{"a model without tools says so", broken(400, "", "does not support tools"), desk.ErrInvalid, "tool"},
		{"another 400 is invalid", broken(400, "", "bad"), desk.ErrInvalid, "settings"},
		{"a redirect is not followed", []reply{{status: 302, header: map[string]string{"Location": "/elsewhere"}}}, desk.ErrInvalid, "elsewhere"},
		{"a content filter is a refusal", []reply{says("content_filter", text(""))}, desk.ErrRefused, ""},
		{"a refusal is one", []reply{says("stop", `{"content":null,"refusal":"I can't"}`)}, desk.ErrRefused, ""},
		{"text twice is a refusal", []reply{says("stop", text("no")), says("stop", text("no"))}, desk.ErrRefused, ""},
		{"bad JSON twice is busy", []reply{says("stop", calls("{")), says("stop", calls("{"))}, desk.ErrBusy, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			m, asked := serve(t, c.replies...)
			_, err := prompted(m).Read(t.Context(), chat())
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) || len(asked()) != len(c.replies) {
				t.Errorf("got %v after %d calls, want %v with %q", err, len(asked()), c.kind, c.words)
			}
			if err != nil && (strings.Contains(err.Error(), "José") || strings.Contains(err.Error(), "k-1")) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestNoAnswerInTimeIsBusy(t *testing.T) {
	never := make(chan struct{})
	m, _ := serve(t, reply{wait: never})
	defer close(never)
	m.Timeout = 20 * time.Millisecond
	if _, err := prompted(m).Read(t.Context(), chat()); !errors.Is(err, desk.ErrBusy) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyAllowedEndpointsAreCalled(t *testing.T) {
	for _, base := range []string{"", "http://169.254.169.254/latest", "HOST/v2", "HOST/v1/../admin", "HOST/v1?x=", "HOST.evil.example/v1"} {
		m, asked := serve(t, says("tool_calls", calls(good)))
		m.BaseURL = strings.Replace(base, "HOST", strings.TrimSuffix(m.BaseURL, "/v1"), 1)
		if _, err := prompted(m).Read(t.Context(), chat()); !errors.Is(err, desk.ErrInvalid) || len(asked()) != 0 {
			t.Errorf("%s: got %v after %d calls", base, err, len(asked()))
		}
	}
}

func TestTokensAndPrice(t *testing.T) {
	m, _ := serve(t, says("tool_calls", calls(good)))
	r := prompted(m)
	r.Price = reader.Price{Input: 1000, Output: 2000, CacheRead: 500}
	got, err := r.Read(t.Context(), chat())
	want := desk.Usage{InputTokens: 60, CacheReadTokens: 40, OutputTokens: 20, MicroUSD: 120}
	if err != nil || got.Usage != want {
		t.Errorf("got %+v, %v, want %+v", got.Usage, err, want)
	}
}

func TestRequest(t *testing.T) {
	zero := 0.0
	for _, c := range []struct {
		name string
		set  func(*openai.Model)
	}{
		{"plain", func(*openai.Model) {}},
		{"all-settings", func(m *openai.Model) {
			m.FreeTool, m.Strict, m.Temperature, m.CompletionTokens, m.Key = true, true, &zero, true, ""
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, asked := serve(t, says("tool_calls", calls(good)))
			c.set(m)
			if _, err := prompted(m).Read(t.Context(), chat()); err != nil {
				t.Fatal(err)
			}
			line, body, _ := strings.Cut(asked()[0], "\n")
			var got bytes.Buffer
			got.WriteString(line + "\n")
			if err := json.Indent(&got, []byte(body), "", "  "); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "request-"+c.name+".txt")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got.String()); d != "" {
				t.Errorf("%s (-want +got):\n%s", path, d)
			}
		})
	}
}
