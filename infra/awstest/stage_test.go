//go:build aws

package awstest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	queues "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
)

// stage is a stack on which a script is told in real time, and recorded.
type stage struct {
	*cloud
	recorder *recorder
	watch    *sqs.Client // looks at the queues, unrecorded
	dialog   string
	gateway  int // calls that went through it
	parts    []story.Part
}

var _ story.Stage = (*stage)(nil)

// newStage sets a company up as the script wants it. Everything that the
// functions, the state machine and the event source call passes a recorder.
func newStage(t testing.TB, script story.Script) *stage {
	c := newCloud(t)
	s := &stage{cloud: c, recorder: &recorder{TB: t, guard: c.guard}, watch: c.sqs}
	model := httptest.NewServer(http.HandlerFunc(converse))
	t.Cleanup(model.Close)
	for name, f := range c.functions {
		for variable, at := range map[string][2]string{
			"DYNAMODB": {story.DynamoDB, dynamoURL}, "SQS": {story.SQS, cloudURL}, "SFN": {story.StepFunctions, cloudURL},
			"SSM": {"SSM", cloudURL}, "S3": {"S3", cloudURL}, "BEDROCK_RUNTIME": {story.Bedrock, model.URL},
		} {
			f.env = append(f.env, "AWS_ENDPOINT_URL_"+variable+"="+s.recorder.at(name, at[0], at[1]))
		}
	}
	polled := s.recorder.at(story.EventSource, story.SQS, cloudURL)
	c.sqs = sqs.New(c.sqs.Options(), func(o *sqs.Options) { o.BaseEndpoint = &polled })
	s.relay()
	settings := map[string]any{"quietSeconds": story.Quiet.Seconds(), "subscription": true}
	if script.Read {
		settings["leadMode"] = "all"
	}
	c.api(http.MethodPatch, "/v1/settings", settings, nil)
	c.api(http.MethodPost, "/v1/lines", map[string]any{
		"id": story.Line, "channel": "telegram", "title": "Shop", "active": true, "leadPolicy": "on_first_message", "required": []string{"phone"},
		// Of the line, not in the settings: to shorten those is a job that is at work
		// for a minute, and would be counted.
		"idleSeconds": script.Idle.Seconds(),
		"secrets":     map[string]string{"token": story.Token, "secret": story.Secret},
	}, nil)
	var olga struct{ Token string }
	c.api(http.MethodPost, "/v1/keys", map[string]string{"name": "olga", "role": "admin", "operator": "olga"}, &olga)
	s.key = olga.Token
	line, err := c.table().Line(t.Context(), story.Line) // its customers' ids are made with its key
	if err != nil {
		t.Fatal(err)
	}
	s.dialog = string(desk.NewDialogID(line.Customer(fmt.Sprint(story.Anna)), 1))
	s.poll()
	return s
}

// pollers are how many connections Lambda polls a queue with that has little in
// it. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
const pollers = 5

// poll has the event source poll as deployed: with the queues' own waiting and
// visibility times.
func (s *stage) poll() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.Context()))
	s.Cleanup(func() { cancel(); s.work.Wait() })
	for logical, q := range map[string][2]string{"QuietQueue": {"quiet", "analyze"}, "Outbox": {"outbox", "jobs"}} {
		attributes := map[string]string{}
		for _, name := range []string{"VisibilityTimeout", "ReceiveMessageWaitTimeSeconds"} {
			attributes[name] = fmt.Sprint(s.resolve.number(logical, name))
		}
		if _, err := s.watch.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: aws.String(s.url[q[0]]), Attributes: attributes}); err != nil {
			s.Fatal(err)
		}
		for range pollers {
			s.work.Go(func() {
				for ctx.Err() == nil {
					s.batch(ctx, q[0], s.functions[q[1]])
				}
			})
		}
	}
}

// relay is what the state machine calls in place of the closing function: it
// hands the call to our own host, where the function is measured.
const relay = `package main

import (
	"bytes"
	"net/http"
	"os"
)

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		next, err := http.Get(api + "next")
		if err != nil {
			os.Exit(1)
		}
		what, id := "/response", next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		done, err := http.Post(os.Getenv("HOST"), "application/json", next.Body)
		if err != nil {
			os.Exit(1)
		}
		if done.StatusCode != http.StatusOK {
			what = "/error"
		}
		var answer bytes.Buffer
		answer.ReadFrom(done.Body)
		if _, err := http.Post(api+id+what, "application/json", &answer); err != nil {
			os.Exit(1)
		}
	}
}
`

// relay gives the state machine's Lambda the relay.
func (s *stage) relay() {
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		out, err := s.functions["closing"].invoke(context.WithoutCancel(s.Context()), in)
		if err != nil {
			told := &failed{ErrorType: "Runtime.ExitError", ErrorMessage: err.Error()}
			errors.As(err, &told)
			w.WriteHeader(http.StatusInternalServerError)
			_ = json.NewEncoder(w).Encode(told)
			return
		}
		w.Write(out)
	}))
	s.Cleanup(host.Close)
	s.deploy("closing", zippedFile(s, filepath.Join(binaries, "relay", "bootstrap")), map[string]string{"HOST": host.URL})
}

// converse is the model on Bedrock: a script.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
func converse(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Messages   []struct{ Content []struct{ Text string } }
		ToolConfig struct {
			Tools []struct{ ToolSpec struct{ Name string } }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"output": map[string]any{"message": map[string]any{"role": "assistant", "content": []any{map[string]any{"toolUse": map[string]any{
			"toolUseId": "t1", "name": in.ToolConfig.Tools[0].ToolSpec.Name, "input": story.Answer(in.Messages[0].Content[0].Text),
		}}}}},
		"stopReason": "tool_use", "metrics": map[string]int{"latencyMs": 1},
		"usage": map[string]int{"inputTokens": 3000, "outputTokens": story.TokensOut, "totalTokens": 3000 + story.TokensOut},
	})
}

// once makes one call through the gateway, which must succeed.
func (s *stage) once(function, target string, header map[string]string, body any) error {
	raw, ok := body.([]byte)
	if !ok {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	}
	s.gateway++
	if r := s.call(function, http.MethodPost, target, header, raw); r.status < 200 || r.status > 299 {
		return fmt.Errorf("%s: %d %s", target, r.status, r.body)
	}
	return nil
}

// Say implements story.Stage, as all below.
func (s *stage) Say(_ context.Context, n int, text string) error {
	header := map[string]string{"X-Telegram-Bot-Api-Secret-Token": story.Secret}
	return s.once("webhook", "/webhooks/telegram/"+story.Line, header, story.Update(story.Anna, n, time.Now(), text))
}

func (s *stage) Reply(_ context.Context, n int, text string) error {
	return s.post("reply", fmt.Sprint("reply", n), map[string]string{"text": text})
}

func (s *stage) Ask(context.Context) error { return s.post("runs", "run", map[string]string{}) }

func (s *stage) post(what, key string, body any) error {
	return s.once("api", "/v1/dialogs/"+s.dialog+"/"+what, map[string]string{"authorization": "Bearer " + s.key, "idempotency-key": key}, body)
}

func (s *stage) Pass(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// Settle waits until the queues hold nothing: what a function has taken stays
// on its queue until it is done.
func (s *stage) Settle(ctx context.Context) error {
	counts := []queues.QueueAttributeName{
		queues.QueueAttributeNameApproximateNumberOfMessages, queues.QueueAttributeNameApproximateNumberOfMessagesNotVisible, queues.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}
	return s.await(ctx, func() (bool, error) {
		for _, q := range []string{"outbox", "quiet", "outbox"} { // either may feed the other
			got, err := s.watch.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(s.url[q]), AttributeNames: counts})
			if err != nil {
				return false, err
			}
			for _, n := range got.Attributes {
				if n != "0" {
					return false, nil
				}
			}
		}
		return true, nil
	})
}

func (s *stage) Close(ctx context.Context) error {
	err := s.await(ctx, func() (bool, error) {
		all, err := s.executions(ctx)
		return len(all) > 0 && !slices.ContainsFunc(all, func(e types.ExecutionListItem) bool { return e.Status == types.ExecutionStatusRunning }), err
	})
	return errors.Join(err, s.Settle(ctx))
}

func (s *stage) await(ctx context.Context, done func() (bool, error)) error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if ok, err := done(); ok || err != nil {
			return err
		}
		if err := s.Pass(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	return errors.New("it never came to an end")
}

func (s *stage) Tick(ctx context.Context) error {
	_, err := s.functions["jobs"].invoke(ctx, scheduled)
	return err
}

// Measure records a part. Pollers go on meanwhile, as they do on AWS.
func (s *stage) Measure(ctx context.Context, p story.Part, do func() error) error {
	before, requests, bills := s.entered(ctx), s.gateway, s.bills()
	s.recorder.mu.Lock()
	s.recorder.part = &p
	s.recorder.mu.Unlock()
	err := do()
	s.recorder.mu.Lock()
	s.recorder.part = nil
	s.recorder.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	p.Requests = s.gateway - requests
	for state, n := range s.entered(ctx) {
		if n > before[state] {
			if p.States == nil {
				p.States = map[string]int{}
			}
			p.States[state] = n - before[state]
		}
	}
	if sent := p.States["Wake"]; sent > 0 {
		p.Add(story.Call{By: story.Steps, Service: story.SQS, Operation: "SendMessage", Count: sent})
	}
	for _, name := range slices.Sorted(maps.Keys(bills)) {
		now, was := s.bills()[name], bills[name]
		if f := (story.Function{
			Name: name, Invocations: now.calls - was.calls, Milliseconds: now.ms - was.ms, Starts: now.starts - was.starts, StartMS: now.startMS - was.startMS,
			MemoryMB: s.resolve.number(strings.ToUpper(name[:1])+name[1:]+"Function", "MemorySize"),
		}); f.Invocations > 0 {
			p.Functions = append(p.Functions, f)
		}
	}
	s.parts = append(s.parts, p)
	return nil
}

func (s *stage) bills() map[string]bill {
	out := map[string]bill{}
	for name, f := range s.functions {
		f.mu.Lock()
		out[name] = f.bill
		f.mu.Unlock()
	}
	return out
}

func (s *stage) executions(ctx context.Context) ([]types.ExecutionListItem, error) {
	out, err := s.sfn.ListExecutions(ctx, &sfn.ListExecutionsInput{
		StateMachineArn: aws.String("arn:aws:states:eu-central-1:000000000000:stateMachine:" + s.name + "-closing"),
	})
	if err != nil {
		return nil, err
	}
	return out.Executions, nil
}

// entered counts the states that all executions have entered, by their
// histories.
func (s *stage) entered(ctx context.Context) map[string]int {
	out := map[string]int{}
	all, err := s.executions(ctx)
	if err != nil {
		s.Fatal(err)
	}
	for _, e := range all {
		h, err := s.sfn.GetExecutionHistory(ctx, &sfn.GetExecutionHistoryInput{ExecutionArn: e.ExecutionArn, MaxResults: 1000})
		if err != nil {
			s.Fatal(err)
		}
		for _, ev := range h.Events {
			if d := ev.StateEnteredEventDetails; d != nil {
				out[*d.Name]++
			}
		}
	}
	return out
}
