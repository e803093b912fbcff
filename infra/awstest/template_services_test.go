//go:build aws

package awstest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/transcribe"
)

// stackRefs are what a stack's template refers to.
func stackRefs() map[string]string {
	return map[string]string{
		"AWS::Partition": "aws", "AWS::Region": region, "AWS::AccountId": account, "AWS::StackName": "s", "Live": "live",
		"Table.Arn": "arn:aws:dynamodb:r:1:table/t", "Table.StreamArn": "arn:aws:dynamodb:r:1:table/t/stream/2026-03-01T00:00:00.000",
		"Files.Arn": "arn:aws:s3:::files", "Letters.Arn": "arn:aws:s3:::letters", "Outbox.Arn": "arn:aws:sqs:r:1:outbox", "QuietQueue.Arn": "arn:aws:sqs:r:1:quiet",
		"Closing": "arn:aws:states:r:1:stateMachine:c", "ClosingFunction.Arn": "arn:aws:lambda:r:1:function:closing",
	}
}

// TestTemplateTranscribe_SYS22: what writing a recording down calls, from its beginning to
// its being forgotten, the function jobs may where it is switched on, of works of ours alone;
// no other function may any of it, nor that one elsewhere.
func TestTemplateTranscribe_SYS22(t *testing.T) {
	var asks []ask
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		of, err := asksOf(r, body, "")
		if err != nil {
			t.Error(err)
		}
		if asks = append(asks, of...); strings.HasSuffix(r.Header.Get("X-Amz-Target"), "StartTranscriptionJob") {
			w.Header().Set("X-Amzn-ErrorType", "ConflictException") // it was begun before
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = io.WriteString(w, `{}`)
	}))
	defer service.Close()
	cfg := aws.Config{Region: region, Credentials: credentials.NewStaticCredentialsProvider("jobs", "secret", "")}
	scribe, recording := transcribe.Amazon{Service: transcribe.NewService(cfg, &service.URL), Bucket: "files"}, desk.Recording{Key: desk.Digest("f", "a call"), MIME: "audio/mpeg"}
	if _, _, err := scribe.Transcribe(t.Context(), recording); err != nil {
		t.Fatal(err)
	}
	if err := scribe.Forget(t.Context(), recording); err != nil {
		t.Fatal(err)
	}
	work := "arn:aws:transcribe:" + region + ":" + account + ":transcription-job/"
	want := []ask{
		{action: "transcribe:StartTranscriptionJob", resource: "*"}, {action: "s3:GetObject", resource: "arn:aws:s3:::files/" + recording.Key},
		{action: "transcribe:GetTranscriptionJob", resource: work + recording.Name()}, {action: "transcribe:DeleteTranscriptionJob", resource: work + recording.Name()},
	}
	if d := cmp.Diff(fmt.Sprint(want), fmt.Sprint(asks)); d != "" {
		t.Fatal(d)
	}
	for _, f := range functions {
		for _, on := range []string{"true", "false"} {
			refs := stackRefs()
			refs["Transcribe"] = on
			p, err := (resolver{readTemplate(t), refs}).policy(logicalOf(f))
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range want {
				may := f == "jobs" && on == "true" || strings.HasPrefix(a.action, "s3:") // files are read without it, too
				if got := p.allows(a); got != may && !strings.HasPrefix(a.action, "s3:") || f == "jobs" && !got && may {
					t.Errorf("%s with Transcribe %s may %s: %v", f, on, a, got)
				}
			}
			for _, action := range []string{"transcribe:GetTranscriptionJob", "transcribe:DeleteTranscriptionJob"} {
				if a := (ask{action: action, resource: work + "another's"}); p.allows(a) {
					t.Errorf("%s may %s", f, a)
				}
			}
			if a := (ask{action: "transcribe:ListTranscriptionJobs", resource: "*"}); p.allows(a) {
				t.Errorf("%s may %s", f, a)
			}
		}
	}
}

func logicalOf(f string) string { return strings.ToUpper(f[:1]) + f[1:] + "Function" }

// TestTemplateStateMachine_SYS22: the role of the closing steps may what their tasks do, and
// nothing else.
func TestTemplateStateMachine_SYS22(t *testing.T) {
	raw, err := os.ReadFile("../closing.asl.json")
	if err != nil {
		t.Fatal(err)
	}
	var machine struct {
		States map[string]struct{ Type, Resource string }
	}
	if err := json.Unmarshal(raw, &machine); err != nil {
		t.Fatal(err)
	}
	refs := stackRefs()
	itself := "arn:aws:states:" + region + ":" + account + ":stateMachine:s-closing" // which goes on as a new one
	needs := map[string]ask{
		"${ClosingFunctionArn}":                  {action: "lambda:InvokeFunction", resource: refs["ClosingFunction.Arn"]},
		"arn:aws:states:::sqs:sendMessage":       {action: "sqs:SendMessage", resource: refs["QuietQueue.Arn"]},
		"arn:aws:states:::states:startExecution": {action: "states:StartExecution", resource: itself},
	}
	p, err := (resolver{readTemplate(t), refs}).policy("Closing")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for name, s := range machine.States {
		if s.Type != "Task" {
			continue
		}
		need, known := needs[s.Resource]
		if !known || !p.allows(need) {
			t.Errorf("%s does %s, which needs %s: known %v", name, s.Resource, need, known)
		}
		used[s.Resource] = true
	}
	var got, want []string
	for _, s := range p {
		if s.Effect != "Allow" || len(s.NotResource) > 0 {
			t.Errorf("%+v", s)
		}
		for _, action := range s.Action {
			for _, on := range s.Resource {
				got = append(got, action+" on "+on)
			}
		}
	}
	for _, of := range slices.Sorted(maps.Keys(used)) {
		want = append(want, needs[of].String())
	}
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" || len(used) != len(needs) {
		t.Errorf("it may (-needed +allowed)\n%s", d)
	}
	if name := fmt.Sprint(readTemplate(t).Resources["Closing"].Properties["Name"]); name != "map[Fn::Sub:${AWS::StackName}-closing]" {
		t.Errorf("it is named %s, and may start another", name)
	}
}

// TestTemplateEventSources_SYS22: SAM gives the functions that read an event source AWS's own
// policy, which lets them read any; each is held to its own.
//
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaSQSQueueExecutionRole.html
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaDynamoDBExecutionRole.html
func TestTemplateEventSources_SYS22(t *testing.T) {
	r := resolver{readTemplate(t), stackRefs()}
	managed := map[string]statement{
		"SQS":      {Effect: "Allow", Action: texts{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}, Resource: texts{"*"}},
		"DynamoDB": {Effect: "Allow", Action: texts{"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}, Resource: texts{"*"}},
	}
	own := map[string]string{"analyze": r.refs["QuietQueue.Arn"], "jobs": r.refs["Outbox.Arn"], "feed": r.refs["Table.StreamArn"]}
	sources := 0
	for _, f := range functions {
		p, err := r.policy(logicalOf(f))
		if err != nil {
			t.Fatal(err)
		}
		events, _ := r.Resources[logicalOf(f)].Properties["Events"].(map[string]any)
		for _, e := range events {
			of, ok := managed[fmt.Sprint(e.(map[string]any)["Type"])]
			if !ok {
				continue
			}
			sources++
			for _, action := range of.Action {
				all := append(slices.Clone(p), of)
				if mine := (ask{action: action, resource: own[f]}); !all.allows(mine) {
					t.Errorf("%s may not %s: its event source reads nothing", f, mine)
				}
				for _, other := range []string{r.refs["QuietQueue.Arn"], r.refs["Outbox.Arn"], r.refs["Outbox.Arn"] + "-dead", "arn:aws:dynamodb:r:1:table/other/stream/1"} {
					if a := (ask{action: action, resource: other}); other != own[f] && all.allows(a) {
						t.Errorf("%s may %s", f, a)
					}
				}
			}
		}
	}
	if sources != len(own) {
		t.Errorf("%d event sources are looked at, want %d", sources, len(own))
	}
}
