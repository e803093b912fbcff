package awstest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
)

// The services whose calls are made to fail, by the word that their signatures
// carry.
const (
	onDynamo  = "dynamodb"
	onSQS     = "sqs"
	onSFN     = "states"
	onBedrock = "bedrock"
)

// ailment is one way in which calls of a service fail, and who tries them again:
// the SDK's client, our function within the same call (store/dynamo's engine),
// and whoever called the function: the queue, the messenger, the state machine,
// a client of the API. Who waits for nobody is told: the run fails with a reason.
type ailment struct {
	service string
	op      string // only this operation; "": all
	rule    string // the code, or what happens
	fail    failure
	again   again
}

// again is who tries again.
type again struct{ sdk, function, caller bool }

// attempts is how often one call of ours reaches the service while it ails.
func (a again) attempts() int {
	n := 1
	if a.sdk {
		n *= 3
	}
	if a.function {
		n *= 5
	}
	return n
}

// Who tries again, in the words of the table.
var (
	everybody       = again{sdk: true, function: true, caller: true}
	sdkThenCaller   = again{sdk: true, caller: true}
	functionThenAll = again{function: true, caller: true}
	callerOnly      = again{caller: true}
	nobody          = again{}
)

// failure does what a failing call does: work reaches the service, if it does.
type failure func(r *http.Request, body []byte, work func() (*http.Response, error)) (*http.Response, error)

// refuse answers with an error, and nothing was done.
func refuse(status int, code, message string) failure {
	return func(r *http.Request, _ []byte, _ func() (*http.Response, error)) (*http.Response, error) {
		return refusal(r, status, code, message, ""), nil
	}
}

// after does the work, and then what fails does: its answer is lost.
func after(f failure) failure {
	return func(r *http.Request, body []byte, work func() (*http.Response, error)) (*http.Response, error) {
		res, err := work()
		if err != nil {
			return nil, err
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
		return f(r, body, nil)
	}
}

// broken is a connection that fails.
func broken(err error) failure {
	return func(*http.Request, []byte, func() (*http.Response, error)) (*http.Response, error) {
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: err}
	}
}

var (
	reset   = broken(syscall.ECONNRESET)
	timeout = broken(os.ErrDeadlineExceeded)
)

// cut does the work and gives half of its answer.
func cut(_ *http.Request, _ []byte, work func() (*http.Response, error)) (*http.Response, error) {
	res, err := work()
	if err != nil {
		return nil, err
	}
	whole, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), brokenReader{}))
	return res, nil
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// cancel cancels a transaction: its last operation for a reason, the others for
// none.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
func cancel(reason, message string) failure {
	return func(r *http.Request, body []byte, _ func() (*http.Response, error)) (*http.Response, error) {
		var in struct{ TransactItems []any }
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		reasons := make([]map[string]string, len(in.TransactItems))
		for i := range reasons {
			reasons[i] = map[string]string{"Code": "None"}
		}
		reasons[len(reasons)-1] = map[string]string{"Code": reason, "Message": message}
		raw, err := json.Marshal(reasons)
		if err != nil {
			return nil, err
		}
		return refusal(r, http.StatusBadRequest, "TransactionCanceledException", "Transaction cancelled", `,"CancellationReasons":`+string(raw)), nil
	}
}

// spaces are the names that codes have in their services' protocols.
var spaces = map[string]string{onDynamo: "com.amazonaws.dynamodb.v20120810#", onSQS: "com.amazonaws.sqs#", onSFN: "com.amazonaws.swf.service.v2.model#", onBedrock: ""}

// refusal is a service's answer: JSON with the code in it (AWS JSON 1.0), or
// with the code in a header (REST JSON, Bedrock's).
func refusal(r *http.Request, status int, code, message, more string) *http.Response {
	service := serviceOf(r)
	h := http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"REQUEST"}}
	if service == onBedrock {
		h = http.Header{"Content-Type": {"application/json"}, "X-Amzn-Errortype": {code + ":http://internal.amazon.com/coral/com.amazon.bedrock/"}}
	}
	body := fmt.Sprintf(`{"__type":%q,"message":%q%s}`, spaces[service]+code, message, more)
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}
}

// serviceOf is the service that a call is signed for.
func serviceOf(r *http.Request) string {
	for _, s := range []string{onDynamo, onSQS, onSFN, onBedrock} {
		if strings.Contains(r.Header.Get("Authorization"), "/"+s+"/aws4_request") {
			return s
		}
	}
	return ""
}

// opOf is the operation that is called.
func opOf(r *http.Request) string {
	if _, op, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return op
	}
	return r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
}

// faulty is the transport of the SDK's HTTP client (aws.Config.HTTPClient):
// choose says which ailment, if any, the n-th call of an operation has.
type faulty struct {
	to     http.RoundTripper
	choose func(service, op string, n int) *ailment // nil: all are well

	mu     sync.Mutex
	calls  map[string]int // by service and operation
	failed map[string]int // by ailment
}

// tally counts the calls that are made for one invocation, by service.
type tally struct {
	mu    sync.Mutex
	calls map[string]int
}

type tallyKey struct{}

// RoundTrip implements http.RoundTripper.
func (f *faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	service, op := serviceOf(r), opOf(r)
	if service == "" {
		return nil, errors.New("a call of a service that the tests don't know")
	}
	if t, ok := r.Context().Value(tallyKey{}).(*tally); ok {
		t.mu.Lock()
		t.calls[service]++
		t.mu.Unlock()
	}
	a := f.next(service, op)
	if a == nil {
		return f.to.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil {
		return nil, err
	}
	return a.fail(r, body, func() (*http.Response, error) {
		again := r.Clone(context.WithoutCancel(r.Context()))
		again.Body = io.NopCloser(bytes.NewReader(body))
		return f.to.RoundTrip(again)
	})
}

func (f *faulty) next(service, op string) *ailment {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	n := f.calls[service+" "+op]
	f.calls[service+" "+op]++
	if f.choose == nil {
		return nil
	}
	a := f.choose(service, op, n)
	if a != nil {
		if f.failed == nil {
			f.failed = map[string]int{}
		}
		f.failed[a.service+" "+a.rule]++
	}
	return a
}

// injected is how many calls failed so far.
func (f *faulty) injected() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, of := range f.failed {
		n += of
	}
	return n
}
