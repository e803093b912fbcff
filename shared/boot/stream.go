package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
)

// MessageLog gives the records of a DynamoDB stream, which come in batches, to a
// function, and tells Lambda which of them were not done (the event source must
// have ReportBatchItemFailures).
//
// Lambda goes back to the first of those and brings it and all that follow again:
// what was done behind it is done once more. After the event source's number of
// tries it gives the record up, to its dead letters. Until then the shard waits,
// which keeps the order; so a record that can never be done holds others up for a
// while, but is not dropped here.
//
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
type MessageLog struct {
	// Tell does a batch and answers with what became of each record, nil: done.
	Tell func(ctx context.Context, records []json.RawMessage) []error
	Log  *slog.Logger
}

type streamEvent struct {
	Records []json.RawMessage `json:"Records"`
}

type streamRecord struct {
	DynamoDB struct {
		SequenceNumber string `json:"SequenceNumber"`
	} `json:"dynamodb"`
}

// Invoke implements lambda.Handler.
func (s MessageLog) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e streamEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("this is no event of a stream: %w", err)
	}
	if len(e.Records) == 0 {
		return nil, errors.New("this is no event of a stream: it has no records")
	}
	places := make([]string, len(e.Records))
	for i, raw := range e.Records {
		var r streamRecord
		if err := json.Unmarshal(raw, &r); err != nil || r.DynamoDB.SequenceNumber == "" {
			return nil, fmt.Errorf("this is no event of a stream: record %d has no sequence number", i)
		}
		places[i] = r.DynamoDB.SequenceNumber
	}
	ctx, cancel := inTime(ctx)
	defer cancel()
	var became []error
	err := try(ctx, s.Log, func() error {
		became = s.Tell(ctx, e.Records)
		return nil
	})
	if err != nil {
		return nil, named(err) // all of the batch comes again, and is split in two
	}
	answer := batchAnswer{Failures: []batchFailure{}}
	for i, err := range became {
		if err != nil {
			s.Log.Log(ctx, levelOf(err), "change not told", "record", places[i], "error", err)
			answer.Failures = append(answer.Failures, batchFailure{places[i]})
		}
	}
	return json.Marshal(answer)
}
