package schedule

import (
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// How our clients wait. The SDK's own waits grow to four seconds and it waits
// for an answer without end, while a webhook has ten seconds for all its calls.
// Who gives up early loses nothing: the queue or the messenger brings the
// message again, and the sweep tells what was never told.
const (
	tries      = 3
	firstWait  = 200 * time.Millisecond // at most; doubled for the third try
	answerTime = 3 * time.Second
)

// NewSQS is the client for Queue. endpoint is where SQS is, nil for its own
// address. What cfg says of the HTTP client goes before ours.
func NewSQS(cfg aws.Config, endpoint *string) *sqs.Client {
	return sqs.NewFromConfig(patient(cfg), func(o *sqs.Options) { o.BaseEndpoint = endpoint })
}

// NewSFN is the client for Closing, like NewSQS.
func NewSFN(cfg aws.Config, endpoint *string) *sfn.Client {
	return sfn.NewFromConfig(patient(cfg), func(o *sfn.Options) { o.BaseEndpoint = endpoint })
}

func patient(cfg aws.Config) aws.Config {
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(s *retry.StandardOptions) {
			s.MaxAttempts, s.Backoff = tries, retry.BackoffDelayerFunc(soon)
		})
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = awshttp.NewBuildableClient().WithTimeout(answerTime)
	}
	return cfg
}

// soon is the wait after the n-th try: half of it by chance, so that those who
// were throttled together don't come back together.
func soon(n int, _ error) (time.Duration, error) {
	d := firstWait << (n - 1)
	return d/2 + rand.N(d/2), nil
}

// Patience is how long a call may be put off by throttles before its error is
// told, the time of the answers themselves not counted.
func Patience() time.Duration {
	var all time.Duration
	for n := 1; n < tries; n++ {
		all += firstWait << (n - 1)
	}
	return all
}
