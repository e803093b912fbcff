// Package awstest proves the AWS half without an account: the binaries that are
// deployed, with the template's environment, on servers that speak AWS's own
// protocols. `make validate` and `make test-aws` run it; the tests carry the
// build tag aws, so that `go test ./...` needs no server.
//
// What is what: DynamoDB is Amazon's own DynamoDB Local. SQS, Step Functions,
// Lambda (for the state machine) and SSM are ministack's. The Lambda Runtime
// API, the gateway, the event source of the queues and Bedrock's Converse are
// small servers in the tests, after AWS's documentation. Faults are made by
// proxies between the binaries and the servers.
//
// What they don't prove, because the servers are kinder or stricter than AWS:
// DynamoDB Local never throttles and never answers TransactionConflict (the
// proxies and the engine's own tests do); ministack refuses the second start of
// an execution also if its input is the same (AWS answers 200: both are success
// to us), has no MaxDelaySeconds, and loses its data when it ends; nobody checks
// IAM, signatures, or the arm64 binaries (the same sources are run as built for
// this machine).
package awstest
