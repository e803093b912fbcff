// Package awstest proves the AWS half without an account: the binaries that are
// deployed, with the template's environment, on servers that speak AWS's own
// protocols. `make validate` and `make test-aws` run it; what needs a server
// carries the build tag aws, so that `go test ./...` needs none.
//
// What is what: DynamoDB is Amazon's own DynamoDB Local. SQS, S3, Step Functions,
// Lambda (for the state machine) and SSM are ministack's. The Lambda Runtime
// API, the gateway, the event source of the queues and Bedrock's Converse are
// small servers in the tests, after AWS's documentation, and so is Telegram: no
// test leaves the machine.
//
// Faults are made twice. Proxies between the binaries and the servers throttle
// and lose answers while processes are killed (TestMainJob). And with the same
// functions put together in the test's own process, a transport in the SDK's
// HTTP client makes every fault of the table in ailments_test.go, which says of
// each who tries it again (TestWhoTriesAgain, TestEveryFault, TestRandomFaults).
//
// No server looks at rights: the tests do (guard_test.go). Each function signs with a key
// of its own, and what the template does not allow it is refused as AWS does, and fails
// the test. That covers what the functions call in these tests of DynamoDB, SQS, Step
// Functions, SSM, S3, Bedrock and the WebSocket API's connections. Whom nothing here stands
// for is held to the template without a server: Amazon Transcribe by the calls that are made,
// the state machine by its tasks, and the event sources by AWS's own policies, which SAM adds
// (template_services_test.go).
//
// The stories of infra/bench/story are told here too, with a recorder between
// the functions and the servers: `make bench-aws` writes what they use, and
// TestRecordedStory holds one of them to what was written.
//
// What they don't prove, because the servers are kinder or stricter than AWS:
// DynamoDB Local never throttles and never answers TransactionConflict (the
// tests' faults do); ministack refuses the second start of an execution also if
// its input is the same (AWS answers 200: both are success to us), has no
// MaxDelaySeconds, and loses its data when it ends; nobody brings the table's stream
// to the function feed (the records are made by the tests, of what the table holds, so
// that shards, their splits, how Lambda bisects a batch that fails, and that it puts what
// it gives up into the bucket as it is documented are AWS's word); of the WebSocket API
// nobody sees the code with which AWS closes a browser's connection, its ten minutes of
// silence or its two hours, nor that its stages have throttles of their own (TestLive,
// TestLiveVisitors); nobody checks signatures but those of S3's links, or the arm64 binaries (the same sources are run as
// built for this machine). The codes in the table are AWS's documentation's, not observed.
package awstest
