package channel

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

// caller speaks JSON to one vendor.
type caller struct {
	client *http.Client
	base   string // of the address, without a slash at the end
}

// newCaller chooses the base address: the line's api_url, else what main gave
// the plug, else the vendor's. A line is a customer's setting, so its address
// must be on a host that is known: else a line could make us call anything
// inside our network, tokens included.
func newCaller(client *http.Client, given, vendor string, hosts []string, line desk.Line) (caller, error) {
	base := vendor
	if given != "" {
		base = given
	}
	if own := line.Options["api_url"]; own != "" {
		u, err := url.Parse(own)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil {
			return caller{}, broken("bad_api_url", "The line's option api_url is not an http address.")
		}
		trusted := slices.Contains(hosts, u.Host) || slices.Contains(hosts, u.Hostname()) || u.Host == hostOf(given)
		if !trusted && (u.Scheme != "https" || u.Host != hostOf(vendor)) {
			return caller{}, broken("bad_api_url", "The line's option api_url is on a host that is not allowed.")
		}
		base = own
	}
	if client == nil {
		client = http.DefaultClient
	}
	c := *client
	// A redirect would carry the token to a host that nobody allowed.
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return caller{client: &c, base: strings.TrimRight(base, "/")}, nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// call is one request to the vendor.
type call struct {
	method string // "": POST
	path   string // after the base address, with the query
	header map[string]string
	body   any   // nil: none
	form   *form // instead of a body
}

// reply is the vendor's answer.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// do makes a call. The error is a *desk.SendError: nothing was written, or not all
// of a form → Again; the request may have been read and no whole answer came →
// Unsure. What the answer means is for the plug to say.
func (c caller) do(ctx context.Context, k call) (reply, error) {
	for _, v := range k.header {
		if strings.ContainsFunc(v, unicode.IsControl) {
			return reply{}, broken("bad_token", "The line's token holds a line break or something else that nobody sees. Set it anew.")
		}
	}
	wrote := &atomic.Bool{}
	build, client := c.request, *c.client
	if k.form != nil {
		build, client.Timeout = c.formRequest, uploadTimeout // one for ordinary calls is too short for a video
	}
	req, err := build(ctx, k, wrote)
	if err != nil {
		return reply{}, err
	}
	res, err := client.Do(req)
	if err != nil {
		return reply{}, lost(err, wrote.Load())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return reply{}, lost(err, true)
	}
	return reply{status: res.StatusCode, header: res.Header, body: body}, nil
}

func (c caller) request(ctx context.Context, k call, wrote *atomic.Bool) (*http.Request, error) {
	var body io.Reader
	if k.body != nil {
		b, err := json.Marshal(k.body)
		if err != nil {
			return nil, refused("bad_request", "The message can't be written as JSON.")
		}
		body = bytes.NewReader(b)
	}
	if k.method == "" {
		k.method = http.MethodPost
	}
	// Headers go to a buffer first; from then on a broken connection may mean
	// that the vendor has read everything.
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, k.method, c.base+k.path, body)
	if err != nil {
		return nil, broken("bad_address", "The vendor's address can't be built from the line's settings.")
	}
	if k.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, v := range k.header {
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

// unreadable is an answer that says success in a form we can't read.
func unreadable() *desk.SendError {
	return &desk.SendError{Unsure: true, Code: "answer_unreadable", Reason: "The messenger's answer could not be read: the message may have gone out."}
}

// byStatus is what an HTTP status alone says, when the vendor's own code does
// not say more. nil: 2xx. A 504 is a gateway that gave up waiting on the vendor,
// which may have sent all the same.
func byStatus(r reply, reason string) *desk.SendError {
	if r.status >= 200 && r.status < 300 {
		return nil
	}
	e := &desk.SendError{Code: "http_" + strconv.Itoa(r.status), Reason: reason, After: retryAfter(r.header)}
	if e.Reason == "" {
		e.Reason = "The messenger answered " + strconv.Itoa(r.status) + " " + http.StatusText(r.status) + "."
	}
	switch {
	case r.status == http.StatusGatewayTimeout:
		e.Unsure, e.After = true, 0
	case r.status == http.StatusTooManyRequests, r.status == http.StatusRequestTimeout, r.status >= 500:
		e.Again = true
	case r.status == http.StatusUnauthorized:
		e.Broken = true
	case r.status >= 300 && r.status < 400:
		e.Broken = true
	}
	return e
}

// retryAfter reads Retry-After: seconds, or a date, which counts from the
// answer's own Date, so that no clock of ours is asked. 0: not given.
func retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.Atoi(v); err == nil {
		return seconds(n)
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

func seconds(n int) time.Duration {
	return min(time.Duration(max(0, min(n, 3600)))*time.Second, maxAfter)
}
