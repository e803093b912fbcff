//go:build aws

package awstest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/sufler/sufler/shared/awsjson"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/store/dynamo"
)

// TestRetriesFitTheTimeout: the longest that the calls of one invocation may be
// put off by throttles, each call of the whole job's longest invocation at its
// worst, ends before the function's time-out in template.yaml does, with the
// second that is kept for the answer. The model has its own bound: two minutes
// a call, and of those there are two at most in an ordinary reading.
func TestRetriesFitTheTimeout(t *testing.T) {
	c, _ := newFaulty(t)
	most := c.longest()
	c.whole()
	for _, name := range functions {
		logical := strings.ToUpper(name[:1]) + name[1:] + "Function"
		limit := time.Duration(c.resolve.number(logical, "Timeout"))*time.Second - time.Second
		calls := most(name)
		need := time.Duration(calls[onDynamo])*dynamo.Patience() + time.Duration(calls[onSQS]+calls[onSFN])*awsjson.Patience() + time.Duration(min(2*calls[onBedrock], 2))*bedrock.DefaultTimeout
		t.Logf("%-8s at most %v calls: up to %s of %s", name, calls, need, limit)
		if need > limit {
			t.Errorf("%s may be put off for %s by %v, and has %s", name, need, calls, limit)
		}
	}
}

// longest counts each function's calls from now on, and answers with the most
// of each service's that one invocation made for one message.
func (c *cloud) longest() func(name string) map[string]int {
	var mu sync.Mutex
	most := map[string]map[string]int{}
	for _, name := range functions {
		f, to := c.functions[name], c.functions[name].handler
		most[name] = map[string]int{}
		f.handler = counted(func(ctx context.Context, payload []byte) ([]byte, error) {
			n := &tally{calls: map[string]int{}}
			out, err := to.Invoke(context.WithValue(ctx, tallyKey{}, n), payload)
			mu.Lock()
			defer mu.Unlock()
			messages := max(1, strings.Count(string(payload), `"messageId"`)) // a batch's are done at the same time
			for service, calls := range n.calls {
				most[name][service] = max(most[name][service], (calls+messages-1)/messages)
			}
			return out, err
		})
	}
	return func(name string) map[string]int {
		mu.Lock()
		defer mu.Unlock()
		return most[name]
	}
}

// counted is a handler around another.
type counted func(ctx context.Context, payload []byte) ([]byte, error)

// Invoke implements handler.
func (f counted) Invoke(ctx context.Context, payload []byte) ([]byte, error) { return f(ctx, payload) }

// TestHungServiceIsAnsweredInTime: where a service answers nothing at all, every
// function answers in its time all the same, that it is busy.
func TestHungServiceIsAnsweredInTime(t *testing.T) {
	c, f := newFaulty(t)
	c.play(1)
	d := c.dialogs()[0]
	hang := ailment{fail: func(r *http.Request, _ []byte, _ func() (*http.Response, error)) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}}
	f.set(func(string, string, int) *ailment { return &hang })
	defer f.set(nil)
	for name, call := range map[string]func() (busy bool){
		"webhook": func() bool { return c.post(update(1001, 99, "Hello")) == http.StatusServiceUnavailable },
		"api": func() bool {
			return c.call("api", http.MethodGet, "/v1/dialogs", map[string]string{"authorization": "Bearer " + c.key}, nil).status == http.StatusServiceUnavailable
		},
		"closing": func() bool {
			_, err := c.functions["closing"].invoke(t.Context(), fmt.Appendf(nil, `{"dialog":%q,"at":"2026-01-01T00:00:00Z"}`, d.ID))
			return err != nil && strings.Contains(err.Error(), "Busy")
		},
		"analyze": func() bool {
			wakeup := aws.String(fmt.Sprintf(`{"dialog":%q,"run":"r"}`, d.ID))
			out, err := c.functions["analyze"].invoke(t.Context(), queueEvent([]types.Message{{MessageId: aws.String("m1"), Body: wakeup}}))
			return err == nil && strings.Contains(string(out), `"m1"`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.functions[name].timeout = 2 * time.Second
			began := time.Now()
			if busy := call(); !busy || time.Since(began) > 2*time.Second {
				t.Errorf("busy: %v, after %s", busy, time.Since(began))
			}
		})
	}
}
