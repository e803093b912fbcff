package awstest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The account and the region in which the tests' stacks are.
const (
	account = "000000000000"
	region  = "eu-central-1"
)

// signed is who signed a call, by the id of the key, and for which service. A link
// carries it in its query.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
func signed(r *http.Request) (by, service string) {
	_, scope, ok := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	if !ok {
		scope = r.URL.Query().Get("X-Amz-Credential")
	}
	scope, _, _ = strings.Cut(scope, ",")
	parts := strings.Split(scope, "/")
	if len(parts) < 5 {
		return "", ""
	}
	return parts[0], parts[3]
}

// asksOf are the rights that a call needs; sockets is the WebSocket API's id, which AWS
// has in the host.
func asksOf(r *http.Request, body []byte, sockets string) ([]ask, error) {
	_, service := signed(r)
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch service {
	case "dynamodb":
		return tableAsks(op, body)
	case "sqs", "states", "ssm":
		return namedAsks(service, op, body)
	case "s3":
		return objectAsks(r)
	case "bedrock":
		return modelAsks(r.URL)
	case "execute-api":
		return socketAsks(r, sockets)
	case "transcribe":
		return writingAsks(op, body)
	}
	return nil, fmt.Errorf("the tests know no rights of %q", service)
}

// tableAsks are the rights that DynamoDB looks for. The parts of a transaction are
// governed by the rights of the single operations; a batch has one of its own, and its
// items' partitions are all leading keys.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
func tableAsks(op string, body []byte) ([]ask, error) {
	type one struct {
		TableName, IndexName, KeyConditionExpression string
		Key, Item                                    struct{ PK struct{ S string } }
		ExpressionAttributeValues                    map[string]struct{ S string }
	}
	var in struct {
		one
		TransactItems []struct{ Put, Update, Delete, ConditionCheck *one }
		RequestItems  map[string]json.RawMessage
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	var bad error
	single := func(action string, of one) ask {
		pk := of.Key.PK.S + of.Item.PK.S
		if of.KeyConditionExpression != "" {
			pk = queried(of.KeyConditionExpression, func(v string) string { return of.ExpressionAttributeValues[v].S })
		}
		if pk == "" {
			bad = fmt.Errorf("%s of no partition: %s", action, body)
		}
		return onTable(action, of.TableName, of.IndexName, pk)
	}
	var asks []ask
	switch op {
	case "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query":
		asks = append(asks, single(op, in.one))
	case "TransactWriteItems":
		for _, it := range in.TransactItems {
			for action, of := range map[string]*one{"PutItem": it.Put, "UpdateItem": it.Update, "DeleteItem": it.Delete, "ConditionCheckItem": it.ConditionCheck} {
				if of != nil {
					asks = append(asks, single(action, *of))
				}
			}
		}
	case "BatchGetItem", "BatchWriteItem":
		for table, raw := range in.RequestItems {
			pks, err := batched(raw)
			if err != nil {
				return nil, err
			}
			asks = append(asks, onTable(op, table, "", pks...))
		}
	default:
		return nil, fmt.Errorf("the tests know no rights of dynamodb:%s", op)
	}
	return asks, bad
}

func onTable(action, table, index string, pks ...string) ask {
	at := "arn:aws:dynamodb:" + region + ":" + account + ":table/" + table
	if index != "" {
		at += "/index/" + index
	}
	return ask{"dynamodb:" + action, at, map[string][]string{"dynamodb:LeadingKeys": pks}}
}

// queried is the partition of a query, which its expression names first: "#n0 = :v0".
// Of an index it is the index's partition [M: the documents say "the partition key"].
func queried(expression string, value func(string) string) string {
	words := strings.Fields(expression)
	if len(words) < 3 || words[1] != "=" {
		return ""
	}
	return value(words[2])
}

// batched are the partitions in a batch of one table.
func batched(raw json.RawMessage) (pks []string, err error) {
	type key struct{ PK struct{ S string } }
	var reads struct{ Keys []key }
	var writes []struct {
		PutRequest    struct{ Item key }
		DeleteRequest struct{ Key key }
	}
	if strings.HasPrefix(string(raw), "[") {
		err = json.Unmarshal(raw, &writes)
	} else {
		err = json.Unmarshal(raw, &reads)
	}
	for _, k := range reads.Keys {
		pks = append(pks, k.PK.S)
	}
	for _, w := range writes {
		pks = append(pks, w.PutRequest.Item.PK.S+w.DeleteRequest.Key.PK.S)
	}
	if len(pks) == 0 || slices.Contains(pks, "") {
		return nil, fmt.Errorf("a batch of no partition: %s, %v", raw, err)
	}
	return pks, err
}

// namedAsks are the rights of the services whose calls name one thing.
//
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
func namedAsks(service, op string, body []byte) ([]ask, error) {
	var in struct {
		QueueURL        string `json:"QueueUrl"`
		StateMachineARN string `json:"stateMachineArn"`
		ExecutionARN    string `json:"executionArn"`
		Name, Path      string
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	at := ""
	switch {
	case service == "sqs" && in.QueueURL != "":
		at = "arn:aws:sqs:" + region + ":" + account + ":" + in.QueueURL[strings.LastIndex(in.QueueURL, "/")+1:]
		op = strings.TrimSuffix(op, "Batch") // SendMessageBatch needs the right to SendMessage
	case service == "states":
		at = in.StateMachineARN + in.ExecutionARN
	case service == "ssm" && in.Name+in.Path != "":
		at = "arn:aws:ssm:" + region + ":" + account + ":parameter/" + strings.TrimPrefix(in.Name+in.Path, "/")
	}
	if at == "" {
		return nil, fmt.Errorf("the tests know no rights of %s:%s %s", service, op, body)
	}
	return []ask{{action: service + ":" + op, resource: at}}, nil
}

// objectAsks are the rights that S3 looks for: to copy is to read and to write.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
func objectAsks(r *http.Request) ([]ask, error) {
	const arn = "arn:aws:s3:::"
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	query := r.URL.Query()
	action := map[string]string{http.MethodGet: "s3:GetObject", http.MethodHead: "s3:GetObject", http.MethodPut: "s3:PutObject", http.MethodDelete: "s3:DeleteObject"}[r.Method]
	switch {
	case key == "" && r.Method == http.MethodGet && query.Has("list-type"):
		return []ask{{"s3:ListBucket", arn + bucket, map[string][]string{"s3:prefix": {query.Get("prefix")}}}}, nil
	case key == "" || action == "":
		return nil, fmt.Errorf("the tests know no rights of S3's %s %s", r.Method, r.URL)
	}
	asks := []ask{{action: action, resource: arn + bucket + "/" + key}}
	if from := r.Header.Get("X-Amz-Copy-Source"); from != "" {
		from, err := url.PathUnescape(strings.TrimPrefix(from, "/"))
		if err != nil {
			return nil, err
		}
		asks = append(asks, ask{action: "s3:GetObject", resource: arn + from})
	}
	return asks, nil
}

// modelAsks are Bedrock's: both Converse and InvokeModel need the right to invoke, of
// a profile and of the model behind it; the one in this region stands for all.
//
// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
func modelAsks(u *url.URL) ([]ask, error) {
	id, ok := strings.CutPrefix(u.Path, "/model/")
	at := strings.LastIndex(id, "/")
	if !ok || at < 0 || id[at:] != "/converse" && id[at:] != "/invoke" {
		return nil, fmt.Errorf("the tests know no rights of Bedrock's %s", u.Path)
	}
	id = id[:at]
	var asks []ask
	invoke := func(at string) { asks = append(asks, ask{action: "bedrock:InvokeModel", resource: at}) }
	if profile, model, ok := strings.Cut(id, "."); ok && slices.Contains([]string{"global", "us", "eu", "apac", "jp", "au"}, profile) {
		invoke("arn:aws:bedrock:" + region + ":" + account + ":inference-profile/" + id)
		if id = model; profile == "global" {
			invoke("arn:aws:bedrock:::foundation-model/" + id)
		}
	}
	invoke("arn:aws:bedrock:" + region + "::foundation-model/" + id)
	return asks, nil
}

// socketAsks are those of calls about WebSockets.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
func socketAsks(r *http.Request, api string) ([]ask, error) {
	stage, id, ok := strings.Cut(r.URL.Path, "/@connections/")
	stage = stage[strings.LastIndex(stage, "/")+1:] // before it, ministack names the API
	if !ok {
		return nil, fmt.Errorf("the tests know no rights of %s", r.URL)
	}
	return []ask{{action: "execute-api:ManageConnections", resource: "arn:aws:execute-api:" + region + ":" + account + ":" + api + "/" + stage + "/" + r.Method + "/@connections/" + id}}, nil
}

// TestAsks: which rights calls need.
func TestAsks(t *testing.T) {
	const table = "dynamodb:%s on arn:aws:dynamodb:eu-central-1:000000000000:table/t [dynamodb:LeadingKeys:[%s]]"
	for _, tt := range []struct {
		service, target, method, url, body string
		want                               []string
	}{
		{"dynamodb", "D.GetItem", "POST", "/", `{"TableName":"t","Key":{"pk":{"S":"C#1"},"sk":{"S":"x"}}}`, []string{fmt.Sprintf(table, "GetItem", "C#1")}},
		{"dynamodb", "D.PutItem", "POST", "/", `{"TableName":"t","Item":{"pk":{"S":"LIVE"}}}`, []string{fmt.Sprintf(table, "PutItem", "LIVE")}},
		{"dynamodb", "D.Query", "POST", "/", `{"TableName":"t","IndexName":"i","KeyConditionExpression":"#n0 = :v0 AND #n1 >= :v1","ExpressionAttributeValues":{":v0":{"S":"A"},":v1":{"S":"B"}}}`,
			[]string{"dynamodb:Query on arn:aws:dynamodb:eu-central-1:000000000000:table/t/index/i [dynamodb:LeadingKeys:[A]]"}},
		{"dynamodb", "D.TransactWriteItems", "POST", "/", `{"TransactItems":[{"Put":{"TableName":"t","Item":{"pk":{"S":"A"}}}},{"ConditionCheck":{"TableName":"t","Key":{"pk":{"S":"B"}}}}]}`,
			[]string{fmt.Sprintf(table, "PutItem", "A"), fmt.Sprintf(table, "ConditionCheckItem", "B")}},
		{"dynamodb", "D.BatchGetItem", "POST", "/", `{"RequestItems":{"t":{"Keys":[{"pk":{"S":"A"}},{"pk":{"S":"B"}}]}}}`, []string{fmt.Sprintf(table, "BatchGetItem", "A B")}},
		{"dynamodb", "D.BatchWriteItem", "POST", "/", `{"RequestItems":{"t":[{"PutRequest":{"Item":{"pk":{"S":"A"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"B"}}}}]}}`, []string{fmt.Sprintf(table, "BatchWriteItem", "A B")}},
		{"dynamodb", "D.Scan", "POST", "/", `{"TableName":"t"}`, nil}, {"dynamodb", "D.GetItem", "POST", "/", `{"TableName":"t"}`, nil}, {"kms", "T.Sign", "POST", "/", `{}`, nil},
		{"sqs", "AmazonSQS.SendMessageBatch", "POST", "/", `{"QueueUrl":"http://h/0/q"}`, []string{"sqs:SendMessage on arn:aws:sqs:eu-central-1:000000000000:q"}},
		{"states", "A.StartExecution", "POST", "/", `{"stateMachineArn":"arn:m","name":"n"}`, []string{"states:StartExecution on arn:m"}},
		{"ssm", "A.GetParameter", "POST", "/", `{"Name":"/s/first"}`, []string{"ssm:GetParameter on arn:aws:ssm:eu-central-1:000000000000:parameter/s/first"}}, {"ssm", "A.X", "POST", "/", `{}`, nil},
		{"s3", "", "HEAD", "/b/a/k", "", []string{"s3:GetObject on arn:aws:s3:::b/a/k"}}, {"s3", "", "GET", "/b?list-type=2&prefix=in%2F", "", []string{"s3:ListBucket on arn:aws:s3:::b [s3:prefix:[in/]]"}},
		{"s3", "", "DELETE", "/b/k", "", []string{"s3:DeleteObject on arn:aws:s3:::b/k"}}, {"s3", "", "PUT", "/b", "", nil},
		{"bedrock", "", "POST", "/model/eu.a.m-1%3A0/converse", "", []string{"bedrock:InvokeModel on arn:aws:bedrock:eu-central-1:000000000000:inference-profile/eu.a.m-1:0", "bedrock:InvokeModel on arn:aws:bedrock:eu-central-1::foundation-model/a.m-1:0"}},
		{"bedrock", "", "POST", "/model/a.m/invoke", "", []string{"bedrock:InvokeModel on arn:aws:bedrock:eu-central-1::foundation-model/a.m"}}, {"bedrock", "", "POST", "/agents", "", nil},
		{"execute-api", "", "DELETE", "/live/@connections/L0S=", "", []string{"execute-api:ManageConnections on arn:aws:execute-api:eu-central-1:000000000000:ws/live/DELETE/@connections/L0S="}},
	} {
		r, err := http.NewRequest(tt.method, "http://h"+tt.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=webhook/20260101/"+region+"/"+tt.service+"/aws4_request, SignedHeaders=host")
		r.Header.Set("X-Amz-Target", tt.target)
		asks, err := asksOf(r, []byte(tt.body), "ws")
		var got []string
		for _, a := range asks {
			got = append(got, a.String())
		}
		if d := cmp.Diff(tt.want, got); (err == nil) != (tt.want != nil) || err == nil && d != "" {
			t.Errorf("%s %s%s: %v %s", tt.target, tt.method, tt.url, err, d)
		}
	}
	link, err := http.NewRequest("GET", "http://h/b/k?X-Amz-Credential=api%2F20260101%2Feu-central-1%2Fs3%2Faws4_request", nil)
	if by, service := signed(link); err != nil || by != "api" || service != "s3" {
		t.Errorf("a link is signed by %q for %q", by, service)
	}
}
