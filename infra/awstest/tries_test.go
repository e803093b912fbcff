package awstest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
)

// well answers every call, without a service.
type well struct{}

func (well) RoundTrip(r *http.Request) (*http.Response, error) {
	body := `{}`
	if serviceOf(r) == onBedrock {
		body = `{"output":{"message":{"role":"assistant","content":[{"text":"hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}`
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}, nil
}

// faultyConfig has the SDK's clients call through f.
func faultyConfig(f *faulty) aws.Config {
	return aws.Config{
		Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient: &http.Client{Transport: f},
	}
}

// oneCall makes one call of ours that needs the ailment's operation.
func oneCall(ctx context.Context, a ailment, f *faulty) error {
	cfg := faultyConfig(f)
	switch a.service {
	case onSQS:
		q := schedule.QuietQueue{Queue: schedule.Queue{SQS: schedule.NewSQS(cfg, nil), URL: "https://sqs.eu-central-1.amazonaws.com/1/quiet"}}
		return q.Schedule(ctx, desk.Wakeup{Dialog: "c1-1", Run: "r1"}, 0)
	case onSFN:
		c := schedule.Closing{SFN: schedule.NewSFN(cfg, nil), Machine: "arn:aws:states:eu-central-1:1:stateMachine:m", Now: time.Now}
		return c.StartClosing(ctx, "c1-1", time.Now())
	case onBedrock:
		cfg.Retryer = func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
			})
		}
		rd := bedrock.Model{Client: bedrockruntime.NewFromConfig(cfg), ID: "anthropic.claude-haiku-5-5", Profile: "eu"}
		_, err := rd.Ask(ctx, reader.Prompt{System: "s", User: "u", Tool: reader.ReportTool, MaxTokens: 10})
		return err
	}
	e := dynamo.New(cfg, "t", nil)
	e.Wait = func(context.Context, time.Duration) error { return nil }
	k := store.Key{PK: "p", SK: "s"}
	var err error
	switch a.op {
	case write:
		_, err = e.Write(ctx, store.Delete(k), store.Delete(store.Key{PK: "p", SK: "t"}))
	case "PutItem":
		_, err = e.Write(ctx, store.Put(store.Item{"pk": "p", "sk": "s"}))
	case "UpdateItem":
		_, err = e.Write(ctx, store.Op{Do: store.DoUpdate, Key: k, Set: store.Item{"n": int64(1)}})
	default:
		_, err = e.Get(ctx, k, true)
	}
	return err
}

// TestWhoTriesAgain counts how often one call of ours reaches a service that
// ails and stays so, and looks whether its error brings the message again.
func TestWhoTriesAgain(t *testing.T) {
	for _, a := range ailments {
		t.Run(a.service+" "+a.op+" "+a.rule, func(t *testing.T) {
			t.Parallel()
			f := &faulty{to: well{}, choose: func(string, string, int) *ailment { return &a }}
			err := oneCall(t.Context(), a, f)
			if n := f.injected(); n != a.again.attempts() {
				t.Errorf("it was called %d times, want %d", n, a.again.attempts())
			}
			if busy := errors.Is(err, desk.ErrBusy); busy != a.again.caller {
				t.Errorf("got %v: is it brought again? %v, want %v", err, busy, a.again.caller)
			}
			if invalid := errors.Is(err, desk.ErrInvalid); invalid == a.again.caller {
				t.Errorf("got %v: is it given up? %v, want %v", err, invalid, !a.again.caller)
			}
		})
	}
}

// TestOneFaultIsNoFault: whatever is tried again by the SDK or by the function
// is done when the second try goes well.
func TestOneFaultIsNoFault(t *testing.T) {
	for _, a := range ailments {
		if !a.again.sdk && !a.again.function {
			continue
		}
		t.Run(a.service+" "+a.op+" "+a.rule, func(t *testing.T) {
			t.Parallel()
			f := &faulty{to: well{}, choose: func(_, _ string, n int) *ailment {
				if n == 0 {
					return &a
				}
				return nil
			}}
			if err := oneCall(t.Context(), a, f); err != nil {
				t.Error(err)
			}
		})
	}
}
