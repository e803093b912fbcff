//go:build aws

package awstest_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// guard is IAM: the transport of whatever stands between the functions and the servers.
// It knows a function by the key that it signs with, and what the template allows it. What is not allowed is refused, and reported: no
// server here looks at rights itself.
type guard struct {
	policies map[string]policy
	report   func(string)
	sockets  string // the id of the WebSocket API

	mu    sync.Mutex
	guest string              // whom ministack runs, by a key of its own
	asked map[string][]string // by function, each kind of right once
}

// unguarded is the id of the key with which the tests call for themselves.
const unguarded = "test"

// key is one of a function's own. It is ministack's, which looks at the signatures of
// S3's links; to all else any key would do.
type key struct {
	ID     string `xml:"CreateAccessKeyResult>AccessKey>AccessKeyId"`
	Secret string `xml:"CreateAccessKeyResult>AccessKey>SecretAccessKey"`
}

// makeKeys gives each function a user and a key.
func makeKeys() error {
	for _, f := range functions {
		var k key
		for _, action := range []string{"CreateUser", "CreateAccessKey"} {
			body := strings.NewReader("Version=2010-05-08&Action=" + action + "&UserName=" + f)
			req, err := http.NewRequest(http.MethodPost, cloudURL, body)
			if err != nil {
				return err
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+unguarded+"/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0")
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				return err
			}
			said, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err != nil || xml.Unmarshal(said, &k) != nil {
				return fmt.Errorf("%s for %s: %s %v", action, f, said, err)
			}
		}
		if k.ID == "" {
			return fmt.Errorf("%s has no key", f)
		}
		keys[f] = k
	}
	return nil
}

// keyOwner is whose key it is, "" for nobody's.
func keyOwner(id string) string {
	for f, k := range keys {
		if k.ID == id {
			return f
		}
	}
	return ""
}

// guarded reads the policies of all functions.
func (r resolver) guarded(t testing.TB) (*guard, error) {
	g := &guard{policies: map[string]policy{}, sockets: r.refs["Live"], asked: map[string][]string{}, report: func(what string) { t.Error(what) }}
	for _, f := range functions {
		p, err := r.policy(strings.ToUpper(f[:1]) + f[1:] + "Function")
		if err != nil {
			return nil, fmt.Errorf("the policy of %s: %w", f, err)
		}
		g.policies[f] = p
	}
	return g, nil
}

// policy is what a function may. The rights that SAM adds are not in it: to write logs
// and to read the event's source, which no function does itself.
func (r resolver) policy(logical string) (policy, error) {
	v, err := r.value(r.Resources[logical].Properties["Policies"])
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return readPolicy(raw)
}

// RoundTrip implements http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	by, _ := signed(r)
	if by == unguarded {
		return http.DefaultTransport.RoundTrip(r)
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	refused, err := g.refuses(by, r, body)
	if err != nil {
		return nil, err
	}
	if refused != nil {
		return forbidden(r, *refused), nil
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && res.StatusCode == http.StatusNotFound && (r.Method == http.MethodGet || r.Method == http.MethodHead) && g.mayNotList(by, r) {
		res.Body.Close()
		return forbidden(r, ask{action: "s3:ListBucket", resource: r.URL.Path}), nil
	}
	return res, err
}

// mayNotList says that S3 does not tell who called whether an object is there.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
func (g *guard) mayNotList(id string, r *http.Request) bool {
	_, service := signed(r)
	bucket, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	g.mu.Lock()
	defer g.mu.Unlock()
	return service == "s3" && !g.policies[keyOwner(id)].allows(ask{action: "s3:ListBucket", resource: "arn:aws:s3:::" + bucket})
}

// refuses is the right that a call lacks.
func (g *guard) refuses(by string, r *http.Request, body []byte) (*ask, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if by == account {
		by = g.guest
	} else {
		by = keyOwner(by)
	}
	asks, err := asksOf(r, body, g.sockets)
	p, ok := g.policies[by]
	if err == nil && !ok {
		err = fmt.Errorf("nobody has the key: %s", asks)
	}
	if err != nil {
		g.report(fmt.Sprintf("%q calls: %v", by, err))
		return nil, err
	}
	for _, a := range asks {
		if known := kindOf(a); !slices.Contains(g.asked[by], known) {
			g.asked[by] = append(g.asked[by], known)
			if !p.allows(a) {
				g.report(fmt.Sprintf("the template does not allow %s: %s", by, a))
			}
		}
		if !p.allows(a) {
			return &a, nil
		}
	}
	return nil, nil
}

// kindOf is a right without what differs from item to item.
func kindOf(a ask) string {
	kind := a.action + " " + a.resource
	for _, k := range slices.Sorted(maps.Keys(a.keys)) {
		for _, v := range a.keys[k] {
			before, _, _ := strings.Cut(v, "#")
			kind += " " + before
		}
	}
	return kind
}

// forbidden is the answer to who may not: an error in the service's protocol.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
func forbidden(r *http.Request, a ask) *http.Response {
	said := "not authorized to perform: " + a.action + " on resource: " + a.resource + " because no identity-based policy allows it"
	_, service := signed(r)
	switch service {
	case "s3":
		body := `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>` + said + `</Message></Error>`
		return &http.Response{
			StatusCode: http.StatusForbidden, Status: "403 Forbidden", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
			Header: http.Header{"Content-Type": {"application/xml"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}
	case onSQS:
		return refusal(r, http.StatusForbidden, "AccessDenied", said, "")
	case onBedrock, "execute-api":
		return refusal(r, http.StatusForbidden, "AccessDeniedException", said, "")
	}
	return refusal(r, http.StatusBadRequest, "AccessDeniedException", said, "")
}

// runs says that ministack runs a function, which signs with ministack's key then.
func (g *guard) runs(name string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.guest != "" && g.guest != name {
		return errors.New("two functions run in ministack: nobody can tell them apart")
	}
	g.guest = name
	return nil
}
