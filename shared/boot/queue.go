package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Queue gives the messages of an SQS queue, which come in batches, to a
// function one by one, all of a batch at the same time.
//
// One bad message never stops the others: only those that failed are told to
// Lambda (the event source must have ReportBatchItemFailures) and come again;
// after the queue's number of tries they go to its dead letters. Nothing is
// ever dropped here, not even what nobody understands: a person may want to see
// it.
//
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
type Queue struct {
	Do      func(ctx context.Context, body []byte) error
	Tick    func(ctx context.Context) (int, error) // if set: for events of a schedule; how much it did
	Log     *slog.Logger
	Metrics *Metrics
}

type queueEvent struct {
	Source  string         `json:"source"` // of a schedule's event
	Records []queueMessage `json:"Records"`
}

type queueMessage struct {
	ID         string `json:"messageId"`
	Body       string `json:"body"`
	Attributes struct {
		ReceiveCount string `json:"ApproximateReceiveCount"`
	} `json:"attributes"`
}

type batchAnswer struct {
	Failures []batchFailure `json:"batchItemFailures"`
}

type batchFailure struct {
	ID string `json:"itemIdentifier"`
}

// schedule is the source of a rule's event.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
const schedule = "aws.events"

// Invoke implements lambda.Handler.
func (q Queue) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e queueEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("this is no event of a queue: %w", err)
	}
	ctx, cancel := inTime(ctx)
	defer cancel()
	if e.Source == schedule && q.Tick != nil {
		return q.tick(ctx)
	}
	if len(e.Records) == 0 {
		return nil, errors.New("this is no event of a queue: it has no messages")
	}
	start := q.Metrics.Now()
	failed := q.batch(ctx, e.Records)
	q.Metrics.Emit(Count("Messages", len(e.Records)), Count("MessagesFailed", len(failed)), Took("BatchTime", q.Metrics.Now().Sub(start)))
	return json.Marshal(batchAnswer{Failures: failed})
}

func (q Queue) tick(ctx context.Context) ([]byte, error) {
	n := 0
	err := try(ctx, q.Log, func() (err error) {
		n, err = q.Tick(ctx)
		return err
	})
	q.Metrics.Emit(Count("ToldAgain", n))
	if err != nil {
		q.Log.ErrorContext(ctx, "tick failed", "error", err)
		return nil, named(err)
	}
	return json.Marshal(map[string]int{"toldAgain": n})
}

// batch does all messages and answers with those that failed, or were not done
// in time.
func (q Queue) batch(ctx context.Context, ms []queueMessage) []batchFailure {
	var mu sync.Mutex
	var all sync.WaitGroup
	open := make(map[string]bool, len(ms))
	for _, m := range ms {
		open[m.ID] = true
	}
	for _, m := range ms {
		all.Go(func() {
			if err := q.one(ctx, m); err == nil {
				mu.Lock()
				defer mu.Unlock()
				delete(open, m.ID)
			}
		})
	}
	wait(ctx, &all, reserve/2)
	mu.Lock()
	defer mu.Unlock()
	failed := make([]batchFailure, 0, len(open))
	for _, m := range ms {
		if open[m.ID] {
			failed = append(failed, batchFailure{m.ID})
		}
	}
	return failed
}

// wait waits for all, and after the end of ctx a moment longer: what heeds it
// gets time to stop, what does not is left behind.
func wait(ctx context.Context, all *sync.WaitGroup, longer time.Duration) {
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	select {
	case <-done:
		return
	case <-ctx.Done():
	}
	select {
	case <-done:
	case <-time.After(longer):
	}
}

func (q Queue) one(ctx context.Context, m queueMessage) error {
	err := try(ctx, q.Log, func() error { return q.Do(ctx, []byte(m.Body)) })
	if err != nil {
		q.Log.Log(ctx, levelOf(err), "message failed", "message", m.ID, "tries", m.Attributes.ReceiveCount, "error", err)
	}
	return err
}

// levelOf is how loud a failure is: what may work later is no error yet.
func levelOf(err error) slog.Level {
	if errors.Is(err, desk.ErrBusy) || errors.Is(err, desk.ErrConflict) {
		return slog.LevelWarn
	}
	return slog.LevelError
}
