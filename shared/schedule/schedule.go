// Package schedule puts work off on AWS: the quiet queue and the outbox on SQS,
// the closing steps on Step Functions. It knows how long those services can
// wait and how their messages are written, and decides nothing: flow says what
// is put off, and until when.
//
// Mains build it and push it into flow's verbs as their ports. On one machine
// without an account the same ports are in-process timers, elsewhere.
//
// Everything here may be repeated: the queues deliver at least once anyway, and
// an execution is named after its dialog.
package schedule

import "context"

// service does one of an AWS service's operations: in goes as JSON, the answer comes
// into out, unless that is nil.
//
// Every failure is desk.ErrBusy: throttling, a broken connection and a lost answer,
// but also a queue that is not there or a right that is missing. Those are no
// mistakes of the message that was being handled: once the stack is mended the same
// call works, so whoever asked must ask again, and a message must not be taken for
// understood meanwhile.
type service interface {
	Call(ctx context.Context, operation string, in, out any) error
}
