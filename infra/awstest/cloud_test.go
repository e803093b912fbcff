//go:build aws

package awstest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/store/dynamo"
)

// cloud is one stack on the servers: its own table, queues and state machine,
// and the functions with the template's environment.
type cloud struct {
	testing.TB
	name      string
	resolve   resolver
	functions map[string]*function
	dynamo    *fault
	queues    *fault
	others    *fault // S3, SSM and Step Functions: they never fail
	guard     *guard
	bedrock   *fault
	model     *model
	modelURL  string
	messenger *messenger
	sqs       *sqs.Client
	sfn       *sfn.Client
	ssm       *ssm.Client
	url       map[string]string // of queues
	givenUp   bucket.Bucket     // of what the stream gave up
	key       string            // the first API key

	stop    context.CancelFunc
	work    sync.WaitGroup
	resting sync.RWMutex // while a test holds it, the event source takes nothing
}

// visible is the queues' visibility time-out here, so that a failed message
// comes back within a test.
const visible = "2"

func newCloud(t testing.TB) *cloud {
	t.Helper()
	c := &cloud{
		TB: t, name: fmt.Sprintf("t%08x", rand.Uint32()), functions: map[string]*function{}, model: &model{}, messenger: newMessenger(t), url: map[string]string{},
		dynamo: newFault(t, dynamoURL, "ProvisionedThroughputExceededException"), queues: newFault(t, cloudURL, "RequestThrottled"),
		others: newFault(t, cloudURL, "ThrottlingException"),
	}
	fake := httptest.NewServer(c.model)
	t.Cleanup(fake.Close)
	c.modelURL = fake.URL
	c.bedrock = newFault(t, fake.URL, "ThrottlingException")
	cfg := aws.Config{Region: "eu-central-1", BaseEndpoint: aws.String(cloudURL), Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
	c.sqs, c.sfn, c.ssm = sqs.NewFromConfig(cfg), sfn.NewFromConfig(cfg), ssm.NewFromConfig(cfg)
	cfg.BaseEndpoint = aws.String(dynamoURL)
	table := dynamo.Table(c.name)
	table.StreamSpecification = nil // nobody reads it here
	if _, err := dynamodb.NewFromConfig(cfg).CreateTable(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"quiet", "outbox"} {
		dead := c.queue(q+"-dead", nil)
		c.url[q] = c.queue(q, map[string]string{
			"VisibilityTimeout": visible,
			"RedrivePolicy":     fmt.Sprintf(`{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:%s-%s-dead","maxReceiveCount":"3"}`, c.name, q),
		})
		c.url[q+"-dead"] = dead
	}
	c.resolve = resolver{readTemplate(t), map[string]string{
		"Table": c.name, "Files": c.name + "-files", "Letters": c.name + "-letters", "Outbox": c.url["outbox"], "QuietQueue": c.url["quiet"], "AWS::Region": "eu-central-1", "AWS::URLSuffix": "amazonaws.com", "Http": "http1", "AWS::StackName": c.name, "Live": "live" + c.name,
		"AWS::Partition": "aws", "AWS::AccountId": account, "Table.Arn": "arn:aws:dynamodb:eu-central-1:000000000000:table/" + c.name, "Table.StreamArn": "arn:aws:dynamodb:eu-central-1:000000000000:table/" + c.name + "/stream/1", "Files.Arn": "arn:aws:s3:::" + c.name + "-files", "Letters.Arn": "arn:aws:s3:::" + c.name + "-letters",
		"Outbox.Arn": "arn:aws:sqs:eu-central-1:000000000000:" + c.name + "-outbox", "QuietQueue.Arn": "arn:aws:sqs:eu-central-1:000000000000:" + c.name + "-quiet",
		"Closing": "arn:aws:states:eu-central-1:000000000000:stateMachine:" + c.name + "-closing",
		"Model":   "anthropic.claude-haiku-5-5",
	}}
	c.givenUp = c.made(bucket.New(aws.Config{Region: region, Credentials: cfg.Credentials}, c.name+"-letters", &cloudURL))
	var err error
	if c.guard, err = c.resolve.guarded(t); err != nil {
		t.Fatal(err)
	}
	for _, before := range []*fault{c.dynamo, c.queues, c.others, c.bedrock} {
		before.to.Transport = c.guard
	}
	c.machine()
	for _, f := range functions {
		logical := strings.ToUpper(f[:1]) + f[1:] + "Function"
		c.functions[f] = newFunction(t, f, time.Duration(c.resolve.number(logical, "Timeout"))*time.Second, c.env(f, logical))
	}
	return c
}

// env is a function's environment: the template's, Lambda's own, and where the
// servers are.
func (c *cloud) env(name, logical string) []string {
	env, err := c.resolve.environment(logical)
	if err != nil {
		c.Fatal(err)
	}
	return append(append(env, c.messenger.env()...),
		"AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID="+keys[name].ID, "AWS_SECRET_ACCESS_KEY="+keys[name].Secret, // the guard knows it by its key; ministack takes no session that it did not open
		"AWS_LAMBDA_FUNCTION_NAME="+c.name+"-"+name, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_ENDPOINT_URL_DYNAMODB="+c.dynamo.URL, "AWS_ENDPOINT_URL_SQS="+c.queues.URL, "AWS_ENDPOINT_URL_SFN="+c.others.URL,
		"AWS_ENDPOINT_URL_SSM="+c.others.URL, "AWS_ENDPOINT_URL_S3="+c.others.URL, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME="+c.bedrock.URL,
	)
}

func (c *cloud) queue(name string, attributes map[string]string) string {
	out, err := c.sqs.CreateQueue(c.Context(), &sqs.CreateQueueInput{QueueName: aws.String(c.name + "-" + name), Attributes: attributes})
	if err != nil {
		c.Fatal(err)
	}
	return *out.QueueUrl
}

// machine makes the state machine as the template does.
func (c *cloud) machine() {
	raw, err := os.ReadFile("../closing.asl.json")
	if err != nil {
		c.Fatal(err)
	}
	definition := strings.NewReplacer(
		"${ClosingFunctionArn}", "arn:aws:lambda:eu-central-1:000000000000:function:"+c.name+"-closing", "${QuietQueueUrl}", c.url["quiet"],
	).Replace(string(raw))
	if _, err := c.sfn.CreateStateMachine(c.Context(), &sfn.CreateStateMachineInput{
		Name: aws.String(c.name + "-closing"), Definition: &definition, RoleArn: aws.String("arn:aws:iam::000000000000:role/closing"),
	}); err != nil {
		c.Fatal(err)
	}
}

// zipped is a function's deployment package.
func zipped(t testing.TB, name string) []byte {
	return zippedFile(t, filepath.Join(binaries, name, "bootstrap"))
}

func zippedFile(t testing.TB, bootstrap string) []byte {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	h := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate}
	h.SetMode(0o755)
	w, err := z.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// feed has Lambda's event source take the queues' messages to their functions,
// until the test ends.
func (c *cloud) feed() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.Context()))
	c.stop = cancel
	c.Cleanup(func() { cancel(); c.work.Wait() })
	for q, f := range map[string]string{"quiet": "analyze", "outbox": "jobs"} {
		for range 2 {
			c.work.Go(func() {
				for ctx.Err() == nil {
					if c.batch(ctx, q, c.functions[f]) == 0 {
						time.Sleep(20 * time.Millisecond)
					}
				}
			})
		}
	}
}

// batch takes one batch to a function, as the event source does: what did not
// fail is deleted, everything else comes back when its visibility is over.
//
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (c *cloud) batch(ctx context.Context, queue string, f *function) int {
	c.resting.RLock()
	defer c.resting.RUnlock()
	got, err := c.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: aws.String(c.url[queue]), MaxNumberOfMessages: 5,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameApproximateReceiveCount},
	})
	if err != nil || len(got.Messages) == 0 {
		return 0
	}
	out, err := f.invoke(ctx, queueEvent(got.Messages))
	if err != nil {
		return len(got.Messages)
	}
	var answer struct {
		BatchItemFailures []struct{ ItemIdentifier string }
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return len(got.Messages) // as Lambda: the whole batch failed
	}
	bad := map[string]bool{}
	for _, i := range answer.BatchItemFailures {
		bad[i.ItemIdentifier] = true
	}
	for _, m := range got.Messages {
		if !bad[*m.MessageId] {
			_, _ = c.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: aws.String(c.url[queue]), ReceiptHandle: m.ReceiptHandle})
		}
	}
	return len(got.Messages)
}

// queueEvent is the event of a batch.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func queueEvent(ms []types.Message) []byte {
	var records []map[string]any
	for _, m := range ms {
		records = append(records, map[string]any{
			"messageId": *m.MessageId, "receiptHandle": aws.ToString(m.ReceiptHandle), "body": *m.Body, "md5OfBody": aws.ToString(m.MD5OfBody),
			"attributes": m.Attributes, "messageAttributes": map[string]any{}, "eventSource": "aws:sqs",
			"eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:q", "awsRegion": "eu-central-1",
		})
	}
	raw, _ := json.Marshal(map[string]any{"Records": records})
	return raw
}

// reply is what the gateway answers.
type reply struct {
	status int
	header map[string]string
	body   []byte
}

// call goes through the gateway to a function, as payload format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func (c *cloud) call(name, method, target string, header map[string]string, body []byte) reply {
	path, query, _ := strings.Cut(target, "?")
	headers := map[string]string{"host": "api.example.com", "content-type": "application/json", "x-forwarded-for": "203.0.113.9"}
	for k, v := range header {
		headers[strings.ToLower(k)] = v
	}
	raw, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": headers,
		"requestContext": map[string]any{"accountId": "0", "apiId": "api", "domainName": "api.example.com", "requestId": "r", "stage": "$default",
			"http": map[string]any{"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9", "userAgent": "test"}},
		"body": string(body), "isBase64Encoded": false,
	})
	if err != nil {
		c.Fatal(err)
	}
	out, err := c.functions[name].invoke(context.WithoutCancel(c.Context()), raw)
	var a struct {
		StatusCode int
		Headers    map[string]string
		Body       string
	}
	if err != nil || json.Unmarshal(out, &a) != nil {
		return reply{status: http.StatusInternalServerError, body: []byte(`{"message":"Internal Server Error"}`)}
	}
	return reply{a.StatusCode, a.Headers, []byte(a.Body)}
}

// api calls the API with the first key and reads the answer into out. What is
// busy or broken is called again, as every client must; posts carry a key that
// makes that harmless.
func (c *cloud) api(method, path string, in, out any) {
	c.Helper()
	if c.key == "" {
		c.first()
	}
	var body []byte
	if in != nil {
		body, _ = json.Marshal(in)
	}
	header := map[string]string{"authorization": "Bearer " + c.key}
	if method == http.MethodPatch {
		header["if-match"] = c.call("api", http.MethodGet, path, header, nil).header["etag"]
	}
	if method == http.MethodPost {
		header["idempotency-key"] = fmt.Sprintf("k%016x", rand.Uint64())
	}
	var r reply
	for range 60 * 25 { // a killed request's key is held for a while
		if r = c.call("api", method, path, header, body); r.status < 500 && r.status != http.StatusConflict {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if r.status >= 300 {
		c.Fatalf("%s %s: got %d %s", method, path, r.status, r.body)
	}
	if out != nil {
		if err := json.Unmarshal(r.body, out); err != nil {
			c.Fatalf("%s %s: %v in %s", method, path, err, r.body)
		}
	}
}

// first is the first key, which the API's start made.
func (c *cloud) first() {
	c.Helper()
	var last error
	for range 60 {
		c.call("api", http.MethodGet, "/v1/health", nil, nil)
		got, err := c.ssm.GetParameter(c.Context(), &ssm.GetParameterInput{Name: aws.String("/" + c.name + "/first-key"), WithDecryption: aws.Bool(true)})
		if last = err; err == nil {
			c.key = *got.Parameter.Value
			return
		}
		c.functions["api"].kill() // what failed in a start is tried in the next
	}
	c.Fatal(last)
}
