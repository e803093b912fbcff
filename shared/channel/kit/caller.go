// Package kit is what several messengers' folders do alike: calling a vendor,
// fetching and uploading files, reading JSON that is not quite what it should be,
// signatures, buttons and texts in parts. It knows no messenger.
package kit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
)

// maxAnswer is how much of a vendor's answer is read. All known ones are far
// smaller.
const maxAnswer = 1 << 20

// Caller speaks JSON to one vendor.
type Caller struct {
	client *http.Client
	Base   string // of the address, without a slash at the end
}

// NewCaller chooses the base address: the line's api_url, else what main gave
// the plug, else the vendor's. A line is a customer's setting, so its address
// must be on a host that is known: else a line could make us call anything
// inside our network, tokens included.
func NewCaller(client *http.Client, given, vendor string, hosts []string, line desk.Line) (Caller, error) {
	base := vendor
	if given != "" {
		base = given
	}
	if own := line.Options["api_url"]; own != "" {
		u, err := url.Parse(own)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil {
			return Caller{}, Broken("bad_api_url", "The line's option api_url is not an http address.")
		}
		trusted := slices.Contains(hosts, u.Host) || slices.Contains(hosts, u.Hostname()) || u.Host == HostOf(given)
		if !trusted && (u.Scheme != "https" || u.Host != HostOf(vendor)) {
			return Caller{}, Broken("bad_api_url", "The line's option api_url is on a host that is not allowed.")
		}
		base = own
	}
	if client == nil {
		client = http.DefaultClient
	}
	c := *client
	// A redirect would carry the token to a host that nobody allowed.
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return Caller{client: &c, Base: strings.TrimRight(base, "/")}, nil
}

func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// Call is one request to the vendor.
type Call struct {
	Method string // "": POST
	Path   string // after the base address, with the query
	Header map[string]string
	Body   any   // nil: none
	Form   *Form // instead of a body
}

// Reply is the vendor's answer.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do makes a call. The error is a *desk.SendError: nothing was written, or not all
// of a form → Again; the request may have been read and no whole answer came →
// Unsure. What the answer means is for the plug to say.
func (c Caller) Do(ctx context.Context, k Call) (Reply, error) {
	for _, v := range k.Header {
		if strings.ContainsFunc(v, unicode.IsControl) {
			return Reply{}, Broken("bad_token", "The line's token holds a line break or something else that nobody sees. Set it anew.")
		}
	}
	wrote := &atomic.Bool{}
	build, client := c.request, *c.client
	if k.Form != nil {
		build, client.Timeout = c.formRequest, uploadTimeout // one for ordinary calls is too short for a video
	}
	req, err := build(ctx, k, wrote)
	if err != nil {
		return Reply{}, err
	}
	res, err := client.Do(req)
	if err != nil {
		return Reply{}, lost(err, wrote.Load())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return Reply{}, lost(err, true)
	}
	return Reply{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

func (c Caller) request(ctx context.Context, k Call, wrote *atomic.Bool) (*http.Request, error) {
	var body io.Reader
	if k.Body != nil {
		b, err := json.Marshal(k.Body)
		if err != nil {
			return nil, Refused("bad_request", "The message can't be written as JSON.")
		}
		body = bytes.NewReader(b)
	}
	if k.Method == "" {
		k.Method = http.MethodPost
	}
	// Headers go to a buffer first; from then on a broken connection may mean
	// that the vendor has read everything.
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, k.Method, c.Base+k.Path, body)
	if err != nil {
		return nil, Broken("bad_address", "The vendor's address can't be built from the line's settings.")
	}
	if k.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, v := range k.Header {
		req.Header.Set(name, v)
	}
	return req, nil
}

// lost says what a call without a whole answer means. The address is left out:
// it may hold the token.
func lost(err error, wrote bool) *desk.SendError {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	what := "the connection broke"
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || (u != nil && u.Timeout()) {
		what = "no answer in time"
	}
	if !wrote {
		return &desk.SendError{Again: true, Code: "unreachable", Reason: "The messenger could not be reached: " + what + "."}
	}
	return &desk.SendError{Unsure: true, Code: "answer_lost", Reason: "The message was handed over and its answer was lost (" + what + "): it may have gone out."}
}

// Unreadable is an answer that says success in a form we can't read.
func Unreadable() *desk.SendError {
	return &desk.SendError{Unsure: true, Code: "answer_unreadable", Reason: "The messenger's answer could not be read: the message may have gone out."}
}

// ByStatus is what an HTTP status alone says, when the vendor's own code does
// not say more. nil: 2xx. A 504 is a gateway that gave up waiting on the vendor,
// which may have sent all the same.
func ByStatus(r Reply, reason string) *desk.SendError {
	if r.Status >= 200 && r.Status < 300 {
		return nil
	}
	e := &desk.SendError{Code: "http_" + strconv.Itoa(r.Status), Reason: reason, After: RetryAfter(r.Header)}
	if e.Reason == "" {
		e.Reason = "The messenger answered " + strconv.Itoa(r.Status) + " " + http.StatusText(r.Status) + "."
	}
	switch {
	case r.Status == http.StatusGatewayTimeout:
		e.Unsure, e.After = true, 0
	case r.Status == http.StatusTooManyRequests, r.Status == http.StatusRequestTimeout, r.Status >= 500:
		e.Again = true
	case r.Status == http.StatusUnauthorized:
		e.Broken = true
	case r.Status >= 300 && r.Status < 400:
		e.Broken = true
	}
	return e
}

// RetryAfter reads Retry-After: seconds, or a date, which counts from the
// answer's own Date, so that no clock of ours is asked. 0: not given.
func RetryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.Atoi(v); err == nil {
		return Seconds(n)
	}
	at, err := http.ParseTime(v)
	from, err2 := http.ParseTime(h.Get("Date"))
	if err != nil || err2 != nil || at.Before(from) {
		return 0
	}
	return min(at.Sub(from), maxAfter)
}

// maxAfter bounds how long a vendor can make us wait before the next try.
const maxAfter = time.Hour

func Seconds(n int) time.Duration {
	return min(time.Duration(max(0, min(n, 3600)))*time.Second, maxAfter)
}
