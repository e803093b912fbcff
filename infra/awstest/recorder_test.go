//go:build aws

package awstest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/sufler/sufler/infra/bench/story"
)

// recorder stands between functions and servers on the loopback, and counts
// each call that goes over the wire: whose, of what service, which one, and what
// DynamoDB says that it consumed.
type recorder struct {
	testing.TB
	guard *guard
	mu    sync.Mutex
	part  *story.Part // nil: nobody measures
}

// at is the address at which one caller reaches a service that is at to.
func (r *recorder) at(by, service, to string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		r.pass(w, in, by, service, to)
	}))
	r.Cleanup(s.Close)
	return s.URL
}

// pass hands a call on, and its answer back.
func (r *recorder) pass(w http.ResponseWriter, in *http.Request, by, service, to string) {
	body, err := io.ReadAll(in.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the caller hung up
	}
	c := story.Call{By: by, Service: service, Operation: operation(in), Count: 1}
	if service == story.DynamoDB {
		c.Setup = story.IsSetup(by, partition(body))
		body = asking(body)
	}
	out, err := http.NewRequestWithContext(in.Context(), in.Method, to+in.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	out.Header = in.Header.Clone()
	out.Header.Del("Content-Length")
	res, err := (&http.Client{Transport: r.guard}).Do(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.count(c, answer)
	for name, values := range res.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(res.StatusCode)
	w.Write(answer)
}

// count notes a call that was answered.
func (r *recorder) count(c story.Call, answer []byte) {
	switch c.Operation {
	case "ReceiveMessage":
		var got struct{ Messages []json.RawMessage }
		if err := json.Unmarshal(answer, &got); err != nil {
			r.Errorf("an answer of %s: %v", c.Operation, err)
		}
		c.Empty = len(got.Messages) == 0
	case "GetItem", "BatchGetItem", "Query":
		c.Reads = consumed(answer)
	case "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems":
		c.Writes = consumed(answer)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.part != nil {
		r.part.Add(c)
	}
}

// operation is what a call is: by its header in the JSON protocols, by its path
// in Bedrock's, by its method in S3's.
func operation(r *http.Request) string {
	if _, op, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return op
	}
	if strings.HasSuffix(r.URL.Path, "/converse") {
		return "Converse"
	}
	return r.Method
}

// asking asks DynamoDB what a call consumes, indexes included.
func asking(body []byte) []byte {
	var in map[string]json.RawMessage
	if json.Unmarshal(body, &in) != nil {
		return body // the server will say what is wrong with it
	}
	in["ReturnConsumedCapacity"] = json.RawMessage(`"INDEXES"`)
	raw, err := json.Marshal(in)
	if err != nil {
		return body
	}
	return raw
}

// consumed is what an answer says was consumed; a batch's and a transaction's
// are by table. An error consumed nothing, as DynamoDB Local says.
func consumed(answer []byte) float64 {
	type units struct{ CapacityUnits float64 }
	var one struct{ ConsumedCapacity units }
	if json.Unmarshal(answer, &one) == nil {
		return one.ConsumedCapacity.CapacityUnits
	}
	var many struct{ ConsumedCapacity []units }
	total := 0.0
	if json.Unmarshal(answer, &many) == nil {
		for _, u := range many.ConsumedCapacity {
			total += u.CapacityUnits
		}
	}
	return total
}

// partition is the key of the partition that a call reads, "" if it is none that
// reads.
func partition(body []byte) string {
	type text struct{ S string }
	type key struct {
		PK text `json:"pk"`
	}
	var in struct {
		Key                       key
		RequestItems              map[string]struct{ Keys []key }
		KeyConditionExpression    string
		ExpressionAttributeValues map[string]json.RawMessage
	}
	if json.Unmarshal(body, &in) != nil {
		return ""
	}
	for _, table := range in.RequestItems {
		for _, k := range table.Keys {
			return k.PK.S
		}
	}
	if in.KeyConditionExpression != "" {
		// The partition comes first: "#n0 = :v0".
		var pk text
		_ = json.Unmarshal(in.ExpressionAttributeValues[":v0"], &pk)
		return pk.S
	}
	return in.Key.PK.S
}
