package boot

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// HTTP gives the calls of an API Gateway HTTP API (payload format 2.0) to an
// http.Handler.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type HTTP struct {
	Handler http.Handler
	Log     *slog.Logger
}

// httpEvent is a call as the gateway hands it over: header names in lower case,
// repeated headers joined by commas, cookies apart.
type httpEvent struct {
	RawPath        string            `json:"rawPath"`
	RawQueryString string            `json:"rawQueryString"`
	Cookies        []string          `json:"cookies"`
	Headers        map[string]string `json:"headers"`
	RequestContext struct {
		DomainName string `json:"domainName"`
		HTTP       struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
	} `json:"requestContext"`
	Body            string `json:"body"`
	IsBase64Encoded bool   `json:"isBase64Encoded"`
}

// httpAnswer is what the gateway wants back.
type httpAnswer struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies,omitempty"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// Invoke implements lambda.Handler. A handler that panics answers 500 and the
// process lives on: the next caller is not to pay for it.
func (h HTTP) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e httpEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("this is no call of an HTTP API: %w", err)
	}
	ctx, cancel := inTime(ctx)
	defer cancel()
	r, err := e.request(ctx)
	if err != nil {
		return json.Marshal(problem(http.StatusBadRequest, "malformed"))
	}
	w := &recorder{header: http.Header{}}
	if err := h.serve(w, r); err != nil {
		return json.Marshal(problem(http.StatusInternalServerError, "internal"))
	}
	return json.Marshal(w.answer())
}

func (h HTTP) serve(w *recorder, r *http.Request) error {
	return try(r.Context(), h.Log, func() error {
		h.Handler.ServeHTTP(w, r)
		return nil
	})
}

func (e httpEvent) request(ctx context.Context) (*http.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		raw, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return nil, err
		}
		body = raw
	}
	u := &url.URL{Path: e.RawPath, RawQuery: e.RawQueryString}
	if plain, err := url.PathUnescape(e.RawPath); err == nil && plain != e.RawPath {
		u.Path, u.RawPath = plain, e.RawPath
	}
	if e.RequestContext.HTTP.Method == "" || !strings.HasPrefix(u.Path, "/") {
		return nil, fmt.Errorf("no method or no path")
	}
	r, err := http.NewRequestWithContext(ctx, e.RequestContext.HTTP.Method, "/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.URL, r.RequestURI = u, u.RequestURI()
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	if r.Host = e.RequestContext.DomainName; r.Host == "" { // the gateway's word goes before the caller's
		r.Host = r.Header.Get("Host")
	}
	r.Header.Del("Host")
	if r.Header.Get("Content-Length") == "" && len(body) > 0 {
		r.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	r.RemoteAddr = net.JoinHostPort(e.RequestContext.HTTP.SourceIP, "0") // the connection's, as the gateway saw it: no header
	return r, nil
}

// problem is an RFC 9457 answer for what never reaches the handler, or breaks it.
func problem(status int, code string) httpAnswer {
	return httpAnswer{
		StatusCode: status, Headers: map[string]string{"content-type": "application/problem+json"},
		Body: fmt.Sprintf(`{"type":"urn:sufler:problem:%s","title":%q,"status":%d,"code":%q}`, code, http.StatusText(status), status, code),
	}
}

// recorder keeps what a handler answers.
type recorder struct {
	header http.Header
	sent   http.Header // as they were when the status was written
	status int
	body   bytes.Buffer
}

var _ io.StringWriter = (*recorder)(nil)

// Header implements http.ResponseWriter.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter. Only the first final status counts.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status, w.sent = status, w.header.Clone()
	}
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// WriteString implements io.StringWriter.
func (w *recorder) WriteString(s string) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.WriteString(s)
}

func (w *recorder) answer() httpAnswer {
	w.WriteHeader(http.StatusOK)
	if w.body.Len() > 0 && w.sent.Get("Content-Type") == "" {
		w.sent.Set("Content-Type", http.DetectContentType(w.body.Bytes()))
	}
	a := httpAnswer{StatusCode: w.status, Headers: map[string]string{}, Cookies: w.sent["Set-Cookie"]}
	for name, values := range w.sent {
		if name != "Set-Cookie" {
			a.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
		}
	}
	if a.Body = w.body.String(); !utf8.ValidString(a.Body) {
		a.Body, a.IsBase64Encoded = base64.StdEncoding.EncodeToString(w.body.Bytes()), true
	}
	return a
}
