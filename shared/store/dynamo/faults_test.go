package dynamo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
)

// answer is what the server says to a call: a status and a body, or a lost
// connection.
type answer struct {
	status int
	body   string
	lost   bool
}

func ok(body string) answer { return answer{status: 200, body: body} }

func fault(kind, more string) answer {
	return answer{status: 400, body: `{"__type":"com.amazonaws.dynamodb.v20120810#` + kind + `","message":"m"` + more + `}`}
}

// script answers calls in turn, the last answer again and again, and keeps what
// was asked.
type script struct {
	mu      sync.Mutex
	answers []answer
	calls   []string
	bodies  []map[string]any
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	body := map[string]any{}
	if err == nil {
		err = json.Unmarshal(raw, &body)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	s.mu.Lock()
	a := s.answers[min(len(s.calls), len(s.answers)-1)]
	s.calls, s.bodies = append(s.calls, call), append(s.bodies, body)
	s.mu.Unlock()
	if a.lost {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(a.status)
	if _, err := io.WriteString(w, a.body); err != nil {
		return // the client has gone
	}
}

// scripted is an engine whose server says what it is told to. The SDK itself
// tries so often.
func scripted(t *testing.T, sdkTries int, answers ...answer) (*dynamo.Engine, *script, *[]time.Duration) {
	s := &script{answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	waited := &[]time.Duration{}
	client := dynamodb.New(dynamodb.Options{
		Region: "eu-central-1", BaseEndpoint: &server.URL,
		Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider("test", "test", "")),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.MaxBackoff = sdkTries, time.Nanosecond
		}),
	})
	return &dynamo.Engine{Client: client, Name: "t", Wait: func(_ context.Context, d time.Duration) error {
		*waited = append(*waited, d)
		return nil
	}}, s, waited
}

var (
	anItem    = store.Item{"pk": "p", "sk": "s", "n": int64(7)}
	anItemOut = `{"pk":{"S":"p"},"sk":{"S":"s"},"n":{"N":"7"}}`
)

func cancelled(reasons string) answer {
	return fault("TransactionCanceledException", `,"CancellationReasons":[`+reasons+`]`)
}

// tooLarge is DynamoDB's answer where an update made an item too large.
var tooLarge = answer{status: 400, body: `{"__type":"com.amazon.coral.validate#ValidationException","message":"Item size to update has exceeded the maximum allowed size"}`}

func TestWrite_Faults(t *testing.T) {
	one := []store.Op{store.Put(anItem, store.Missing("pk"))}
	two := []store.Op{store.Put(anItem), store.Delete(store.Key{PK: "p", SK: "x"}, store.Exists("pk"))}
	conflict := cancelled(`{"Code":"None"},{"Code":"TransactionConflict"}`)
	for _, c := range []struct {
		name    string
		ops     []store.Op
		answers []answer
		calls   int
		want    error
		failed  []store.Failure
	}{
		{"done", one, []answer{ok(`{}`)}, 1, nil, nil},
		{"a throttle passes", one, []answer{fault("ThrottlingException", ""), fault("ProvisionedThroughputExceededException", ""), ok(`{}`)}, 3, nil, nil},
		{"a throttle stays", one, []answer{fault("ThrottlingException", "")}, 5, desk.ErrBusy, nil},
		{"a single write meets a transaction", one, []answer{fault("TransactionConflictException", ""), ok(`{}`)}, 2, nil, nil},
		{"a condition", one, []answer{fault("ConditionalCheckFailedException", `,"Item":`+anItemOut)}, 1, desk.ErrConflict, []store.Failure{{Op: 0, Old: anItem}}},
		{"a condition that met nothing", one, []answer{fault("ConditionalCheckFailedException", "")}, 1, desk.ErrConflict, []store.Failure{{Op: 0}}},
		{"a conflict passes", two, []answer{conflict, conflict, ok(`{}`)}, 3, nil, nil},
		{"a conflict stays", two, []answer{conflict}, 5, desk.ErrBusy, nil},
		{"a throttled transaction passes", two, []answer{cancelled(`{"Code":"ThrottlingError"},{"Code":"None"}`), ok(`{}`)}, 2, nil, nil},
		{"a condition goes before a conflict", two, []answer{cancelled(`{"Code":"TransactionConflict"},{"Code":"ConditionalCheckFailed","Item":` + anItemOut + `}`)}, 1,
			desk.ErrConflict, []store.Failure{{Op: 1, Old: anItem}}},
		{"an update that makes an item too large", one, []answer{tooLarge}, 1, desk.ErrInvalid, nil},
		{"one of several that makes an item too large", two, []answer{cancelled(`{"Code":"None"},{"Code":"ValidationError","Message":"Item size to update has exceeded the maximum allowed size"}`)}, 1, desk.ErrInvalid, nil},
		{"a full partition among several", two, []answer{cancelled(`{"Code":"ItemCollectionSizeLimitExceeded"},{"Code":"None"}`)}, 1, desk.ErrInvalid, nil},
		{"what DynamoDB finds invalid in several is a fault of ours", two, []answer{cancelled(`{"Code":"ValidationError","Message":"an operand has an incorrect data type"},{"Code":"None"}`)}, 1, desk.ErrBusy, nil},
		{"a reason that nobody knows", two, []answer{cancelled(`{"Code":"SomethingNew"},{"Code":"None"}`)}, 1, desk.ErrBusy, nil},
		{"a partition that is full", one, []answer{fault("ItemCollectionSizeLimitExceededException", "")}, 1, desk.ErrInvalid, nil},
		{"what DynamoDB calls invalid is a fault of ours", one, []answer{fault("ValidationException", "")}, 1, desk.ErrBusy, nil},
		{"a fault of theirs", one, []answer{{status: 500, body: `{}`}}, 1, desk.ErrBusy, nil},
		{"a lost answer", one, []answer{{lost: true}}, 1, desk.ErrBusy, nil},
		{"no table", one, []answer{fault("ResourceNotFoundException", "")}, 1, desk.ErrBusy, nil},
		{"nonsense", one, []answer{ok(`nonsense`)}, 1, desk.ErrBusy, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, s, waited := scripted(t, 1, c.answers...)
			_, err := e.Write(context.Background(), c.ops...)
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
			var ce *store.ConditionError
			errors.As(err, &ce)
			if ce == nil {
				ce = &store.ConditionError{}
			}
			if d := cmp.Diff(c.failed, ce.Failed); d != "" {
				t.Errorf("failed operations (-want +got)\n%s", d)
			}
			s.mu.Lock() // a lost answer may come before its handler ends
			defer s.mu.Unlock()
			if len(s.calls) != c.calls || len(*waited) != c.calls-1 {
				t.Errorf("%d calls, %d waits, want %d calls", len(s.calls), len(*waited), c.calls)
			}
			for i, d := range *waited {
				if d < 20*time.Millisecond<<i || d > 40*time.Millisecond<<i {
					t.Errorf("wait %d is %v", i, d)
				}
			}
		})
	}
}

func TestWrite_TheSDKsRepeatIsTheSameTransaction(t *testing.T) {
	e, s, _ := scripted(t, 3, answer{lost: true}, ok(`{}`))
	if _, err := e.Write(context.Background(), store.Put(anItem), store.Delete(store.Key{PK: "p", SK: "x"})); err != nil {
		t.Fatal(err)
	}
	if len(s.bodies) != 2 || s.bodies[0]["ClientRequestToken"] == nil || s.bodies[0]["ClientRequestToken"] != s.bodies[1]["ClientRequestToken"] {
		t.Errorf("the repeat's token: %v", s.bodies)
	}
}

func TestWrite_SingleOperationsArePlainCalls(t *testing.T) {
	k := store.Key{PK: "p", SK: "s"}
	for want, op := range map[string]store.Op{
		"PutItem":            store.Put(anItem),
		"DeleteItem":         store.Delete(k),
		"UpdateItem":         {Do: store.DoUpdate, Key: k, Set: store.Item{"n": int64(1)}},
		"TransactWriteItems": store.Check(k, store.Exists("pk")),
	} {
		e, s, _ := scripted(t, 1, ok(`{"Attributes":`+anItemOut+`}`))
		got, err := e.Write(context.Background(), op)
		if err != nil || s.calls[0] != want || (got != nil) != (op.Do == store.DoUpdate) {
			t.Errorf("%s: called %s, got %v, %v", op.Do, s.calls[0], got, err)
		}
	}
}

func TestBatchGet_UnprocessedKeysAreAskedForAgain(t *testing.T) {
	ks := []store.Key{{PK: "p", SK: "a"}, {PK: "p", SK: "s"}}
	left := `"UnprocessedKeys":{"t":{"Keys":[{"pk":{"S":"p"},"sk":{"S":"s"}}]}}`
	e, s, waited := scripted(t, 1, ok(`{"Responses":{"t":[]},`+left+`}`), ok(`{"Responses":{},`+left+`}`), ok(`{"Responses":{"t":[`+anItemOut+`]}}`))
	its, err := e.BatchGet(context.Background(), ks, true)
	if d := cmp.Diff([]store.Item{nil, anItem}, its); err != nil || d != "" || len(s.calls) != 3 || len(*waited) != 2 {
		t.Errorf("%d calls, %v (-want +got)\n%s", len(s.calls), err, d)
	}
	asked := fmt.Sprint(s.bodies[2])
	if strings.Contains(asked, "S:a") || !strings.Contains(asked, "S:s") {
		t.Errorf("asked again for %s", asked)
	}
	e, _, _ = scripted(t, 1, ok(`{"Responses":{},`+left+`}`))
	if _, err := e.BatchGet(context.Background(), ks, true); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("keys that stay unprocessed: %v", err)
	}
}

func TestWrite_LooseOnesThatAreLeftUndoneAreWrittenAgain(t *testing.T) {
	ops := store.Loose(store.Put(store.Item{"pk": "p", "sk": "a"}), store.Delete(store.Key{PK: "p", SK: "s"}))
	left := `{"UnprocessedItems":{"t":[{"DeleteRequest":{"Key":{"pk":{"S":"p"},"sk":{"S":"s"}}}}]}}`
	e, s, waited := scripted(t, 1, ok(left), ok(left), ok(`{}`))
	if _, err := e.Write(context.Background(), ops...); err != nil || len(s.calls) != 3 || s.calls[0] != "BatchWriteItem" || len(*waited) != 2 {
		t.Errorf("calls %v, %v", s.calls, err)
	}
	if asked := fmt.Sprint(s.bodies[0]); !strings.Contains(asked, "PutRequest") || !strings.Contains(asked, "DeleteRequest") {
		t.Errorf("asked for %s", asked)
	}
	if asked := fmt.Sprint(s.bodies[2]); strings.Contains(asked, "PutRequest") || !strings.Contains(asked, "S:s") {
		t.Errorf("asked again for %s", asked)
	}
	e, _, _ = scripted(t, 1, ok(left))
	if _, err := e.Write(context.Background(), ops...); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("what stays undone: %v", err)
	}
}

func TestQuery_WhatIsAsked(t *testing.T) {
	e, s, _ := scripted(t, 1, ok(`{"Items":[`+anItemOut+`],"LastEvaluatedKey":{"pk":{"S":"p"},"sk":{"S":"s"},"seq":{"N":"7"}}}`))
	found, err := e.Query(context.Background(), store.Query{
		Index: store.BySeq, PK: "p", From: int64(1), To: int64(9), Desc: true, Limit: 5, Strong: true,
		After: store.Item{"pk": "p", "sk": "s", "seq": int64(8)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := store.Found{Items: []store.Item{anItem}, Next: store.Item{"pk": "p", "sk": "s", "seq": int64(7)}}
	if d := cmp.Diff(want, found); d != "" {
		t.Errorf("found (-want +got)\n%s", d)
	}
	asked := map[string]any{
		"TableName": "t", "IndexName": "seq", "KeyConditionExpression": "#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2",
		"ExpressionAttributeNames": map[string]any{"#n0": "pk", "#n1": "seq"},
		"ExpressionAttributeValues": map[string]any{
			":v0": map[string]any{"S": "p"}, ":v1": map[string]any{"N": "1"}, ":v2": map[string]any{"N": "9"},
		},
		"ScanIndexForward": false, "Limit": 5.0, "ConsistentRead": true,
		"ExclusiveStartKey": map[string]any{"pk": map[string]any{"S": "p"}, "sk": map[string]any{"S": "s"}, "seq": map[string]any{"N": "8"}},
	}
	if d := cmp.Diff(asked, s.bodies[0]); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

func TestRead_WhatTheStoreNeverWrote(t *testing.T) {
	for _, av := range []string{`{"NULL":true}`, `{"N":"1.5"}`, `{"SS":["a"]}`} {
		e, _, _ := scripted(t, 1, ok(`{"Item":{"x":`+av+`}}`))
		if _, err := e.Get(context.Background(), store.Key{PK: "p", SK: "s"}, true); !errors.Is(err, desk.ErrBusy) {
			t.Errorf("%s: got %v, want ErrBusy: it is no mistake of whoever reads", av, err)
		}
	}
}

func TestWarm_OpensTheConnection(t *testing.T) {
	e, s, _ := scripted(t, 1, ok(`{}`))
	if err := e.Warm(context.Background()); err != nil || len(s.calls) != 1 || s.calls[0] != "GetItem" {
		t.Errorf("calls %v, %v", s.calls, err)
	}
}

func TestTable_IsWhatTheStoreNeeds(t *testing.T) {
	in := dynamo.Table("t")
	if len(in.LocalSecondaryIndexes)+len(in.GlobalSecondaryIndexes) != len(store.Indexes()) || len(in.AttributeDefinitions) != 7 || in.BillingMode != "PAY_PER_REQUEST" {
		t.Errorf("the table is %+v", in)
	}
	if ttl := dynamo.TTL("t"); *ttl.TimeToLiveSpecification.AttributeName != store.TTL {
		t.Errorf("ttl is %+v", ttl)
	}
}

// What a throttled call may be put off by is what it waits for, and not more:
// functions' time-outs rest on it.
func TestPatience_HoldsTheWaits(t *testing.T) {
	e, _, waited := scripted(t, 1, fault("ThrottlingException", ""))
	if _, err := e.Write(context.Background(), store.Put(anItem)); !errors.Is(err, desk.ErrBusy) {
		t.Fatal(err)
	}
	all := 5 * (50 + 100) * time.Millisecond // the SDK's own, before each second and third try
	for _, d := range *waited {
		all += d
	}
	if p := dynamo.Patience(); all > p || p > 2*time.Second {
		t.Errorf("it may wait for %s, and says %s", all, p)
	}
}
