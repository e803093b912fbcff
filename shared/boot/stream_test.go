package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func streamOf(places ...string) []byte {
	var out []string
	for _, p := range places {
		out = append(out, `{"eventName":"MODIFY","dynamodb":{"SequenceNumber":"`+p+`","NewImage":{"m":{"S":"my words"}}}}`)
	}
	return []byte(`{"Records":[` + strings.Join(out, ",") + `]}`)
}

func TestStreamTellsWhichRecordsFailed(t *testing.T) {
	busy, broken := desk.ErrBusy, errors.New("broken")
	for _, tt := range []struct {
		rule   string
		became []error
		want   string
	}{
		{"all well is an empty list", []error{nil, nil, nil}, `{"batchItemFailures":[]}`},
		{"those that failed are named by their sequence numbers", []error{nil, busy, broken}, `{"batchItemFailures":[{"itemIdentifier":"12"},{"itemIdentifier":"13"}]}`},
	} {
		var log bytes.Buffer
		s := MessageLog{Log: slog.New(slog.NewTextHandler(&log, nil)), Tell: func(_ context.Context, records []json.RawMessage) []error {
			if len(records) != 3 || !strings.Contains(string(records[2]), `"13"`) {
				t.Errorf("%s: got %s", tt.rule, records)
			}
			return tt.became
		}}
		for range 2 {
			got, err := s.Invoke(t.Context(), streamOf("11", "12", "13"))
			if err != nil || string(got) != tt.want {
				t.Errorf("%s: got %s, %v, want %s", tt.rule, got, err, tt.want)
			}
		}
		if strings.Contains(log.String(), "words") {
			t.Errorf("%s: it logs what people say: %s", tt.rule, log.String())
		}
	}
}

// An answer without failures takes the whole batch off the stream: so whatever is
// no event, or panics, is no answer.
func TestStreamNeverAnswersForWhatItDidNotDo(t *testing.T) {
	s := MessageLog{Log: slog.New(slog.DiscardHandler), Tell: func(context.Context, []json.RawMessage) []error { panic("a fault") }}
	for _, bad := range []string{`{}`, `{"Records":[]}`, `nonsense`, `{"Records":[{"dynamodb":{}}]}`, string(streamOf("1"))} {
		if got, err := s.Invoke(t.Context(), []byte(bad)); err == nil {
			t.Errorf("%s: got %s, want an error", bad, got)
		}
	}
}

func TestStreamAnswersBeforeLambdasTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s := MessageLog{Log: slog.New(slog.DiscardHandler), Tell: func(ctx context.Context, records []json.RawMessage) []error {
			<-ctx.Done()
			return []error{nil, ctx.Err()}
		}}
		got, err := s.Invoke(ctx, streamOf("1", "2"))
		if want := `{"batchItemFailures":[{"itemIdentifier":"2"}]}`; err != nil || string(got) != want || ctx.Err() != nil {
			t.Errorf("got %s, %v, want %s in time", got, err, want)
		}
	})
}
