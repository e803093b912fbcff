package schedule

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sufler/sufler/shared/awsjson"
)

// NewSQS is SQS for Queue, in the region and by the credentials of cfg. endpoint is
// where it is, nil for its own address. One operation needs no client, whose tables
// are a part of the webhook's start that can be felt.
func NewSQS(cfg aws.Config, endpoint *string) awsjson.Service {
	return awsjson.Service{Name: "sqs", Target: "AmazonSQS", Version: "1.0", Config: cfg, Endpoint: endpoint, Now: time.Now}
}

// NewSFN is Step Functions for Closing, like NewSQS.
func NewSFN(cfg aws.Config, endpoint *string) awsjson.Service {
	return awsjson.Service{Name: "states", Target: "AWSStepFunctions", Version: "1.0", Config: cfg, Endpoint: endpoint, Now: time.Now}
}
