package dynamo

import (
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// How a client of ours waits. The SDK's own waits grow to four seconds: beside
// the engine's five tries that is half a minute for one throttled call, and a
// webhook has ten seconds for all of its calls. And it waits for an answer
// without end, while DynamoDB answers in milliseconds or not at all.
const (
	sdkTries   = 3
	sdkWait    = 50 * time.Millisecond // before the second try, at most; doubled for the third
	answerTime = 2 * time.Second
)

// New is the engine on a table. endpoint is where DynamoDB is, nil for its own
// address. What cfg says of the HTTP client goes before ours.
func New(cfg aws.Config, table string, endpoint *string) *Engine {
	return &Engine{Name: table, Client: dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) {
		o.BaseEndpoint = endpoint
		o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
			s.MaxAttempts, s.Backoff = sdkTries, retry.BackoffDelayerFunc(soon)
		})
		if cfg.HTTPClient == nil {
			o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(answerTime)
		}
	})}
}

// soon is the wait after the SDK's n-th try: half of it by chance, so that those
// who were throttled together don't come back together.
func soon(n int, _ error) (time.Duration, error) {
	d := sdkWait << (n - 1)
	return d/2 + rand.N(d/2), nil
}

// Patience is how long a call may be put off by throttles and conflicts before
// its error is told, the time of the answers themselves not counted. A function
// needs that much for each call that it makes one after the other.
func Patience() time.Duration {
	var all time.Duration
	for try := 1; try <= maxTries; try++ {
		for n := 1; n < sdkTries; n++ {
			all += sdkWait << (n - 1)
		}
		if try < maxTries {
			all += 2 * pause(try)
		}
	}
	return all
}
