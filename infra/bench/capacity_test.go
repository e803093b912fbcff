package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/dynamo"
)

// endpoint is a server that speaks DynamoDB's protocol, where `make test-aws`
// started one.
var endpoint = os.Getenv("SUFLER_DYNAMO_ENDPOINT")

// capacity is an HTTP client that asks DynamoDB what each call consumed, and
// adds it up.
type capacity struct {
	mu    sync.Mutex
	reads float64
	all   float64
}

func (c *capacity) Do(r *http.Request) (*http.Response, error) {
	_, what, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var in map[string]json.RawMessage
	if err := json.Unmarshal(raw, &in); err != nil {
		return nil, err
	}
	if what != "CreateTable" {
		in["ReturnConsumedCapacity"] = json.RawMessage(`"INDEXES"`)
	}
	if raw, err = json.Marshal(in); err != nil {
		return nil, err
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	out, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	if raw, err = io.ReadAll(out.Body); err != nil {
		return nil, err
	}
	out.Body = io.NopCloser(bytes.NewReader(raw))
	return out, c.add(what, raw)
}

type capacityUnits struct {
	CapacityUnits float64
}

// add takes one answer; a batch's and a transaction's are by table.
func (c *capacity) add(what string, raw []byte) error {
	var each struct{ ConsumedCapacity capacityUnits }
	var many struct{ ConsumedCapacity []capacityUnits }
	switch what {
	case "BatchGetItem", "BatchWriteItem", "TransactWriteItems":
		if err := json.Unmarshal(raw, &many); err != nil {
			return err
		}
	default:
		if err := json.Unmarshal(raw, &each); err != nil {
			return err
		}
		many.ConsumedCapacity = []capacityUnits{each.ConsumedCapacity}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range many.ConsumedCapacity {
		c.all += m.CapacityUnits
		if what == "GetItem" || what == "BatchGetItem" || what == "Query" {
			c.reads += m.CapacityUnits
		}
	}
	return nil
}

// asked is a company on that server, and what the server says it consumed.
func asked(t *testing.T) (*house, *capacity) {
	t.Helper()
	m, err := readMachine(asl)
	if err != nil {
		t.Fatal(err)
	}
	name, said := fmt.Sprintf("bench-%x", rand.Uint64()), &capacity{}
	client := func(with dynamodb.HTTPClient) *dynamodb.Client {
		return dynamodb.New(dynamodb.Options{
			Region: "eu-central-1", BaseEndpoint: &endpoint, HTTPClient: with,
			Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		})
	}
	plain := &dynamo.Engine{Name: name, Client: client(http.DefaultClient)}
	if _, err := plain.Client.CreateTable(t.Context(), dynamo.Table(name)); err != nil {
		t.Fatal(err)
	}
	h, err := openHouse(t.Context(), &dynamo.Engine{Name: name, Client: client(said)}, m, readBy(desk.ModeAll))
	if err != nil {
		t.Fatal(err)
	}
	h.meter.Look = plain
	return h, said
}

// What we count is what DynamoDB Local says it consumed, to the unit, once what
// it forgets to say is left out (see writtenLocally).
func TestUnitsAsTheServerSays(t *testing.T) {
	if endpoint == "" {
		return // make test-aws runs it
	}
	h, said := asked(t)
	h.meter.Local = true
	measure := func(do func() error) (u Use, writes, reads float64) {
		said.reads, said.all = 0, 0
		u, err := h.meter.Of(do)
		if err != nil {
			t.Fatal(err)
		}
		return u, said.all - said.reads, said.reads
	}
	u, writes, reads := measure(func() error {
		if err := h.play(t.Context(), story.Anna, story.Order()); err != nil {
			return err
		}
		return h.pass(t.Context(), 3*time.Hour)
	})
	if u.Writes != writes || u.Reads != reads || writes == 0 {
		t.Errorf("a dialog: counted %v write and %v read units, the server says %v and %v", u.Writes, u.Reads, writes, reads)
	}
	if err := h.said(story.Anna, 100, "Hello again"); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(time.Second)
	u, writes, reads = measure(func() error { return h.said(story.Anna, 101, "Are you there?") })
	if u.Writes != writes || u.Reads != reads || writes == 0 {
		t.Errorf("a message: counted %v write and %v read units, the server says %v and %v", u.Writes, u.Reads, writes, reads)
	}
}
