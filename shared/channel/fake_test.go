package channel_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// fake stands in for a messenger's API: it keeps what it was asked and answers
// as the test says. A negative status loses the answer after the work was done.
type fake struct {
	*httptest.Server
	mu     sync.Mutex
	turn   sync.Mutex // of answers
	calls  []fakeCall
	answer func(n int, c fakeCall) (status int, header map[string]string, body string)
}

type fakeCall struct {
	Method, Path, Query string
	Header              http.Header
	Body                map[string]any // of a form: its fields
	File                *fakeFile      // of a form
}

type fakeFile struct{ Field, Name, MIME, Content string }

func newFake(t *testing.T, answer func(n int, c fakeCall) (int, map[string]string, string)) *fake {
	t.Helper()
	f := &fake{answer: answer}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	c := fakeCall{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Header: r.Header}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if !c.readForm(r) {
			http.Error(w, "a broken form", http.StatusBadRequest)
			return
		}
	} else if b, err := io.ReadAll(r.Body); err == nil && len(b) > 0 {
		if json.Unmarshal(b, &c.Body) != nil {
			http.Error(w, "not JSON", http.StatusBadRequest)
			return
		}
	}
	f.mu.Lock()
	n := len(f.calls)
	f.calls = append(f.calls, c)
	f.mu.Unlock()
	// In turn: one whose answer was lost may still end while the next call comes.
	f.turn.Lock()
	status, header, body := f.answer(n, c)
	f.turn.Unlock()
	if status < 0 {
		panic(http.ErrAbortHandler)
	}
	for k, v := range header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(status)
	if _, err := io.WriteString(w, body); err != nil {
		return
	}
}

// readForm reads a form of fields and one file; the length must be told, since
// some messengers take no other.
func (c *fakeCall) readForm(r *http.Request) bool {
	if r.ContentLength <= 0 || r.ParseMultipartForm(1<<20) != nil {
		return false
	}
	c.Body = map[string]any{}
	for name, values := range r.MultipartForm.Value {
		var v any
		if json.Unmarshal([]byte(values[0]), &v) != nil {
			v = values[0]
		}
		c.Body[name] = v
	}
	for field, headers := range r.MultipartForm.File {
		file, err := headers[0].Open()
		if err != nil {
			return false
		}
		b, err := io.ReadAll(file)
		if err != nil || file.Close() != nil {
			return false
		}
		c.File = &fakeFile{field, headers[0].Filename, headers[0].Header.Get("Content-Type"), string(b)}
	}
	return c.File != nil
}

func (f *fake) seen() []fakeCall {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]fakeCall(nil), f.calls...)
}

// fakeClient does not wait long, and does not share connections between tests.
func fakeClient(t *testing.T, timeout time.Duration) *http.Client {
	t.Helper()
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: timeout}
}

// verdict is the part of a SendError that decides.
type verdict struct {
	Again, Unsure, Blocked, Broken bool
	After                          time.Duration
}

func verdictOf(e *desk.SendError) verdict {
	return verdict{Again: e.Again, Unsure: e.Unsure, Blocked: e.Blocked, Broken: e.Broken, After: e.After}
}

var (
	again  = verdict{Again: true}
	unsure = verdict{Unsure: true}
	block  = verdict{Blocked: true}
	admin  = verdict{Broken: true}
	never  = verdict{}
)

func againAfter(d time.Duration) verdict { return verdict{Again: true, After: d} }
