package schedule

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sufler/sufler/shared/signed"
)

// Caller does an operation of a service of AWS, as signed.Service does: what may
// pass is tried again, and every failure is desk.ErrBusy: throttling, a broken
// connection and a lost answer, but also a queue that is not there or a right
// that is missing. Those are no mistakes of the message that was being handled:
// once the stack is mended the same call works, so whoever asked must ask again,
// and a message must not be taken for understood meanwhile.
type Caller interface {
	Call(ctx context.Context, operation string, in, out any) error
}

// NewSQS is SQS for Queue. endpoint is where it is, nil for its own address.
func NewSQS(cfg aws.Config, endpoint *string) signed.Service {
	return signed.New("sqs", "AmazonSQS", "1.0", cfg, endpoint)
}

// NewSFN is Step Functions for Closing, like NewSQS.
func NewSFN(cfg aws.Config, endpoint *string) signed.Service {
	return signed.New("states", "AWSStepFunctions", "1.0", cfg, endpoint)
}
