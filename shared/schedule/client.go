package schedule

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/sufler/sufler/shared/awsjson"
)

// NewSQS is the client for Queue, as patient as all our calls. endpoint is where
// SQS is, nil for its own address. What cfg says of the HTTP client goes before
// ours.
func NewSQS(cfg aws.Config, endpoint *string) *sqs.Client {
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(s *retry.StandardOptions) {
			s.MaxAttempts, s.Backoff = awsjson.Tries, retry.BackoffDelayerFunc(pause)
		})
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = awshttp.NewBuildableClient().WithTimeout(awsjson.AnswerTime)
	}
	return sqs.NewFromConfig(cfg, func(o *sqs.Options) { o.BaseEndpoint = endpoint })
}

// NewLateSQS is the same for a function that seldom sends, and starts without it: the
// client is built by the first message.
func NewLateSQS(cfg aws.Config, endpoint *string) LateSQS {
	return LateSQS{sync.OnceValue(func() *sqs.Client { return NewSQS(cfg, endpoint) })}
}

// LateSQS is NewLateSQS's.
type LateSQS struct{ client func() *sqs.Client }

// SendMessage is the client's.
func (l LateSQS) SendMessage(ctx context.Context, in *sqs.SendMessageInput, opts ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	return l.client().SendMessage(ctx, in, opts...)
}

func pause(n int, _ error) (time.Duration, error) { return awsjson.Pause(n), nil }

// NewSFN is Step Functions for Closing, like NewSQS: without a client, which is a
// part of the webhook's start that can be felt.
func NewSFN(cfg aws.Config, endpoint *string) awsjson.Service {
	return awsjson.Service{Name: "states", Target: "AWSStepFunctions", Version: "1.0", Config: cfg, Endpoint: endpoint, Now: time.Now}
}
