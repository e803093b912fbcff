package schedule

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// MaxDelay is how long SQS can hold a message back (DelaySeconds). A longer
// delay is shortened to it: whoever takes the message looks at the time and
// sends it again.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-timers.html
const MaxDelay = 15 * time.Minute

// Queue is one SQS queue, a standard one: a FIFO queue can't delay one message.
type Queue struct {
	SQS service // see NewSQS
	URL string
}

// send puts a message onto the queue. A lost answer may leave it there twice.
//
// In whose turn it comes is its message group: when one group's messages take
// more than a tenth of the consumers' time, SQS hands out the others' first. On
// a standard queue it orders nothing, and costs nothing.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
func (q Queue) send(ctx context.Context, group string, body any, after time.Duration) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("%w: %w", desk.ErrInvalid, err)
	}
	return q.SQS.Call(ctx, "SendMessage", message{URL: q.URL, Body: string(raw), Delay: delay(after), Group: group}, nil)
}

// message is SendMessage's request.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
type message struct {
	URL   string `json:"QueueUrl"`
	Body  string `json:"MessageBody"`
	Delay int32  `json:"DelaySeconds"`
	Group string `json:"MessageGroupId"`
}

// delay is after in SQS's whole seconds, rounded up: a wakeup never comes before
// its time, since coming early would cost a second one.
func delay(after time.Duration) int32 {
	after = min(max(after, 0), MaxDelay)
	return int32((after + time.Second - 1) / time.Second)
}

// QuietQueue brings wakeups to the function that reads dialogs.
type QuietQueue struct{ Queue Queue }

// Schedule sends a wakeup. Sending it twice is harmless: a run is claimed before it
// is read.
func (q QuietQueue) Schedule(ctx context.Context, w desk.Wakeup, after time.Duration) error {
	if err := q.Queue.send(ctx, groupOf(w.Dialog), wakeup{Dialog: w.Dialog, Run: w.Run}, after); err != nil {
		return fmt.Errorf("put a wakeup of %s onto the quiet queue: %w", w.Dialog, err)
	}
	return nil
}

// groupOf is in whose turn a dialog is read: its customer's. A customer's id is a
// digest, and so fits what a message group may be named.
func groupOf(d desk.DialogID) string {
	c, _, err := d.Split()
	if err != nil {
		return string(d)
	}
	return string(c)
}

// Outbox brings jobs to the function that sends them; lines take turns.
type Outbox struct{ Queue Queue }

// Enqueue sends a nudge. Sending it twice is harmless: a job is claimed
// before it is sent.
func (o Outbox) Enqueue(ctx context.Context, v desk.Job, after time.Duration) error {
	if err := o.Queue.send(ctx, desk.Digest("g", string(v.Line)), nudge{Job: v.ID}, after); err != nil {
		return fmt.Errorf("put job %s onto the outbox: %w", v.ID, err)
	}
	return nil
}

// wakeup is the quiet queue's message.
type wakeup struct {
	Dialog desk.DialogID `json:"dialog"`
	Run    desk.RunID    `json:"run"`
}

// nudge is the outbox's message.
type nudge struct {
	Job desk.JobID `json:"job"`
}

// ReadWakeup reads a message of the quiet queue. ErrInvalid: it is none.
func ReadWakeup(body []byte) (desk.Wakeup, error) {
	var w wakeup
	if err := json.Unmarshal(body, &w); err != nil || w.Dialog == "" || w.Run == "" {
		return desk.Wakeup{}, fmt.Errorf("%w: this is no message of the quiet queue", desk.ErrInvalid)
	}
	return desk.Wakeup{Dialog: w.Dialog, Run: w.Run}, nil
}

// ReadNudge reads a message of the outbox. ErrInvalid: it is none.
func ReadNudge(body []byte) (desk.JobID, error) {
	var n nudge
	if err := json.Unmarshal(body, &n); err != nil || n.Job == "" {
		return "", fmt.Errorf("%w: this is no message of the outbox", desk.ErrInvalid)
	}
	return n.Job, nil
}
